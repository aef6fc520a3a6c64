"""From a drawing to the raster a model is given: the ONLY preprocessing, every step named and kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Step(StrEnum):
    """The stages between a drawing and a model, in order."""

    FITTED = "fitted"
    CENTRED = "centred"
    EQUALISED = "equalised"


@dataclass(frozen=True, slots=True)
class Raster:
    """A 28 x 28 image the way MNIST digits were prepared.

    Parameters
    ----------
    pixels
        float32, shape (28, 28), 0.0 paper to 1.0 full ink.
    steps
        What each stage made, in order, the last being `pixels`.
    """

    pixels: NDArray[np.float32]
    steps: tuple[tuple[Step, NDArray[np.float32]], ...]
