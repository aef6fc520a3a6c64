"""Scores of a model of digits: on MNIST's test part, and on pen digits of writers it has never seen. No numpy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DatasetName

if TYPE_CHECKING:
    from digitpad.evaluation.intervals import Interval
    from digitpad.models.checkpoint import DataSource, Measurement


class TestSet(StrEnum):
    """Test sets of every model of digits; the value is the data set whose test part it is."""

    MNIST = DatasetName.MNIST.value
    PENS = DatasetName.PENDIGITS.value

    @property
    def samples(self) -> str:
        """The name of its measurements."""
        return f"{DATASETS[DatasetName(self.value)].title} test"


class ScoreState(Enum):
    """Whether there is a score."""

    MEASURED = "measured"
    MISSING = "owed"
    """It can be measured now."""
    NO_DATA = "absent"
    """The test set is not here."""
    NOT_APPLICABLE = "unsuited"
    """The model reads something else than digits."""


@dataclass(frozen=True, slots=True)
class Score:
    """A model's result on one test set."""

    state: ScoreState
    title: str  # of the samples
    measurement: Measurement | None = None  # None if it was not measured
    interval: Interval | None = None  # the accuracy's 95 % interval


@dataclass(frozen=True, slots=True)
class ModelScores:
    """A model's scores, and what was in its training."""

    name: str  # its name in the library, or its file's path
    sha256: str  # of its file
    mnist: Score
    pens: Score
    sources: tuple[DataSource, ...] = ()  # what was in training
    others: tuple[Measurement, ...] = ()  # measured when it was made, on samples that are none of other unseen writers

    @property
    def scores(self) -> tuple[Score, Score]:
        """Both scores, MNIST's first."""
        return self.mnist, self.pens

    @property
    def missing(self) -> tuple[TestSet, ...]:
        """The test sets it can be measured on now and was not yet."""
        pairs = zip(TestSet, self.scores, strict=True)
        return tuple(test_set for test_set, score in pairs if score.state is ScoreState.MISSING)
