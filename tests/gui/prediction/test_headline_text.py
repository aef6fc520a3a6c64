from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digitpad.gui.prediction.answers import Request
from digitpad.gui.prediction.digit_check import NEVER, DigitCheck
from digitpad.gui.prediction.headline_text import lines_of, title_of
from digitpad.gui.prediction.reader import Reader
from digitpad.gui.prediction.shown_answer import ShownAnswer, shown_answer_of
from digitpad.gui.widgets.number_text import percent
from tests.support.inks import SEVEN

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="module")
def seven() -> ShownAnswer:
    """Return the answer to a seven."""
    return shown_answer_of(Reader("mlp", None).answer(Request("mlp", SEVEN, 0)), DigitCheck(NEVER))


@pytest.mark.parametrize("is_doubtful", [False, True])
@pytest.mark.parametrize("share", [0.3, 0.5549, 0.9444, 0.995, 0.998, 0.99949, 0.9996, 1.0])
def test_title_and_panel_say_the_same_number(
    qapp: QApplication, seven: ShownAnswer, share: float, *, is_doubtful: bool
) -> None:
    shares = tuple(share if name == 7 else (1 - share) / 9 for name in range(10))
    digit = replace(seven.digit, prediction=replace(seven.digit.prediction, probabilities=shares))
    shown = replace(seven, digits=(replace(digit, is_doubtful=is_doubtful),))
    assert percent(share) in title_of(shown)
    lines = lines_of(shown)
    assert any(percent(share) in text for text in (lines.sure, lines.following))
