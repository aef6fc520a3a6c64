"""What a user does in the training window."""

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from digitpad.config.train_config import TrainConfig
from digitpad.gui.training.dialog import TrainingDialog
from digitpad.training.outcome import TrainingOutcome
from tests.gui.conftest import rest
from tests.support.training import LONG, SHORT, WAIT


def shown(qtbot: QtBot, dialog: TrainingDialog) -> TrainingDialog:
    """Show a window, and leave nothing in the end that closing would ask about."""
    qtbot.addWidget(dialog, before_close_func=lambda dialog: dialog._training.shut_down())
    with qtbot.waitExposed(dialog):
        dialog.show()
    rest(dialog._library)
    return dialog


def click(qtbot: QtBot, button: QAbstractButton) -> None:
    """Click a button the user can see and use, and wait for what it asks of the library."""
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    rest_library(button)


def rest_library(part: QWidget) -> None:
    """Wait until what is asked of the library is done, and told to the training window."""
    window = part.window()
    if isinstance(window, TrainingDialog):
        rest(window._library)


def look_again(dialog: TrainingDialog) -> None:
    """Have the window look for data and models."""
    dialog.look_again()
    rest_library(dialog)


def click_until(qtbot: QtBot, button: QAbstractButton, signal: SignalInstance) -> None:
    with qtbot.waitSignal(signal, timeout=WAIT):
        click(qtbot, button)
    rest_library(button)


def begin(qtbot: QtBot, dialog: TrainingDialog, config: TrainConfig = LONG) -> None:
    dialog.form.fill(config)
    click_until(qtbot, dialog.run_panel.start, dialog._training.reported)


def train(qtbot: QtBot, dialog: TrainingDialog, config: TrainConfig = SHORT) -> None:
    dialog.form.fill(config)
    click_until(qtbot, dialog.run_panel.start, dialog._training.finished_run)


def stop(qtbot: QtBot, dialog: TrainingDialog) -> None:
    click_until(qtbot, dialog.run_panel.stop, dialog._training.finished_run)


def outcome_of(dialog: TrainingDialog) -> TrainingOutcome:
    """Return what the run came to that waits to be kept."""
    assert dialog._training.session.outcome is not None
    return dialog._training.session.outcome
