"""Being asked to end, as a flag that does not interrupt a step: Ctrl-C, a request to end, a terminal that was closed.

What was learnt by then is kept. So it is when nobody can read what is printed any more.
"""

from __future__ import annotations

import os
import signal
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from digitpad.cli import console

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.errors import DigitpadError

EXIT_STATUS = 130
"""Exit status after Ctrl-C: 128 and the number of the signal, as shells have it."""

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""What asks a program to end; Windows has no closed terminals."""


class Interruption:
    """Whether the end was asked for; a second time, it ends the program the ordinary way."""

    def __init__(self) -> None:
        self.has_come = False
        self.problem: DigitpadError | None = None  # why nothing more could be printed, if that is what ended it

    @contextmanager
    def unless_unwritable(self) -> Iterator[None]:
        """Take what cannot be printed in the block for a request to end."""
        try:
            yield
        except OSError as error:
            self.has_come, self.problem = True, self.problem or console.unwritable(error)

    def _note(self, number: int, _frame: object) -> None:
        if number == getattr(signal, "SIGHUP", None):
            _leave_terminal()
        elif self.has_come:
            raise KeyboardInterrupt
        self.has_come = True


@contextmanager
def awaited() -> Iterator[Interruption]:
    """Yield an `Interruption` that a request to end sets until the block ends; one that is ignored stays so (nohup)."""
    interruption = Interruption()
    heeded = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, interruption._note) for number in heeded}  # noqa: SLF001 - its other half
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave_terminal() -> None:
    """Print into nothing from now on where a terminal was: writing to one that is closed fails."""
    for descriptor in (1, 2):
        with suppress(OSError):
            if stat.S_ISCHR(os.fstat(descriptor).st_mode):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, descriptor)
                os.close(nowhere)
