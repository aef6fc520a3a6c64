"""Loading the code of the other windows while this one rests, so that they open at once."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from digitpad.gui.widgets.background import BackgroundWork, Overlap

if TYPE_CHECKING:
    from digitpad.gui.widgets.background import Job

MODULES = tuple(
    f"digitpad.gui.{name}"
    for name in (
        "training.dialog",
        "training.monitor.live_reader",
        "training.thread",
        "models.dialog",
        "experiments.runner",
        "experiments.window",
        "notes.notes_view",
        "inside.inside_panel",
        "inside.why_view",
        "inside.layers_view",
        "inside.step_view",
        "inside.compare.compare_view",
        "data.browser",
        "data.thread",
        "evaluation.dialog",
        "my_digits.dialog",
        "my_digits.lesson_dialog",
        "my_digits.collection_dialog",
    )
)
"""What the windows are made of; each brings what it needs. The largest come first."""

_DELAY_MILLISECONDS = 1500
_PAUSE_SECONDS = 0.05


class Preloader(QObject):
    """Loads modules on a thread that ends with the last of them, some time after `begin`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.work: BackgroundWork[None] = BackgroundWork(
            _load, "digitpad preloading", self, error_title="A window could not be prepared", overlap=Overlap.REFUSE
        )
        self.work.succeeded.connect(self._end)
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MILLISECONDS)
        self._timer.timeout.connect(self._load)

    @Slot()
    def begin(self) -> None:
        """Begin soon; what the window itself needs comes first."""
        self._timer.start()

    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        self._timer.stop()
        return self.work.shut_down()

    @Slot()
    def _load(self) -> None:
        if not self.work.is_busy:
            self.work.submit(None)

    @Slot()
    def _end(self) -> None:
        self.shut_down()


def _load(_request: None, job: Job) -> None:
    for name in MODULES:
        job.check()
        import_module(name)
        time.sleep(_PAUSE_SECONDS)  # whoever draws comes first
