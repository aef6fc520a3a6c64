"""How good a model of digits is, in two honest numbers: on MNIST's test part, and on pens of people it has never seen.

Owns the values. Does not own which figure counts or measuring it (`measuring`). Knows no numpy, so that the window can
hold them before numpy is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import FACTS, DatasetName

if TYPE_CHECKING:
    from digitpad.evaluation.intervals import Interval
    from digitpad.models.checkpoint import DataSource, Measurement


class Standard(StrEnum):
    """The sets every model of digits is measured on; the value is the data set whose test part it is."""

    MNIST = DatasetName.MNIST.value
    PENS = DatasetName.PENDIGITS.value

    @property
    def samples(self) -> str:
        """What its measurements are called."""
        return f"{FACTS[DatasetName(self.value)].title} test"


class State(Enum):
    """How a figure stands."""

    MEASURED = "measured"
    OWED = "owed"
    """It can be measured now."""
    ABSENT = "absent"
    """The set is not here."""
    UNSUITED = "unsuited"
    """The model reads something else."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the two numbers.

    Parameters
    ----------
    state
        How it stands.
    title
        Which set it is of, or would be.
    measurement, interval
        The figure and its 95 % interval; None if it was not measured.
    """

    state: State
    title: str
    measurement: Measurement | None = None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is shown of a model wherever it is shown.

    Parameters
    ----------
    name
        Its name in the library, or its file's path.
    sha256
        Of its file.
    mnist, pens
        The two figures.
    sources
        What was in training.
    others
        What it was measured to do on other samples when it was made; none on other pens than `pens` is of.
    """

    name: str
    sha256: str
    mnist: Figure
    pens: Figure
    sources: tuple[DataSource, ...] = ()
    others: tuple[Measurement, ...] = ()

    @property
    def figures(self) -> tuple[Figure, Figure]:
        """Both figures, MNIST's first."""
        return self.mnist, self.pens

    @property
    def owed(self) -> tuple[Standard, ...]:
        """The sets it can be measured on now and was not yet."""
        pairs = zip(Standard, self.figures, strict=True)
        return tuple(standard for standard, figure in pairs if figure.state is State.OWED)
