"""What nobody expected, noted: logged whole the first time, and counted when it comes again."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

MOST_KINDS = 500
"""Different faults that are told apart in one run; more are neither logged nor shown."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Faults:
    """The faults of this run by their kind and place; any thread may note one."""

    _times: dict[tuple[object, ...], int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, error: BaseException) -> bool:
        """Log a fault, and return whether it is the first of its kind and place."""
        key = (type(error), *_place(error.__traceback__))
        with self._lock:
            if key not in self._times and len(self._times) >= MOST_KINDS:
                return False
            times = self._times[key] = self._times.get(key, 0) + 1
        if times == 1:
            _log.error("something unexpected happened: %s", what_of(error), exc_info=error)
        elif times in {10, 100, 1000, 10_000, 100_000}:
            _log.info("this came %d times: %s", times, what_of(error))
        return times == 1

    def close(self) -> None:
        """Log how often each came that came again."""
        for (kind, *place), times in self._times.items():
            if times > 1:
                _log.info("this came %d times in all: %s at %s", times, getattr(kind, "__name__", kind), place)


def what_of(error: BaseException) -> str:
    """Return an exception in one line."""
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - an exception may fail to say what it is
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _place(trace: TracebackType | None) -> tuple[object, ...]:
    """Return where an exception was raised, and the last place in digitpad on the way there."""
    innermost: object = None
    own: object = None
    while trace is not None:
        innermost = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        if trace.tb_frame.f_globals.get("__name__", "").startswith("digitpad."):
            own = innermost
        trace = trace.tb_next
    return innermost, own
