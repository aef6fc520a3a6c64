"""Evidence brought back from the raster to the ink it was made of. numpy only."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.preprocessing_spec import RASTER_SIZE
from digitpad.preprocessing import ink_rendering
from digitpad.preprocessing.raster import CENTRE, Step, centring, equalising

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from digitpad.ink.ink import Ink, Point
    from digitpad.preprocessing.raster import Raster

    Floats = NDArray[np.float32]


def on_ink(ink: Ink, raster: Raster, values: Floats) -> tuple[tuple[float, ...], ...]:
    """Return the evidence around each point of each stroke: the sum of the nine pixels nearest to it.

    Parameters
    ----------
    ink
        Strokes, at least one.
    raster
        What was made of them, as one digit.
    values
        One number a pixel of it, shape (28, 28).
    """
    padded = np.pad(values, 2)  # a pixel past the edge has neighbours, too
    sums = sum(padded[row : row + 30, column : column + 30] for row in range(3) for column in range(3))
    points = [point for stroke in ink.strokes for point in stroke]
    places = np.rint(on_raster(points, ink, raster)).astype(np.intp).clip(-1, RASTER_SIZE) + 1
    around = iter(np.asarray(sums)[places[:, 1], places[:, 0]].tolist())
    return tuple(tuple(islice(around, len(stroke))) for stroke in ink.strokes)


def on_raster(points: Iterable[Point], ink: Ink, raster: Raster) -> NDArray[np.float64]:
    """Return where points of some ink fall on its raster, column and row: shape (points, 2)."""
    bounds = ink.bounds
    if bounds is None:
        return np.empty((0, 2))
    scale, right, down = ink_rendering.fit(bounds)
    stages = dict(raster.steps)
    shift_down, shift_right = centring(stages[Step.FITTED][np.newaxis])[0]
    places = np.array([(x, y) for x, y, _ in points]) * scale
    places += (right + shift_right, down + shift_down)
    if Step.EQUALISED in stages:
        centre_x, centre_y, shear, scale_x, scale_y = (
            float(each[0]) for each in equalising(stages[Step.CENTRED][np.newaxis])
        )
        from_x, from_y = places[:, 0] - centre_x, places[:, 1] - centre_y
        places = np.stack([(from_x - shear * from_y) * scale_x, from_y * scale_y], axis=1) + CENTRE
    return places
