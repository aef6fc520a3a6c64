"""Temperature scaling: the temperature is fitted, and the model measured, on samples that a run did not train on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.errors import ConfigError
from digitpad.evaluation.calibration import calibrated, fit_temperature
from digitpad.models.forward import logits
from digitpad.training.batches import prepared_images
from digitpad.training.data import read_training_data, split_sixth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import Checkpoint, Measurement


@dataclass(frozen=True, slots=True)
class Unseen:
    """The temperature and measurements of a run that held samples out."""

    temperature: float  # under which its predictions of samples held out are best calibrated
    measurements: tuple[Measurement, ...]  # at that temperature, on the writers held out


def measure_unseen(checkpoint: Checkpoint, config: TrainConfig) -> Unseen:
    """Fit a temperature on the samples a run held out, and measure on the writers among them.

    The run must be one that `validates`, so that the last training images are held out as well: on the pens alone the
    temperature would follow few mistakes of few people, at the cost of MNIST's probabilities.
    """
    data = read_training_data(config)
    _, *tests = data.prepared_tests(checkpoint.preprocessing)
    if config.ink is None or not tests:
        raise ConfigError(
            "No writers are held out",
            "Name the writers in the ink file whose digits are to be left out of training and measured on.",
        )
    images = split_sixth(data.train)[1]
    on_images = _logits(checkpoint, prepared_images(images, checkpoint.preprocessing))
    on_tests = [_logits(checkpoint, test.inputs) for test in tests]
    temperature = fit_temperature(
        [(on_images, images.labels), *((given, test.labels) for given, test in zip(on_tests, tests, strict=True))]
    )
    note = (
        f"Of the same training without its writers, {', '.join(config.ink.held_out_writers)}, and without the last "
        f"{len(images):,} training images."
    )
    return Unseen(
        temperature,
        tuple(
            replace(test, note=note).measure(given / np.float32(temperature))
            for given, test in zip(on_tests, tests, strict=True)
        ),
    )


def with_temperature(checkpoint: Checkpoint, temperature: float) -> Checkpoint:
    """Return a model with the temperature folded into its weights, measured anew on its test part."""
    folded = replace(calibrated(checkpoint, temperature), temperature=temperature)
    if checkpoint.config is None or not checkpoint.measurements:
        return folded
    main, *others = checkpoint.measurements
    test = read_training_data(checkpoint.config).prepared_tests(folded.preprocessing)[0]
    measured = replace(test, note=main.note).measure(_logits(folded, test.inputs))
    return replace(folded, measurements=(measured, *others))


def _logits(checkpoint: Checkpoint, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    return logits(checkpoint.weights, checkpoint.spec, inputs)
