"""Results of running a recipe: the note's number beside the one obtained, over seeds, with its normalisation.

Loads numpy to measure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DatasetName
from digitpad.config.recipe_targets import Band, RecipeTarget, TargetKind
from digitpad.models.checkpoint import Checkpoint, Measurement
from digitpad.paths import expanded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from digitpad.config.recipes import Recipe
    from digitpad.config.train_config import TrainConfig

SMALL_FOLDER = "small CIFAR folder"
"""Name of the data of a row run on a folder of pictures in place of CIFAR-10."""


@dataclass(frozen=True, slots=True)
class TargetResult:
    """The result of one of a recipe's targets."""

    figure: RecipeTarget
    accuracies: tuple[float, ...]  # one a seed
    band: Band | None  # the accuracies expected; None if they were not measured
    losses: tuple[float, ...] = ()  # mean cross-entropy in nats on the same images, one a seed
    note_losses: tuple[float, ...] | None = None  # the same as the note's mistake has it; None if it makes none of them
    explanation: str = ""  # why it comes out so; empty if there is nothing to say

    @property
    def low(self) -> float:
        """The least over the seeds."""
        return min(self.accuracies)

    @property
    def high(self) -> float:
        """The most over the seeds."""
        return max(self.accuracies)

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return sum(self.accuracies) / len(self.accuracies)

    @property
    def is_claim_reached(self) -> bool | None:
        """Whether the mean over the seeds comes to what the note says; None if that is no number."""
        claim = self.figure.claim_from
        return None if claim is None else self.mean >= claim

    @property
    def is_in_band(self) -> bool | None:
        """Whether the mean over the seeds lies in the band; None if there is none."""
        return None if self.band is None else self.band.holds(self.mean)

    @property
    def are_all_in_band(self) -> bool:
        """Whether every seed landed in the band."""
        return self.band is not None and all(map(self.band.holds, self.accuracies))


@dataclass(frozen=True, slots=True)
class RecipeResult:
    """The results of running a recipe with several seeds."""

    recipe: Recipe
    is_normalised: bool  # whether mean and standard deviation were taken out of the pixels
    data: str  # for example ``"MNIST"``
    # seeds, seconds: of each run, the latter with its evaluation
    seeds: tuple[int, ...]
    seconds: tuple[float, ...]
    figures: tuple[TargetResult, ...]


def with_figures(recipe: Recipe, checkpoint: Checkpoint) -> Checkpoint:
    """Return a recipe's checkpoint with measurements for the targets its note has besides the final accuracy.

    Targets that the run does not give, because other settings changed it, are left out.
    """
    config = checkpoint.config
    if config is None or not recipe.is_run_by(config):
        return checkpoint
    epochs = {record.epoch for record in checkpoint.history}
    measured = [
        _measure(figure, checkpoint, config)
        for figure in recipe.targets
        if figure.kind is TargetKind.UNSCALED or (figure.kind is TargetKind.AFTER_EPOCH and figure.epoch in epochs)
    ]
    return replace(checkpoint, measurements=(*checkpoint.measurements, *measured))


def result_of(recipe: Recipe, checkpoints: Sequence[Checkpoint]) -> RecipeResult | None:
    """Return the result of a recipe's finished runs, of configs that differ in their seed alone.

    It is None if other settings changed the recipe, as its note does not apply then.
    """
    configs = [checkpoint.config for checkpoint in checkpoints if checkpoint.config is not None]
    if len(configs) < len(checkpoints) or not all(map(recipe.is_run_by, configs)):
        return None
    is_normalised = configs[0].preprocessing.is_normalised
    is_small = configs[0].dataset is not recipe.config.dataset
    return RecipeResult(
        recipe=recipe,
        is_normalised=is_normalised,
        data=SMALL_FOLDER if is_small else checkpoints[0].measurements[0].name.removesuffix(" test"),
        seeds=tuple(config.seed for config in configs),
        seconds=tuple(sum(record.seconds for record in checkpoint.history) for checkpoint in checkpoints),
        figures=tuple(
            TargetResult(
                figure,
                tuple(_obtained(figure, checkpoint).accuracy for checkpoint in checkpoints),
                figure.band(is_normalised=is_normalised, is_small=is_small),
                tuple(_obtained(figure, checkpoint).loss for checkpoint in checkpoints),
                _note_losses(figure, checkpoints, configs[0].batch_size),
                figure.explanation(is_normalised=is_normalised, is_small=is_small),
            )
            for figure in recipe.targets
        ),
    )


def _note_losses(figure: RecipeTarget, checkpoints: Sequence[Checkpoint], batch_size: int) -> tuple[float, ...] | None:
    """Return the test losses as a note has them that divides the sum of its batches' means by the number of images."""
    if not figure.divides_by_images:
        return None
    measured = [_obtained(figure, checkpoint) for checkpoint in checkpoints]
    return tuple(each.loss * -(-each.count // batch_size) / each.count for each in measured)


def _name(figure: RecipeTarget, main: Measurement) -> str:
    return f"{main.name}, {figure.label}"


def _obtained(figure: RecipeTarget, checkpoint: Checkpoint) -> Measurement:
    main = checkpoint.measurements[0]
    if figure.kind is TargetKind.FINAL:
        return main
    return next(measured for measured in checkpoint.measurements if measured.name == _name(figure, main))


def _measure(figure: RecipeTarget, checkpoint: Checkpoint, config: TrainConfig) -> Measurement:
    main = checkpoint.measurements[0]
    name = _name(figure, main)
    if figure.kind is TargetKind.UNSCALED:
        return replace(
            _measure_unscaled(checkpoint, config),
            name=name,
            note="The study note measures so, by mistake: its test images were never divided by 255.",
        )
    record = next(record for record in checkpoint.history if record.epoch == figure.epoch)
    if record.test_accuracy is None or record.test_loss is None:
        raise ValueError("a recipe has no validation part")
    return Measurement(name, main.count, round(record.test_accuracy * main.count), record.test_loss)


def _measure_unscaled(checkpoint: Checkpoint, config: TrainConfig) -> Measurement:
    """Measure on the data set's test images as they are stored, in 0 to 255."""
    import numpy as np  # noqa: PLC0415 - a form that lists recipes needs none of this

    from digitpad.config.dataset_info import Split  # noqa: PLC0415 - the same
    from digitpad.data.reading import read_dataset  # noqa: PLC0415 - the same
    from digitpad.evaluation.metrics import evaluate_logits  # noqa: PLC0415 - the same
    from digitpad.models.forward import logits  # noqa: PLC0415 - the same

    folder = None if config.folder is None else expanded(config.folder)
    test = read_dataset(config.dataset, Split.TEST, folder, config.preprocessing.image_size)
    inputs = test.pixels.reshape(len(test), -1).astype(np.float32)
    outcome = evaluate_logits(logits(checkpoint.weights, checkpoint.spec, inputs), test.labels)
    return Measurement(test.name, outcome.count, outcome.correct, outcome.loss)


def small_folder(recipe: Recipe, folder: Path) -> TrainConfig:
    """Return a recipe's config run on a folder of pictures in place of its data set."""
    from digitpad.data.switch_dataset import with_dataset  # noqa: PLC0415 - the same

    size = recipe.config.preprocessing.image_size
    return with_dataset(
        recipe.config,
        DatasetName.FOLDER,
        str(folder),
        reading=recipe.config.preprocessing.reading,
        image_size=size,
    )
