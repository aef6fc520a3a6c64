from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.data.locations import PEN_FILES, dataset_folder
from digitpad.gui.models.score_thread import ScoreController
from digitpad.library.library import Library
from digitpad.library.scores.cache import ScoreCache
from digitpad.library.scores.measuring import ScoreBoard
from digitpad.library.scores.values import ModelScores, ScoreState, TestSet
from tests.gui.conftest import WAIT, ended, heard
from tests.support.unipen import write_pen_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[ScoreController]:
    yield from ended(ScoreController())


def looked(qtbot: QtBot, controller: ScoreController, *names: str) -> list[ModelScores]:
    """Look, wait until nothing is left to do, and return what was told."""
    told: list[ModelScores] = []
    controller.scored.connect(told.append)
    heard(qtbot, controller.rested, controller.look, names)
    controller.scored.disconnect(told.append)
    assert not controller.is_busy
    return told


def test_what_a_bundled_model_states_is_told_and_nothing_measured(qtbot: QtBot, controller: ScoreController) -> None:
    (standing,) = looked(qtbot, controller, "mlp")
    assert standing.name == "mlp"
    assert [figure.state for figure in standing.scores] == [ScoreState.MEASURED, ScoreState.MEASURED]
    assert not ScoreCache.of_user().path.exists()


def test_a_missing_figure_is_measured_after_all_were_told(qtbot: QtBot, controller: ScoreController) -> None:
    add_unmeasured("softmax")
    told = looked(qtbot, controller, "mine", "softmax")
    assert [(each.name, each.mnist.state) for each in told] == [
        ("mine", ScoreState.MISSING),
        ("softmax", ScoreState.MEASURED),
        ("mine", ScoreState.MEASURED),
    ]
    (again,) = looked(qtbot, controller, "mine")
    assert again == told[-1]


def test_once_the_pens_are_here_bundled_models_are_measured_too(qtbot: QtBot, controller: ScoreController) -> None:
    write_pen_set(dataset_folder(DatasetName.PENDIGITS))
    first, last = looked(qtbot, controller, "softmax")
    assert (first.pens.state, last.pens.state) == (ScoreState.MISSING, ScoreState.MEASURED)
    assert last.pens.title == "UCI Pen Digits test"


def add_unmeasured(like: str) -> None:
    """Add a copy of a bundled model, called mine, that is measured on nothing yet."""
    library = Library.of_user()
    library.add("mine", replace(library.load(like), measurements=()))


def break_the_pens() -> None:
    """Put pen digits in place that cannot be read, and a model that is measured on nothing yet."""
    folder = dataset_folder(DatasetName.PENDIGITS)
    folder.mkdir(parents=True)
    for name in PEN_FILES:
        (folder / name).write_text("no digits")
    add_unmeasured("softmax")


def test_pens_that_are_broken_are_told_and_mnist_is_measured_all_the_same(
    qtbot: QtBot, controller: ScoreController
) -> None:
    break_the_pens()
    with qtbot.waitSignal(controller.scoring_failed, timeout=WAIT) as failed:
        told = looked(qtbot, controller, "mine")
    name, standard, error = failed.args
    assert (name, standard) == ("mine", TestSet.PENS)
    assert "digits" in error.detail
    assert (told[-1].mnist.state, told[-1].pens.state) == (ScoreState.MEASURED, ScoreState.MISSING)


def test_the_last_word_on_a_failed_measurement_is_that_it_failed(qtbot: QtBot, controller: ScoreController) -> None:
    break_the_pens()
    words: list[str] = []
    controller.scored.connect(lambda standing: words.append(f"{standing.name} told"))
    controller.scoring_failed.connect(lambda name, _standard, _error: words.append(f"{name} failed"))
    looked(qtbot, controller, "softmax")
    assert words == ["softmax told", "softmax failed"]
    words.clear()
    looked(qtbot, controller, "mine")
    assert words == ["mine told", "mine told", "mine failed"]


def test_an_unexpected_error_is_told_and_the_others_are_told_all_the_same(
    qtbot: QtBot, controller: ScoreController, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ScoreBoard.of

    def of(standings: ScoreBoard, name: str) -> ModelScores:
        if name == "softmax":
            raise OSError("the disk is on fire")
        return whole(standings, name)

    monkeypatch.setattr(ScoreBoard, "of", of)
    failures: list[tuple[str, TestSet, str]] = []
    controller.scoring_failed.connect(lambda name, standard, error: failures.append((name, standard, error.detail)))
    assert [each.name for each in looked(qtbot, controller, "softmax", "mlp")] == ["mlp"]
    assert [failure[:2] for failure in failures] == [("softmax", TestSet.MNIST), ("softmax", TestSet.PENS)]
    assert all("the disk is on fire" in detail for *_, detail in failures)


def test_it_comes_to_rest_even_if_the_library_cannot_be_opened(
    qtbot: QtBot, controller: ScoreController, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> ScoreBoard:
        raise OSError("the disk is gone")

    monkeypatch.setattr(ScoreBoard, "of_user", fail)
    assert looked(qtbot, controller, "mlp") == []


def test_a_model_that_is_gone_troubles_no_one(qtbot: QtBot, controller: ScoreController) -> None:
    assert [each.name for each in looked(qtbot, controller, "gone", "mlp")] == ["mlp"]


def test_ending_in_mid_measuring_keeps_nothing(qtbot: QtBot) -> None:
    add_unmeasured("mlp")
    controller = ScoreController()
    heard(qtbot, controller.scored, controller.look, ("mine",))
    assert controller.shut_down()
    assert ScoreCache.of_user().find("any", "any") is None


def test_after_an_end_that_came_to_nothing_standings_are_told_again(qtbot: QtBot, controller: ScoreController) -> None:
    """The window stays open if another of its threads is still busy."""
    assert controller.shut_down()
    controller.resume()
    assert [each.name for each in looked(qtbot, controller, "mlp")] == ["mlp"]
