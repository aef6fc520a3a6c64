"""The training view where there is little room, and inside another window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from digitpad.gui.training.dialog import TrainingDialog
from digitpad.gui.training.monitor.plot_view import LEAST_PLOT
from tests.gui.conftest import heard, put_on_screen
from tests.support.training_window import begin, click, stop

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from digitpad.gui.library_thread import LibraryThread
    from digitpad.gui.training.thread import TrainingController
    from digitpad.library.library import Library


@pytest.fixture
def docked(
    qtbot: QtBot, controller: TrainingController, library: Library, library_thread: LibraryThread
) -> tuple[QMainWindow, QDockWidget, TrainingDialog]:
    """Return a window with the training view in a dock at its side."""
    window, dock, view = QMainWindow(), QDockWidget(), TrainingDialog(controller, library_thread, "mine")
    window.setCentralWidget(QWidget())
    dock.setWidget(view)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.resizeDocks([dock], [440], Qt.Orientation.Horizontal)
    return put_on_screen(qtbot, window, 1280, 720), dock, view


def test_a_wide_view_shows_settings_and_curves_side_by_side(dialog: TrainingDialog) -> None:
    assert dialog.form.isVisible()
    assert dialog.learning.isVisible()
    assert not dialog.parts.fold.isVisible()


def test_settings_of_a_narrow_view_fold_away_once_it_runs(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.resize(440, 600)
    assert dialog.size().width() == 440
    assert dialog.form.isVisible()
    assert not dialog.learning.isVisible()
    begin(qtbot, dialog)
    assert not dialog.form.isVisible()
    assert dialog.learning.curves.isVisible()
    assert dialog.learning.live.isVisible()
    for button in (dialog.run_panel.stop, dialog.run_panel.close_button):
        assert dialog.rect().contains(button.mapTo(dialog, button.rect().bottomRight()))
    click(qtbot, dialog.parts.fold)
    assert dialog.form.isVisible()
    assert not dialog.form.fields["length"].isEnabled()
    click(qtbot, dialog.parts.fold)
    stop(qtbot, dialog)
    for button in (dialog.result_panel.use, dialog.result_panel.discard):
        assert dialog.rect().contains(button.mapTo(dialog, button.rect().bottomRight()))
    dialog.resize(1040, 680)
    assert dialog.form.isVisible()
    assert dialog.learning.isVisible()


def test_a_low_view_leaves_its_height_to_the_plots(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.resize(398, 482)
    begin(qtbot, dialog)
    curves = dialog.learning.curves
    assert curves.visibleRegion().boundingRect() == curves.rect()
    assert min(panel.plot.height() for panel in curves._panels()) >= LEAST_PLOT
    stop(qtbot, dialog)


def test_a_field_at_fault_is_unfolded(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.resize(440, 600)
    dialog.form.fields.texts["seed"].set_text("x")
    click(qtbot, dialog.parts.fold)
    assert not dialog.form.isVisible()
    click(qtbot, dialog.run_panel.mending.field)
    assert not dialog.form.fields["seed"].visibleRegion().isEmpty()


def test_the_view_fits_into_a_dock_beside_the_pad(docked: tuple[QMainWindow, QDockWidget, TrainingDialog]) -> None:
    _, dock, view = docked
    assert not view.isWindow()
    assert view.width() <= 440
    assert dock.minimumSizeHint().width() <= 430


def test_a_view_in_a_dock_asks_to_be_hidden(
    qtbot: QtBot, docked: tuple[QMainWindow, QDockWidget, TrainingDialog]
) -> None:
    _, _, view = docked
    heard(qtbot, view.closed, view.run_panel.close_button.click)
    assert view.isVisible(), "its dock is to be hidden"
    begin(qtbot, view)
    heard(qtbot, view.closed, qtbot.keyClick, view.run_panel, Qt.Key.Key_Escape)
    assert view._training.is_running, "the status bar shows it"
    with qtbot.waitSignal(view._training.finished_run):
        view._training.stop(keep=False)
