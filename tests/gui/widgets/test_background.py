from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QThread, Signal

from digitpad.errors import DigitpadError
from digitpad.gui.widgets.background import REPORT_SECONDS, BackgroundWork, Overlap
from tests.gui.conftest import WAIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from digitpad.gui.widgets.background import Job


class Echo(BackgroundWork[str]):
    """Returns requests, once `gate` is open, or does what their text names."""

    noted = Signal(str, int)

    def __init__(self, overlap: Overlap = Overlap.QUEUE, thread: str | QThread = "echo") -> None:
        super().__init__(self._run, thread, error_title="No echo", overlap=overlap)
        self.gate, self.begun = threading.Event(), threading.Event()
        self.gate.set()
        self.heard: list[object] = []
        self.succeeded.connect(self.heard.append)
        self.failed.connect(lambda error, request: self.heard.append((error.title, error.detail, request)))
        self.cancelled.connect(lambda: self.heard.append(None))
        self.noted.connect(lambda text, number: self.heard.append((text, number, threading.get_ident())))

    def hold(self, request: str) -> None:
        """Submit a request, and return when it is under way, behind the closed gate."""
        self.gate.clear()
        self.begun.clear()
        self.submit(request)
        assert self.begun.wait(WAIT / 1000)

    def _run(self, request: str, job: Job) -> str:
        self.begun.set()
        assert self.gate.wait(WAIT / 1000)
        if request == "known":
            raise DigitpadError("Known", "It happens.")
        if request == "unknown":
            raise OSError("the disk is on fire")
        if request == "note":
            job.emit(self.noted, "at", 5)
        if request == "long":
            while True:
                job.report(time.monotonic())
        return request


@pytest.fixture
def made(qtbot: QtBot) -> Iterator[Callable[..., Echo]]:
    """Return a maker of echoes, whose threads are ended with the test."""
    echoes: list[Echo] = []

    def make(*options: Overlap | QThread, **more: QThread) -> Echo:
        echoes.append(Echo(*options, **more))  # type: ignore[arg-type]
        return echoes[-1]

    yield make
    for echo in echoes:
        echo.gate.set()
        assert echo.shut_down()


def wait_until_idle(qtbot: QtBot, echo: Echo) -> list[object]:
    echo.gate.set()
    qtbot.waitUntil(lambda: not echo.is_busy, timeout=WAIT)
    return echo.heard


def test_queued_requests_are_answered_in_their_order(qtbot: QtBot, made: Callable[..., Echo]) -> None:
    echo = made()
    assert not echo.thread_of_worker.isRunning()  # a window that needs none has no thread
    for text in ("a", "known", "unknown", "b"):
        echo.submit(text)
    assert echo.current == "b"
    assert wait_until_idle(qtbot, echo) == [
        "a",
        ("Known", "It happens.", "known"),
        ("No echo", "Something unexpected happened: the disk is on fire.", "unknown"),
        "b",
    ]
    assert echo.current is None


def test_signals_of_any_kind_come_on_the_windows_thread(qtbot: QtBot, made: Callable[..., Echo]) -> None:
    echo = made()
    echo.submit("note")
    assert wait_until_idle(qtbot, echo) == [("at", 5, threading.get_ident()), "note"]


def test_a_newer_request_replaces_the_waiting_one(qtbot: QtBot, made: Callable[..., Echo]) -> None:
    echo = made(Overlap.REPLACE_WAITING)
    echo.hold("first")
    echo.submit("second")
    echo.submit("third")
    assert wait_until_idle(qtbot, echo) == ["first", "third"]


def test_a_newer_request_replaces_the_one_under_way(qtbot: QtBot, made: Callable[..., Echo]) -> None:
    echo = made(Overlap.REPLACE)
    echo.hold("first")
    echo.submit("long")
    echo.submit("third")
    assert wait_until_idle(qtbot, echo) == ["third"]
    with qtbot.waitSignal(echo.progressed, timeout=WAIT):
        echo.submit("long")
    echo.submit("last")
    assert wait_until_idle(qtbot, echo) == ["third", "last"]
    echo.submit("unwanted")
    echo.drop()
    assert not echo.is_busy
    echo.submit("wanted")
    assert wait_until_idle(qtbot, echo) == ["third", "last", "wanted"]


def test_a_second_request_may_be_refused(qtbot: QtBot, made: Callable[..., Echo]) -> None:
    echo = made(Overlap.REFUSE)
    echo.hold("first")
    with pytest.raises(RuntimeError):
        echo.submit("second")
    assert wait_until_idle(qtbot, echo) == ["first"]


def test_progress_is_limited_and_cancelling_ends_a_busy_operation(qtbot: QtBot, made: Callable[..., Echo]) -> None:
    echo = made()
    times: list[float] = []
    echo.progressed.connect(times.append)
    echo.submit("long")
    echo.submit("waiting")
    qtbot.waitUntil(lambda: len(times) > 8, timeout=WAIT)
    echo.cancel()
    assert wait_until_idle(qtbot, echo) == [None, None]
    assert (times[-1] - times[0]) / (len(times) - 1) > REPORT_SECONDS * 0.8


@pytest.mark.parametrize(("overlap", "heard"), [(Overlap.QUEUE, ["a", "b"]), (Overlap.REPLACE, [None])])
def test_the_end_waits_for_queued_requests_and_cancels_others(
    qtbot: QtBot, made: Callable[..., Echo], overlap: Overlap, heard: list[object]
) -> None:
    for _ in range(20):  # the thread may not have begun when it is to end
        echo = made(overlap)
        echo.submit("a")
        echo.submit("long" if overlap is Overlap.REPLACE else "b")
        assert echo.shut_down()
        assert not echo.thread_of_worker.isRunning()
        assert wait_until_idle(qtbot, echo) == heard


@pytest.mark.parametrize("overlap", Overlap)
def test_after_an_end_that_came_to_nothing_requests_are_answered(
    qtbot: QtBot, made: Callable[..., Echo], overlap: Overlap
) -> None:
    """The window stays open if a thread is still busy."""
    echo = made(overlap)
    echo.shut_down_milliseconds = 1
    echo.hold("slow")
    assert not echo.shut_down()
    assert not echo.shut_down()
    echo.shut_down_milliseconds = WAIT
    if overlap is Overlap.REFUSE:
        assert wait_until_idle(qtbot, echo) == ["slow"]
    echo.submit("next")
    assert wait_until_idle(qtbot, echo)[-1] == "next"


@pytest.mark.parametrize("overlap", Overlap)
def test_what_is_asked_after_the_end_waits_until_the_window_stays_open_after_all(
    qtbot: QtBot, made: Callable[..., Echo], overlap: Overlap
) -> None:
    echo = made(overlap)
    echo.submit("first")
    assert wait_until_idle(qtbot, echo) == ["first"]
    assert echo.shut_down()
    echo.submit("late")
    qtbot.wait(1)
    assert not echo.thread_of_worker.isRunning()
    assert echo.shut_down()
    echo.resume()
    if overlap is Overlap.QUEUE:
        assert wait_until_idle(qtbot, echo) == ["first", "late"]
    echo.drop()
    echo.submit("again")
    assert wait_until_idle(qtbot, echo)[-1] == "again"


def test_windows_closed_in_the_midst_of_answers_that_ask_for_more_end_quietly(
    qtbot: QtBot, made: Callable[..., Echo]
) -> None:
    for _ in range(10):
        echo = made()
        echo.succeeded.connect(echo.submit)  # each answer asks again, also those that come after the end
        echo.submit("more")
        assert echo.shut_down()
        qtbot.wait(1)
        assert not echo.thread_of_worker.isRunning()


def test_a_shared_thread_is_its_owners_to_start_and_end(qtbot: QtBot, made: Callable[..., Echo]) -> None:
    owner = made()
    guest = made(thread=owner.thread_of_worker)
    guest.submit("early")
    assert not owner.thread_of_worker.isRunning()
    owner.submit("start")
    assert wait_until_idle(qtbot, guest) == ["early"]
    assert guest.shut_down()
    assert owner.thread_of_worker.isRunning()
