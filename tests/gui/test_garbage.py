from __future__ import annotations

import gc
import sys
import threading
import weakref
from typing import TYPE_CHECKING

from digitpad.gui.garbage import GarbageCollector

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
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
    collector.collect_if_due()  # sets aside what the modules brought
    Knot(gone.append)
    kept: list[list[int]] = []
    worker = threading.Thread(target=allocate_much, args=[kept])
    worker.start()
    worker.join()
    assert gone == []
    collector.collect_if_due()
    collector.stop()
    assert gone == [threading.get_ident()]


def test_what_modules_brought_is_not_looked_through_again(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Torch alone has 160,000 objects; each look would hold the window for 100 ms."""
    collector = GarbageCollector()
    collector.collect_if_due()
    before = gc.get_freeze_count()
    loaded = [[number] for number in range(1000)]
    collector.collect_if_due()
    assert gc.get_freeze_count() == before
    monkeypatch.setattr(sys, "modules", sys.modules | {f"loaded_{number}": sys for number in range(60)})
    collector.collect_if_due()
    collector.stop()
    assert gc.get_freeze_count() >= before + len(loaded)


def test_garbage_is_left_to_python_afterwards(qtbot: QtBot) -> None:
    was_enabled = gc.isenabled()
    GarbageCollector().stop()
    assert gc.isenabled()
    if not was_enabled:
        gc.disable()
