"""How readily a drawing is called "not a digit": the share of true digits that shall be kept, as a threshold.

Knows no numpy, so that the window can hold it before numpy is loaded.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.errors import require

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_KEPT = 0.99
"""Share of true digits that is kept unless one asks for another: of things that are none, few are let through then, and
a digit called into question is still shown as what it would be."""


@dataclass(frozen=True, slots=True)
class FalsePositives:
    """How much of one kind of drawing that is no digit is taken for one all the same."""

    name: str  # what they are, in the plural: "scribbles"
    # for each of `Thresholds.kept`, the share of these drawings that reaches its score, 0.0 to 1.0
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Which score keeps which share of true digits, as measured on pen digits of writers the score has not seen."""

    kept: tuple[float, ...]  # shares of true digits, rising, 0.0 to 1.0
    scores: tuple[float, ...]  # for each share, the score that so many digits reach; falling
    # what the same scores let through, one kind of drawing each, in the order they are told
    let_through: tuple[FalsePositives, ...] = ()

    def __post_init__(self) -> None:
        require(
            len(self.kept) == len(self.scores) >= 1
            and list(self.kept) == sorted(set(self.kept))
            and list(self.scores) == sorted(self.scores, reverse=True)
            and all(len(kind.shares) == len(self.kept) for kind in self.let_through),
            "These thresholds cannot work",
            "There must be one score for each share of digits, the shares rising and the scores falling.",
        )

    def score_for(self, kept: float) -> float:
        """Return the least score of what counts as a digit, if this share of digits shall be kept.

        Between two measured shares it is interpolated; beyond the outermost it is theirs. To keep all is to refuse
        nothing: then it is ``-inf``.
        """
        return -math.inf if kept >= 1 else _between(self.kept, self.scores, kept)

    def kept_at(self, score: float) -> float:
        """Return the share of digits that score at least this: how odd a drawing is, among digits.

        Between two measured scores it is interpolated; beyond the outermost it is theirs.
        """
        return _between(self.scores[::-1], self.kept[::-1], score)

    def let_through_at(self, kept: float) -> tuple[tuple[str, float], ...]:
        """Return what is let through if this share of digits is kept: each kind of drawing with its share."""
        return tuple((kind.name, _between(self.kept, kind.shares, kept)) for kind in self.let_through)


def _between(places: Sequence[float], values: Sequence[float], place: float) -> float:
    """Return the value at a place among rising ones, on the straight line between its neighbours."""
    above = bisect_left(places, place)
    if above == 0:
        return values[0]
    if above == len(places):
        return values[-1]
    low, high = places[above - 1], places[above]
    return values[above - 1] + (place - low) / (high - low) * (values[above] - values[above - 1])
