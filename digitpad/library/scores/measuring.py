"""Scores of every model of digits, and measuring those that are missing.

Scores on different sets are never shown side by side: where UCI's pen digits are, every model is measured on their test
part; until then the bundled models state what was measured when they were made, and other models state nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DIGITS, DatasetName
from digitpad.data.locations import IDX_FILES, PACKED, PEN_FILES, found_folder
from digitpad.errors import DatasetError
from digitpad.evaluation.calibration import reliability_of
from digitpad.evaluation.intervals import interval_of, with_writers
from digitpad.evaluation.metrics import EvaluationRun
from digitpad.evaluation.samples import open_test_part
from digitpad.files.reading import read_regular
from digitpad.library.library import BUNDLED, Library
from digitpad.library.listing import file_state
from digitpad.library.scores.cache import ScoreCache
from digitpad.library.scores.values import ModelScores, Score, ScoreState, TestSet
from digitpad.models import checkpoint as checkpoints
from digitpad.models.checkpoint import Measurement

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from digitpad.evaluation.samples import LabelledSamples
    from digitpad.library.listing import FileState
    from digitpad.models.checkpoint import Checkpoint, CheckpointMetadata

_HELD_OUT = ", held-out writers"
"""What the name of a measurement on writers held out of training ends in (`training_data`)."""

_LARGEST_TEST_FILE = 64 << 20
"""Most bytes of a test set's file: several times MNIST's, unpacked."""


class ScoreBoard:
    """The scores of a library's models; one for each thread."""

    def __init__(self, library: Library, cache: ScoreCache) -> None:
        self._library, self._cache = library, cache
        self._samples_read: dict[object, LabelledSamples] = {}
        self._known: dict[str, tuple[FileState, CheckpointMetadata, str]] = {}

    @classmethod
    def of_user(cls) -> ScoreBoard:
        """Return those of the library in the user folder."""
        return cls(Library.of_user(), ScoreCache.of_user())

    def of(self, name: str) -> ModelScores:
        """Return a model's scores without measuring anything."""
        checkpoint, sha256 = self._described(name)
        mnist, pens = (self._score(test_set, name, checkpoint, sha256) for test_set in TestSet)
        others = (made for made in checkpoint.measurements if made not in {mnist.measurement, pens.measurement})
        if pens.state in {ScoreState.MEASURED, ScoreState.MISSING}:
            others = (made for made in others if not made.name.endswith(_HELD_OUT))
        return ModelScores(name, sha256, mnist, pens, checkpoint.data, tuple(others))

    def measure(self, name: str, test_set: TestSet) -> Generator[float, None, Measurement]:
        """Measure a model on a test set, yielding the share done; keep and return the measurement.

        To cancel, stop iterating: nothing is kept then. Samples stay in memory for the next model, until `forget`.
        """
        checkpoint, sha256 = self._loaded(name)
        samples = yield from self._samples(test_set, checkpoint)
        running = EvaluationRun(checkpoint, samples.pixels, samples.labels)
        for share in running:
            yield (1 + share) / 2
        outcome, answers = running.result.evaluation, running.result.predictions
        error = reliability_of(answers.confidence, answers.is_right).error
        measurement = Measurement(
            test_set.samples, outcome.count, outcome.correct, outcome.loss, calibration_error=error
        )
        writers = [samples.writers[index] for index in answers.positions] if samples.writers else []
        measurement = with_writers(measurement, answers.is_right, writers)
        samples_sha256 = sha256_of(test_set)
        if samples_sha256 in {source.sha256 for source in checkpoint.data}:
            measurement = replace(measurement, note="The model has learnt from these very samples.")
        if samples_sha256 is not None:
            self._cache.keep(sha256, samples_sha256, measurement)
        return measurement

    def forget(self) -> None:
        """Free the samples read."""
        self._samples_read.clear()

    def _described(self, name: str) -> tuple[CheckpointMetadata, str]:
        """Return a model's metadata and its file's SHA-256, as read before unless the file has changed."""
        state = file_state(self._library.path_of(name))
        known = self._known.get(name)
        if known is not None and known[0] == state:
            return known[1:]
        checkpoint, sha256 = self._loaded(name)
        metadata = checkpoint.metadata
        if state is not None:
            self._known[name] = state, metadata, sha256
        return metadata, sha256

    def _loaded(self, name: str) -> tuple[Checkpoint, str]:
        path = self._library.path_of(name)
        content = checkpoints.FORMAT.read(path)
        return checkpoints.decode(content, path), hashlib.sha256(content).hexdigest()

    def _score(self, test_set: TestSet, name: str, checkpoint: CheckpointMetadata, sha256: str) -> Score:
        if set(checkpoint.class_names) != set(DIGITS):
            return Score(ScoreState.NOT_APPLICABLE, test_set.samples)
        facts = DATASETS[DatasetName(test_set.value)]
        for made in checkpoint.measurements:
            if (made.name, made.count) == (test_set.samples, facts.test_count):
                return _score_of(made)
        samples = sha256_of(test_set)
        if samples is not None:
            cached = self._cache.find(sha256, samples)
            return Score(ScoreState.MISSING, test_set.samples) if cached is None else _score_of(cached)
        stated = _stated(checkpoint)
        if test_set is TestSet.PENS and stated is not None and (name in BUNDLED or _same_set(stated, self._bundled())):
            return _score_of(stated, _title(stated))
        return Score(ScoreState.NO_DATA, test_set.samples)

    def _bundled(self) -> Measurement | None:
        return _stated(self._described(BUNDLED[-1])[0])

    def _samples(self, test_set: TestSet, checkpoint: Checkpoint) -> Generator[float, None, LabelledSamples]:
        # Models that read alike share samples, whatever is done to the pixels after.
        key = (
            test_set,
            replace(checkpoint.preprocessing, moments=False, mean=(0.0,), std=(1.0,)),
            checkpoint.class_names,
        )
        samples = self._samples_read.get(key)
        if samples is None:
            reading = open_test_part(checkpoint, DatasetName(test_set.value))
            for done, total in reading:
                yield done / total / 2
            samples = self._samples_read[key] = reading.result
        return samples


def _score_of(measurement: Measurement, title: str = "") -> Score:
    return Score(ScoreState.MEASURED, title or measurement.name, measurement, interval_of(measurement))


def sha256_of(test_set: TestSet) -> str | None:
    """Return the SHA-256 of a test set's files; None if they are not here."""
    folder = found_folder(DatasetName(test_set.value))
    if folder is None:
        return None
    names = IDX_FILES[2:] if test_set is TestSet.MNIST else PEN_FILES[1:]
    digest = hashlib.sha256()
    for name in names:
        digest.update(_content(folder / name))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    """Return a file's bytes, packed if it is; nothing if only the archive is there, which holds but one set."""
    for file in (path, path.with_name(path.name + PACKED)):
        if file.is_file():
            try:
                return read_regular(file, _LARGEST_TEST_FILE)
            except OSError as error:
                raise DatasetError(
                    "A data file cannot be read",
                    "{path} cannot be read: {reason}. See that the file is there and may be read.",
                    path=file,
                    reason=error.strerror or error,
                ) from error
    return b""


def _stated(checkpoint: CheckpointMetadata) -> Measurement | None:
    """Return the measurement made with the model on pen digits of writers held out."""
    return next((made for made in checkpoint.measurements if made.name.endswith(_HELD_OUT)), None)


def _same_set(one: Measurement, other: Measurement | None) -> bool:
    return other is not None and (one.name, one.count) == (other.name, other.count)


def _title(stated: Measurement) -> str:
    return f"Pens of {len(stated.writers)} unseen writers" if stated.writers else "Pens of unseen writers"
