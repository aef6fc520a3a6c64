import io

import numpy as np
import pytest
from PIL import Image

from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.data.image_set import ImageSet
from digitpad.data.reading import picture_of
from digitpad.ink.ink import Ink
from digitpad.preprocessing import raster
from digitpad.preprocessing.picture import decode_picture
from digitpad.preprocessing.pipeline import rasterize
from digitpad.preprocessing.scaling import as_read, converted, grey, resized
from tests.support.images import some_pixels
from tests.support.inks import SEVEN

GREY = Preprocessing(reading=Reading.GREY)
COLOUR = Preprocessing(reading=Reading.COLOUR, image_size=32)


@pytest.mark.parametrize("preprocessing", [GREY, COLOUR, Preprocessing(reading=Reading.COLOUR, image_size=20)])
@pytest.mark.parametrize("shape", [(28, 28), (32, 32, 3), (50, 50, 3)])
def test_an_image_on_the_pad_is_read_as_it_is_in_training(preprocessing: Preprocessing, shape: tuple[int, ...]) -> None:
    images = ImageSet("some", some_pixels(3, *shape), np.zeros(3, np.uint8), "")
    trained = as_read(images.pixels, preprocessing)[1]
    np.testing.assert_array_equal(rasterize(picture_of(images, 1), preprocessing).pixels, trained)
    assert trained.dtype == np.float32
    assert trained.shape == (preprocessing.image_size,) * 2 + ((3,) if preprocessing.channels == 3 else ())


def test_light_on_dark_stays_so_and_keeps_its_levels() -> None:
    levels = np.arange(28 * 28).reshape(1, 28, 28).astype(np.uint8)
    np.testing.assert_array_equal(as_read(levels, GREY), levels / np.float32(255))


def test_pictures_are_made_smaller_without_passing_pixels_over() -> None:
    stripes = np.zeros((1, 64, 64), np.uint8)
    stripes[:, :, ::2] = 255
    assert np.ptp(resized(stripes, 16)[0, 4:-4, 4:-4]) <= 10
    assert abs(int(resized(stripes, 16).mean()) - 127) <= 2


def test_colours_become_grey_as_pillow_makes_them() -> None:
    pixels = some_pixels(40, 50, 3)
    np.testing.assert_array_equal(grey(pixels), np.asarray(Image.fromarray(pixels).convert("L")))


def test_grey_becomes_three_equal_channels() -> None:
    pixels = some_pixels(2, 32, 32)
    np.testing.assert_array_equal(converted(pixels, COLOUR), np.stack([pixels] * 3, axis=3))


def test_a_picture_of_other_proportions_is_brought_to_a_square_whole() -> None:
    wide = np.zeros((10, 40, 3), np.uint8)
    wide[:, 20:] = 255
    content = io.BytesIO()
    Image.fromarray(wide).save(content, "png")
    seen = rasterize(decode_picture(content.getvalue()), COLOUR).pixels
    assert seen[:, :14].max() == 0.0
    assert seen[:, 18:].min() == 1.0


@pytest.mark.parametrize("preprocessing", [GREY, COLOUR, Preprocessing(reading=Reading.GREY, image_size=56)])
def test_strokes_are_drawn_light_on_dark_in_the_same_place_at_any_size(preprocessing: Preprocessing) -> None:
    seen = rasterize(SEVEN, preprocessing)
    size = preprocessing.image_size
    lightness = seen.pixels if seen.pixels.ndim == 2 else seen.pixels.mean(axis=2)
    assert seen.pixels.shape[:2] == (size, size)
    assert lightness[0].max() == 0.0
    assert lightness.max() == 1.0
    digit = rasterize(SEVEN, GREY).pixels
    assert abs(lightness.mean() - digit.mean()) < 0.01
    rows = np.flatnonzero(lightness.any(axis=1)) / size
    assert rows[0] == pytest.approx(np.flatnonzero(digit.any(axis=1))[0] / 28, abs=0.04)
    assert [step for step, _ in seen.steps] == [raster.Step.SCALED]


def test_strokes_under_way_are_read_like_finished_ones() -> None:
    growing = Ink(SEVEN.strokes, pen_is_down=True)
    np.testing.assert_array_equal(rasterize(growing, COLOUR).pixels, rasterize(SEVEN, COLOUR).pixels)


def test_colours_are_laid_out_channel_by_channel_and_normalised_each_with_its_own() -> None:
    pixels = as_read(some_pixels(2, 32, 32, 3), COLOUR)
    mean, std = (0.1, 0.2, 0.3), (0.5, 0.25, 0.125)
    inputs = raster.prepare(pixels, Preprocessing(reading=Reading.COLOUR, image_size=32, mean=mean, std=std))
    assert inputs.shape == (2, 3072)
    for channel in range(3):
        expected = (pixels[..., channel] - np.float32(mean[channel])) / np.float32(std[channel])
        given = inputs[:, 1024 * channel : 1024 * (channel + 1)]
        np.testing.assert_allclose(given, expected.reshape(2, -1), rtol=1e-6)


def test_one_mean_serves_all_channels() -> None:
    pixels = as_read(some_pixels(2, 32, 32, 3), COLOUR)
    one = raster.prepare(pixels, Preprocessing(reading=Reading.COLOUR, image_size=32, mean=(0.5,), std=(0.25,)))
    three = raster.prepare(
        pixels, Preprocessing(reading=Reading.COLOUR, image_size=32, mean=(0.5,) * 3, std=(0.25,) * 3)
    )
    np.testing.assert_array_equal(one, three)
