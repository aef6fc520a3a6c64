"""My digits in files of any origin and state."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from digitpad.data import digit_rows, sqlite_file
from digitpad.data.my_digits import MyDigits
from digitpad.errors import StorageError
from digitpad.ink.ink_file import InkSample, encode_sample, read_ink_file
from tests.support.inks import ONE, SEVEN, ZERO

LINE = encode_sample(InkSample(ONE)).decode()
ADD = "INSERT INTO digits (number, label, line, created, is_deleted) VALUES "


@pytest.fixture
def digits(user_folder: Path) -> MyDigits:
    mine = MyDigits.of_user()
    mine.add([InkSample(SEVEN, 7), InkSample(ONE, 1)])
    return mine


def change_file(digits: MyDigits, *statements: str) -> None:
    with closing(sqlite3.connect(digits.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)


def without_constraints(digits: MyDigits) -> None:
    """Take NOT NULL out of the declaration for a moment, as whoever writes bad rows does."""
    kept = digits.path.with_suffix(".sql")
    with closing(sqlite3.connect(digits.path)) as connection:
        kept.write_text(connection.execute("SELECT sql FROM sqlite_master WHERE name = 'digits'").fetchone()[0])
    change_file(digits, "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'digits'")


def with_constraints(digits: MyDigits) -> None:
    sql = digits.path.with_suffix(".sql").read_text()
    with closing(sqlite3.connect(digits.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'digits'", (sql,))


def labels(digits: MyDigits) -> list[int]:
    return [digit.label for digit in digits.page(0, 1000)]


def content(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        return connection.execute("SELECT * FROM digits WHERE number > 2 ORDER BY number").fetchall()


@pytest.mark.parametrize(
    "row",
    [
        "(50, 3, '{', '', 0)",
        "(50, 3, NULL, '', 0)",
        "(50, 3, x'00ff00', '', 0)",
        "(50, 3, 1.5, '', 0)",
        "(50, 3, '{\"strokes\":[]}', '', 0)",
        "(50, 3, '{\"strokes\":[[[1]]]}', '', 0)",
        "(50, 3, '{\"strokes\":[[[1e999,1]]]}', '', 0)",
        "(50, 3, '{\"strokes\":[[[1,1]]],\"label\":77}', '', 0)",
        "(50, 3, CAST(x'7b22ff' AS TEXT), '', 0)",
        f"(50, 99, '{LINE}', '', 0)",
        f"(50, NULL, '{LINE}', '', 0)",
        f"(50, 'seven', '{LINE}', '', 0)",
        f"(50, 3, '{LINE}', '', NULL)",
        f"(50, 3, '{LINE}', '', 'x')",
        "(50, 3, CAST(zeroblob(20000000) AS TEXT), '', 0)",
    ],
)
def test_a_row_that_is_no_digit_is_named_and_kept_and_all_else_goes_on(
    digits: MyDigits, tmp_path: Path, row: str
) -> None:
    without_constraints(digits)
    change_file(digits, ADD + row)
    with_constraints(digits)
    before = content(digits.path)
    mine = MyDigits.of_user()
    assert labels(mine) == [1, 7]
    assert (mine.unreadable().numbers, mine.unreadable().place) == ((50,), None)
    assert (sum(mine.counts()), [sample.label for sample in mine.samples()]) == (2, [7, 1])
    assert [digit.label for digit in mine.page(1, 1)] == [7]
    assert mine.export_file(tmp_path / "out.jsonl") == len(read_ink_file(tmp_path / "out.jsonl").samples) == 2
    assert mine.import_file(tmp_path / "out.jsonl").known == 2
    assert mine.keep(InkSample(ONE, 1)) is None
    assert mine.keep(InkSample(ZERO, 0)) is not None
    mine.relabel([mine.page(0, 1)[0].number], 5)
    mine.delete([mine.page(2, 1)[0].number])
    assert labels(mine) == [5, 1]
    assert mine.undo()
    assert labels(mine) == [5, 1, 7]
    assert content(digits.path)[: len(before)] == before


@pytest.mark.parametrize("created", ["NULL", "CAST(zeroblob(1000000) AS TEXT)", "x'ff'"])
def test_a_digit_of_an_impossible_date_is_a_digit(digits: MyDigits, created: str) -> None:
    without_constraints(digits)
    change_file(digits, ADD + f"(-50, 3, '{LINE}', {created}, 0)")
    with_constraints(digits)
    assert [(digit.number, digit.created) for digit in MyDigits.of_user().page(2, 5)] == [(-50, "")]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM numbering",
        "UPDATE numbering SET last_change = 9223372036854775807",
        "UPDATE numbering SET last_change = 'x'",
        "INSERT INTO numbering VALUES (-3)",
        "INSERT INTO changes VALUES (77, 4711, 3, 0)",
        "INSERT INTO changes VALUES ('x', 1, 'y', 'z')",
        "INSERT INTO changes VALUES (99, 1, 99, 7)",
        "UPDATE sqlite_sequence SET seq = 9223372036854775807",
        f"{ADD} (9223372036854775807, 3, '{LINE}', '', 1)",
        "DELETE FROM sqlite_sequence",
        "DROP INDEX digits_by_label",
        "DROP TABLE changes",
        "DROP TABLE numbering",
        "ALTER TABLE digits ADD COLUMN remark TEXT",
        "CREATE TABLE more (a)",
        "CREATE TRIGGER t AFTER INSERT ON digits BEGIN DELETE FROM digits; END",
        "CREATE TRIGGER t BEFORE UPDATE ON digits BEGIN SELECT RAISE(FAIL, 'no'); END",
        "CREATE VIEW v AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r",
        "UPDATE sqlite_master SET sql = CAST(x'435245ff' AS TEXT) WHERE name = 'digits'",
        "UPDATE sqlite_master SET sql = CAST(x'435245ff' AS TEXT) WHERE name = 'changes_by_change'",
        "UPDATE sqlite_master SET rootpage = 9999 WHERE name = 'changes'",
        "PRAGMA user_version = -1",
    ],
)
def test_whatever_else_is_wrong_in_the_file_digits_are_read_kept_and_taken_back(
    digits: MyDigits, statement: str
) -> None:
    change_file(digits, statement)
    mine = MyDigits.of_user()
    assert labels(mine) == [1, 7]
    first = mine.add([InkSample(ZERO, 0)])
    assert mine.add([InkSample(ONE, 2)]) > first
    assert labels(mine) == [2, 0, 1, 7]
    assert mine.undo()
    assert labels(mine) == [0, 1, 7]
    assert labels(MyDigits.of_user()) == [0, 1, 7]


@pytest.mark.parametrize(
    ("statement", "stays"),
    [
        ("CREATE TABLE more (a UNIQUE, b CHECK (b > 1))", True),
        ("CREATE INDEX by_date ON digits (created, number)", True),
        ('CREATE INDEX "by_line" ON "digits" ("line")', True),
        ("CREATE UNIQUE INDEX one_of_each ON digits (label)", False),
        ("CREATE INDEX computed ON digits (json(line))", False),
        ("CREATE INDEX part ON digits (line) WHERE json(line)", False),
        ("CREATE TRIGGER t AFTER INSERT ON digits BEGIN DELETE FROM digits; END", False),
        ("CREATE VIEW v AS SELECT 1", False),
    ],
)
def test_what_others_have_added_stays_with_the_history_if_it_can_do_no_harm(
    digits: MyDigits,
    statement: str,
    stays: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    change_file(digits, statement)
    mine = MyDigits.of_user()
    mine.add([InkSample(SEVEN, 7)])
    assert labels(mine) == [7, 1, 7]
    assert (mine.unreadable().place is None) == stays
    assert mine.undo()
    assert mine.undo() == stays


def test_a_file_that_takes_too_long_to_read_is_refused_in_time_and_stays(
    digits: MyDigits, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_file(digits, *(f"CREATE TABLE t{number} (a)" for number in range(300)))
    before = digits.path.read_bytes()
    monkeypatch.setattr(sqlite_file, "LONGEST_READING", 0.0)
    monkeypatch.setattr(sqlite_file, "BYTES_A_SECOND", 1e12)
    with pytest.raises(StorageError, match="too long"):
        MyDigits.of_user().counts()
    assert digits.path.read_bytes() == before
    MyDigits.of_user().add([InkSample(ONE, 1)])


def test_digits_are_not_taken_for_lost_where_there_is_no_room_to_save_them(
    digits: MyDigits, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_file(digits, "CREATE VIEW v AS SELECT 1")

    def refuse(*_arguments: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(digit_rows, "_strip", refuse)
        with pytest.raises(StorageError, match="full"):
            MyDigits.of_user().counts()
    assert labels(MyDigits.of_user()) == [1, 7]


def test_a_view_in_the_place_of_the_digits_is_not_run(digits: MyDigits) -> None:
    change_file(
        digits,
        "DROP TABLE digits",
        "CREATE VIEW digits AS WITH RECURSIVE r(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM r) "
        "SELECT number, 1 AS label, '' AS line, '' AS created, 0 AS is_deleted FROM r",
    )
    begun = time.monotonic()
    with pytest.raises(StorageError, match="set aside"):
        MyDigits.of_user().counts()
    assert time.monotonic() - begun < 10
    assert MyDigits.of_user().counts() == (0,) * 10


def test_what_a_damaged_file_still_holds_is_taken_over_and_the_file_set_aside(digits: MyDigits) -> None:
    digits.add([InkSample(SEVEN, number % 10) for number in range(500)])
    whole = digits.path.read_bytes()
    half = len(whole) // 8192 * 4096
    damaged = whole[:half] + b"\xff" * 4096 + whole[half + 4096 :]
    digits.path.write_bytes(damaged)
    mine = MyDigits.of_user()
    assert 400 < sum(mine.counts()) < 502
    place = mine.unreadable().place
    assert place is not None
    assert place.read_bytes() == damaged
    mine.add([InkSample(ONE, 1)])
    assert sum(MyDigits.of_user().counts()) == sum(mine.counts())


@pytest.mark.parametrize("ending", ["", "-wal", "-journal"])
def test_a_pipe_in_a_place_of_the_file_is_refused_at_once(digits: MyDigits, ending: str) -> None:
    place = digits.path.with_name(digits.path.name + ending)
    place.unlink(missing_ok=True)
    os.mkfifo(place)
    for act in (MyDigits.of_user().counts, lambda: MyDigits.of_user().add([InkSample(ONE, 1)])):
        with pytest.raises(StorageError, match="pipe"):
            act()


@pytest.mark.parametrize("start", [b"", None])
def test_a_file_whose_making_was_broken_off_is_made_whole(digits: MyDigits, start: bytes | None) -> None:
    if start is None:
        digits.path.unlink()
        with closing(sqlite3.connect(digits.path)) as connection:
            connection.execute("PRAGMA user_version = 0")
            connection.execute("VACUUM")
    else:
        digits.path.write_bytes(start)
    mine = MyDigits.of_user()
    assert sum(mine.counts()) == 0
    mine.add([InkSample(ONE, 1)])
    assert labels(mine) == [1]


def test_a_file_left_without_a_log_keeps_one_from_the_next_change_on(digits: MyDigits) -> None:
    change_file(digits, "PRAGMA journal_mode = DELETE")
    digits.add([InkSample(ZERO, 0)])
    with closing(sqlite3.connect(digits.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_logs_of_a_file_that_is_gone_do_not_become_anothers(digits: MyDigits) -> None:
    with closing(sqlite3.connect(digits.path)) as connection:
        connection.execute("UPDATE digits SET label = 9")
        connection.commit()
        wal = digits.path.with_name(digits.path.name + "-wal")
        shutil.copy(wal, digits.path.with_name("copy"))
    digits.path.unlink()
    digits.path.with_name("copy").rename(wal)
    mine = MyDigits.of_user()
    mine.add([InkSample(ZERO, 0)])
    assert labels(mine) == [0]


@pytest.mark.parametrize("is_in_log", [False, True])
def test_digits_are_read_where_nothing_can_be_written(
    digits: MyDigits,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_in_log: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    with closing(sqlite3.connect(digits.path)) as connection:
        if is_in_log:
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("UPDATE digits SET label = 4")
            connection.commit()
            for name in (digits.path.name, digits.path.name + "-wal"):
                shutil.copy(digits.path.with_name(name), tmp_path / name)
        else:
            shutil.copy(digits.path, tmp_path)
    connect = sqlite_file.connect

    def refuse(path: Path, timeout: float = 1.0, options: str = "mode=rw", **rest: bool) -> sqlite3.Connection:
        if path.parent == tmp_path and options == "mode=rw":  # as SQLite says where it cannot make its log
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error
        return connect(path, timeout, options, **rest)

    monkeypatch.setattr(sqlite_file, "connect", refuse)
    mine = MyDigits(tmp_path)
    assert labels(mine) == ([4, 4] if is_in_log else [1, 7])
    assert mine.export_file(tmp_path / "out.jsonl") == 2
    with pytest.raises(StorageError):
        mine.add([InkSample(ONE, 1)])


def test_another_process_that_never_lets_go_is_told_in_time_and_reading_goes_on(
    digits: MyDigits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(digits.path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert labels(MyDigits.of_user()) == [1, 7]
        with pytest.raises(StorageError, match="busy"):
            digits.add([InkSample(ZERO, 0)])
    digits.add([InkSample(ZERO, 0)])
    assert labels(digits) == [0, 1, 7]


def run_many(program: str, times: int) -> list[int]:
    running = [subprocess.Popen([sys.executable, "-c", program, str(index)]) for index in range(times)]
    return [process.wait(200) for process in running]


@pytest.mark.long
def test_six_digitpads_that_add_undo_and_delete_at_once_lose_nothing(user_folder: Path) -> None:
    program = (
        "import sys\nfrom digitpad.ink.ink import Ink\nfrom digitpad.ink.ink_file import InkSample\n"
        "from digitpad.data.my_digits import MyDigits\nmine = MyDigits.of_user()\n"
        "for number in range(5):\n"  # 90 changes in all: a hundred can be undone
        "    sample = InkSample(Ink.of([[(number, int(sys.argv[1])), (9, 9)]]), int(sys.argv[1]))\n"
        "    mine.add([sample])\n"
        "    mine.undo(mine.add([sample]))\n"
        "    mine.undo(mine.delete([mine.page(0, 1, int(sys.argv[1]))[0].number]))\n"
    )
    assert run_many(program, 6) == [0] * 6
    assert MyDigits.of_user().counts() == (5,) * 6 + (0,) * 4


@pytest.mark.long
def test_a_digitpad_killed_at_any_moment_of_the_files_making_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom digitpad.ink.ink import Ink\n"
        "from digitpad.ink.ink_file import InkSample\nfrom digitpad.data.my_digits import MyDigits\n"
        "import sqlite3, filelock\nsample = InkSample(Ink.of([[(1, 1), (9, 9)]]), 1)\nprint(flush=True)\n"
        "MyDigits(Path(sys.argv[1])).add([sample])\n"
    )
    for kill in range(24):
        folder = tmp_path / str(kill)
        with subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(kill * 0.002)
            process.send_signal(signal.SIGKILL)
        mine = MyDigits(folder)
        assert sum(mine.counts()) in (0, 1)
        before = sum(mine.counts())
        mine.add([InkSample(ZERO, 0)])
        assert sum(mine.counts()) == before + 1
        with closing(sqlite3.connect(mine.path)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
