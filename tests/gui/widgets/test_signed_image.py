import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.signed_image import signed_image


@pytest.mark.parametrize("which", theme.Theme)
def test_sign_is_told_by_colour_and_size_by_strength(dressed: QApplication, which: theme.Theme) -> None:
    theme.apply_theme(dressed, which)
    values = (127, 60, 0, -60, -127, -128)
    image = signed_image(bytes(value % 256 for value in values), 2, 3)
    colors = [image.pixelColor(index % 3, index // 3) for index in range(6)]
    tokens = theme.current()
    assert [colors[0], colors[2], colors[4], colors[5]] == [
        QColor(token) for token in (tokens.accent, tokens.card, tokens.second, tokens.second)
    ]
    for ends, middle in ((colors[0], colors[1]), (colors[4], colors[3])):
        ground = colors[2].lightness()
        assert min(ground, ends.lightness()) < middle.lightness() < max(ground, ends.lightness())
