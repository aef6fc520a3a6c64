"""Ctrl-C as a flag, so that it does not interrupt a step."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

EXIT_STATUS = 130
"""Exit status after Ctrl-C: 128 and the number of the signal, as shells have it."""


class Interruption:
    """Whether Ctrl-C was pressed; a second time, it ends the program the ordinary way."""

    def __init__(self) -> None:
        self.has_come = False

    def _note(self, _signal: int, _frame: object) -> None:
        if self.has_come:
            raise KeyboardInterrupt
        self.has_come = True


@contextmanager
def awaited() -> Iterator[Interruption]:
    """Yield an `Interruption` that Ctrl-C sets until the block ends."""
    interruption = Interruption()
    before = signal.signal(signal.SIGINT, interruption._note)  # noqa: SLF001 - its other half
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGINT, before)
