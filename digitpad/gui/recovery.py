"""The unsaved drawing comes back after a crash, and what crashed is told.

While digitpad runs, the drawing on the pad is kept in its recovery folder, a moment after it changed. The pad is
looked at now and then, and the pen does nothing for it: drawing costs no more.
"""

from __future__ import annotations

import faulthandler
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QTimer, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.unexpected import show_report
from digitpad.gui.widgets.background import BackgroundWork
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from typing import TextIO

    from digitpad.diagnostics.recovery_folder import Leftovers, RecoveryFolder
    from digitpad.gui.main_window import MainWindow
    from digitpad.ink.drawing import Drawing

INTERVAL_MILLISECONDS = 1500
"""From one look at the pad to the next: so much of a drawing a crash may cost."""

SETTLED_MILLISECONDS = 20_000
"""After which a drawing that came back is not what ends digitpad."""

MOST_RETURNS = 2
"""How often a drawing comes back that digitpad ends unexpectedly with."""

MESSAGE_MILLISECONDS = 20_000
"""A line that is seldom seen, and not looked for."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Begin:
    """Asks for a recovery folder, and what others have left."""


@dataclass(frozen=True, slots=True)
class _Keep:
    """Asks to keep a drawing, and then to remove what others left that is safe by this."""

    drawing: Drawing
    left: tuple[Leftovers, ...] = ()


@dataclass(frozen=True, slots=True)
class _Begun:
    """The recovery folder, and what was left: drawings, the newest last, and the traces of crashes."""

    folder: RecoveryFolder
    left: tuple[Leftovers, ...]
    drawings: tuple[Drawing, ...]
    traces: tuple[str, ...]


_Request: TypeAlias = _Begin | _Keep


class Recovery(QObject):
    """Keeps the pad's drawing while the window is open, and puts back what another window lost."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._canvas = window, window.canvas
        self._folder: RecoveryFolder | None = None
        self._fault_file: TextIO | None = None
        self._kept: Drawing = Ink()
        self._has_failed = False
        self._work: BackgroundWork[_Request] = BackgroundWork(
            lambda request, _job: self._run(request), "recovery", self, error_title="The drawing cannot be kept"
        )
        self._work.succeeded.connect(self._on_done)
        self._work.failed.connect(self._on_failed)
        self._timer = QTimer(self, interval=INTERVAL_MILLISECONDS)
        self._timer.timeout.connect(self.keep_drawing)

    @Slot()
    def begin(self) -> None:
        """Look for what was left, and begin to keep the drawing."""
        self._work.submit(_Begin())

    def end(self) -> None:
        """Remove what was kept: the window was closed, and the drawing with it."""
        self._timer.stop()
        self._work.shut_down()
        if self._fault_file is not None:
            faulthandler.disable()
            self._fault_file.close()
        if self._folder is not None:
            self._folder.end()

    @Slot()
    def keep_drawing(self) -> None:
        """Keep the drawing if it is another by now."""
        drawing = self._canvas.drawing
        if drawing is not self._kept and not self._work.is_busy:
            self._kept = drawing
            self._work.submit(_Keep(drawing))

    def _run(self, request: _Request) -> _Begun | None:
        """Work on a request; on the thread."""
        if isinstance(request, _Begin):
            return _begin()
        from digitpad.diagnostics.unsaved import content_of, is_ink  # noqa: PLC0415 - after the first paint

        if self._folder is not None:
            self._folder.keep(content_of(request.drawing), is_ink=is_ink(request.drawing))
            for left in request.left:
                left.discard()
        return None

    @Slot(object)
    def _on_done(self, begun: _Begun | None) -> None:
        if begun is None:
            return
        self._folder = begun.folder
        with suppress(OSError, ValueError):
            self._fault_file = begun.folder.fault_file.open("w", encoding="utf-8")
            faulthandler.enable(self._fault_file)
        self._timer.start()
        self._put_back(begun)
        if begun.traces:
            self._tell(begun.traces)

    def _put_back(self, begun: _Begun) -> None:
        """Put drawings on the pad, the newest last, below what lies there; each is a step that can be undone."""
        present = self._canvas.drawing
        if isinstance(present, Ink) and present.pen_is_down:
            QTimer.singleShot(INTERVAL_MILLISECONDS, self, lambda: self._put_back(begun))
            return
        for drawing in begun.drawings:
            self._canvas.show_drawing(drawing)
        if begun.drawings:
            text = self.tr("digitpad had ended unexpectedly. Your drawing is back.")
            if present != Ink():
                self._canvas.show_drawing(present)
                text = self.tr("digitpad had ended unexpectedly. Undo brings your drawing back.")
            self._window.statusBar().showMessage(text, MESSAGE_MILLISECONDS)
            begun.folder.count_returns(1 + max(left.returns for left in begun.left))
            QTimer.singleShot(SETTLED_MILLISECONDS, self, lambda: begun.folder.count_returns(0))
        if begun.left:
            self._kept = self._canvas.drawing
            self._work.submit(_Keep(self._kept, begun.left))

    def _tell(self, traces: tuple[str, ...]) -> None:
        from digitpad.diagnostics.report import make_report  # noqa: PLC0415 - after the first paint

        show_report(
            self.tr("digitpad ended unexpectedly"),
            self.tr(
                "The last time, it crashed. What you had kept is safe, and a drawing on the pad is there again. If it "
                "happens often, send the report to whoever looks after digitpad. It says what happened, without your "
                "name and folders."
            ),
            make_report("\n".join(traces)),
            self._window,
        )

    @Slot(object, object)
    def _on_failed(self, error: DigitpadError, _request: _Request) -> None:
        if not self._has_failed:  # a full disk would fail every time
            self._has_failed = True
            _log.info("a crash would lose the drawing: %s", error)


def _begin() -> _Begun:
    """Make the recovery folder and read what others have left; on the thread."""
    from digitpad.diagnostics.recovery_folder import RecoveryFolder  # noqa: PLC0415 - after the first paint
    from digitpad.diagnostics.unsaved import drawing_of  # noqa: PLC0415

    try:
        folder = RecoveryFolder()
    except (OSError, NotImplementedError) as error:
        raise DigitpadError("Nothing can be kept for a crash", "{reason}", reason=error) from error
    left = folder.take_left()
    drawings, traces = [], []
    for each in left:
        if each.trace:
            _log.info("an earlier digitpad crashed\n%s", each.trace)
            traces.append(each.trace)
        try:
            if each.drawing and each.returns >= MOST_RETURNS:
                _log.warning("digitpad ended unexpectedly again with this drawing, which lies as %s", each.set_aside())
                continue
            drawing = drawing_of(each)
        except (DigitpadError, OSError) as error:
            _log.info("a drawing from before a crash cannot be read: %s", error)
        else:
            drawings += [] if drawing is None else [drawing]
    return _Begun(folder, left, tuple(drawings), tuple(traces))
