from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.recipe_targets import Band
from digitpad.config.recipes import Recipe, find_recipe
from digitpad.config.train_config import TrainConfig
from digitpad.data.reading import read_mnist
from digitpad.evaluation.metrics import evaluate_model
from digitpad.models.checkpoint import Checkpoint, EpochRecord, Measurement
from digitpad.training.recipe_results import SMALL_FOLDER, TargetResult, result_of, small_folder, with_figures
from tests.support.images import write_picture_folder
from tests.support.models import random_weights


def some_checkpoint(config: TrainConfig, accuracy: float = 0.9, epochs: int = 10) -> Checkpoint:
    return Checkpoint(
        config.model,
        config.preprocessing,
        weights=random_weights(config.model, 0.05),
        config=config,
        history=tuple(
            EpochRecord(epoch, 0.5, 0.8, 0.4, 0.8 + epoch / 100, 0.03, 1.5) for epoch in range(1, epochs + 1)
        ),
        measurements=(Measurement("MNIST test", 10_000, round(10_000 * accuracy), 0.3),),
    )


def test_the_accuracy_after_an_earlier_epoch_is_stated_as_well() -> None:
    recipe = find_recipe("mlp-relu")
    kept = with_figures(recipe, some_checkpoint(recipe.config))
    final, early = kept.measurements
    assert final.name == "MNIST test"
    assert (early.name, early.accuracy) == ("MNIST test, after 2 epochs", 0.82)


def test_a_run_stopped_before_that_epoch_states_none() -> None:
    recipe = find_recipe("mlp-relu")
    assert len(with_figures(recipe, some_checkpoint(recipe.config, epochs=1)).measurements) == 1


def test_the_notes_mistake_is_measured_on_images_left_in_0_to_255() -> None:
    recipe = find_recipe("softmax-wikidocs")
    kept = with_figures(recipe, some_checkpoint(recipe.config))
    mistaken = kept.measurements[1]
    assert "never divided by 255" in mistaken.note
    test = read_mnist(Split.TEST).first(500)
    logits = test.pixels.reshape(500, -1).astype(np.float32) @ kept.weights["layers.0.weight"].T
    logits += kept.weights["layers.0.bias"]
    expected = (logits.argmax(1) == test.labels).mean()
    assert mistaken.accuracy == pytest.approx(expected, abs=0.05)
    as_they_should = evaluate_model(kept, test.pixels / np.float32(255), test.labels).evaluation
    assert mistaken.loss > 10 * as_they_should.loss


def test_a_changed_recipe_has_no_figures_and_no_result() -> None:
    recipe = find_recipe("mlp-relu")
    changed = some_checkpoint(replace(recipe.config, batch_size=32))
    assert with_figures(recipe, changed) is changed
    assert result_of(recipe, [changed]) is None


def test_a_loss_divided_by_the_images_is_stated_beside_the_right_one() -> None:
    recipe = find_recipe("mlp-sigmoid")
    result = result_of(recipe, seeds_of(recipe, recipe.config, 0.9, 0.91))
    assert result is not None
    (figure,) = result.figures
    assert figure.losses == (0.3, 0.3)
    assert figure.note_losses == (pytest.approx(0.3 * 313 / 10_000),) * 2  # 313 batches, the last of 16
    assert "32" in figure.explanation


def test_a_result_says_what_mean_and_std_do_for_the_notes_number_whether_they_are_taken_out_or_not() -> None:
    recipe = find_recipe("mlp-relu")
    for config, others in ((recipe.config, "94.8 to 95.0 %"), (recipe.with_mean_std(), "91.0 to 91.6 %")):
        result = result_of(recipe, seeds_of(recipe, config, 0.9))
        assert result is not None
        early, final = (figure.explanation for figure in result.figures)
        assert others in early
        assert "short of the note's number" in early
        assert "short" not in final
    assert not find_recipe("mlp-cifar").targets[0].explanation(is_normalised=True)


def seeds_of(recipe: Recipe, config: TrainConfig, *accuracies: float) -> list[Checkpoint]:
    return [
        with_figures(recipe, some_checkpoint(replace(config, seed=seed), accuracy))
        for seed, accuracy in enumerate(accuracies)
    ]


def test_a_result_is_a_range_over_seeds_with_its_band_and_normalisation() -> None:
    recipe = find_recipe("softmax-sgd")
    plain = result_of(recipe, seeds_of(recipe, recipe.config, 0.9021, 0.9044))
    assert plain is not None
    assert (plain.is_normalised, plain.data, plain.seeds, plain.seconds) == (False, "MNIST", (0, 1), (15.0, 15.0))
    (figure,) = plain.figures
    assert (figure.low, figure.high, figure.band) == (0.9021, 0.9044, Band(0.902, 0.904))
    assert (figure.is_in_band, figure.are_all_in_band) == (True, True)
    normalised = result_of(recipe, seeds_of(recipe, recipe.with_mean_std(), 0.9170))
    assert normalised is not None
    assert normalised.is_normalised
    assert normalised.figures[0].band == Band(0.919, 0.921)
    assert not normalised.figures[0].is_in_band


def test_every_figure_of_every_note_is_found_again() -> None:
    for name in ("softmax-sgd", "mlp-relu", "softmax-wikidocs", "mlp-sigmoid"):
        recipe = find_recipe(name)
        result = result_of(recipe, seeds_of(recipe, recipe.config, 0.9))
        assert result is not None
        assert [figure.figure for figure in result.figures] == list(recipe.targets)


def test_one_seed_out_of_the_band_is_told_from_a_mean_out_of_it() -> None:
    figure = find_recipe("softmax-sgd").targets[0]
    one_out = TargetResult(figure, (0.9025, 0.9035, 0.9050), Band(0.902, 0.904))
    assert (one_out.is_in_band, one_out.are_all_in_band) == (True, False)
    assert TargetResult(figure, (0.5,), None).is_in_band is None


def test_a_folder_in_place_of_cifar_is_labelled_so(tmp_path: Path) -> None:
    recipe = find_recipe("mlp-cifar")
    write_picture_folder(tmp_path, tuple(f"class{number}" for number in range(10)), each=1)
    config = small_folder(recipe, tmp_path)
    assert (config.dataset, config.folder) == (DatasetName.FOLDER, str(tmp_path))
    result = result_of(recipe, [some_checkpoint(config)])
    assert result is not None
    assert result.data == SMALL_FOLDER
    assert result.figures[0].band == recipe.targets[0].small_plain
