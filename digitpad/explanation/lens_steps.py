"""Which steps of the preprocessing the lens takes, and which it leaves out. Knows no numpy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from digitpad.config.preprocessing_spec import Reading

if TYPE_CHECKING:
    from digitpad.config.preprocessing_spec import Preprocessing


class LensStep(StrEnum):
    """A step from a drawing to a model's inputs, in order."""

    FIT = "fit"  # into the box of 20 pixels; without it, the whole pad or picture becomes 28 pixels wide
    SCALE = "scale"  # of a picture that is read as it is; nothing can be read without it
    CENTRE = "centre"  # by mass
    EQUALISE = "equalise"  # by second moments
    NORMALISE = "normalise"  # by mean and standard deviation


@dataclass(frozen=True, slots=True)
class LensSteps:
    """Which steps are taken."""

    on: frozenset[LensStep]

    @classmethod
    def of(cls, preprocessing: Preprocessing) -> LensSteps:
        """Return the steps a model was trained with: all it can have."""
        is_digit = preprocessing.reading is Reading.DIGIT
        has = {
            LensStep.FIT: is_digit,
            LensStep.SCALE: not is_digit,
            LensStep.CENTRE: is_digit,
            LensStep.EQUALISE: preprocessing.moments,
            LensStep.NORMALISE: preprocessing.is_normalised,
        }
        return cls(frozenset(step for step, is_there in has.items() if is_there))

    def without(self, *steps: LensStep) -> LensSteps:
        """Return the same without some steps; without scaling nothing could be read, so it stays."""
        return LensSteps(self.on.difference(steps) | (self.on & {LensStep.SCALE}))
