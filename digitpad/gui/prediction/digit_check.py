"""Whether a drawing is called "not a digit?".

Knows no Qt and no numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.recognition.thresholds import Thresholds

NEVER = 1.0
"""The share of digits that is kept if nothing is ever refused."""

Strokes: TypeAlias = tuple[int, ...]
"""What is checked as one digit: strokes of the ink on the pad, by index; none for a picture."""


class DigitCheck:
    """Compares digit scores with the threshold, one drawing after another.

    A half drawn 4 is not to be called doubtful: while a digit is being written, it may cease to be so, but not become
    so. What was doubtful before stays so until its score is a digit's, so that nothing flickers.

    `kept_share`: the recall of digits, 0.0 to 1.0; 1.0 to doubt nothing.
    """

    def __init__(self, kept_share: float) -> None:
        self.kept_share = kept_share
        self.thresholds: Thresholds | None = None
        self._doubtful: frozenset[Strokes] = frozenset()

    @property
    def least(self) -> float | None:
        """The score a digit must have; None if that is not known."""
        return None if self.thresholds is None else self.thresholds.score_for(self.kept_share)

    def check(self, digits: Iterable[tuple[Strokes, float | None]], growing: int | None) -> tuple[bool, ...]:
        """Return for each digit, its strokes and score, if it is doubtful; `growing`: the stroke being written."""
        digits, least = tuple(digits), self.least
        are_doubtful = tuple(
            score is not None
            and least is not None
            and score < least
            and (growing not in strokes or self._was_doubtful(strokes))
            for strokes, score in digits
        )
        self._doubtful = frozenset(
            strokes for (strokes, _), is_doubtful in zip(digits, are_doubtful, strict=True) if is_doubtful
        )
        return are_doubtful

    def forget(self) -> None:
        """Begin anew: the pad was emptied."""
        self._doubtful = frozenset()

    def oddness(self, score: float | None) -> float | None:
        """Return the share of true digits that look less odd than a drawing of this score, if that is known."""
        return None if score is None or self.thresholds is None else self.thresholds.recall_at(score)

    def _was_doubtful(self, strokes: Strokes) -> bool:
        return any(set(before) <= set(strokes) for before in self._doubtful)
