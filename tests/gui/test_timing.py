"""The lateness of the event loop: what keeps the window's thread busy is seen by it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from digitpad.gui.timing import EventLoopLateness

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_an_act_of_the_thread_is_the_longest_lateness_and_no_more_after_a_new_start(qtbot: QtBot) -> None:
    """One act of 60 ms, among idling: the latest tick tells of it, the median does not."""
    lateness = EventLoopLateness()
    qtbot.wait(40)
    time.sleep(0.06)
    qtbot.wait(40)
    assert lateness.longest >= 58
    assert lateness.percentile(50) < 30
    assert lateness.percentile(100) == lateness.longest
    lateness.start()
    assert lateness.longest == 0
    assert lateness.percentile(99) == 0


def test_an_act_that_is_not_over_when_counting_stops_is_counted() -> None:
    """Nothing is missed because no event came between."""
    lateness = EventLoopLateness()
    time.sleep(0.05)
    lateness.stop()
    assert lateness.longest >= 48
    lateness.stop()
    assert lateness.percentile(0) == lateness.longest
