"""Resume state: a stopped training run, whole, so that it can go on exactly. Knows no torch."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from digitpad.config.number_limits import require_counts
from digitpad.config.train_config import Optimizer, TrainConfig
from digitpad.errors import require
from digitpad.files.writing import write_atomically
from digitpad.models.checkpoint import DataSource, EpochRecord  # noqa: TC001 - msgspec reads the fields' types
from digitpad.models.fingerprint import weights_sha256
from digitpad.models.tensor_file import TensorFormat
from digitpad.training.reports import LARGEST_CURVE, RunOrigin
from digitpad.training.selection import BestEpoch  # noqa: TC001 - the same
from digitpad.training.shuffling import GENERATOR_WORDS, BatchesState, is_generator_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from digitpad.models.checkpoint import Checkpoint, CheckpointMetadata
    from digitpad.training.schedules import RunLength

    Array = NDArray[Any]

FORMAT = TensorFormat(
    key="digitpad-resume",
    version=1,
    largest=1 << 30,  # an optimiser keeps up to two numbers a weight, and the average is a third
    unreadable="This stopped run cannot be resumed",
    unusable="This stopped run cannot be resumed",
)
"""The file of a stopped run."""

_GENERATORS = ("order_generator", "variation_generator")


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over the present epoch so far."""

    loss_sum: float = 0.0
    correct: int = 0
    samples: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        require_counts(correct=self.correct, samples=self.samples, seconds=self.seconds)

    def plus(self, loss_sum: float, correct: int, samples: int, seconds: float) -> Tally:
        """Return the sums with those of the next batches."""
        return Tally(self.loss_sum + loss_sum, self.correct + correct, self.samples + samples, self.seconds + seconds)


@dataclass(frozen=True, slots=True)
class LearnerState:
    """All that a training step changes in a `Learner`."""

    weights: NDArray[np.float32]  # all of them in one vector, float32, shape (parameters,), as they are learnt
    average: NDArray[np.float32] | None  # their running average, of the same shape; None without one
    momentum: NDArray[np.float32] | None  # SGD's, of the same shape; None without it and before the first step
    # mean, mean_square: Adam's moments, of the same shape; None for SGD and before the first step
    mean: NDArray[np.float32] | None
    mean_square: NDArray[np.float32] | None
    dropout_generator: NDArray[np.uint8]  # the state of torch's generator that draws dropout, uint8


@dataclass(frozen=True, slots=True)
class BatchPosition:
    """The position of a run in its epochs."""

    # epoch, batch: the epoch of the last finished batch, from 1, and the batches finished in it
    epoch: int
    batch: int
    steps_taken: int  # in the whole run
    elapsed_seconds: float  # spent in it, pauses left out
    curve_stride: int  # steps that a point of the curve stands for

    def __post_init__(self) -> None:
        counts = (self.epoch, self.batch, self.steps_taken, self.curve_stride)
        require_counts(most_counted=max(counts), least_counted=min(counts), seconds=self.elapsed_seconds)


@dataclass(frozen=True, slots=True)
class ResumeMetadata:
    """What of a `ResumeState` is no array, as its file holds it."""

    config: TrainConfig
    data: tuple[DataSource, ...]  # of the run, and of the model it was fine-tuned from
    history: tuple[EpochRecord, ...]  # finished epochs
    place: BatchPosition
    tally: Tally
    best: BestEpoch | None = field(default=None, kw_only=True)  # on the validation part, so far; None without one
    times_measured: int = field(default=0, kw_only=True)  # how often the test part was measured for a checkpoint
    # SHA-256 of the weights of the model it had come to, as that was kept; empty in files of earlier versions
    model_sha256: str = field(default="", kw_only=True)
    origin: RunOrigin = field(default=RunOrigin(), kw_only=True)


@dataclass(frozen=True, slots=True)
class ResumeState(ResumeMetadata):
    """A stopped run, whole."""

    samples: BatchesState
    learner: LearnerState
    # curve, curve_pending: `reports.LossCurve`'s points and pending losses, float64
    curve: NDArray[np.float64]
    curve_pending: NDArray[np.float64]
    # the weights at the best epoch's end in one vector, float32, shape (parameters,); None unless they are kept
    best_weights: NDArray[np.float32] | None = field(default=None, kw_only=True)


def lengthened(config: TrainConfig, *, epochs: int | None = None, steps: int | None = None) -> TrainConfig:
    """Return the config of a longer run, counted as it was; None leaves its length."""
    require(
        epochs is None or config.steps is None,
        "This run is counted in steps",
        "It was to take {steps} steps. Say how many it is to take now in steps, too.",
        steps=config.steps,
    )
    require(
        steps is None or config.steps is not None,
        "This run is counted in epochs",
        "It was to take {epochs} epochs. Say how many it is to take now in epochs, too.",
        epochs=config.epochs,
    )
    return replace(
        config,
        epochs=config.epochs if epochs is None else epochs,
        steps=config.steps if steps is None else steps,
    )


def check_fits(stopped: ResumeState, sources: Iterable[DataSource], length: RunLength) -> None:
    """Raise a `ConfigError` unless a run can go on with data read anew, for a length."""
    place = stopped.place
    require(
        set(sources) <= set(stopped.data),
        "The data has changed",
        "This run learnt from {then}; what is read now is not that any more, so it cannot go on exactly. Put the files "
        "back, or fine-tune its model.",
        then=", ".join(source.name for source in stopped.data),
    )
    require(
        place.batch <= length.batches and place.steps_taken == (place.epoch - 1) * length.batches + place.batch,
        "This run does not fit its data",
        "It says it has taken {steps} steps, which is not where it stands in the data. Train anew.",
        steps=place.steps_taken,
    )
    require(
        place.steps_taken < length.steps,
        "Nothing is left to train",
        "The run has already taken {taken} of {steps} steps. Ask for more epochs to go on with it.",
        taken=place.steps_taken,
        steps=length.steps,
    )


def may_belong_to(run: ResumeMetadata, model: CheckpointMetadata) -> bool:
    """Whether a stopped run can have come to a model, by all but the weights."""
    return (run.config, run.data, run.history) == (model.config, model.data, model.history)


def check_belongs_to(run: ResumeMetadata, model: Checkpoint) -> None:
    """Raise a `ConfigError` unless a stopped run had come to this model; one of an earlier version says less of it."""
    require(
        may_belong_to(run, model) and run.model_sha256 in {"", weights_sha256(model.weights)},
        "This stopped run is of another model",
        "What lies beside the model as its stopped run is that of another one, so it cannot be resumed. Train the "
        "model further from its weights instead: --fine-tune.",
    )


def save(state: ResumeState, path: Path) -> None:
    """Write a stopped run so that the path holds the old file or the whole new one, never a part."""
    write_atomically(path, encode(state))


def load(path: Path) -> ResumeState:
    """Read a stopped run, trusting nothing in its file."""
    return decode(FORMAT.read(path), path)


def load_metadata(path: Path) -> ResumeMetadata:
    """Read what of a stopped run is no array."""
    return FORMAT.read_metadata(path, ResumeMetadata)[0]


def encode(state: ResumeState) -> bytes:
    """Return the bytes of a stopped run's file."""
    arrays = {"curve": state.curve, "curve_pending": state.curve_pending, "best_weights": state.best_weights}
    for part in (state.samples, state.learner):
        arrays |= {field.name: getattr(part, field.name) for field in fields(part)}
    metadata = ResumeMetadata(**{field.name: getattr(state, field.name) for field in fields(ResumeMetadata)})
    return FORMAT.encode(metadata, {name: array for name, array in arrays.items() if array is not None})


def decode(content: bytes, path: Path) -> ResumeState:
    """Read a stopped run from its file's bytes; `path` is for the errors alone."""
    metadata, arrays = FORMAT.decode(content, path, ResumeMetadata)
    config, place = metadata.config, metadata.place
    if min(place.epoch, place.curve_stride) < 1 or min(place.batch, place.steps_taken) < 0:
        raise FORMAT.refused(path, "it does not say how far the run had come")
    expected = _expected(config, arrays, has_stepped=place.steps_taken > 0)
    if config.keep_best and metadata.best is not None:
        expected["best_weights"] = (np.float32, (config.model.parameter_count,))
    if arrays.keys() != expected.keys():
        raise FORMAT.refused(path, "its parts are not those of the training it names")
    for name, (dtype, shape) in expected.items():
        FORMAT.check(path, name, arrays[name], dtype, shape)
    if not all(is_generator_state(arrays[name]) for name in _GENERATORS):
        raise FORMAT.refused(path, "its random numbers cannot be used")
    if arrays["curve"].size >= LARGEST_CURVE or arrays["curve_pending"].size >= place.curve_stride:
        raise FORMAT.refused(path, "its curve has more points than it can have")
    return ResumeState(
        **{field.name: getattr(metadata, field.name) for field in fields(metadata)},
        samples=BatchesState(**{field.name: arrays[field.name] for field in fields(BatchesState)}),
        learner=LearnerState(**{field.name: arrays.get(field.name) for field in fields(LearnerState)}),  # type: ignore[arg-type] # checked above
        curve=arrays["curve"],
        curve_pending=arrays["curve_pending"],
        best_weights=arrays.get("best_weights"),
    )


def _expected(
    config: TrainConfig, arrays: Mapping[str, Array], *, has_stepped: bool
) -> dict[str, tuple[type[np.generic], tuple[int, ...]]]:
    """Return the type and shape of every array there must be."""
    per_weight = ["weights"]
    if config.ema_decay:
        per_weight.append("average")
    if has_stepped and config.optimizer is not Optimizer.SGD:
        per_weight += ["mean", "mean_square"]
    elif has_stepped and config.momentum:
        per_weight.append("momentum")
    expected: dict[str, tuple[type[np.generic], tuple[int, ...]]] = dict.fromkeys(
        per_weight, (np.float32, (config.model.parameter_count,))
    )
    for name in _GENERATORS:
        expected[name] = (np.uint64, (GENERATOR_WORDS,))
    # Rows of any length, whose contents are checked against the data and by torch.
    rows: dict[str, type[np.generic]] = {
        **dict.fromkeys(("order", "images_left", "ink_left"), np.int64),
        **dict.fromkeys(("curve", "curve_pending"), np.float64),
        "dropout_generator": np.uint8,
    }
    for name, dtype in rows.items():
        expected[name] = (dtype, (arrays[name].size if name in arrays else 0,))
    return expected
