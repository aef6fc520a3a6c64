"""The sentences ``digitpad train`` says of a recipe's figures."""

import pytest

from digitpad.cli.train.result import band_words, loss_words, range_words
from digitpad.config.recipe_targets import Band
from digitpad.config.recipes import find_recipe
from digitpad.training.recipe_results import TargetResult

FIGURE = find_recipe("softmax-sgd").targets[0]
BAND = Band(0.902, 0.904)


@pytest.mark.parametrize(
    ("accuracies", "band", "told"),
    [
        ((0.9025, 0.9035), BAND, ""),
        ((0.901, 0.905), BAND, "in it"),
        ((0.901, 0.902), BAND, "below"),
        ((0.905, 0.906), BAND, "above"),
        ((0.9025,), None, "not measured"),
    ],
)
def test_it_is_told_whether_the_seeds_or_their_mean_landed_where_they_were_expected(
    accuracies: tuple[float, ...], band: Band | None, told: str
) -> None:
    words = band_words(TargetResult(FIGURE, accuracies, band))
    if band is None:
        assert words == told
    else:
        before, _, after = words.partition(band.words)
        assert before == ""
        assert told in after
        assert bool(after) == bool(told)


def test_a_loss_is_told_beside_the_notes_mistake_alone() -> None:
    right = TargetResult(FIGURE, (0.9,), None, losses=(0.25, 0.75))
    mistaken = TargetResult(FIGURE, (0.9,), None, losses=(0.25, 0.75), note_losses=(0.0078, 0.0082))
    assert loss_words(right) == ""
    assert [word for word in loss_words(mistaken).replace(",", "").split() if word[0].isdigit()] == ["0.5000", "0.0080"]


def test_one_accuracy_is_no_range() -> None:
    assert range_words((0.9,)) == "90.00 %"
