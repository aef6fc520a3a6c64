"""What a window's process must not do while it is used: complain, grow, or keep an event waiting."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
import time
import traceback
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, QtMsgType, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

INTERVAL = 2
"""Milliseconds of the timer whose lateness is measured."""

LATE = 100
"""Milliseconds no act may take."""

FIRST = "(first)"
"""How the name of an act ends that was done for the first time."""

_OF_OFFSCREEN = "This plugin does not support"
"""What the platform without a screen says at every window and popup."""


class Complaints(logging.Handler):
    """Everything that Qt warns of, and every exception that nobody foresaw, until `restore`."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []
        self._hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        qInstallMessageHandler(self._hear_qt)
        sys.excepthook = self._hear
        threading.excepthook = lambda heard: self._note("on a thread", heard.exc_value)
        sys.unraisablehook = lambda heard: self._note("unraisable", heard.exc_value)
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Note an error that was logged."""
        error = record.exc_info[1] if record.exc_info else None
        self._note(f"logged: {record.getMessage()}", error)

    def restore(self) -> None:
        """Leave it to Python and Qt again."""
        qInstallMessageHandler(None)
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        logging.getLogger().removeHandler(self)

    def _hear_qt(self, kind: QtMsgType, _context: object, message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:  # the process ends with this
            sys.stderr.write(f"{message}\n")
            sys.stderr.flush()
        if kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg} and not message.startswith(_OF_OFFSCREEN):
            self.found.append(f"Qt: {message}")

    def _hear(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self._note("unexpected", error)

    def _note(self, what: str, error: BaseException | None) -> None:
        trace = "" if error is None else "".join(traceback.format_exception(error, limit=-6))
        self.found.append(f"{what}\n{trace}")


@dataclass(frozen=True, slots=True, order=True)
class Late:
    """An act that kept events waiting."""

    busy: float  # milliseconds of the processor that the window's thread took
    wall: float  # milliseconds that passed: more where another thread or process had the processor
    act: str


class Lateness(QObject):
    """How long events wait for the window's thread, by what is going on: `phase` and `act` say that.

    What the machine's other load makes of it is no fault of the window's: so it is told, too, for how long the window's
    thread was busy itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.phase = self.act = ""
        self._known: set[str] = set()
        self.waits: dict[str, Counter[int]] = {}
        self.works: dict[str, Counter[int]] = {}
        self.late: list[Late] = []
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=INTERVAL)
        self._timer.timeout.connect(self._on_tick)
        self._last, self._last_busy = time.perf_counter(), time.thread_time()
        self._timer.start()

    def begin(self, act: str) -> None:
        """Say what is done from now on; its first time is told apart."""
        self.act = act if act in self._known else f"{act} {FIRST}"
        self._known.add(act)

    def spread(self, *phases: str) -> Spread:
        """Return how late events were in some phases, in all if none is named."""
        chosen = phases or tuple(self.waits)
        waits = sum((self.waits.get(phase, Counter()) for phase in chosen), Counter[int]())
        works = sum((self.works.get(phase, Counter()) for phase in chosen), Counter[int]())
        return Spread(_percentile(waits, 50), _percentile(waits, 99), _percentile(works, 99), waits.total())

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let the block be of no account: it is the test's own work, not the window's."""
        self._on_tick()
        try:
            yield
        finally:
            self._last, self._last_busy = time.perf_counter(), time.thread_time()

    @Slot()
    def _on_tick(self) -> None:
        now, busy = time.perf_counter(), time.thread_time()
        late, work = max(1000 * (now - self._last) - INTERVAL, 0.0), 1000 * (busy - self._last_busy)
        self._last, self._last_busy = now, busy
        self.waits.setdefault(self.phase, Counter())[round(10 * late)] += 1
        self.works.setdefault(self.phase, Counter())[round(10 * work)] += 1
        if late > LATE:
            self.late.append(Late(round(work, 1), round(late, 1), self.act))


@dataclass(frozen=True, slots=True)
class Spread:
    """How late events were, in milliseconds."""

    middle: float = 0.0  # how long they waited, p50
    high: float = 0.0  # p99
    high_busy: float = 0.0  # p99 of how long the window's thread worked between two of them
    ticks: int = 0


def _percentile(counts: Counter[int], percent: float) -> float:
    """Return the milliseconds that so many percent are not above, of counts by tenths of them."""
    wanted = percent / 100 * counts.total()
    for tenths in sorted(counts):
        wanted -= counts[tenths]
        if wanted <= 0:
            return tenths / 10
    return 0.0


@dataclass(frozen=True, slots=True)
class Footprint:
    """What this process holds."""

    megabytes: float
    threads: int
    files: int
    widgets: int  # without a parent
    objects: int  # of Qt's that Python knows of; 0 if they were not counted

    @classmethod
    def here(cls, *, counts_objects: bool = False) -> Footprint:
        """Return that of now."""
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(
            megabytes=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
            threads=len(list(Path("/proc/self/task").iterdir())),
            files=len(list(Path("/proc/self/fd").iterdir())),
            widgets=len(QApplication.topLevelWidgets()),
            objects=sum(issubclass(type(each), QObject) for each in gc.get_objects()) if counts_objects else 0,
        )


@dataclass(slots=True)
class Growth:
    """Footprints over time: what there is more of at the end than after a beginning."""

    footprints: list[Footprint] = field(default_factory=list)

    def since(self, share: float) -> Footprint:
        """Return by how much the last fifth exceeds the fifth of its length that follows the first `share`."""
        if not self.footprints:
            return Footprint(0.0, 0, 0, 0, 0)
        length = max(len(self.footprints) // 5, 1)
        start = min(int(share * len(self.footprints)), len(self.footprints) - 1)
        early, late = self.footprints[start : start + length], self.footprints[-length:]
        return Footprint(
            round(_middle([each.megabytes for each in late]) - _middle([each.megabytes for each in early]), 1),
            *(
                round(
                    _middle([getattr(each, name) for each in late]) - _middle([getattr(each, name) for each in early])
                )
                for name in ("threads", "files", "widgets", "objects")
            ),
        )


def _middle(numbers: list[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]
