import sys
from pathlib import Path

import pytest

from digitpad.diagnostics import system_checks
from tests.support.cli import Command


@pytest.fixture(autouse=True)
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let torch load at once: that takes seconds."""
    monkeypatch.setattr(system_checks, "LOADS_TORCH", (sys.executable, "-S", "-c", "print(2.0)"))


def test_the_doctor_ends_with_status_0_where_all_is_well(digitpad: Command) -> None:
    outcome = digitpad("doctor", "--json")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert {tuple(each) for each in outcome.objects} == {("what", "ok", "found", "advice")}
    assert all(each["ok"] for each in outcome.objects)


def test_the_doctor_says_what_to_do_and_ends_with_status_1(digitpad: Command, user_folder: Path) -> None:
    (user_folder / "runs").mkdir(parents=True)
    (user_folder / "runs" / "a.json").write_text("{")
    outcome = digitpad("doctor")
    assert outcome.status == 1
    lines = outcome.stdout.splitlines()
    (problem,) = (number for number, line in enumerate(lines) if line.startswith("problem"))
    assert str(user_folder / "runs" / "a.json") in lines[problem]
    assert lines[problem + 1].startswith(" ")
