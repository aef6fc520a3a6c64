from dataclasses import replace

import pytest

from digitpad.config.dataset_info import Split
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.errors import DatasetError
from digitpad.evaluation import robustness
from digitpad.evaluation.robustness import AS_THEY_ARE, OWN_FORMS, Robustness
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample
from digitpad.models import checkpoint as checkpoints
from digitpad.paths import shipped
from tests.support.training_samples import first_images, line_samples

SOFTMAX = checkpoints.load(shipped("weights", "softmax.safetensors"))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few samples of each kind are enough to see the rows."""
    monkeypatch.setattr(robustness, "MOST", 20)
    monkeypatch.setattr(robustness, "WRITTEN", 2)


@pytest.mark.usefixtures("few")
def test_each_row_is_compared_with_the_same_digits_as_they_are() -> None:
    images = first_images(Split.TEST, 30)
    trying = Robustness(SOFTMAX, "lines.jsonl", line_samples(), images)
    rows = {(row.source, row.name): row for row in trying}
    assert len(rows) <= len(trying)
    plain = rows["lines.jsonl", AS_THEY_ARE]
    assert (plain.count, plain.difference) == (20, None)
    turned = rows["lines.jsonl", "turned 10° left"]
    assert (turned.count, turned.correct_before) == (20, plain.correct)
    crossed = rows["lines.jsonl", "7 crossed"]
    assert 0 < crossed.count < 20
    assert crossed.difference == (crossed.correct - (crossed.correct_before or 0)) / crossed.count
    assert ("lines.jsonl", "0 slashed") not in rows  # there is no nought among them
    other = rows["lines.jsonl", "strokes in other order and direction"]
    assert other.correct == other.correct_before
    inverted = rows["MNIST test", "inverted: dark on light"]
    assert (inverted.count, inverted.difference) == (20, 0.0)
    assert rows[OWN_FORMS, "written as 4 open"].count == 2


@pytest.mark.usefixtures("few")
def test_without_ink_digitpads_own_forms_are_changed_and_the_same_seed_gives_the_same_rows() -> None:
    images = first_images(Split.TEST, 5)
    one, other = ([*Robustness(SOFTMAX, "", (), images, seed=3)] for _ in range(2))
    assert one == other
    assert {row.source for row in one} == {OWN_FORMS, "MNIST test"}
    assert next(row for row in one if row.name == "0 slashed").count == 2


def test_a_model_of_other_pictures_and_ink_without_labels_are_refused() -> None:
    images = first_images(Split.TEST, 5)
    grey = replace(SOFTMAX, preprocessing=Preprocessing(reading=Reading.GREY))
    with pytest.raises(DatasetError, match="does not read digits"):
        Robustness(grey, "", (), images)
    unknown = InkSample(Ink.of([[(0.0, 0.0), (1.0, 9.0)]]))
    with pytest.raises(DatasetError, match="which digit it shows"):
        Robustness(SOFTMAX, "ink.jsonl", [unknown], images)
