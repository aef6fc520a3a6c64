"""Steps of training on one sample, prepared and computed on a thread of their own, where torch may load.

Importing this module imports neither numpy nor torch: the operation does, on its thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import Signal, Slot

from digitpad.config.dataset_info import DATASETS
from digitpad.config.model_spec import ModelKind
from digitpad.config.preprocessing_spec import Reading
from digitpad.errors import CheckpointError, DigitpadError
from digitpad.gui.prediction.answers import StageImage
from digitpad.gui.widgets.background import BackgroundWork, Overlap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QObject

    from digitpad.explanation.step import LayerStep, Step
    from digitpad.explanation.step_sample import StepSample, TrainingImages
    from digitpad.gui.inside.subject import Subject
    from digitpad.gui.widgets.background import Job
    from digitpad.models.checkpoint import Checkpoint

SHUT_DOWN_MILLISECONDS = 30_000
"""Longest wait for the thread at the end: importing torch cannot be interrupted and may be slow."""

BINS = 61
"""Of a histogram; an odd number, for those around 0 to have a bin of their own."""


@dataclass(frozen=True, slots=True)
class DrawnSample:
    """What is on the pad."""

    label: str | None = None  # a class's name; None for the model's answer


@dataclass(frozen=True, slots=True)
class TrainingSample:
    """A training image of the model's data set, from 1; None for any of them."""

    number: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Setup:
    """A model and a sample, to be made ready."""

    subject: Subject
    recipe: str | None  # of a fresh model; None for a copy of the one on the pad
    sample: DrawnSample | TrainingSample

    def is_like(self, other: Setup | None) -> bool:
        """Return whether another setup comes to the same model and the same sample."""
        if other is None or self.recipe != other.recipe or self.sample != other.sample:
            return False
        if self.recipe is None and self.subject.checkpoint is not other.subject.checkpoint:
            return False
        return isinstance(self.sample, TrainingSample) or self.subject.prediction is other.subject.prediction


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A model and a sample that are ready."""

    setup: Setup
    checkpoint: Checkpoint
    learning_rate: float  # the model's own
    sample: StepSample | None  # None while nothing is drawn
    image: StageImage | None = None  # what the model is given
    image_number: int = 0  # of a training image
    image_count: int = 0  # how many there are


@dataclass(frozen=True, slots=True, eq=False)
class StepRequest:
    """A step, to be computed."""

    prepared: Prepared
    weights: Mapping[str, Any]  # the copy's, as they are now
    learning_rate: float


@dataclass(frozen=True, slots=True, eq=False)
class LayerNumbers:
    """What there is to see of one layer's part in a step."""

    name: str
    shape: tuple[int, int]  # outputs and inputs
    gradient_norm: float
    weight_norm_before: float
    weight_norm_after: float
    largest: float  # the largest amount in the gradient
    counts: tuple[int, ...]  # histogram of the gradient, from -largest to largest
    pictures: Any = None  # the gradient of each class of softmax regression, float32, shape (classes, size, size)


@dataclass(frozen=True, slots=True, eq=False)
class TakenStep:
    """A step that was computed, to be looked at line by line."""

    request: StepRequest
    step: Step
    layers: tuple[LayerNumbers, ...]


Request: TypeAlias = "Setup | StepRequest"


class StepController(BackgroundWork[Request]):
    """Makes models and samples ready and computes steps; `prepared` carries a `Prepared`, `taken` a `TakenStep`."""

    prepared = Signal(object)
    taken = Signal(object)

    shut_down_milliseconds = SHUT_DOWN_MILLISECONDS

    def __init__(self, parent: QObject | None = None) -> None:
        self._workshop = _Workshop()
        super().__init__(
            self._workshop.work,
            "digitpad step",
            parent,
            error_title="This step could not be taken",
            overlap=Overlap.REPLACE_WAITING,
        )
        self.succeeded.connect(self._sort)

    def forget_images(self) -> None:
        """Drop the data set that was read."""
        self._workshop.images = None

    @Slot(object)
    def _sort(self, result: Prepared | TakenStep) -> None:
        (self.prepared if isinstance(result, Prepared) else self.taken).emit(result)


class _Workshop:
    """What is kept from one request to the next: fresh models, and the data set read last."""

    def __init__(self) -> None:
        self._fresh: dict[str, Checkpoint] = {}
        self.images: tuple[Checkpoint, TrainingImages] | None = None

    def work(self, request: Request, _job: Job) -> Prepared | TakenStep:
        """Do what is asked for."""
        return _take(request) if isinstance(request, StepRequest) else self._prepare(request)

    def _prepare(self, setup: Setup) -> Prepared:
        from digitpad.explanation.step import default_learning_rate  # noqa: PLC0415 - numpy loads on the thread

        checkpoint = setup.subject.checkpoint if setup.recipe is None else self._make_fresh(setup.recipe)
        rate = default_learning_rate(checkpoint.config)
        if isinstance(setup.sample, DrawnSample):
            drawn = _drawn(setup.subject, checkpoint, setup.sample)
            return Prepared(setup, checkpoint, rate, drawn, None if drawn is None else _image(drawn, checkpoint))
        images = self._training_images(checkpoint)
        number = setup.sample.number
        if number is None:
            from numpy.random import default_rng  # noqa: PLC0415 - as above

            number = int(default_rng().integers(len(images))) + 1
        sample = images.take(number)
        return Prepared(setup, checkpoint, rate, sample, _image(sample, checkpoint), number, len(images))

    def _make_fresh(self, name: str) -> Checkpoint:
        from digitpad.config.recipes import find_recipe  # noqa: PLC0415 - seldom needed
        from digitpad.training.fresh_model import make_fresh_model  # noqa: PLC0415 - numpy loads on the thread

        if name not in self._fresh:
            config = find_recipe(name).config
            self._fresh[name] = make_fresh_model(config, DATASETS[config.dataset].class_names)
        return self._fresh[name]

    def _training_images(self, checkpoint: Checkpoint) -> TrainingImages:
        from digitpad.explanation.step_sample import TrainingImages  # noqa: PLC0415 - numpy loads on the thread

        kept = self.images
        if kept is None or kept[0] is not checkpoint:
            self.images = kept = None  # before another is read
            kept = self.images = checkpoint, TrainingImages(checkpoint)
        return kept[1]


def _drawn(subject: Subject, checkpoint: Checkpoint, drawn: DrawnSample) -> StepSample | None:
    from digitpad.explanation.step_sample import sample_of_drawing, sample_of_pixels  # noqa: PLC0415 - as above

    prediction = subject.prediction
    if prediction is None or subject.drawing is None:
        return None
    name = drawn.label or subject.answer
    label = checkpoint.class_names.index(name) if name in checkpoint.class_names else 0
    if checkpoint is subject.checkpoint:  # what the pad has read, to the bit
        return sample_of_pixels(prediction.raster.pixels, checkpoint, label, "")
    return sample_of_drawing(subject.drawing, checkpoint, label, "")


def _image(sample: StepSample, checkpoint: Checkpoint) -> StageImage:
    from digitpad.preprocessing.raster import Step as RasterStep  # noqa: PLC0415 - as above

    pixels = sample.pixels
    step = RasterStep.CENTRED if checkpoint.preprocessing.reading is Reading.DIGIT else RasterStep.SCALED
    levels = (pixels * 255.0 + 0.5).clip(0.0, 255.0).astype("uint8").tobytes()
    return StageImage(step, pixels.shape[0], pixels.shape[1], levels, 3 if pixels.ndim == 3 else 1)


def _take(request: StepRequest) -> TakenStep:
    from digitpad.explanation.step import take_steps  # noqa: PLC0415 - as above

    checkpoint, sample = request.prepared.checkpoint, request.prepared.sample
    if sample is None:
        msg = "a step needs a sample"
        raise RuntimeError(msg)
    try:
        step = next(take_steps(request.weights, checkpoint.spec, sample.inputs, sample.label, request.learning_rate))
    except CheckpointError as error:
        raise DigitpadError(
            "This step goes too far",
            "With a learning rate of {rate} the weights become so large that their sums overflow. Take a lower one.",
            rate=f"{request.learning_rate:g}",
        ) from error
    size = checkpoint.preprocessing.image_size if checkpoint.spec.kind is ModelKind.SOFTMAX else 0
    return TakenStep(request, step, tuple(_numbers(layer, size) for layer in step.layers))


def _numbers(layer: LayerStep, picture_size: int) -> LayerNumbers:
    import numpy as np  # noqa: PLC0415 - as above

    gradient = layer.weight_gradient
    largest = float(np.abs(gradient).max())
    span = largest if 0.0 < largest < np.inf else 1.0
    counts, _ = np.histogram(gradient, BINS, (-span, span))
    pictures = None
    if picture_size:
        shape = (gradient.shape[0], -1, picture_size, picture_size)
        pictures = gradient.reshape(shape).sum(axis=1)  # of colour pixels, all channels together
    return LayerNumbers(
        layer.name,
        (gradient.shape[0], gradient.shape[1]),
        layer.gradient_norm,
        layer.weight_norm_before,
        layer.weight_norm_after,
        largest,
        tuple(counts.tolist()),
        pictures,
    )
