"""The whole preprocessing of one drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.preprocessing_spec import Reading
from digitpad.ink.ink import Ink
from digitpad.preprocessing import ink_rendering, raster

if TYPE_CHECKING:
    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.ink.drawing import Drawing
    from digitpad.preprocessing.raster import Raster


def rasterize(drawing: Drawing, preprocessing: Preprocessing) -> Raster:
    """Return what a model is given of a drawing: a digit prepared as MNIST was, or the picture scaled."""
    if preprocessing.reading is not Reading.DIGIT:
        from digitpad.preprocessing.scaling import scaled  # noqa: PLC0415 - digits need no pillow

        return scaled(drawing, preprocessing)
    if isinstance(drawing, Ink):
        return raster.finish(ink_rendering.draw(drawing), preprocessing)
    from digitpad.preprocessing.picture import fitted_ink  # noqa: PLC0415 - drawing needs no pillow

    return raster.finish(fitted_ink(drawing), preprocessing)
