from collections.abc import Callable

import pytest

from digitpad.diagnostics import faults
from digitpad.diagnostics.faults import Faults, what_of
from digitpad.diagnostics.report import make_report, trace_of


def raised(act: Callable[[], object]) -> ValueError:
    with pytest.raises(ValueError, match=r"\w") as caught:
        act()
    return caught.value


def failing(text: str) -> ValueError:
    return raised(lambda: int(text))


def failing_elsewhere() -> ValueError:
    return raised(lambda: float("elsewhere"))


class UnspeakableError(Exception):
    """An exception that cannot say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("no")


def test_the_same_fault_is_new_once_and_logged_whole_once(caplog: pytest.LogCaptureFixture) -> None:
    noted = Faults()
    assert [noted.note(failing(f"x{number}")) for number in range(150)] == [True] + [False] * 149
    assert noted.note(failing_elsewhere())
    assert sum(record.exc_info is not None for record in caplog.records) == 2


def test_how_often_a_fault_came_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    noted = Faults()
    for _ in range(13):
        noted.note(failing("again"))
    noted.close()
    assert "10 times" in caplog.text
    assert "13 times in all" in caplog.text


def test_there_is_an_end_to_faults_that_are_all_different(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "MOST_KINDS", 3)
    noted = Faults()
    kinds = [type(f"Odd{number}", (Exception,), {}) for number in range(9)]
    assert [noted.note(kind("x")) for kind in kinds] == [True] * 3 + [False] * 6


def test_an_exception_that_cannot_say_what_it_is_is_reported_all_the_same() -> None:
    assert what_of(UnspeakableError()) == "UnspeakableError"
    assert Faults().note(UnspeakableError())
    assert "UnspeakableError" in make_report(trace_of(UnspeakableError()))


def test_a_report_has_versions_and_both_ends_of_a_long_trace() -> None:
    report = make_report("first\n" + "x\n" * 100_000 + "last")
    for word in ("digitpad 0", "Python 3", "numpy", "torch", "first", "last"):
        assert word in report
    assert len(report) < 70_000
