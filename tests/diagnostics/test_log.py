import logging
import os
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitpad.diagnostics import log
from digitpad.errors import DigitpadError, InkError, StorageError

record = logging.getLogger("tests")


@pytest.fixture
def kept() -> Iterator[None]:
    """Keep a log during the test."""
    with log.kept("test"):
        yield


def lines(user_folder: Path) -> str:
    return (user_folder / "logs" / "digitpad.log").read_text()


def test_a_program_in_which_all_goes_well_writes_nothing(user_folder: Path) -> None:
    with log.kept("test"):
        record.info("well")
    assert not user_folder.exists()


def test_what_was_held_is_written_before_the_first_warning(kept: None, user_folder: Path) -> None:
    record.info("first")
    assert not user_folder.exists()
    record.warning("second")
    record.info("third")
    text = lines(user_folder)
    assert text.index("begins: test") < text.index("first") < text.index("second") < text.index("third")


def test_the_window_begins_the_log_when_it_is_painted(kept: None, user_folder: Path) -> None:
    record.info("before")
    log.begin()
    assert "before" in lines(user_folder)


def test_warnings_of_python_are_logged_and_still_seen(
    kept: None, user_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("so old", stacklevel=1)
    assert "so old" in lines(user_folder)
    assert "so old" in capsys.readouterr().err


def test_a_traceback_is_logged_and_only_its_message_printed(
    kept: None, user_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        int("odd")
    except ValueError:
        record.exception("it failed")
    assert "ValueError: invalid" in lines(user_folder)
    assert capsys.readouterr().err == "it failed\n"


def test_an_error_shown_is_logged_where_there_is_a_user_folder(kept: None, user_folder: Path) -> None:
    log.note_shown(InkError("No ink", "None was found."))
    assert not user_folder.exists(), "a mistyped command makes none"
    user_folder.mkdir()
    log.note_shown(InkError("No ink", "None was found again."))
    assert lines(user_folder).count("No ink") == 2


def test_no_personal_path_is_in_the_log(kept: None, user_folder: Path) -> None:
    record.warning("%s is odd", user_folder / "x")
    assert str(user_folder) not in lines(user_folder)
    assert "<user folder>" in lines(user_folder)


def test_a_full_file_makes_room_for_a_new_one_and_three_are_kept(
    kept: None, user_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "LARGEST_FILE", 2000)
    for number in range(200):
        record.warning("line %d %s", number, "x" * 50)
    files = sorted(path for path in (user_folder / "logs").iterdir() if path.suffix != ".lock")
    assert [path.name for path in files] == ["digitpad.log", "digitpad.log.1", "digitpad.log.2"]
    assert all(path.stat().st_size < 3000 for path in files)
    assert "line 199" in "".join(path.read_text() for path in files)


def test_many_at_once_lose_and_mix_no_line(kept: None, user_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LARGEST_FILE", 20_000)
    paths = [user_folder / "logs" / "digitpad.log"] * 4
    (user_folder / "logs").mkdir(parents=True)

    def write(name: int, path: Path) -> None:
        for number in range(100):
            log._append(path, f"{name}:{number}:{'x' * 40}\n".encode())

    threads = [threading.Thread(target=write, args=each) for each in enumerate(paths)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = [path for path in (user_folder / "logs").iterdir() if path.suffix != ".lock"]
    found = [line for path in files for line in path.read_text().splitlines()]
    assert {len(line.split(":")) for line in found} == {3}
    assert len(set(found)) == 400


@pytest.mark.parametrize("obstacle", ["a file", "a pipe"])
def test_a_log_that_cannot_be_written_is_no_error(kept: None, user_folder: Path, obstacle: str) -> None:
    import os  # noqa: PLC0415 - the pipe is of this test alone

    if obstacle == "a file":
        user_folder.write_text("no folder")
    else:
        (user_folder / "logs").mkdir(parents=True)
        os.mkfifo(user_folder / "logs" / "digitpad.log")
    record.warning("unheard")
    assert log.written_log() is None


def test_a_long_record_is_shortened_and_many_lines_stay_one_record(kept: None, user_folder: Path) -> None:
    record.warning("begin %s end\n2026 forged", "x" * 10_000_000)
    text = lines(user_folder)
    assert len(text) < 100_000
    assert "end" in text
    assert "\n2026 forged" not in text


def test_the_log_goes_where_it_was_asked_to(kept: None, user_folder: Path, tmp_path: Path) -> None:
    log.write_to(str(tmp_path / "my.log"))
    record.info("here")
    assert "begins: test" in (tmp_path / "my.log").read_text()
    assert "here" in (tmp_path / "my.log").read_text()
    assert not user_folder.exists()


def test_the_whole_log_goes_to_standard_error_if_asked_to(kept: None, capsys: pytest.CaptureFixture[str]) -> None:
    log.write_to("-")
    record.info("here")
    assert "begins: test" in (err := capsys.readouterr().err)
    assert "here" in err


@pytest.mark.parametrize("place", ["", "absent/x.log", "nul\0"])
def test_a_place_that_cannot_be_written_is_a_plain_error(kept: None, tmp_path: Path, place: str) -> None:
    with pytest.raises(StorageError) as caught:
        log.write_to(str(tmp_path / place))
    assert str(tmp_path) in caught.value.detail


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_that_nobody_reads_is_refused_as_what_it_is(kept: None, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(StorageError) as caught:
        log.write_to(str(pipe))
    assert "pipe" in caught.value.detail.replace(str(pipe), "")


def test_no_log_is_left_behind() -> None:
    before = list(logging.getLogger().handlers)
    with pytest.raises(DigitpadError), log.kept("test"):
        raise DigitpadError("No", "no")
    assert logging.getLogger().handlers == before
