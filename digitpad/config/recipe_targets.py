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

    @property
    def words(self) -> str:
        """The band in per cent, for example ``90.2 to 90.4 %``."""
        return f"{100 * self.low:.1f} to {100 * self.high:.1f} %"


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
    mistake: str = ""  # what the note does by mistake, and what comes of it; empty if it does nothing by mistake
    # whether the note divides the sum of its test batches' mean losses by the number of images, in place of batches
    divides_by_images: bool = False

    def band(self, *, is_normalised: bool, is_small: bool) -> Band | None:
        """Return the band to expect."""
        if is_small:
            return self.small_normalised if is_normalised else self.small_plain
        return self.normalised if is_normalised else self.plain

    def explanation(self, *, is_normalised: bool, is_small: bool = False) -> str:
        """Return the note's mistake, or what mean and standard deviation do for its number; empty if neither is known.

        The latter is said of the whole data set alone, where it was measured both ways.
        """
        if self.claim_from is None or self.plain is None or self.normalised is None or is_small:
            return self.mistake
        is_reached = self.normalised.high >= round(self.claim_from, 3)  # rounded as a band is
        verdict = "as the note does" if is_reached else "short of the note's number"
        if is_normalised:
            words = (
                "Mean and standard deviation taken out of the pixels make the difference: with them the run reads "
                f"{self.normalised.words}, depending on the seed, {verdict}; on pixels / 255 it reads "
                f"{self.plain.words}."
            )
        else:
            words = (
                "Pixels / 255 are small and not centred, so that plain SGD gets less far in the same time. With mean "
                f"and standard deviation taken out the same run reads {self.normalised.words}, {verdict}."
            )
        return f"{words} {self.mistake}".strip()
