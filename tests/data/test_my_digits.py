import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from digitpad.data.my_digits import KEPT_CHANGES, MIGRATIONS, MyDigits
from digitpad.data.sqlite_file import migrate
from digitpad.errors import InkError, StorageError
from digitpad.ink.ink_file import InkSample, read_ink_file, write_ink_file
from tests.support.inks import ONE, SEVEN, THREE, ZERO


@pytest.fixture
def digits(user_folder: Path) -> MyDigits:
    return MyDigits.of_user()


def labels(digits: MyDigits) -> list[int]:
    return [digit.label for digit in digits.page(0, 1000)]


def test_looking_at_digits_that_were_never_kept_makes_no_file(digits: MyDigits) -> None:
    assert (sum(digits.counts()), digits.page(0, 9), digits.samples(), digits.can_undo) == (0, (), (), False)
    assert not digits.path.exists()


def test_a_folder_that_can_have_no_such_name_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="My digits cannot be used"):
        MyDigits(tmp_path / ("x" * 300)).counts()


def test_kept_digits_are_listed_page_by_page_with_the_newest_first(digits: MyDigits) -> None:
    digits.add([InkSample(SEVEN, 7), InkSample(ONE, 1)])
    digits.add([InkSample(ZERO, 0)])
    assert labels(digits) == [0, 1, 7]
    assert [digit.ink for digit in digits.page(1, 1)] == [ONE]
    assert [digit.label for digit in digits.page(0, 9, label=7)] == [7]
    assert digits.counts() == (1, 1, 0, 0, 0, 0, 0, 1, 0, 0)
    assert [sample.label for sample in digits.samples()] == [7, 1, 0]


@pytest.mark.parametrize("sample", [InkSample(SEVEN), InkSample(type(SEVEN)(), 7)])
def test_ink_without_label_or_strokes_is_refused_with_all_that_came_with_it(
    digits: MyDigits, sample: InkSample
) -> None:
    with pytest.raises(InkError, match="needs ink and a label"):
        digits.add([InkSample(ONE, 1), sample])
    assert digits.samples() == ()


def test_every_change_can_be_taken_back_in_turn(digits: MyDigits) -> None:
    digits.add([InkSample(SEVEN, 7), InkSample(ONE, 1)])
    one, seven = (digit.number for digit in digits.page(0, 2))
    digits.relabel([one, seven], 4)
    digits.delete([seven])
    assert labels(digits) == [4]
    assert digits.undo()
    assert labels(digits) == [4, 4]
    assert digits.undo()
    assert labels(digits) == [1, 7]
    assert digits.undo()
    assert labels(digits) == []
    assert not digits.undo()


def test_one_change_is_taken_back_whatever_followed_it_and_only_once(digits: MyDigits) -> None:
    first = digits.add([InkSample(SEVEN, 7)])
    digits.add([InkSample(ONE, 1)])
    assert digits.undo(first)
    assert labels(digits) == [1]
    assert not digits.undo(first)


def test_a_digit_whose_keeping_was_taken_back_stays_away_whatever_is_taken_back_next(digits: MyDigits) -> None:
    first = digits.add([InkSample(SEVEN, 1)])
    digits.relabel([digits.page(0, 1)[0].number], 7)
    assert digits.undo(first)
    assert not digits.undo()
    assert labels(digits) == []


def test_a_change_number_is_never_used_again(digits: MyDigits) -> None:
    first = digits.add([InkSample(SEVEN, 7)])
    digits.undo(first)
    assert digits.add([InkSample(ONE, 1)]) != first


def test_a_drawing_that_is_kept_again_gets_the_new_label_and_no_copy(digits: MyDigits) -> None:
    assert digits.keep(InkSample(SEVEN, 1)) is not None
    change = digits.keep(InkSample(SEVEN, 7))
    assert digits.keep(InkSample(SEVEN, 7)) is None
    assert [(digit.ink, digit.label) for digit in digits.page(0, 9)] == [(SEVEN, 7)]
    digits.undo(change)
    assert labels(digits) == [1]


def test_a_drawing_that_was_deleted_is_kept_anew(digits: MyDigits) -> None:
    digits.keep(InkSample(SEVEN, 7))
    digits.delete([digits.page(0, 1)[0].number])
    assert digits.keep(InkSample(SEVEN, 7)) is not None
    assert len(digits.samples()) == 1


def test_deleted_digits_are_gone_once_they_can_no_longer_be_taken_back(digits: MyDigits) -> None:
    digits.add([InkSample(SEVEN, 7), InkSample(ONE, 1)])
    one, seven = (digit.number for digit in digits.page(0, 2))
    digits.delete([seven])
    for number in range(KEPT_CHANGES):
        digits.relabel([one], number % 10)
    with closing(sqlite3.connect(digits.path)) as connection:
        assert connection.execute("SELECT count(*) FROM digits").fetchone() == (1,)


def test_digits_go_out_and_come_back_as_an_ink_file(digits: MyDigits, tmp_path: Path) -> None:
    digits.add([InkSample(SEVEN, 7), InkSample(THREE, 3)])
    path = tmp_path / "mine.jsonl.gz"
    assert digits.export_file(path) == 2
    assert [sample.label for sample in read_ink_file(path).samples] == [7, 3]
    other = MyDigits(tmp_path / "elsewhere")
    came = other.import_file(path)
    assert (came.added, came.known, came.unlabelled, came.problems) == (2, 0, 0, ())
    assert other.samples() == digits.samples()


def test_importing_leaves_out_what_is_known_unlabelled_or_broken(digits: MyDigits, tmp_path: Path) -> None:
    digits.add([InkSample(SEVEN, 7)])
    path = tmp_path / "mixed.jsonl"
    write_ink_file(path, [InkSample(SEVEN, 7), InkSample(ONE), InkSample(ZERO, 0)])
    path.write_bytes(path.read_bytes() + b"no ink\n")
    came = digits.import_file(path)
    assert (came.added, came.known, came.unlabelled, len(came.problems)) == (1, 1, 1, 1)
    assert digits.undo(came.change)
    assert labels(digits) == [7]
    digits.import_file(path)
    again = digits.import_file(path)
    assert (again.added, again.change) == (0, None)


def test_exporting_nothing_is_refused(digits: MyDigits, tmp_path: Path) -> None:
    with pytest.raises(InkError, match="nothing to export"):
        digits.export_file(tmp_path / "none.jsonl")


def test_two_digitpads_keep_digits_at_once_and_none_is_lost(digits: MyDigits) -> None:
    program = (
        "from digitpad.ink.ink import Ink\nfrom digitpad.ink.ink_file import InkSample\n"
        "from digitpad.data.my_digits import MyDigits\n"
        "for number in range(40):\n"
        "    MyDigits.of_user().add([InkSample(Ink.of([[(number, 0), (9, 9)]]), number % 10)])\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    assert [process.wait(120) for process in running] == [0, 0]
    assert digits.counts() == (8,) * 10


def test_a_digitpad_killed_in_a_change_leaves_what_was_kept_before(digits: MyDigits) -> None:
    digits.add([InkSample(SEVEN, 7)])
    program = (
        "import os\nfrom digitpad.data.my_digits import MyDigits\n"
        "with MyDigits.of_user()._changing() as (connection, change):\n"
        "    connection.execute('DELETE FROM digits')\n    os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    assert labels(digits) == [7]


@pytest.mark.parametrize("garbage", [b"this is no database, though it is long enough to be one" * 30, None])
def test_a_damaged_file_is_set_aside_whole_and_digits_can_be_kept_again(
    digits: MyDigits, garbage: bytes | None
) -> None:
    digits.add([InkSample(SEVEN, 7)])
    content = garbage or digits.path.read_bytes()[:4096] + b"\xff" * 20000
    digits.path.write_bytes(content)
    with pytest.raises(StorageError, match=r"set aside whole as digits\.damaged-1\.sqlite3"):
        digits.add([InkSample(ONE, 1)])
    assert (digits.path.parent / "digits.damaged-1.sqlite3").read_bytes() == content
    digits.add([InkSample(ONE, 1)])
    assert labels(digits) == [1]


def test_a_file_of_a_newer_digitpad_is_left_alone(digits: MyDigits) -> None:
    digits.add([InkSample(SEVEN, 7)])
    with closing(sqlite3.connect(digits.path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StorageError, match="Update digitpad"):
        digits.samples()
    assert digits.path.exists()


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError, match="cannot be used"):
        MyDigits(tmp_path / "file").add([InkSample(SEVEN, 7)])


def test_a_file_of_an_older_version_is_brought_up_to_date_and_keeps_its_digits(digits: MyDigits) -> None:
    digits.add([InkSample(SEVEN, 7)])
    newer = (*MIGRATIONS, "ALTER TABLE digits ADD COLUMN remark TEXT NOT NULL DEFAULT 'none'")
    with closing(sqlite3.connect(digits.path, isolation_level=None)) as connection:
        migrate(connection, newer, digits.path)
        migrate(connection, newer, digits.path)  # the second time there is nothing to do
        assert connection.execute("SELECT label, remark FROM digits").fetchall() == [(7, "none")]
        assert connection.execute("PRAGMA user_version").fetchone() == (len(newer),)


def test_a_migration_that_fails_changes_nothing(digits: MyDigits) -> None:
    digits.add([InkSample(SEVEN, 7)])
    newer = (*MIGRATIONS, "ALTER TABLE digits ADD COLUMN remark TEXT; ALTER TABLE absent ADD COLUMN x TEXT")
    with closing(sqlite3.connect(digits.path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, newer, digits.path)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert labels(digits) == [7]
