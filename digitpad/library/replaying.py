"""Running a recorded run again, to see that the same config and data give the same weights."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from digitpad.errors import ConfigError, DigitpadError, require
from digitpad.evaluation.calibration import calibrated
from digitpad.library.run_records import RunRecord, Versions
from digitpad.models.fingerprint import weights_sha256
from digitpad.training.data import read_training_data

if TYPE_CHECKING:
    from digitpad.library.library import Library
    from digitpad.models.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class Difference:
    """What the run was computed by then, and what would be or was now."""

    what: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What running a record again came to."""

    record: RunRecord
    expected: str  # SHA-256 of the weights then; empty if it is not known
    found: str  # of those now
    differences: tuple[Difference, ...]  # of versions and processor

    @property
    def is_same(self) -> bool:
        """Whether the weights are the same to the bit."""
        return self.expected == self.found


def prepare(record: RunRecord, library: Library) -> Checkpoint | None:
    """Check that the data and the model a run began with are here as they were; return that model, if there was one.

    Raises
    ------
    ConfigError
        If one of them has changed, or the record does not say where the run was stopped.
    DigitpadError
        If one of them is missing or broken.
    """
    require(
        bool(record.steps) or not record.is_stopped,
        "This run record does not say where the run was stopped",
        "{name} is of an earlier digitpad, which did not note that, so it cannot be run again exactly.",
        name=record.name,
    )
    initial = None if record.config.initial is None else library.load(record.config.initial)
    known = record.origin.initial_sha256
    require(
        initial is None or not known or weights_sha256(initial.weights) == known,
        "The model it began with has changed",
        "“{name}” was fine-tuned from “{initial}”, which has other weights now than it had then.",
        name=record.name,
        initial=record.config.initial,
    )
    then = {source.name: source for source in record.data}
    for now in read_training_data(record.config, opens_test=False).sources:
        before = then.get(now.name)
        if before != now:
            raise ConfigError(
                "The data has changed",
                "{name} here has {count} samples and the SHA-256 {found}; the run learnt from {before}. Put the files "
                "back.",
                name=now.name,
                count=f"{now.count:,}",
                found=now.sha256,
                before="other data" if before is None else f"{before.count:,} samples with {before.sha256}",
            )
    return initial


def compare(record: RunRecord, outcome: Checkpoint, library: Library) -> Replay:
    """Return whether what a run came to again has the recorded weights, or those of the model if that is kept."""
    if record.temperature is not None:
        outcome = calibrated(outcome, record.temperature)
    expected = record.weights_sha256 or _weights_of_model(record, library)
    now = Versions.here()
    pairs = ((field.name, getattr(record.versions, field.name), getattr(now, field.name)) for field in fields(Versions))
    differences = tuple(Difference(what, then, here) for what, then, here in pairs if then and then != here)
    return Replay(record, expected, weights_sha256(outcome.weights), differences)


def _weights_of_model(record: RunRecord, library: Library) -> str:
    """Return the SHA-256 of the weights of the model a run made; empty if it is not there as it was made."""
    try:
        model = library.load(record.model) if record.model else None
    except DigitpadError:
        return ""
    is_its = model is not None and (model.created, model.config, model.lessons) == (record.ended, record.config, ())
    return weights_sha256(model.weights) if model is not None and is_its else ""
