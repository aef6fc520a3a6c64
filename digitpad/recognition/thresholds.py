"""Detection thresholds: the score a drawing needs to count as a digit, by the share of true digits it accepts (recall).

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

DEFAULT_RECALL = 0.99
"""Few non-digits reach its threshold, and a digit called into question is still shown as what it would be."""


@dataclass(frozen=True, slots=True)
class FalsePositives:
    """How much of one kind of non-digits is taken for digits."""

    name: str  # what they are, in the plural: "scribbles"
    shares: tuple[float, ...]  # for each of `Thresholds.kept`, the share that reaches its score, 0.0 to 1.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The score for each recall, as measured on pen digits of writers the detector has not seen."""

    kept: tuple[float, ...]  # recalls, rising, 0.0 to 1.0
    scores: tuple[float, ...]  # for each recall, the score that so many digits reach; falling
    let_through: tuple[FalsePositives, ...] = ()  # at the same scores, one kind of non-digits each, in display order

    def __post_init__(self) -> None:
        require(
            len(self.kept) == len(self.scores) >= 1
            and list(self.kept) == sorted(set(self.kept))
            and list(self.scores) == sorted(self.scores, reverse=True)
            and all(len(kind.shares) == len(self.kept) for kind in self.let_through),
            "These thresholds cannot work",
            "There must be one score for each share of digits, the shares rising and the scores falling.",
        )

    def score_for(self, recall: float) -> float:
        """Return the least score that counts as a digit at a recall.

        Between two measured recalls it is interpolated; beyond the outermost it is theirs. A recall of 1 rejects
        nothing: ``-inf``.
        """
        return -math.inf if recall >= 1 else _interpolated(self.kept, self.scores, recall)

    def recall_at(self, score: float) -> float:
        """Return the share of digits that score at least this, interpolated as in `score_for`."""
        return _interpolated(self.scores[::-1], self.kept[::-1], score)

    def false_positives_at(self, recall: float) -> tuple[tuple[str, float], ...]:
        """Return each kind of non-digits with the share of it that is taken for digits at a recall."""
        return tuple((kind.name, _interpolated(self.kept, kind.shares, recall)) for kind in self.let_through)


def _interpolated(positions: Sequence[float], values: Sequence[float], position: float) -> float:
    """Return the value at a position among rising ones, on the straight line between its neighbours."""
    above = bisect_left(positions, position)
    if above == 0:
        return values[0]
    if above == len(positions):
        return values[-1]
    low, high = positions[above - 1], positions[above]
    return values[above - 1] + (position - low) / (high - low) * (values[above] - values[above - 1])
