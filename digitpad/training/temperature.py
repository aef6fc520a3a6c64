"""What a training run is measured on that has not seen everything, and the temperature that is fitted there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.errors import ConfigError
from digitpad.evaluation.calibration import calibrated, fit_temperature
from digitpad.models.forward import logits
from digitpad.training.batches import prepared_images
from digitpad.training.data import parted, read_training_data

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import Checkpoint, Measurement


@dataclass(frozen=True, slots=True)
class Unseen:
    """What came of a run that left something out."""

    temperature: float  # under which its answers to what it has not seen are best calibrated
    measurements: tuple[Measurement, ...]  # its figures, at that temperature, on the writers held out


def measure_unseen(checkpoint: Checkpoint, config: TrainConfig) -> Unseen:
    """Fit a temperature on what a run has not learnt from, and measure on the writers among it.

    On the pens alone the temperature would be that of few mistakes of few people, and MNIST's probabilities would pay
    for it.

    Parameters
    ----------
    checkpoint
        What the run came to.
    config
        Its config, with writers held out; the run was one that `validates`, so that the last training images are unseen
        as well.

    Raises
    ------
    ConfigError
        If no writers are held out.
    DatasetError, InkError
        If data is missing or broken.
    """
    data = read_training_data(config)
    _, *tests = data.prepared_tests(checkpoint.preprocessing)
    if config.ink is None or not tests:
        raise ConfigError("No writers are held out", "Name writers of the ink file to be measured on.")
    images = parted(data.train)[1]
    on_images = _logits(checkpoint, prepared_images(images, checkpoint.preprocessing))
    answers = [_logits(checkpoint, test.inputs) for test in tests]
    temperature = fit_temperature(
        [(on_images, images.labels), *((given, test.labels) for given, test in zip(answers, tests, strict=True))]
    )
    note = (
        f"Of the same training without its writers, {', '.join(config.ink.held_out_writers)}, and without the last "
        f"{len(images):,} training images."
    )
    return Unseen(
        temperature,
        tuple(
            replace(test, note=note).measured(given / np.float32(temperature))
            for given, test in zip(answers, tests, strict=True)
        ),
    )


def with_temperature(checkpoint: Checkpoint, temperature: float) -> Checkpoint:
    """Return a model with the temperature put into its weights, and the figure on its test part as it is then."""
    folded = replace(calibrated(checkpoint, temperature), temperature=temperature)
    if checkpoint.config is None or not checkpoint.measurements:
        return folded
    main, *others = checkpoint.measurements
    test = read_training_data(checkpoint.config).prepared_tests(folded.preprocessing)[0]
    measured = replace(test, note=main.note).measured(_logits(folded, test.inputs))
    return replace(folded, measurements=(measured, *others))


def _logits(checkpoint: Checkpoint, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    return logits(checkpoint.weights, checkpoint.spec, inputs)
