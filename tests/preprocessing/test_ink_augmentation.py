import numpy as np

from digitpad.ink.ink_file import InkSample
from digitpad.preprocessing import ink_augmentation
from digitpad.preprocessing.ink_batches import InkRenderer
from tests.support import inks


def line(count: int, *, padding: int = 0) -> np.ndarray:
    """Points along a line, the last one repeated."""
    share = np.concatenate([np.linspace(-0.5, 0.5, count), np.full(padding, 0.5)])
    return np.stack([share, np.zeros_like(share)], axis=1).astype(np.float32)


def test_varied_ink_keeps_its_shape_and_differs_each_time() -> None:
    points = np.stack([line(20)] * 50)
    stroke = np.zeros((50, 20), np.intp)
    varied = ink_augmentation.vary(points, stroke, np.full(50, 20), np.random.default_rng(0))
    assert varied.shape == points.shape
    assert varied.dtype == np.float32
    assert len(np.unique(varied[:, 0, 0])) == 50


def test_ink_of_no_strength_keeps_its_form() -> None:
    points = np.stack([line(7)] * 50)
    stroke, counts, generator = np.zeros((50, 7), np.intp), np.full(50, 7), np.random.default_rng(0)
    np.testing.assert_allclose(ink_augmentation.vary(points, stroke, counts, generator, (0.0, 0.0)), points, atol=1e-6)


def test_thinned_ink_keeps_both_ends_of_every_stroke() -> None:
    points = np.stack([np.concatenate([line(30), line(10) + 2.0])] * 400)
    stroke = np.tile(np.repeat([0, 1], [30, 10]), (400, 1))
    varied = ink_augmentation.vary(points, stroke, np.full(400, 40), np.random.default_rng(0))
    places = [len(np.unique(row, axis=0)) for row in varied]
    assert min(places) < 15
    assert np.median(places) == 40
    thinned = varied[int(np.argmin(places))]
    for first, last in ((0, 29), (30, 39)):
        assert not np.array_equal(thinned[first], thinned[last])
        assert not np.array_equal(thinned[last], thinned[last - 1])


def test_ink_of_few_points_is_not_thinned() -> None:
    points = np.stack([line(7, padding=13)] * 200)
    varied = ink_augmentation.vary(points, np.zeros((200, 20), np.intp), np.full(200, 7), np.random.default_rng(0))
    assert min(len(np.unique(row[:7], axis=0)) for row in varied) == 7


def test_a_slash_is_one_stroke_of_two_points_across_the_middle() -> None:
    points, stroke = ink_augmentation.slash(line(12), np.zeros(12, np.intp), np.random.default_rng(0))
    assert stroke.tolist() == [0] * 12 + [1, 1]
    np.testing.assert_allclose(points[-2:].mean(axis=0), [0.0, 0.0], atol=1e-6)
    assert points[-2, 0] > 0 > points[-1, 0]


def test_some_noughts_have_a_slash_and_no_other_digit_has() -> None:
    def ink_in_the_middle(label: int) -> np.ndarray:
        renderer = InkRenderer([InkSample(inks.ZERO, label)])
        varied = renderer.render(np.zeros(400, np.intp), np.random.default_rng(0))
        return varied[:, 13:16, 13:16].mean(axis=(1, 2)) > 0.4

    assert 0.03 < ink_in_the_middle(0).mean() < 0.15
    assert ink_in_the_middle(7).mean() < 0.01


def test_drawn_as_they_are_noughts_have_no_slash() -> None:
    renderer = InkRenderer([InkSample(inks.ZERO, 0)])
    assert len(renderer) == 1
    assert renderer.render(np.array([0]))[0, 13:16, 13:16].max() < 0.1
