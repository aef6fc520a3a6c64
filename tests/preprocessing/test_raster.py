import numpy as np
import pytest

from digitpad.config.dataset_info import Split
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.data.reading import read_mnist
from digitpad.preprocessing import ink_rendering, raster
from digitpad.preprocessing.raster import Step
from tests.support import inks

EQUALISING = Preprocessing(moments=True)


def moments_of(image: np.ndarray) -> tuple[float, float, float, float, float]:
    """Return centre x and y, standard deviation x and y, and slant cov / var y of an image."""
    y, x = np.mgrid[:28, :28]
    mass = image.sum()
    centre_x, centre_y = (image * x).sum() / mass, (image * y).sum() / mass
    var_x, var_y = (image * (x - centre_x) ** 2).sum() / mass, (image * (y - centre_y) ** 2).sum() / mass
    cov = (image * (x - centre_x) * (y - centre_y)).sum() / mass
    return centre_x, centre_y, var_x**0.5, var_y**0.5, cov / var_y


@pytest.mark.parametrize("ink", inks.ALL)
def test_the_centre_of_mass_falls_on_pixel_14_14(ink: inks.Ink) -> None:
    centre_x, centre_y, *_ = moments_of(raster.finish(ink_rendering.draw(ink), Preprocessing()).pixels)
    assert centre_x >= 13.5 - 1e-5
    assert centre_x < 14.5
    assert centre_y >= 13.5 - 1e-5
    assert centre_y < 14.5


def test_mnist_images_are_centred_already() -> None:
    pixels = read_mnist(Split.TEST).pixels.astype(np.float32) / np.float32(255)
    assert np.array_equal(raster.centre(pixels), pixels)


def test_centring_pushes_no_ink_over_the_edge() -> None:
    image = np.zeros((1, 28, 28), np.float32)
    image[0, 0, 0:28] = 1.0  # as wide as the raster: it cannot move sideways
    image[0, 0:3, 0:6] = 1.0
    centred = raster.centre(image)
    assert centred.sum() == image.sum()
    assert centred[0].sum(axis=0).argmin() == image[0].sum(axis=0).argmin()


def test_an_image_without_ink_stays_as_it_is() -> None:
    blank = np.zeros((2, 28, 28), np.float32)
    assert np.array_equal(raster.centre(blank), blank)
    assert np.array_equal(raster.equalise(blank), blank)


@pytest.mark.parametrize("ink", [inks.ZERO, inks.THREE])
def test_equalising_gives_every_digit_the_same_spread_upright(ink: inks.Ink) -> None:
    centre_x, centre_y, std_x, std_y, slant = moments_of(raster.finish(ink_rendering.draw(ink), EQUALISING).pixels)
    assert (centre_x, centre_y) == pytest.approx((14, 14), abs=0.1)
    assert std_x == pytest.approx(raster.TARGET_STD_X, abs=0.35)
    assert std_y == pytest.approx(raster.TARGET_STD_Y, abs=0.35)
    assert abs(slant) < 0.05


def test_equalising_undoes_a_slant() -> None:
    slanted = inks.Ink.of([[(x + 0.4 * y, y) for x, y, _ in stroke] for stroke in inks.ZERO.strokes])
    upright = raster.finish(ink_rendering.draw(inks.ZERO), EQUALISING).pixels
    straightened = raster.finish(ink_rendering.draw(slanted), EQUALISING).pixels
    assert np.abs(straightened - upright).mean() < 0.04


def test_a_batch_is_centred_as_each_image_alone() -> None:
    images = np.stack([*(ink_rendering.draw(ink) for ink in inks.ALL), np.zeros((28, 28), np.float32)])
    alone = np.concatenate([raster.centre(image[np.newaxis]) for image in images])
    assert np.array_equal(raster.centre(images), alone)


def test_a_batch_is_equalised_as_each_image_alone() -> None:
    images = np.stack([raster.finish(ink_rendering.draw(ink), Preprocessing()).pixels for ink in inks.ALL])
    alone = np.concatenate([raster.equalise(image[np.newaxis]) for image in images])
    np.testing.assert_allclose(raster.equalise(images), alone, atol=1e-5)


def test_every_step_is_kept_and_the_last_is_what_the_model_gets() -> None:
    plain = raster.finish(ink_rendering.draw(inks.SEVEN), Preprocessing())
    equalised = raster.finish(ink_rendering.draw(inks.SEVEN), EQUALISING)
    assert [step for step, _ in plain.steps] == [Step.FITTED, Step.CENTRED]
    assert [step for step, _ in equalised.steps] == [Step.FITTED, Step.CENTRED, Step.EQUALISED]
    assert equalised.steps[-1][1] is equalised.pixels


def test_prepared_inputs_are_the_pixels_less_the_mean_over_the_standard_deviation() -> None:
    image = raster.finish(ink_rendering.draw(inks.SEVEN), Preprocessing()).pixels[np.newaxis]
    plain = raster.prepare(image, Preprocessing())
    normalised = raster.prepare(image, Preprocessing().with_mean_std())
    assert plain.shape == (1, 784)
    assert plain.dtype == normalised.dtype == np.float32
    np.testing.assert_allclose(normalised, (plain - 0.1307) / 0.3081, atol=1e-5)


def test_training_and_recognition_prepare_the_same_inputs() -> None:
    seen = raster.finish(ink_rendering.draw(inks.THREE), EQUALISING)
    live = raster.standardise(seen.pixels[np.newaxis], EQUALISING)
    np.testing.assert_allclose(raster.prepare(seen.steps[1][1][np.newaxis], EQUALISING), live, atol=1e-6)
