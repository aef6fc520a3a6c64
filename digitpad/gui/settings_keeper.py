"""Keeping what the window remembers: soon after it changes and when it closes, on a thread of its own."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from digitpad.errors import StorageError
from digitpad.files.temporary import remove_left_over
from digitpad.gui.widgets.background import BackgroundWork
from digitpad.paths import user_folder
from digitpad.settings import Settings, save_changes, settings_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance

    from digitpad.errors import DigitpadError
    from digitpad.gui.widgets.background import Job

CHANGE_MILLISECONDS = 1000
"""How long settings rest before they are written: a slider changes them many times a second."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Change:
    """Settings as they were written last, and as they are now."""

    before: Settings
    after: Settings


class SettingsKeeper(QObject):
    """Writes the window's settings, and sweeps the user folder at its start; nothing of it is worth an error.

    `current`: returns the settings to be written soon after a change.
    """

    def __init__(self, settings: Settings, current: Callable[[], Settings], parent: QObject) -> None:
        super().__init__(parent)
        self._written, self._current = settings, current
        self._due = QTimer(self, singleShot=True, interval=CHANGE_MILLISECONDS)
        self._due.timeout.connect(self._save_current)
        self._work: BackgroundWork[_Change | None] = BackgroundWork(
            _work, "digitpad settings", self, error_title="The settings could not be saved"
        )
        self._work.failed.connect(self._on_failure)

    def begin(self) -> None:
        """Sweep what killed digitpads left behind."""
        self._work.submit(None)

    def follow(self, *changes: SignalInstance) -> None:
        """Write the settings soon after any of these signals."""
        for changed in changes:
            changed.connect(self._note_change)

    def save(self, settings: Settings) -> None:
        """Write settings, unless they are as they were written last."""
        self._due.stop()
        if settings != self._written:
            self._work.submit(_Change(self._written, settings))
            self._written = settings

    def shut_down(self) -> bool:
        """Write what waits and end the thread; False if it is still busy when the wait runs out."""
        return self._work.shut_down()

    @Slot()
    def _note_change(self) -> None:
        self._due.start()

    @Slot()
    def _save_current(self) -> None:
        self.save(self._current())

    @Slot(object, object)
    def _on_failure(self, _error: DigitpadError, change: _Change | None) -> None:
        if change is not None:
            self._written = change.before  # the next change takes this one along


def _work(change: _Change | None, _job: Job) -> None:
    """Write a change, or sweep; called on the thread."""
    if change is None:
        remove_left_over(user_folder())
        return
    try:
        save_changes(change.before, change.after, settings_file())
    except StorageError as error:
        _log.warning("the window's settings are not remembered: %s", error)
        raise
