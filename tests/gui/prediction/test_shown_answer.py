from __future__ import annotations

import pytest

from digitpad.gui.prediction.answers import Request
from digitpad.gui.prediction.digit_check import NEVER, DigitCheck
from digitpad.gui.prediction.reader import Reader, bundled_detector
from digitpad.gui.prediction.shown_answer import ShownAnswer, shown_answer_of
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink, Point
from digitpad.recognition.thresholds import Thresholds
from tests.support.inks import SEVEN, SEVENTEEN


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return the MLP, with nothing that tells digits from other things."""
    return Reader("mlp", None)


def look(reader: Reader, ink: Ink, before: ShownAnswer | None = None) -> ShownAnswer:
    return shown_answer_of(reader.answer(Request("mlp", ink, 0, reads_numbers=True)), DigitCheck(NEVER), before)


def test_one_digit_is_one_part_of_all_its_strokes(reader: Reader) -> None:
    shown = look(reader, SEVEN)
    assert (shown.text, shown.is_number, shown.digit.strokes) == ("7", False, (0, 1))
    assert shown.digit.prediction is shown.answer.prediction


def test_a_number_has_a_part_for_each_digit_with_its_own_stages(reader: Reader) -> None:
    shown = look(reader, SEVENTEEN)
    assert (shown.text, shown.is_number) == ("17", True)
    assert [part.strokes for part in shown.digits] == [(0,), (1, 2)]
    assert shown.digits[1].ink == Ink(SEVENTEEN.strokes[1:])
    assert shown.digits[0].stages[-1] != shown.digits[1].stages[-1]


def test_the_digit_written_last_is_looked_at_first(reader: Reader) -> None:
    assert look(reader, SEVENTEEN).chosen == 1
    one, *seven = SEVENTEEN.strokes
    assert look(reader, Ink((*seven, one))).chosen == 0


def test_a_choice_stays_until_something_is_written(reader: Reader) -> None:
    chosen = look(reader, SEVENTEEN).choosing(0)
    again = look(reader, SEVENTEEN, chosen)
    assert again.chosen == 0
    more = SEVENTEEN.pen_down(Point(450, 150)).pen_moved(Point(450, 350)).pen_up()
    assert look(reader, more, again).chosen == 2


def test_a_digit_that_begins_as_part_of_the_one_beside_it_is_looked_at_once_it_is_its_own(reader: Reader) -> None:
    whole, seen = Ink.of([[(60, 100), (150, 100), (110, 300)], [(165, 100), (165, 200), (165, 300)]]), []
    first, second = whole.strokes
    ink = Ink((first,)).pen_down(second[0])
    shown = look(reader, ink)
    for point in second[1:]:
        ink = ink.pen_moved(point)
        shown = look(reader, ink, shown)
        seen.append((shown.is_number, shown.digit.strokes[-1]))
    assert [is_number for is_number, _ in (seen[0], seen[-1])] == [False, True]
    assert {last for _, last in seen} == {1}


def test_a_choice_beyond_the_number_is_its_end(reader: Reader) -> None:
    shown = look(reader, SEVENTEEN)
    assert (shown.choosing(-3).chosen, shown.choosing(9).chosen) == (0, 1)


def test_a_picture_is_one_part_without_ink() -> None:
    pixels = b"".join(bytes([0 if 12 < x < 16 and 4 < y < 24 else 255] * 3) for y in range(28) for x in range(28))
    answer = Reader("mlp", None).answer(Request("mlp", Picture(28, 28, pixels), 0, reads_numbers=True))
    shown = shown_answer_of(answer, DigitCheck(NEVER))
    assert (shown.text, shown.digit.strokes, shown.digit.ink) == ("1", (), None)


def test_a_part_is_doubtful_by_its_own_score(reader: Reader) -> None:
    doubt = DigitCheck(0.9)
    doubt.thresholds = Thresholds((0.9,), (0.0,))
    shown = shown_answer_of(reader.answer(Request("mlp", SEVEN, 0)), doubt)
    assert shown.least == 0.0
    assert not shown.digit.is_doubtful, "nothing has scored it"


def test_the_pieces_of_a_scribble_are_no_number() -> None:
    reader = Reader("mlp", bundled_detector())
    doubt = DigitCheck(0.99)
    doubt.thresholds = reader.describe().thresholds
    scribble = Ink.of(
        [
            [(111, 123), (148, 304), (122, 310), (130, 194), (147, 319), (193, 201), (166, 209), (134, 273)],
            [(253, 256), (280, 125), (252, 304), (286, 103)],
            [(361, 316), (374, 133), (376, 296), (355, 206), (273, 276), (369, 159)],
            [(392, 305), (336, 261), (416, 106), (431, 104), (436, 213), (460, 115)],
            [(538, 115), (468, 195), (555, 224), (456, 153), (544, 150), (437, 163)],
        ]
    )
    answer = reader.answer(Request("mlp", scribble, 0, reads_numbers=True))
    assert answer.number is not None
    assert len(answer.number.digits) > 1, "or there is nothing to put together"
    shown = shown_answer_of(answer, doubt)
    assert not shown.is_number
    assert shown.digit.is_doubtful
    assert shown.digit.strokes == (0, 1, 2, 3, 4)
    assert shown_answer_of(answer, DigitCheck(NEVER)).is_number, "nothing is doubted"
