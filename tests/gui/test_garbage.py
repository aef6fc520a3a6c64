from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

from digitpad.gui.garbage import GarbageCollector

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot


class Knot:
    """An object that refers to itself, and says on which thread it went."""

    def __init__(self, say: Callable[[int], None]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: say(threading.get_ident()))


def allocate_much(kept: list[list[int]]) -> None:
    """Give Python's own collector every reason to run."""
    kept.extend([number] for number in range(50_000))


def test_garbage_is_not_collected_on_another_thread(qtbot: QtBot) -> None:
    gone: list[int] = []
    collector = GarbageCollector()
    Knot(gone.append)
    kept: list[list[int]] = []
    worker = threading.Thread(target=allocate_much, args=[kept])
    worker.start()
    worker.join()
    assert gone == []
    collector.collect_if_due()
    collector.stop()
    assert gone == [threading.get_ident()]


def test_garbage_is_left_to_python_afterwards(qtbot: QtBot) -> None:
    was_enabled = gc.isenabled()
    GarbageCollector().stop()
    assert gc.isenabled()
    if not was_enabled:
        gc.disable()
