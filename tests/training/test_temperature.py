"""The temperature of a run that left something out, and what becomes of the model it is put into."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import Split
from digitpad.config.train_config import InkSource, TrainConfig
from digitpad.errors import ConfigError
from digitpad.models.checkpoint import Checkpoint
from digitpad.training.data import split_sixth
from digitpad.training.run import train
from digitpad.training.temperature import measure_unseen, with_temperature
from tests.support.models import MODELS
from tests.support.training_samples import first_images


def trained(config: TrainConfig) -> Checkpoint:
    run = train(config, validates=True)
    list(run)
    return run.checkpoint()


def test_the_last_sixth_of_the_images_is_left_to_validate_on() -> None:
    learnt, rest = split_sixth(first_images(Split.TRAIN, 600))
    assert (len(learnt), len(rest)) == (500, 100)
    whole = first_images(Split.TRAIN, 600)
    assert np.array_equal(np.concatenate([learnt.labels, rest.labels]), whole.labels)
    assert np.array_equal(rest.pixels, whole.pixels[500:])


def test_an_unsure_models_temperature_makes_it_surer_and_its_figures_are_those_of_the_cooled_model(
    ink_path: Path,
) -> None:
    """A model that has hardly begun to learn is right more often than it dares to say."""
    config = TrainConfig(
        ink=InkSource(path=str(ink_path), share=0.1, held_out_writers=("BERT",)),
        steps=30,
        epochs=1,
        batch_size=500,
        learning_rate=0.05,
    )
    model = trained(config)
    assert model.data[0].count == 50_000
    unseen = measure_unseen(model, config)
    assert unseen.temperature < 1.0
    (pens,) = unseen.measurements
    assert (pens.count, [each.writer for each in pens.writers]) == (10, ["BERT"])
    assert "writers, BERT, and without the last 10,000 training images" in pens.note
    cooled = with_temperature(model, unseen.temperature)
    before, after = model.measurements[0], cooled.measurements[0]
    assert cooled.temperature == unseen.temperature
    assert (after.name, after.correct) == (before.name, before.correct)
    assert before.calibration_error is not None
    assert after.calibration_error is not None
    assert after.calibration_error < before.calibration_error / 2
    with pytest.raises(ConfigError, match="held out"):
        measure_unseen(model, replace(config, ink=None))


def test_a_model_that_does_not_say_how_it_was_trained_is_cooled_and_not_measured_anew() -> None:
    model = MODELS["plain softmax"]
    cooled = with_temperature(model, 2.0)
    assert (cooled.temperature, cooled.measurements) == (2.0, model.measurements)
    np.testing.assert_array_equal(2 * cooled.weights["layers.0.weight"], model.weights["layers.0.weight"])
