import json
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from digitpad.errors import DatasetError, StorageError
from digitpad.library.scores.cache import MOST_KEPT, ScoreCache
from digitpad.models.checkpoint import Measurement, WriterCounts

MADE = Measurement("pens", 20, 18, 0.3, "a note", writers=(WriterCounts("B01", 20, 18),), interval=(0.8, 0.95))


def test_nothing_is_found_before_anything_is_kept_and_no_file_is_made(user_folder: Path) -> None:
    measured = ScoreCache.of_user()
    assert measured.find("a", "b") is None
    assert not user_folder.exists()


def test_a_measurement_comes_back_whole_for_that_model_on_those_samples_only() -> None:
    ScoreCache.of_user().keep("model", "samples", MADE)
    measured = ScoreCache.of_user()
    assert measured.find("model", "samples") == MADE
    assert measured.find("model", "others") is None
    assert measured.find("another", "samples") is None


def test_a_newer_measurement_takes_the_place_of_an_older_one(user_folder: Path) -> None:
    measured = ScoreCache.of_user()
    measured.keep("model", "samples", MADE)
    measured.keep("model", "samples", Measurement("pens", 20, 19, 0.2))
    found = measured.find("model", "samples")
    assert found is not None
    assert found.correct == 19
    assert len(json.loads(measured.path.read_text())["rows"]) == 1


def test_two_digitpads_keep_both_their_measurements() -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: ScoreCache.of_user().keep(f"model {number}", "samples", MADE), range(12)))
    assert all(ScoreCache.of_user().find(f"model {number}", "samples") == MADE for number in range(12))


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_refused_and_what_was_kept_stays(loss: float) -> None:
    measured = ScoreCache.of_user()
    measured.keep("model", "samples", MADE)
    with pytest.raises(DatasetError, match="pens"):
        measured.keep("another", "samples", replace(MADE, loss=loss))
    assert measured.find("model", "samples") == MADE


@pytest.mark.parametrize("content", ["", "{", '{"version": 1, "rows": [{"model": 1}]}', '{"version": 9, "rows": []}'])
def test_a_damaged_file_is_set_aside_whole_and_a_new_one_begun(
    user_folder: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    user_folder.mkdir()
    measured = ScoreCache.of_user()
    measured.path.write_text(content)
    assert measured.find("model", "samples") is None
    assert (user_folder / "measurements.damaged-1.json").read_text() == content
    assert "measurements.damaged-1.json" in caplog.text
    measured.keep("model", "samples", MADE)
    assert measured.find("model", "samples") == MADE


def test_the_file_does_not_grow_without_end() -> None:
    measured = ScoreCache.of_user()
    rows = [{"model": str(number), "samples": "s", "measurement": {"name": "n", "count": 1, "correct": 1, "loss": 0.0}}
            for number in range(MOST_KEPT)]  # fmt: skip
    measured.path.parent.mkdir()
    measured.path.write_text(json.dumps({"version": 1, "rows": rows}))
    measured.keep("new", "s", MADE)
    assert measured.find("0", "s") is None
    assert measured.find("1", "s") is not None
    assert measured.find("new", "s") == MADE


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageError):
        ScoreCache(tmp_path / "taken" / "measurements.json").keep("model", "samples", MADE)


@pytest.mark.parametrize(("count", "correct"), [(0, 0), (-1, -1), (2, 3), (10**400, 1)])
def test_figures_that_cannot_be_are_set_aside(user_folder: Path, count: int, correct: int) -> None:
    ScoreCache.of_user().keep("model", "samples", MADE)
    path = user_folder / "measurements.json"
    read = json.loads(path.read_text())
    read["rows"][0]["measurement"] |= {"count": count, "correct": correct}
    path.write_text(json.dumps(read))
    assert ScoreCache.of_user().find("model", "samples") is None
    assert len(list(user_folder.glob("measurements.damaged-*"))) == 1
