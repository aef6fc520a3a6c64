import numpy as np
import pytest

from digitpad.config.dataset_info import Split
from digitpad.data.reading import read_mnist
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample
from digitpad.preprocessing import augmentation, ink_batches, ink_rendering, raster
from tests.support import inks

SAMPLES = [
    InkSample(ink)
    for ink in (*inks.ALL, Ink.of([[(3, 3)]]), Ink.of([[(0, 0), (1e-310, 0)]]), Ink.of([[(7, 3), (7, 3 + 1e-7)]]))
]


def test_many_inks_at_once_are_drawn_as_each_alone() -> None:
    together = ink_batches.InkRenderer(SAMPLES).render(np.arange(len(SAMPLES)))
    alone = np.stack([raster.centre(ink_rendering.draw(sample.ink)[np.newaxis])[0] for sample in SAMPLES])
    np.testing.assert_allclose(together, alone, atol=0.08)  # alone, points nearer than a tenth of a pixel are left out


def test_the_same_generator_varies_the_same_way_and_another_differently() -> None:
    renderer = ink_batches.InkRenderer(SAMPLES)
    indices = np.array([0, 0, 1, 3])
    first = renderer.render(indices, np.random.default_rng(1))
    assert np.array_equal(first, renderer.render(indices, np.random.default_rng(1)))
    assert not np.array_equal(first, renderer.render(indices, np.random.default_rng(2)))
    assert not np.array_equal(first[0], first[1])


def test_varied_ink_is_centred_and_keeps_its_digit() -> None:
    varied = ink_batches.InkRenderer(SAMPLES).render(np.full(64, 1), np.random.default_rng(0))
    assert np.array_equal(raster.centre(varied), varied)
    assert varied.min() >= 0.0
    assert varied.max() <= 1.0
    middle = varied[:, 12:16, 12:16].mean()
    assert middle < 0.15  # a zero stays hollow
    assert varied.std(axis=0).max() > 0.2


def test_varied_rasters_differ_from_the_original_but_not_wildly() -> None:
    images = read_mnist(Split.TEST).pixels[:64].astype(np.float32) / np.float32(255)
    varied = augmentation.vary_rasters(images, np.random.default_rng(0))
    assert varied.shape == images.shape
    assert varied.dtype == np.float32
    assert varied.min() >= 0.0
    assert varied.max() <= 1.0
    difference = np.abs(varied - images).mean(axis=(1, 2))
    assert difference.min() > 0.005
    assert difference.max() < 0.25
    assert varied.sum() == pytest.approx(images.sum(), rel=0.15)


def test_the_original_rasters_are_left_as_they_were() -> None:
    images = read_mnist(Split.TEST).pixels[:8].astype(np.float32) / np.float32(255)
    before = images.copy()
    augmentation.vary_rasters(images, np.random.default_rng(0))
    assert np.array_equal(images, before)
