from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.gui.evaluation.contrast import readable_on
from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.mark.parametrize("look", theme.Theme)
def test_text_on_a_faint_colour_is_body_text_and_on_a_full_one_what_stands_out(
    dressed: QApplication, look: theme.Theme
) -> None:
    theme.apply_theme(dressed, look)
    tokens = theme.tokens(look)
    assert readable_on(tokens.bad, 0.1).name() == tokens.text
    assert readable_on(tokens.accent, 1.0).name() == tokens.on_accent
