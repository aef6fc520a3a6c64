from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QMenuBar, QStyle, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.theme import Role, Theme, Tokens
from digitpad.settings import ThemeChoice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def luminance(shade: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [int(shade[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", Theme)
@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("text", "card"),
        ("text", "ground"),
        ("muted", "card"),
        ("muted", "ground"),
        ("on_accent", "accent"),
        ("bad", "card"),
        ("good", "card"),
        ("second", "card"),
        ("ink", "paper"),
    ],
)
def test_words_stand_out_as_wcag_aa_asks(look: Theme, front: str, back: str) -> None:
    worn = theme.tokens(look)
    assert contrast(getattr(worn, front), getattr(worn, back)) >= 4.5


@pytest.mark.parametrize("look", Theme)
def test_a_theme_is_worn_by_the_palette_and_remembered(dressed: QApplication, look: Theme) -> None:
    theme.apply_theme(dressed, look)
    assert theme.current_theme() is look
    assert theme.current() == theme.tokens(look)
    assert dressed.palette().window().color().name() == theme.tokens(look).ground


@pytest.mark.parametrize("look", Theme)
def test_every_name_in_the_style_sheet_is_filled(dressed: QApplication, look: Theme) -> None:
    theme.apply_theme(dressed, look)
    assert "$" not in dressed.styleSheet()
    shades = set(re.findall(r"#[0-9a-f]{6}\b", dressed.styleSheet()))
    assert shades
    assert shades <= {getattr(theme.tokens(look), name) for name in Tokens.__slots__}


def test_every_picture_of_the_style_sheet_is_there(dressed: QApplication) -> None:
    files = re.findall(r"url\((.*?)\)", dressed.styleSheet())
    assert len(files) >= 5
    assert all(Path(file).is_file() for file in files)


@pytest.mark.parametrize(
    "stock",
    [
        QStyle.StandardPixmap.SP_ArrowBack,
        QStyle.StandardPixmap.SP_ArrowForward,
        QStyle.StandardPixmap.SP_FileDialogToParent,
        QStyle.StandardPixmap.SP_FileDialogNewFolder,
        QStyle.StandardPixmap.SP_FileDialogListView,
        QStyle.StandardPixmap.SP_FileDialogDetailedView,
        QStyle.StandardPixmap.SP_DirIcon,
        QStyle.StandardPixmap.SP_DirHomeIcon,
        QStyle.StandardPixmap.SP_DesktopIcon,
        QStyle.StandardPixmap.SP_FileIcon,
        QStyle.StandardPixmap.SP_ComputerIcon,
        QStyle.StandardPixmap.SP_DriveHDIcon,
    ],
)
def test_dialogs_that_qt_makes_have_our_icons(dressed: QApplication, stock: QStyle.StandardPixmap) -> None:
    image = dressed.style().standardIcon(stock).pixmap(16, 16).toImage()
    shades = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
    inked = [shade for shade in shades if shade.alpha() > 90]
    assert inked
    assert all(abs(shade.red() - 0x7F) + abs(shade.green() - 0x89) + abs(shade.blue() - 0x9B) < 9 for shade in inked)


def test_a_choice_of_theme_is_that_theme() -> None:
    assert theme.chosen(ThemeChoice.DARK) is Theme.DARK
    assert theme.chosen(ThemeChoice.LIGHT) is Theme.LIGHT


def test_the_desktop_decides_if_asked(dressed: QApplication) -> None:
    assert theme.chosen(ThemeChoice.SYSTEM) is theme.system_theme()


def test_figures_that_change_have_one_width(dressed: QApplication, qtbot: QtBot) -> None:
    figure = controls.label("", Role.FIGURE)
    qtbot.addWidget(figure)
    figure.show()
    metrics = QFontMetricsF(figure.font())
    assert metrics.horizontalAdvance("111.1") == metrics.horizontalAdvance("888.8")


def test_the_bundled_typeface_is_used(dressed: QApplication) -> None:
    assert QFontInfo(dressed.font()).family() == "Inter"


def test_buttons_say_what_they_do(dressed: QApplication, qtbot: QtBot) -> None:
    button = controls.button("&Go", "Goes there, because", Role.PRIMARY)
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.accessibleDescription()) == ("Go", "Goes there, because")
    assert button.toolTip() == "Goes there, because"


def test_a_change_of_theme_dresses_each_widget_a_few_times_however_deep_it_lies(
    dressed: QApplication, qtbot: QtBot
) -> None:
    """Not once for every widget it lies in, as Qt does by itself: that took seconds."""

    class Counting(QWidget):
        dressings = 0

        def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - as Qt calls it
            self.dressings += event.type() is QEvent.Type.StyleChange

    outer = QWidget()
    qtbot.addWidget(outer)
    inner = outer
    for _ in range(20):
        inner = QWidget(inner)
    deepest = Counting(inner)
    outer.show()
    deepest.dressings = 0
    theme.apply_theme(dressed, Theme.DARK)
    assert 1 <= deepest.dressings <= 4


def test_the_name_in_the_menu_bar_keeps_its_room_when_the_theme_changes(dressed: QApplication, qtbot: QtBot) -> None:
    bar = QMenuBar()
    qtbot.addWidget(bar)
    brand = controls.label("digitpad", Role.BRAND)
    bar.setCornerWidget(brand, Qt.Corner.TopLeftCorner)
    bar.resize(300, 30)
    bar.show()
    before = brand.width()
    theme.apply_theme(dressed, Theme.DARK)
    assert brand.width() == before >= brand.sizeHint().width()
