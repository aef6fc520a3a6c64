"""How readily a drawing is called "not a digit": the share of true digits that shall be kept, as a threshold.

Owns the trade between digits refused and other things let through. Does not own the score (`rejection`). Knows no
numpy, so that the window can hold it before numpy is loaded.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from digitpad.errors import require


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Which score keeps which share of true digits, as measured on pen digits of writers the score has not seen.

    Parameters
    ----------
    kept
        Shares of true digits, rising, 0.0 to 1.0.
    scores
        For each share, the score that so many digits reach; falling.

    Raises
    ------
    ConfigError
        If the two do not fit together or are not in order.
    """

    kept: tuple[float, ...]
    scores: tuple[float, ...]

    def __post_init__(self) -> None:
        require(
            len(self.kept) == len(self.scores) >= 1
            and list(self.kept) == sorted(set(self.kept))
            and list(self.scores) == sorted(self.scores, reverse=True),
            "These thresholds cannot work",
            "There must be one score for each share of digits, the shares rising and the scores falling.",
        )

    def score_for(self, kept: float) -> float:
        """Return the least score of what counts as a digit, if this share of digits shall be kept.

        Between two measured shares it is interpolated; beyond the outermost it is theirs.
        """
        place = bisect_left(self.kept, kept)
        if place == 0:
            return self.scores[0]
        if place == len(self.kept):
            return self.scores[-1]
        low, high = self.kept[place - 1], self.kept[place]
        share = (kept - low) / (high - low)
        return self.scores[place - 1] + share * (self.scores[place] - self.scores[place - 1])
