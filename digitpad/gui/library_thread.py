"""Reads and changes of the library in the background, one after another: its disk may be slow, and its lock held.

Importing this module imports no numpy: the first request does, on its thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from digitpad.gui.widgets.background import BackgroundWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.errors import DigitpadError
    from digitpad.gui.widgets.background import Job
    from digitpad.library.library import Library
    from digitpad.library.listing import ListedModel, ModelListing

    Act: TypeAlias = Callable[[Library], object]
    Done: TypeAlias = Callable[[Any], None]
    Failed: TypeAlias = Callable[[DigitpadError], None]

LONGEST_WAIT = 25_000
"""Milliseconds to wait for changes at the end: two that another digitpad's lock holds up."""


@dataclass(frozen=True, slots=True, eq=False)
class LibraryRequest:
    """Something to do in the library, and who is told what came of it, on the window's thread."""

    act: Act
    done: Done
    failed: Failed
    must_end: bool  # also when the window closes


class LibraryThread(BackgroundWork[LibraryRequest]):
    """The library's thread. What is asked for is done in that order, and told of in that order.

    `listed`: a listing has come, and `own_names` are as they were then.
    """

    listed = Signal()
    _rested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(self._run, "digitpad library", parent, error_title="The library could not be used")
        self.own_names: tuple[str, ...] = ()
        self._waiting_to_end = 0
        self._has_failed = False
        self._is_listing = self._is_to_list_again = False
        self._listing: ModelListing | None = None  # for the worker's thread alone
        self.shut_down_milliseconds = LONGEST_WAIT
        self.succeeded.connect(self._on_success)
        self.failed.connect(self._on_failure)
        self.cancelled.connect(self._on_cancelled)

    def read(self, act: Act, done: Done, failed: Failed) -> None:
        """Have something read; it may be left out when the window closes."""
        self.submit(LibraryRequest(act, done, failed, must_end=False))

    def carry_out(self, act: Act, done: Done, failed: Failed) -> None:
        """Have something done that must not be lost when the window closes."""
        self._waiting_to_end += 1
        self.submit(LibraryRequest(act, done, failed, must_end=True))

    def read_models(self, done: Callable[[tuple[ListedModel, ...]], None], failed: Failed) -> None:
        """Have all models listed with what is known of them."""
        self.read(self._models, done, failed)

    @Slot()
    def list_names(self) -> None:
        """Have the names of the user's own models listed: another digitpad may have added some."""
        self._is_to_list_again = self._is_listing  # what is under way may have looked before the change
        if not self._is_listing:
            self._is_listing = True
            self.read(_own_names, self._show_names, self._show_no_names)

    def finish(self) -> bool:
        """Wait for what must end, with the window drawn on; whether all of it is done, and nothing went wrong.

        What went wrong has been told by then.
        """
        self._has_failed = False
        if self._waiting_to_end:
            loop, alarm = QEventLoop(), QTimer(singleShot=True, interval=LONGEST_WAIT)
            self._rested.connect(loop.quit)
            alarm.timeout.connect(loop.quit)
            alarm.start()
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        return not self._waiting_to_end and not self._has_failed

    @Slot()
    def shut_down(self) -> bool:
        """End the thread after what must end; False if it is still busy when the wait runs out."""
        with self._lock:
            for job in (*self._waiting, self._running):
                job.is_cancelled |= job.request is not None and not job.request.must_end
        return super().shut_down()

    @Slot(object)
    def _on_success(self, ended: tuple[LibraryRequest, object]) -> None:
        request, result = ended
        self._tell(request, request.done, result)

    @Slot(object, object)
    def _on_failure(self, error: DigitpadError, request: LibraryRequest) -> None:
        self._has_failed |= request.must_end
        self._tell(request, request.failed, error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._is_listing = False

    def _tell(self, request: LibraryRequest, told: Callable[[Any], None], what: object) -> None:
        self._waiting_to_end -= request.must_end
        asker = getattr(told, "__self__", None)
        try:
            if not isinstance(asker, QObject) or isValid(asker):  # a dialog may have been closed and deleted
                told(what)
        finally:
            if not self._waiting_to_end:
                self._rested.emit()

    def _show_names(self, names: tuple[str, ...]) -> None:
        self._is_listing, self.own_names = False, names
        self.listed.emit()
        if self._is_to_list_again:
            self.list_names()

    def _show_no_names(self, _error: DigitpadError) -> None:
        self._show_names(())  # the error is shown when a model is chosen or added

    # What follows runs on the worker's thread.

    @staticmethod
    def _run(request: LibraryRequest, _job: Job) -> tuple[LibraryRequest, object]:
        from digitpad.library.library import Library  # noqa: PLC0415 - loads on this thread, not at start

        return request, request.act(Library.of_user())

    def _models(self, library: Library) -> tuple[ListedModel, ...]:
        from digitpad.library.listing import ModelListing  # noqa: PLC0415 - as above

        if self._listing is None:
            self._listing = ModelListing()
        return self._listing.models(library)


def pass_over(_what: object) -> None:
    """Tell nobody."""


def _own_names(library: Library) -> tuple[str, ...]:
    return tuple(entry.name for entry in library.entries() if not entry.is_bundled)
