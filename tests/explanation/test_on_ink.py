import numpy as np
import pytest

from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.explanation.on_ink import on_ink, on_raster
from digitpad.ink.ink import Ink
from digitpad.preprocessing.pipeline import rasterize
from tests.support import inks

PREPROCESSINGS = [Preprocessing(), Preprocessing(moments=True)]


@pytest.mark.parametrize("preprocessing", PREPROCESSINGS, ids=["centred", "equalised"])
@pytest.mark.parametrize("ink", inks.ALL, ids=str)
def test_every_point_of_the_ink_falls_on_ink_of_the_raster(ink: Ink, preprocessing: Preprocessing) -> None:
    raster = rasterize(ink, preprocessing)
    for stroke in ink.strokes:
        for column, row in np.rint(on_raster(stroke, ink, raster)).astype(int):
            assert raster.pixels[row, column] > 0.3


@pytest.mark.parametrize("preprocessing", PREPROCESSINGS, ids=["centred", "equalised"])
def test_evidence_at_the_top_of_the_raster_is_that_of_the_ink_at_the_top(preprocessing: Preprocessing) -> None:
    raster = rasterize(inks.SEVEN, preprocessing)
    values = np.zeros((28, 28), np.float32)
    values[:10] = 1.0
    values[18:] = -2.0
    (points,) = on_ink(inks.SEVEN, raster, values)[:1]
    heights = [point.y for point in inks.SEVEN.strokes[0]]
    assert points[heights.index(min(heights))] == pytest.approx(9.0)
    assert points[heights.index(max(heights))] == pytest.approx(-18.0)
