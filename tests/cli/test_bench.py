"""The benchmarks run for real, some on less than they measure otherwise: what digitpad says of its own speed."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from digitpad.benchmarks import digit_detection, drawing, numbers, start, training
from digitpad.benchmarks.window import ask
from digitpad.config.model_spec import ModelKind
from digitpad.errors import DigitpadError
from digitpad.gui.pad.coordinates import PAD_SIZE
from digitpad.ink.ink_file import InkSample, write_ink_file
from digitpad.paths import shipped
from digitpad.recognition.digit_detector import BUNDLED
from tests.support import inks
from tests.support.training_samples import first_images, written_forms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from digitpad.models.checkpoint import Checkpoint
    from tests.support.cli import Command


@pytest.mark.long
def test_draw_tells_what_a_move_costs_however_much_ink_there_is(
    digitpad: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "ROUNDS", 4)
    monkeypatch.setattr(drawing, "WINDOW_MOVES", 100)
    outcome = digitpad("bench", "draw", "--json")
    assert (outcome.status, outcome.stderr) == (0, "")
    (figures,) = outcome.objects
    assert list(figures) == [
        *("softmax_p50_ms", "mlp_p50_ms", "growth"),
        *("window_p50_ms", "window_p99_ms", "inside_p50_ms", "inside_p99_ms"),
        *("late_p50_ms", "late_p99_ms", "late_max_ms"),
    ]
    assert all(value > 0 for value in figures.values())
    assert figures["growth"] < 2.0  # a hundred times the ink
    assert figures["window_p50_ms"] <= figures["window_p99_ms"]


@pytest.mark.long
def test_start_tells_when_the_window_is_there_and_leaves_no_trace(digitpad: Command, user_folder: Path) -> None:
    outcome = digitpad("bench", "start", "--json")
    assert (outcome.status, outcome.stderr) == (0, "")
    (figures,) = outcome.objects
    assert list(figures) == ["painted_s", "predicted_s", "rss_mb"]
    assert 0 < figures["painted_s"] < figures["predicted_s"]
    assert 20 < figures["rss_mb"] < 120
    assert not user_folder.exists()


@pytest.mark.long
def test_train_tells_how_much_less_time_an_epoch_takes(digitpad: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "read_mnist", lambda part: first_images(part, training.PIECE * 64))
    outcome = digitpad("bench", "train", "--json")
    assert outcome.status == 0
    (figures,) = outcome.objects
    assert list(figures) == ["softmax", "mlp"]
    assert figures["softmax"]["ratio"] > figures["mlp"]["ratio"] > 1.0


def test_a_few_moves_are_measured_with_both_models_and_told_with_those_in_the_window(
    digitpad: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, count in {"ROUNDS": 1, "FEW_POINTS": 20, "MANY_POINTS": 60}.items():
        monkeypatch.setattr(drawing, name, count)
    in_window = {"closed": [0.003, 0.001, 0.002], "inside": [0.004], "late_p50": 5.0, "late_p99": 6.0, "late_max": 7.0}
    monkeypatch.setattr(drawing, "_window_moves", lambda: in_window)  # a window takes seconds, and the long form
    text = digitpad("bench", "draw").stdout
    assert [line.partition(" ")[0] for line in text.splitlines()] == ["softmax:", "mlp:", "a", "window:", "with", "the"]
    times = [float(number) for number in re.findall(r"([\d.]+) ms", text)]
    assert min(times[:2]) > 0.0
    assert times[2:] == [2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 7.0]


def test_what_was_measured_is_said_with_its_figures_or_told_under_their_names(
    digitpad: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    speed = training.TrainingSpeed(tutorial_s=6.0, digitpad_s=0.25, largest_difference=0.0)
    began = start.StartFigures(painted_s=0.25, predicted_s=0.5, rss_mb=80.0)
    moved = drawing.DrawingFigures(0.125, 0.25, 1.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)
    monkeypatch.setattr(training, "measure_training", lambda: {ModelKind.MLP: speed})
    monkeypatch.setattr(start, "measure_start", lambda: began)
    monkeypatch.setattr(drawing, "measure_drawing", lambda: moved)
    assert digitpad("bench", "train", "--json").objects == [{"mlp": {"ratio": 24.0}}]
    assert digitpad("bench", "start", "--json").objects == [{"painted_s": 0.25, "predicted_s": 0.5, "rss_mb": 80.0}]
    assert digitpad("bench", "draw", "--json").objects[0]["growth"] == 1.5
    assert "24.0 times" in digitpad("bench", "train").stdout
    assert re.findall(r"[\d.]+\d", digitpad("bench", "start").stdout) == ["0.250", "0.500", "80"]


def test_the_simulated_pen_stays_on_the_pad() -> None:
    places = [point for point, _ in zip(drawing.pen_path(), range(7000), strict=False)]
    assert all(0 < place.x < PAD_SIZE and 0 < place.y < PAD_SIZE for place in places)


def test_a_window_that_fails_is_told_with_its_last_words() -> None:
    with pytest.raises(DigitpadError, match="no such window"):
        ask("import sys; sys.exit('no such window')", "")


def test_a_measured_window_has_a_user_folder_of_its_own(user_folder: Path) -> None:
    seen = ask("import json, os; print(json.dumps(os.environ['DIGITPAD_HOME']))", "")
    assert seen != os.environ["DIGITPAD_HOME"] == str(user_folder)
    assert not os.path.exists(seen)  # noqa: PTH110 - a text from JSON


def test_numbers_tells_how_many_are_wholly_right(
    digitpad: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "NUMBERS_WRITTEN", 1)
    monkeypatch.setattr(numbers, "STACKS", 4)
    path = tmp_path / "ink.jsonl"
    write_ink_file(path, [replace(sample, writer="A") for sample in inks.LABELLED])
    (told,) = digitpad("bench", "numbers", "--ink", path, "--model", "softmax", "--each", "2", "--json").objects
    assert list(told) == ["model", "singles", "stacked", "move_p50_ms", "numbers"]
    assert told["singles"] == {"count": 4, "right_alone": 4, "right": 4, "kept": 4}
    assert set(told["stacked"]) == {"count", "kept"}
    assert told["move_p50_ms"] > 0.0
    keys = ["digits", "spacing", "count", "right", "grouped", "ceiling", "share"]
    assert [list(kind) for kind in told["numbers"]] == [keys] * 12
    text = digitpad("bench", "numbers", "--ink", path, "--model", "softmax", "--each", "1").stdout
    assert "4 digits, wide: 100.00 % of 1 wholly right" in text
    assert "single digits: 4 of 4 read as they are alone" in text
    assert "on top of each other" in text
    assert "holds no digit by B" in digitpad("bench", "numbers", "--ink", path, "--writers", "A,B").stderr


def test_reject_refuses_too_few_digits_and_says_how_many_it_takes(digitpad: Command, tmp_path: Path) -> None:
    path = tmp_path / "few.jsonl"
    write_ink_file(path, inks.LABELLED)
    outcome = digitpad("bench", "reject", "--ink", path)
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "Too few digits to set thresholds by" in outcome.stderr
    assert "at least 200" in outcome.stderr


def test_every_score_says_what_it_keeps_and_lets_through(
    digitpad: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure, measured = digit_detection.measure_detection_scores, list[digit_detection.ScoreFigures]()

    def measure_few(models: Mapping[str, Checkpoint], *rest: Any) -> Sequence[digit_detection.ScoreFigures]:
        """Measure one model on few non-digits, and that once: it is told twice."""
        measured.extend([] if measured else measure({"softmax": models["softmax"]}, *rest, 2))
        return measured

    monkeypatch.setattr(digit_detection, "measure_detection_scores", measure_few)
    path = tmp_path / "forms.jsonl"
    write_ink_file(path, [*written_forms(16, ("A",)), *inks.LABELLED])
    command = ("bench", "reject", "--ink", path, "--writers", "A", "--gate", shipped(*BUNDLED))
    text, told = digitpad(*command).stdout, digitpad(*command, "--json").objects
    heads = [line.partition(": ")[0] for line in text.splitlines() if not line.startswith("  ")]
    names = ["softmax, highest probability", "softmax, energy", "gate", "gate and energy of softmax"]
    assert heads == names == [each["score"] for each in told]
    count = len(written_forms(16))
    assert text.count(f"  pen digits ({count}): ") == len(names)
    for each in told:
        digits, images, *others = each["figures"]
        assert (digits["count"], images["count"]) == (count, 10_000)
        assert digits["reached"] == pytest.approx(each["kept"], abs=2 / count)
        assert text.count("area under the curve") == len(names) * len(others)


def test_reject_refuses_writers_who_wrote_nothing(digitpad: Command, tmp_path: Path) -> None:
    path = tmp_path / "few.jsonl"
    write_ink_file(path, [replace(sample, writer="A") for sample in inks.LABELLED])
    outcome = digitpad("bench", "reject", "--ink", path, "--writers", "B")
    assert (outcome.status, outcome.stdout) == (2, "")
    assert "--writers" in outcome.stderr


@pytest.mark.parametrize("benchmark", ["numbers", "reject"])
def test_ink_without_labels_is_refused_in_words_that_fit_measuring(
    digitpad: Command, tmp_path: Path, benchmark: str
) -> None:
    path = tmp_path / "ink.jsonl"
    write_ink_file(path, [InkSample(ink) for ink in inks.ALL])
    outcome = digitpad("bench", benchmark, "--ink", path)
    assert outcome.status == 1
    assert "measuring" in outcome.stderr
    assert "nothing can be learnt" not in outcome.stderr
