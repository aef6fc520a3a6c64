"""Where every model of digits stands: which figure counts, and measuring what is missing.

Figures on different sets never stand side by side: where UCI's pen digits are, every model is measured on their test
part; until then the bundled models state what they were measured to do when they were made, and other models state
nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DIGITS, DatasetName
from digitpad.data.locations import IDX_FILES, PACKED, PEN_FILES, found_folder
from digitpad.evaluation.calibration import reliability_of
from digitpad.evaluation.intervals import interval_of, with_writers
from digitpad.evaluation.metrics import EvaluationRun
from digitpad.evaluation.samples import open_test_part
from digitpad.library.library import BUNDLED, Library
from digitpad.library.scores.cache import ScoreCache
from digitpad.library.scores.values import ModelScores, Score, ScoreState, TestSet
from digitpad.models import checkpoint as checkpoints
from digitpad.models.checkpoint import Measurement

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from digitpad.evaluation.samples import LabelledSamples
    from digitpad.models.checkpoint import Checkpoint

_HELD_OUT = ", held-out writers"
"""What the name of a measurement on writers held out of training ends in (`training_data`)."""


class ScoreBoard:
    """The standings of a library's models; one for each thread.

    `library`: the models; `measured`: what they were measured to do.
    """

    def __init__(self, library: Library, measured: ScoreCache) -> None:
        self._library, self._measured = library, measured
        self._read: dict[object, LabelledSamples] = {}

    @classmethod
    def of_user(cls) -> ScoreBoard:
        """Return those of the library in the user folder."""
        return cls(Library.of_user(), ScoreCache.of_user())

    def of(self, name: str) -> ModelScores:
        """Return how a model stands, without measuring anything."""
        checkpoint, sha256 = self._loaded(name)
        mnist, pens = (self._figure(standard, name, checkpoint, sha256) for standard in TestSet)
        others = (made for made in checkpoint.measurements if made not in {mnist.measurement, pens.measurement})
        if pens.state in {ScoreState.MEASURED, ScoreState.OWED}:
            others = (made for made in others if not made.name.endswith(_HELD_OUT))
        return ModelScores(name, sha256, mnist, pens, checkpoint.data, tuple(others))

    def measuring(self, name: str, standard: TestSet) -> Generator[float, None, Measurement]:
        """Measure a model on a set; yield the share done, and keep and return the measurement.

        Leaving off is to stop iterating: nothing is kept then. Samples stay in memory until `forget`, for the next
        model.
        """
        checkpoint, sha256 = self._loaded(name)
        samples = yield from self._samples(standard, checkpoint)
        running = EvaluationRun(checkpoint, samples.pixels, samples.labels)
        for share in running:
            yield (1 + share) / 2
        outcome, answers = running.result.evaluation, running.result.predictions
        error = reliability_of(answers.confidence, answers.is_right).error
        measurement = Measurement(
            standard.samples, outcome.count, outcome.correct, outcome.loss, calibration_error=error
        )
        writers = [samples.writers[index] for index in answers.positions] if samples.writers else []
        measurement = with_writers(measurement, answers.is_right, writers)
        samples_sha256 = sha256_of(standard)
        if samples_sha256 in {source.sha256 for source in checkpoint.data}:
            measurement = replace(measurement, note="The model has learnt from these very samples.")
        if samples_sha256 is not None:
            self._measured.keep(sha256, samples_sha256, measurement)
        return measurement

    def forget(self) -> None:
        """Let go of the samples read."""
        self._read.clear()

    def _loaded(self, name: str) -> tuple[Checkpoint, str]:
        path = self._library.path_of(name)
        content = checkpoints.FORMAT.read(path)
        return checkpoints.decode(content, path), hashlib.sha256(content).hexdigest()

    def _figure(self, standard: TestSet, name: str, checkpoint: Checkpoint, sha256: str) -> Score:
        if set(checkpoint.class_names) != set(DIGITS):
            return Score(ScoreState.UNSUITED, standard.samples)
        facts = DATASETS[DatasetName(standard.value)]
        for made in checkpoint.measurements:
            if (made.name, made.count) == (standard.samples, facts.test_count):
                return _figure_of(made)
        samples = sha256_of(standard)
        if samples is not None:
            kept = self._measured.find(sha256, samples)
            return Score(ScoreState.OWED, standard.samples) if kept is None else _figure_of(kept)
        stated = _stated(checkpoint)
        if standard is TestSet.PENS and stated is not None and (name in BUNDLED or _same_set(stated, self._bundled())):
            return _figure_of(stated, _title(stated))
        return Score(ScoreState.ABSENT, standard.samples)

    def _bundled(self) -> Measurement | None:
        return _stated(self._loaded(BUNDLED[-1])[0])

    def _samples(self, standard: TestSet, checkpoint: Checkpoint) -> Generator[float, None, LabelledSamples]:
        # Models that read alike are given the same, whatever is done to it after.
        key = (
            standard,
            replace(checkpoint.preprocessing, moments=False, mean=(0.0,), std=(1.0,)),
            checkpoint.class_names,
        )
        samples = self._read.get(key)
        if samples is None:
            reading = open_test_part(checkpoint, DatasetName(standard.value))
            for done, total in reading:
                yield done / total / 2
            samples = self._read[key] = reading.result
        return samples


def _figure_of(measurement: Measurement, title: str = "") -> Score:
    return Score(ScoreState.MEASURED, title or measurement.name, measurement, interval_of(measurement))


def sha256_of(standard: TestSet) -> str | None:
    """Return the SHA-256 of a set's test files; None if they are not here."""
    folder = found_folder(DatasetName(standard.value))
    if folder is None:
        return None
    names = IDX_FILES[2:] if standard is TestSet.MNIST else PEN_FILES[1:]
    digest = hashlib.sha256()
    for name in names:
        digest.update(_content(folder / name))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    """Return a file's bytes, packed if it is; nothing if only the archive is there, which holds but one set."""
    for place in (path, path.with_name(path.name + PACKED)):
        if place.is_file():
            return place.read_bytes()
    return b""


def _stated(checkpoint: Checkpoint) -> Measurement | None:
    """Return what a model was measured to do, when it was made, on pens of writers held out."""
    return next((made for made in checkpoint.measurements if made.name.endswith(_HELD_OUT)), None)


def _same_set(one: Measurement, other: Measurement | None) -> bool:
    return other is not None and (one.name, one.count) == (other.name, other.count)


def _title(stated: Measurement) -> str:
    return f"Pens of {len(stated.writers)} unseen writers" if stated.writers else "Pens of unseen writers"
