"""How good a model of digits is, in two honest numbers: on MNIST's test part, and on pens of people it has never seen.

Knows no numpy, so that the window can hold them before numpy is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DatasetName

if TYPE_CHECKING:
    from digitpad.evaluation.intervals import Interval
    from digitpad.models.checkpoint import DataSource, Measurement


class TestSet(StrEnum):
    """The sets every model of digits is measured on; the value is the data set whose test part it is."""

    MNIST = DatasetName.MNIST.value
    PENS = DatasetName.PENDIGITS.value

    @property
    def samples(self) -> str:
        """What its measurements are called."""
        return f"{DATASETS[DatasetName(self.value)].title} test"


class ScoreState(Enum):
    """How a figure stands."""

    MEASURED = "measured"
    OWED = "owed"
    """It can be measured now."""
    ABSENT = "absent"
    """The set is not here."""
    UNSUITED = "unsuited"
    """The model reads something else."""


@dataclass(frozen=True, slots=True)
class Score:
    """One of the two numbers."""

    state: ScoreState  # how it stands
    title: str  # which set it is of, or would be
    # measurement, interval: the figure and its 95 % interval; None if it was not measured
    measurement: Measurement | None = None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class ModelScores:
    """What is shown of a model wherever it is shown."""

    name: str  # its name in the library, or its file's path
    sha256: str  # of its file
    # mnist, pens: the two figures
    mnist: Score
    pens: Score
    sources: tuple[DataSource, ...] = ()  # what was in training
    # what it was measured to do on other samples when it was made; none on other pens than `pens` is of
    others: tuple[Measurement, ...] = ()

    @property
    def figures(self) -> tuple[Score, Score]:
        """Both figures, MNIST's first."""
        return self.mnist, self.pens

    @property
    def owed(self) -> tuple[TestSet, ...]:
        """The sets it can be measured on now and was not yet."""
        pairs = zip(TestSet, self.figures, strict=True)
        return tuple(standard for standard, figure in pairs if figure.state is ScoreState.OWED)
