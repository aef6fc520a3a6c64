from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import Qt

from digitpad.config.dataset_info import DatasetName
from digitpad.gui.notes.memory import NotesMemory, place_of
from digitpad.gui.notes.notes_view import NotesView
from digitpad.notes.walk import Progress, View
from tests.gui.conftest import WAIT, heard, put_on_screen
from tests.support.inks import SEVEN
from tests.support.notes import small_walks
from tests.support.training_window import click

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.support.notes import Gate


def do(qtbot: QtBot, view: NotesView, place: str) -> None:
    """Do a step, and wait until it has ended."""
    view.open_step(place)
    with qtbot.waitSignal(view.runner.ended, timeout=WAIT):
        click(qtbot, view.page.do)


def hold(qtbot: QtBot, view: NotesView) -> None:
    """Begin the step that is held up, and wait until it shows something."""
    view.open_step("a/held")
    with qtbot.waitSignal(view.runner.progressed, timeout=WAIT):
        click(qtbot, view.page.do)


def test_what_came_of_a_step_stands_beside_what_the_note_says(qtbot: QtBot, view: NotesView) -> None:
    do(qtbot, view, "a/show")
    shown = view.page.outcome
    assert shown.printed.lines == ("images: (2, 1, 28, 28)", "labels: (2,)")
    assert shown.images.titles == ("7", "ankle boot\n✗ sandal")
    assert [each.name for each in shown.plot.series] == ["train loss", "test accuracy"]
    assert shown.note.text().startswith("92.11 %")
    assert all(part.isVisible() for part in (shown.note, shown.figures, shown.images, shown.plot, shown.printed))
    assert view.page.code.lines == ("x + y",)


def test_what_the_note_says_stands_once_where_a_figure_says_just_that(
    qtbot: QtBot, view: NotesView, gate: Gate
) -> None:
    view.open_step("a/held")
    assert view.page.outcome.note.isVisible()
    gate.is_open.set()
    do(qtbot, view, "a/held")
    assert not view.page.outcome.note.isVisible()
    view.open_step("a/show")
    view.open_step("a/held")
    assert not view.page.outcome.note.isVisible()


def test_a_step_that_was_done_is_ticked_and_counted(qtbot: QtBot, view: NotesView) -> None:
    assert not view.list.is_ticked(0)
    do(qtbot, view, "a/show")
    assert view.list.is_ticked(0)
    assert view.count.text().startswith("1 ")


def test_any_step_can_be_done_in_any_order_and_again_and_its_outcome_stays(qtbot: QtBot, view: NotesView) -> None:
    do(qtbot, view, "b/show")
    do(qtbot, view, "a/show")
    do(qtbot, view, "a/show")
    view.open_step("b/show")
    assert view.page.outcome.printed.isVisible()
    assert view.page.do.isVisible()


def test_a_step_under_way_shows_what_it_has_given_and_can_be_stopped(qtbot: QtBot, view: NotesView, gate: Gate) -> None:
    hold(qtbot, view)
    assert view.page.outcome.printed.lines == ("first line",)
    assert view.page.outcome.plot.isVisible()
    assert not view.page.do.isVisible()
    with qtbot.waitSignal(view.runner.ended, timeout=WAIT):
        click(qtbot, view.page.stop)
    assert gate.was_closed.is_set()
    assert not view.list.is_ticked(1)
    assert not view.page.outcome.printed.isVisible()
    gate.is_open.set()
    do(qtbot, view, "a/held")
    assert view.page.outcome.printed.lines == ("first line", "last line")


def test_how_far_a_step_is_stays_known_when_it_only_prints(qtbot: QtBot, view: NotesView, gate: Gate) -> None:
    hold(qtbot, view)
    view.runner.progressed.emit(Progress(("a line",)))
    assert view.page.bar.maximum() > 0
    assert not view.page.waiting.isVisible()
    view.page.begin()
    assert view.page.waiting.isVisible()


def test_another_walk_is_looked_at_while_a_step_goes_on(qtbot: QtBot, view: NotesView, gate: Gate) -> None:
    hold(qtbot, view)
    view.walk_box.activated.emit(1)
    assert view.strip.isVisible()
    assert not view.page.do.isVisible()
    click(qtbot, view.strip.show_step)
    assert view.step.key == "held"
    assert view.page.outcome.printed.lines == ("first line",)
    view.open_step("b/show")
    with qtbot.waitSignal(view.runner.ended, timeout=WAIT):
        gate.is_open.set()
    assert not view.strip.isVisible()
    assert view.page.do.isVisible()
    assert view.list.is_ticked(0) is False


def test_the_step_under_way_is_stopped_from_another(qtbot: QtBot, view: NotesView, gate: Gate) -> None:
    hold(qtbot, view)
    view.open_step("b/show")
    with qtbot.waitSignal(view.runner.ended, timeout=WAIT):
        click(qtbot, view.strip.stop)
    assert gate.was_closed.is_set()


def test_data_that_is_not_here_is_told_of_in_place_with_the_way_to_it(qtbot: QtBot, view: NotesView) -> None:
    do(qtbot, view, "a/missing")
    assert view.page.problem.isVisible()
    assert heard(qtbot, view.data_wanted, click, qtbot, view.page.fetch) == [DatasetName.CIFAR10, ""]
    do(qtbot, view, "a/failing")
    assert "Take a lower rate." in view.page.problem.text()
    assert not view.page.fetch.isVisible()
    view.open_step("a/show")
    assert not view.page.problem.isVisible()


def test_a_step_that_needs_a_drawing_asks_for_one_instead_of_a_dead_button(qtbot: QtBot, view: NotesView) -> None:
    view.open_step("a/drawn")
    assert not view.page.do.isVisible()
    assert view.page.hint.isVisible()
    view.show_drawing(SEVEN)
    assert not view.page.hint.isVisible()
    do(qtbot, view, "a/drawn")
    assert view.page.outcome.printed.lines == ("drawn: True",)


def test_the_drawing_of_a_step_is_wanted_on_the_pad_and_once_more_if_asked_for(qtbot: QtBot, view: NotesView) -> None:
    view.open_step("a/pad")
    [shown] = heard(qtbot, view.drawing_wanted, click, qtbot, view.page.do)
    assert shown.drawing is SEVEN
    assert heard(qtbot, view.drawing_wanted, click, qtbot, view.page.outcome.on_pad) == [shown]


def test_a_step_leads_to_its_view_where_it_has_one(qtbot: QtBot, view: NotesView) -> None:
    view.open_step("a/show")
    [step] = heard(qtbot, view.door_opened, click, qtbot, view.page.door)
    assert step.view is View.DATA
    view.open_step("a/failing")
    assert not view.page.door.isVisible()


def test_steps_are_gone_through_by_keys(qtbot: QtBot, view: NotesView) -> None:
    view.activateWindow()
    view.list.setFocus()
    qtbot.waitUntil(view.list.hasFocus)
    qtbot.keyClick(view.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(view.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert view.step.key == "pad"
    with qtbot.waitSignal(view.runner.ended, timeout=WAIT):
        qtbot.keyClick(view.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert view.step.key == "held"


def test_what_was_done_is_remembered_with_what_no_walk_knows_and_can_be_forgotten(
    qtbot: QtBot, view: NotesView, memory: NotesMemory, gate: Gate
) -> None:
    do(qtbot, view, "b/show")
    do(qtbot, view, "a/show")
    assert memory.done == ("z/unknown", "b/show", "a/show")
    again = put_on_screen(qtbot, NotesView(small_walks(gate), NotesMemory(memory.done, memory.current)))
    assert place_of(again.walk, again.step) == "a/show"
    assert again.list.is_ticked(0)
    assert not again.page.outcome.printed.isVisible()
    click(qtbot, again.again)
    assert not again.list.is_ticked(0)
    assert again._memory.done == ("z/unknown", "b/show")


@pytest.mark.parametrize("size", [(430, 560), (1000, 640)])
def test_the_note_stands_beside_what_came_out_where_there_is_room(
    qtbot: QtBot, view: NotesView, dressed: QApplication, size: tuple[int, int]
) -> None:
    do(qtbot, view, "a/show")
    view.resize(*size)
    dressed.processEvents()
    shown = view.page.outcome
    is_beside = shown.figures.mapTo(view, shown.figures.pos()).x() > shown.note.mapTo(view, shown.note.pos()).x() + 50
    assert is_beside == (size[0] > 760)
    assert (view.list.width() < view.width() / 2) == (size[0] > 760)
    assert view.page.width() <= view.width()


def test_what_a_step_gives_is_scrolled_into_view_unless_one_scrolls_oneself(
    qtbot: QtBot, view: NotesView, gate: Gate
) -> None:
    view.resize(430, 420)
    bar = view._scrolled.verticalScrollBar()
    hold(qtbot, view)
    qtbot.waitUntil(lambda: bar.value() > 0)
    bar.setValue(0)
    with qtbot.waitSignal(view.runner.ended, timeout=WAIT):
        gate.is_open.set()
    qtbot.waitUntil(lambda: view._left_at is None)
    assert bar.value() == 0


def test_in_a_narrow_dock_nothing_of_a_step_is_cut_off(qtbot: QtBot, view: NotesView, dressed: QApplication) -> None:
    view.page.door.setText("A link that is rather long here…")
    for width in (430, 290):
        view.resize(width, 600)
        dressed.processEvents()
        assert view.page.width() <= view._scrolled.viewport().width()
        for each in (view.page.do, view.page.door):
            assert each.width() >= each.sizeHint().width()
            assert each.geometry().right() <= view.page.width()


def test_a_view_that_ends_in_mid_step_leaves_nothing_to_be_done_later(
    qtbot: QtBot, dressed: QApplication, gate: Gate, memory: NotesMemory
) -> None:
    made = put_on_screen(qtbot, NotesView(small_walks(gate), memory))
    hold(qtbot, made)
    assert made.shut_down()
    shiboken6.delete(made)
    dressed.processEvents()
