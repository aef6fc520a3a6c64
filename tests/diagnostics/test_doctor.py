import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from digitpad.data.my_digits import MyDigits
from digitpad.diagnostics import doctor, system_checks
from digitpad.diagnostics.finding import Finding
from digitpad.errors import DisplayError, StorageError
from digitpad.ink.ink import Ink, Point, Stroke
from digitpad.ink.ink_file import InkSample
from digitpad.library.library import Library
from tests.support.cli import add_model

INK = Ink((Stroke([Point(1.0, 2.0), Point(3.0, 4.0)]),))


@pytest.fixture(autouse=True)
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let torch load at once: that takes seconds."""
    monkeypatch.setattr(system_checks, "LOADS_TORCH", (sys.executable, "-S", "-c", "print(2.0)"))


def examined() -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for each in doctor.examine(lambda: None):
        found.setdefault(each.what, []).append(each)
    return found


def problems() -> list[Finding]:
    return [each for findings in examined().values() for each in findings if not each.is_ok]


def test_all_is_well_where_all_is_well_and_nothing_is_made(user_folder: Path) -> None:
    assert problems() == []
    assert not user_folder.exists()


def test_what_is_kept_is_counted(user_folder: Path) -> None:
    add_model("mine")
    MyDigits.of_user().add([InkSample(INK, 7)])
    before = sorted(path.name for path in user_folder.iterdir())
    found = examined()
    assert problems() == []
    assert found["models"][0].found.startswith("1 ")
    assert found["My digits"][0].found.startswith("1 ")
    assert sorted(path.name for path in user_folder.iterdir()) == before


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def bad_row(folder: Path) -> None:
    digits = MyDigits(folder)
    digits.add([InkSample(INK, 7), InkSample(INK, 8)])
    with closing(sqlite3.connect(digits.path)) as connection, connection:
        connection.execute("UPDATE digits SET line = '{' WHERE number = 2")


def bad_text(folder: Path) -> None:
    digits = MyDigits(folder)
    digits.add([InkSample(INK, 7)])
    with closing(sqlite3.connect(digits.path)) as connection, connection:
        connection.execute("UPDATE digits SET line = CAST(x'ff' AS TEXT)")


def endless_view(folder: Path) -> None:
    digits = MyDigits(folder)
    digits.add([InkSample(INK, 7)])
    with closing(sqlite3.connect(digits.path)) as connection, connection:
        connection.execute("DROP TABLE digits")
        connection.execute(
            "CREATE VIEW digits AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
        )


def stopped_run_of_nothing(folder: Path) -> None:
    write(folder / "models" / "gone.resume.safetensors", "x")


def torn_in_trash(folder: Path) -> None:
    add_model("mine")
    path = Library(folder).delete("mine").path
    path.write_bytes(path.read_bytes()[:50])


DAMAGE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "settings that are no JSON": ("settings", lambda folder: write(folder / "settings.json", "{")),
    "settings that are a list": ("settings", lambda folder: write(folder / "settings.json", "[]")),
    "a setting of the wrong kind": ("settings", lambda folder: write(folder / "settings.json", '{"pen_width": "x"}')),
    "settings nested too deeply": ("settings", lambda folder: write(folder / "settings.json", "[" * 200_000)),
    "a model that is none": ("models", lambda folder: write(folder / "models" / "a.safetensors", "x")),
    "a model that is a folder": ("models", lambda folder: (folder / "models" / "a.safetensors").mkdir(parents=True)),
    "a stopped run of no model": ("stopped runs", stopped_run_of_nothing),
    "a torn model in the trash": ("trash", torn_in_trash),
    "a run record that is none": ("run records", lambda folder: write(folder / "runs" / "a.json", "{")),
    "a sweep that is none": ("experiments", lambda folder: write(folder / "sweeps" / "a.json", "{")),
    "measurements that are none": ("measurements", lambda folder: write(folder / "measurements.json", "[1]")),
    "digits that are none": ("My digits", lambda folder: write(folder / "digits.sqlite3", "x" * 5000)),
    "a digit that is none": ("My digits", bad_row),
    "a digit that is no text": ("My digits", bad_text),
    "digits that never end": ("My digits", endless_view),
    "a user folder that is a file": ("user folder", lambda folder: write(folder, "x")),
    "models that are a file": ("models", lambda folder: write(folder / "models", "x")),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_with_what_to_do_and_all_else_is_looked_at(user_folder: Path, damage: str) -> None:
    what, do = DAMAGE[damage]
    do(user_folder)
    found = examined()
    if damage != "models that are a file":  # which is as good as none to the library
        assert [each for each in found[what] if not each.is_ok], found[what]
    assert {"digitpad", "My digits", "log", "display", "torch"} <= set(found)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
@pytest.mark.parametrize("name", ["settings.json", "digits.sqlite3", "measurements.json", "logs/digitpad.log"])
def test_a_pipe_is_never_waited_for(user_folder: Path, name: str) -> None:
    (user_folder / name).parent.mkdir(parents=True)
    os.mkfifo(user_folder / name)
    assert problems()


def test_a_digit_that_cannot_be_read_is_named_and_the_others_counted(user_folder: Path) -> None:
    bad_row(user_folder)
    bad, sound = examined()["My digits"]
    assert "digit 2" in bad.found
    assert sound.found.startswith("1 ")


def test_no_display_is_a_problem_that_says_what_to_do() -> None:
    def refuse() -> None:
        raise DisplayError("There is no display", "Start digitpad from a desktop.")

    (found,) = (each for each in doctor.examine(refuse) if each.what == "display")
    assert found == Finding("display", "There is no display", "Start digitpad from a desktop.")


def test_a_check_that_fails_itself_ends_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "check_versions", lambda: 1 / 0)
    first, *others = doctor.examine(lambda: None)
    assert "ZeroDivisionError" in first.found
    assert len(others) > 10


def test_torch_that_crashes_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    crash = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    monkeypatch.setattr(system_checks, "LOADS_TORCH", (sys.executable, "-S", "-c", crash))
    assert [each.what for each in problems()] == ["torch"]


def test_lines_to_copy_have_no_personal_path(user_folder: Path) -> None:
    user_folder.mkdir()
    assert str(user_folder) not in doctor.text_of(doctor.examine(lambda: None))


def test_a_user_folder_that_cannot_be_written_is_a_problem_and_its_disk_is_looked_at(
    user_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _content: bytes) -> None:
        raise StorageError("Not saved", "{path}: {reason}", path=path, reason="Read-only file system")

    user_folder.mkdir()
    monkeypatch.setattr(system_checks, "write_atomically", refuse)
    (found,) = problems()
    assert found.what == "writing"
    assert "Read-only" in found.found
    assert ".doctor" not in found.found
    assert "disk" in examined()


def test_what_to_do_about_a_damaged_run_record_is_said_once(user_folder: Path) -> None:
    write(user_folder / "runs" / "a.json", "{")
    (found,) = problems()
    assert "a.json" in found.found
    assert found.advice not in found.found
    assert "truncated" not in found.found


@pytest.mark.parametrize("name", ["settings.json", "measurements.json"])
def test_a_damaged_file_is_told_without_what_its_decoder_says(user_folder: Path, name: str) -> None:
    user_folder.mkdir()
    (user_folder / name).write_text("{")
    (found,) = problems()
    assert name in found.found
    assert "line 1" not in found.found
    assert found.advice
