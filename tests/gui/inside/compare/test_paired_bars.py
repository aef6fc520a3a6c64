from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DIGITS
from digitpad.gui.inside.compare.paired_bars import Half, ModelShares, PairedBars, PairedRow, paired_rows
from digitpad.gui.widgets import theme
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

ABC = ("a", "b", "c")
CLOTHES = ("coat", "shirt")


def test_rows_are_paired_by_name_whatever_the_order_of_classes() -> None:
    rows = paired_rows(ModelShares(ABC, (0.7, 0.2, 0.1)), ModelShares(("c", "b", "a"), (0.3, 0.1, 0.6)))
    assert [(row.left.name, row.left.share, row.right.share) for row in rows] == [
        ("a", 0.7, 0.6),
        ("b", 0.2, 0.1),
        ("c", 0.1, 0.3),
    ]
    assert not any(row.differs for row in rows)


def test_the_two_rows_that_the_models_disagree_about_are_marked() -> None:
    rows = paired_rows(ModelShares(ABC, (0.7, 0.2, 0.1)), ModelShares(ABC, (0.2, 0.2, 0.6)))
    assert [row.differs for row in rows] == [True, False, True]
    assert rows[0].left.is_answer
    assert rows[2].right.is_answer


def test_a_guess_at_what_is_no_digit_is_marked_but_not_accented() -> None:
    rows = paired_rows(ModelShares(ABC, (0.7, 0.2, 0.1), is_doubtful=True), ModelShares(ABC, (0.2, 0.2, 0.6)))
    assert rows[0] == PairedRow(Half("a", 0.7, is_answer=True), Half("a", 0.2), differs=True)
    assert rows[2].right.is_strong


def test_a_class_that_one_model_does_not_know_has_one_bar() -> None:
    rows = paired_rows(ModelShares(("b",), (1.0,)), ModelShares(ABC, (0.2, 0.7, 0.1)))
    assert [(row.left.name, row.left.share) for row in rows] == [("a", None), ("b", 1.0), ("c", None)]


def test_models_of_other_classes_have_a_list_each() -> None:
    rows = paired_rows(ModelShares(ABC, (0.7, 0.2, 0.1)), ModelShares(CLOTHES, (0.4, 0.6)))
    assert [(row.left.name, row.right.name) for row in rows] == [("a", "coat"), ("b", "shirt"), ("c", "")]
    assert not any(row.differs for row in rows)


def test_nothing_is_marked_while_one_model_has_read_nothing() -> None:
    assert not any(row.differs for row in paired_rows(ModelShares(ABC, (0.7, 0.2, 0.1)), ModelShares(ABC)))
    assert not any(row.differs for row in paired_rows(ModelShares(ABC), ModelShares(ABC)))


def test_bars_grow_from_the_middle_each_in_the_colour_of_its_model(qtbot: QtBot, dressed: QApplication) -> None:
    bars = put_on_screen(qtbot, PairedBars(), 400, 250)
    shares = [[0.0] * 10, [0.0] * 10]
    shares[0][9] = shares[1][4] = 1.0
    bars.show_rows(paired_rows(*(ModelShares(DIGITS, tuple(each)) for each in shares)))
    image, tokens = bars.grab().toImage(), theme.current()
    assert image.pixelColor(120, 237).name() == tokens.accent
    assert image.pixelColor(280, 112).name() == tokens.second
    assert "9: 100.0" in bars.accessibleDescription()


def test_long_names_leave_room_for_the_bars(qtbot: QtBot, dressed: QApplication) -> None:
    bars = put_on_screen(qtbot, PairedBars(), 300, 250)
    names = tuple(f"a class whose name is as long as number {index}" for index in range(10))
    bars.show_rows(paired_rows(ModelShares(DIGITS, (0.1,) * 10), ModelShares(names, (0.0,) * 9 + (1.0,))))
    image = bars.grab().toImage()
    assert theme.current().second in {image.pixelColor(x, 237).name() for x in range(150, 300)}
    bars.show_rows(())
    bars.grab()
