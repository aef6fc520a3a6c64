from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.data.my_digits import MyDigits
from digitpad.gui.my_digits.digit_picture import picture_of
from digitpad.gui.my_digits.storage_thread import ReadPage
from digitpad.gui.widgets import theme
from digitpad.ink.ink_file import InkSample
from tests.gui.conftest import heard
from tests.support.inks import ONE, SEVEN

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from digitpad.gui.my_digits.storage_thread import DigitsController

LIGHT, DARK = theme.tokens(theme.Theme.LIGHT), theme.tokens(theme.Theme.DARK)


def test_a_page_comes_with_a_picture_of_each_digit_in_the_colours_asked_for(
    qtbot: QtBot, digits: DigitsController
) -> None:
    MyDigits.of_user().add([InkSample(SEVEN, 7), InkSample(ONE, 1)])
    answer = heard(qtbot, digits.answered, digits.submit, ReadPage(0, 10, None, DARK))[0]
    assert [digit.label for digit in answer.digits] == [1, 7]
    assert answer.pictures == (picture_of(ONE, DARK), picture_of(SEVEN, DARK))
    assert picture_of(ONE, DARK) != picture_of(ONE, LIGHT)
