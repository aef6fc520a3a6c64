from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.errors import DatasetError, DigitpadError
from digitpad.gui.evaluation.thread import (
    EvaluationController,
    EvaluationOutcome,
    EvaluationProgress,
    EvaluationRequest,
    InkLines,
    PictureFolder,
    Stage,
    TestImages,
)
from digitpad.library.library import Library
from tests.gui.conftest import WAIT, ended, heard
from tests.support.evaluations import brightest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[EvaluationController]:
    yield from ended(EvaluationController())


def write_ink(path: Path, count: int) -> Path:
    """Write a file of upright lines, labelled 1."""
    line = json.dumps({"label": 1, "strokes": [[[200, 100], [200, 400]]]})
    path.write_text("\n".join([line] * count))
    return path


def verdict_of(qtbot: QtBot, controller: EvaluationController, request: EvaluationRequest) -> EvaluationOutcome:
    return heard(qtbot, controller.evaluated, controller.submit, request)[0]


def test_the_bundled_model_does_on_mnist_as_its_file_says(qtbot: QtBot, controller: EvaluationController) -> None:
    verdict = verdict_of(qtbot, controller, EvaluationRequest("softmax", TestImages()))
    stated = Library.of_user().load("softmax").measurements[0]
    assert verdict.samples.name == stated.name
    assert verdict.judgement.evaluation.correct == stated.correct
    assert verdict.judgement.evaluation.loss == pytest.approx(stated.loss, abs=1e-5)
    assert not controller.is_busy


def test_ink_is_read_and_run_with_progress(qtbot: QtBot, controller: EvaluationController, tmp_path: Path) -> None:
    told: list[EvaluationProgress] = []
    controller.progressed.connect(told.append)
    verdict = verdict_of(qtbot, controller, EvaluationRequest("mlp", InkLines(write_ink(tmp_path / "ones.jsonl", 300))))
    assert verdict.judgement.evaluation.correct == 300
    assert told[0] == EvaluationProgress(Stage.READING)
    assert all(progress.done <= progress.total for progress in told)


@pytest.mark.parametrize("has_parts", [False, True])
def test_a_folder_is_read_as_classes_or_as_the_test_part(
    qtbot: QtBot, controller: EvaluationController, tmp_path: Path, *, has_parts: bool
) -> None:
    Library.of_user().add("shapes", brightest(("cat", "dog")))
    for part in Split if has_parts else ("",):
        for name in ("cat", "dog"):
            folder = tmp_path / "pictures" / part / name
            folder.mkdir(parents=True)
            picture = Image.new("L", (28, 28))
            picture.paste(255, (4, 4, 20, 20))
            picture.save(folder / "1.png")
    verdict = verdict_of(qtbot, controller, EvaluationRequest("shapes", PictureFolder(tmp_path / "pictures")))
    assert verdict.judgement.evaluation.count == 2
    assert verdict.class_names == ("cat", "dog")


def test_samples_of_other_classes_are_a_plain_failure(qtbot: QtBot, controller: EvaluationController) -> None:
    Library.of_user().add("shapes", brightest(("cat", "dog")))
    asked = EvaluationRequest("shapes", TestImages(DatasetName.MNIST))
    error = heard(qtbot, controller.failed, controller.submit, asked)[0]
    assert isinstance(error, DatasetError)
    assert error.title == "The model reads something else"
    assert not controller.is_busy


@pytest.mark.parametrize(
    "asked",
    [EvaluationRequest("absent", TestImages()), EvaluationRequest("mlp", TestImages(DatasetName.KMNIST))],
    ids=["model", "data set"],
)
def test_what_is_not_there_is_an_error(
    qtbot: QtBot, controller: EvaluationController, asked: EvaluationRequest
) -> None:
    error = heard(qtbot, controller.failed, controller.submit, asked)[0]
    assert isinstance(error, DigitpadError)
    assert error.detail


def test_a_cancelled_evaluation_ends_at_once_and_the_next_one_runs(
    qtbot: QtBot, controller: EvaluationController, tmp_path: Path
) -> None:
    verdicts: list[EvaluationOutcome] = []
    controller.evaluated.connect(verdicts.append)
    with qtbot.waitSignal(controller.cancelled, timeout=WAIT):
        controller.submit(EvaluationRequest("mlp", InkLines(write_ink(tmp_path / "many.jsonl", 40_000))))
        controller.cancel()
    assert verdicts == []
    assert not controller.is_busy
    verdict_of(qtbot, controller, EvaluationRequest("mlp", InkLines(write_ink(tmp_path / "few.jsonl", 3))))


def test_the_newest_request_alone_is_answered(qtbot: QtBot, controller: EvaluationController, tmp_path: Path) -> None:
    heard: list[object] = []
    controller.evaluated.connect(heard.append)
    controller.failed.connect(lambda error, _request: heard.append(error))
    controller.submit(EvaluationRequest("mlp", InkLines(write_ink(tmp_path / "many.jsonl", 40_000))))
    controller.submit(EvaluationRequest("absent", TestImages()))
    newest = EvaluationRequest("mlp", InkLines(write_ink(tmp_path / "few.jsonl", 3)))
    assert verdict_of(qtbot, controller, newest).request == newest
    assert len(heard) == 1


def test_the_end_does_not_wait_for_a_long_evaluation(qtbot: QtBot, tmp_path: Path) -> None:
    controller = EvaluationController()
    with qtbot.waitSignal(controller.progressed, timeout=WAIT):
        controller.submit(EvaluationRequest("mlp", InkLines(write_ink(tmp_path / "many.jsonl", 40_000))))
    assert controller.shut_down()
