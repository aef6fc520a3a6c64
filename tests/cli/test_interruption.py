"""Being asked to end, while something is done that is to be kept."""

import signal
import sys

import pytest

from digitpad.cli import interruption

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_asks_to_end_interrupts_nothing_the_first_time(number: signal.Signals) -> None:
    with interruption.awaited() as stop:
        assert not stop.has_come
        signal.raise_signal(number)
        assert stop.has_come
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)


def test_what_was_to_be_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with interruption.awaited() as stop:
            signal.raise_signal(signal.SIGHUP)
            assert not stop.has_come
    finally:
        signal.signal(signal.SIGHUP, before)
