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
"""What is judged as one digit: strokes of the ink on the pad, by index; none for a picture."""


class DigitCheck:
    """Judges scores, one drawing after another.

    A half drawn 4 is not to be accused: while a digit is being written, doubt about it may go, but not come. What was
    doubted before stays so until its score is a digit's, so that nothing flickers.

    `kept_share`: how many true digits shall be kept, 0.0 to 1.0; 1.0 to doubt nothing.
    """

    def __init__(self, kept_share: float) -> None:
        self.kept_share = kept_share
        self.thresholds: Thresholds | None = None
        self._doubted: frozenset[Strokes] = frozenset()

    @property
    def least(self) -> float | None:
        """The score a digit must have; None if that is not known."""
        return None if self.thresholds is None else self.thresholds.score_for(self.kept_share)

    def judge(self, parts: Iterable[tuple[Strokes, float | None]], growing: int | None) -> tuple[bool, ...]:
        """Return for each digit whether it is doubted.

        `parts`: the strokes of each, and its score; None for one that has none; `growing`: the stroke of what is being
        written; None once that is over.
        """
        parts = tuple(parts)
        doubts = tuple(
            self._is_below(score) and (growing not in strokes or self._was_doubted(strokes)) for strokes, score in parts
        )
        self._doubted = frozenset(strokes for (strokes, _), is_doubted in zip(parts, doubts, strict=True) if is_doubted)
        return doubts

    def forget(self) -> None:
        """Begin anew: the pad was emptied."""
        self._doubted = frozenset()

    def oddness(self, score: float | None) -> float | None:
        """Return the share of true digits that look less odd than a drawing of this score, if that is known."""
        return None if score is None or self.thresholds is None else self.thresholds.recall_at(score)

    def _is_below(self, score: float | None) -> bool:
        return score is not None and self.least is not None and score < self.least

    def _was_doubted(self, strokes: Strokes) -> bool:
        return any(set(before) <= set(strokes) for before in self._doubted)
