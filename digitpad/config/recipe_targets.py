"""Accuracies stated in the study notes, and where they come out when the notes are run again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Band:
    """Where an accuracy came out in independent runs over several seeds, as fractions."""

    low: float
    high: float

    def holds(self, accuracy: float) -> bool:
        """Whether an accuracy lies in the band, both rounded to a tenth of a per cent as the band is."""
        return self.low <= round(accuracy, 3) <= self.high


class TargetKind(StrEnum):
    """What an accuracy is of: the end of the run, an epoch on the way, or test images left in 0 to 255."""

    FINAL = "final"
    AFTER_EPOCH = "after-epoch"
    UNSCALED = "unscaled"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeTarget:
    """An accuracy on test images that a note states, or that is worth stating beside it."""

    label: str  # what it is of
    note_says: str
    kind: TargetKind = TargetKind.FINAL
    epoch: int = 0  # of `AFTER_EPOCH`
    claim_from: float | None = None  # the least accuracy that rounds to the note's; None if it states no number
    # Where it came out on pixels / 255, and on pixels with mean and standard deviation taken out; None: not measured.
    plain: Band | None = None
    normalised: Band | None = None
    small_plain: Band | None = None  # the same on a small folder of pictures in place of the whole data set
    small_normalised: Band | None = None

    def band(self, *, is_normalised: bool, is_small: bool) -> Band | None:
        """Return the band to expect."""
        if is_small:
            return self.small_normalised if is_normalised else self.small_plain
        return self.normalised if is_normalised else self.plain
