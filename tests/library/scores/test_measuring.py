"""Two honest numbers: which figure stands for a model, and measuring what is missing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.data.locations import dataset_folder
from digitpad.data.reading import read_strokes
from digitpad.errors import DatasetError
from digitpad.evaluation.calibration import reliability_of
from digitpad.evaluation.intervals import writer_interval
from digitpad.evaluation.metrics import evaluate_model
from digitpad.evaluation.samples import open_test_part
from digitpad.library.library import Library
from digitpad.library.scores.cache import ScoreCache
from digitpad.library.scores.measuring import ScoreBoard, sha256_of
from digitpad.library.scores.values import ModelScores, ScoreState, TestSet
from digitpad.models.checkpoint import Checkpoint, DataSource, Measurement
from tests.support.unipen import write_pen_set

PENS = DatasetName.PENDIGITS


def unmeasured() -> Checkpoint:
    """Return a model that reads digits and states nothing."""
    return replace(Library.of_user().load("softmax"), measurements=(), data=())


def states(standing: ModelScores) -> tuple[ScoreState, ScoreState]:
    return standing.mnist.state, standing.pens.state


def measure(name: str, standard: TestSet) -> list[float]:
    return list(ScoreBoard.of_user().measure(name, standard))


def test_bundled_models_state_both_figures_from_the_first_minute() -> None:
    for name in ("softmax", "mlp"):
        standing = ScoreBoard.of_user().of(name)
        assert states(standing) == (ScoreState.MEASURED, ScoreState.MEASURED)
        assert standing.mnist.title == "MNIST test"
        assert "unseen writers" in standing.pens.title
        assert standing.pens.measurement is not None
        assert "without" in standing.pens.measurement.note
        assert standing.sources[0].name == "MNIST train"
        assert standing.missing == ()


def test_until_the_pens_are_here_a_model_of_ones_own_is_not_measured_on_them(library: Library) -> None:
    library.add("mine", unmeasured())
    standing = ScoreBoard.of_user().of("mine")
    assert states(standing) == (ScoreState.MISSING, ScoreState.NO_DATA)
    assert standing.pens.title == "UCI Pen Digits test"
    assert standing.missing == (TestSet.MNIST,)
    with pytest.raises(DatasetError, match="not here yet"):
        measure("mine", TestSet.PENS)


def test_a_copy_of_a_bundled_model_states_what_the_bundled_one_does(library: Library) -> None:
    copy = library.duplicate("mlp")
    original = ScoreBoard.of_user().of("mlp")
    assert ScoreBoard.of_user().of(copy.name).scores == original.scores


def test_a_figure_on_other_pens_does_not_stand_beside_those_of_the_bundled_models(library: Library) -> None:
    other = Measurement("my-pens.jsonl, held-out writers", 100, 90, 0.3)
    library.add("mine", replace(unmeasured(), measurements=(other,)))
    assert ScoreBoard.of_user().of("mine").pens.state is ScoreState.NO_DATA


def test_once_the_pens_are_here_every_model_owes_its_figure_on_them(library: Library) -> None:
    library.add("mine", unmeasured())
    write_pen_set(dataset_folder(PENS))
    for name in ("softmax", "mlp", "mine"):
        standing = ScoreBoard.of_user().of(name)
        assert TestSet.PENS in standing.missing
        assert standing.pens.title == "UCI Pen Digits test"


def test_measuring_gives_what_an_evaluation_gives_by_writer_and_is_kept() -> None:
    write_pen_set(dataset_folder(PENS))
    shares = measure("softmax", TestSet.PENS)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    figure = ScoreBoard.of_user().of("softmax").pens
    checkpoint = Library.of_user().load("softmax")
    samples = open_test_part(checkpoint, PENS).result
    outcome = evaluate_model(checkpoint, samples.pixels, samples.labels).evaluation
    made = figure.measurement
    assert made is not None
    assert (made.count, made.correct, made.loss) == (3498, outcome.correct, outcome.loss)
    assert [each.writer for each in made.writers] == [f"B{number:02d}" for number in range(1, 15)]
    correct, count = zip(*((each.correct, each.count) for each in made.writers), strict=True)
    assert sum(correct) == outcome.correct
    assert figure.interval == writer_interval(correct, count)
    assert not made.note


def test_a_measurement_is_of_the_files_bytes_so_a_renamed_model_keeps_it_and_a_changed_one_owes_it(
    library: Library,
) -> None:
    model = unmeasured()
    library.add("mine", model)
    measure("mine", TestSet.MNIST)
    library.rename("mine", "ours")
    assert ScoreBoard.of_user().of("ours").mnist.state is ScoreState.MEASURED
    weights = {name: np.full_like(each, 0.5) for name, each in model.weights.items()}
    library.replace("ours", replace(model, weights=weights))
    assert ScoreBoard.of_user().of("ours").mnist.state is ScoreState.MISSING


def test_mnist_is_measured_for_a_model_that_lacks_it_and_so_is_how_well_its_confidence_fits(library: Library) -> None:
    library.add("mine", replace(library.load("softmax"), measurements=()))
    measure("mine", TestSet.MNIST)
    figure, stated = (ScoreBoard.of_user().of(name).mnist for name in ("mine", "softmax"))
    assert figure.measurement is not None
    assert stated.measurement is not None
    assert figure.measurement.correct == stated.measurement.correct
    assert figure.interval == stated.interval
    model = library.load("mine")
    samples = open_test_part(model, DatasetName.MNIST).result
    answers = evaluate_model(model, samples.pixels, samples.labels).predictions
    expected = reliability_of(answers.confidence, answers.is_right).error
    assert figure.measurement.calibration_error == pytest.approx(expected)


def test_leaving_off_keeps_nothing() -> None:
    measuring = ScoreBoard.of_user().measure("softmax", TestSet.MNIST)
    next(measuring)
    measuring.close()
    assert not ScoreCache.of_user().path.exists()


def test_a_model_that_learnt_from_the_test_part_says_so(library: Library) -> None:
    write_pen_set(dataset_folder(PENS))
    ink = read_strokes(Split.TEST)
    assert ink.sha256 == sha256_of(TestSet.PENS)
    learnt = (DataSource(ink.name, len(ink), ink.sha256),)
    library.add("mine", replace(library.load("softmax"), data=learnt, measurements=()))
    measure("mine", TestSet.PENS)
    made = ScoreBoard.of_user().of("mine").pens.measurement
    assert made is not None
    assert "learnt from these" in made.note


def test_a_model_of_something_else_has_neither_number(library: Library) -> None:
    clothes = replace(unmeasured(), class_names=tuple("abcdefghij"))
    library.add("clothes", clothes)
    assert states(ScoreBoard.of_user().of("clothes")) == (ScoreState.NOT_APPLICABLE, ScoreState.NOT_APPLICABLE)


def test_samples_are_read_once_for_models_that_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    standings = ScoreBoard.of_user()
    list(standings.measure("softmax", TestSet.MNIST))
    first = list(standings._samples_read.values())
    list(standings.measure("mlp", TestSet.MNIST))
    assert list(standings._samples_read.values()) == first
    standings.forget()
    assert not standings._samples_read


@pytest.mark.parametrize("name", ["gift.safetensors", "gift.py", "gift.onnx"])
def test_what_was_measured_goes_along_when_a_model_is_exported(library: Library, tmp_path: Path, name: str) -> None:
    library.add("mine", unmeasured())
    measure("mine", TestSet.MNIST)
    library.export_file("mine", tmp_path / name)
    assert b"MNIST test" in (tmp_path / name).read_bytes()


def test_an_imported_model_states_what_it_was_measured_to_do_elsewhere(library: Library, tmp_path: Path) -> None:
    library.add("mine", unmeasured())
    measure("mine", TestSet.MNIST)
    stated = ScoreBoard.of_user().of("mine").mnist
    library.export_file("mine", tmp_path / "gift.safetensors")
    ScoreCache.of_user().path.unlink()
    library.import_file(tmp_path / "gift.safetensors")
    assert ScoreBoard.of_user().of("gift").mnist == stated
