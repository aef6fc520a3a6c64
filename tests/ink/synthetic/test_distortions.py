import numpy as np
import pytest
from PIL import Image

from digitpad.config.dataset_info import Split
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink
from digitpad.ink.synthetic.distortions import INK_DISTORTIONS, PAD, PICTURE_DISTORTIONS
from digitpad.ink.synthetic.strokes import unit_strokes
from digitpad.preprocessing.ink_rendering import draw
from digitpad.preprocessing.picture import find_ink
from tests.support.training_samples import first_images

SEVEN = Ink.of([[(10.0 + k, 20.0) for k in range(40)] + [(50.0 - k / 2, 20.0 + 2 * k) for k in range(1, 40)]])
INK = {trial.name: trial for trial in INK_DISTORTIONS}
PICTURES = {trial.name: trial for trial in PICTURE_DISTORTIONS}


def changed(name: str, ink: Ink = SEVEN) -> Ink:
    drawing = INK[name].change(unit_strokes(ink), np.random.default_rng(0))
    assert isinstance(drawing, Ink)
    return drawing


def painted(name: str) -> np.ndarray:
    drawing = INK[name].change(unit_strokes(SEVEN), np.random.default_rng(0))
    assert isinstance(drawing, Picture)
    return find_ink(drawing)


def test_strokes_keep_their_shape_and_lose_their_size_and_place() -> None:
    (stroke,) = unit_strokes(SEVEN)
    assert np.ptp(stroke, axis=0) == pytest.approx([40 / 78, 1.0], abs=0.01)
    assert stroke.min(axis=0) + stroke.max(axis=0) == pytest.approx([0.0, 0.0], abs=1e-9)


@pytest.mark.parametrize(("name", "share"), [("tiny: 5 % of the pad", 0.05), ("huge: the whole pad", 1.0)])
def test_sizes_are_shares_of_the_pad_and_points_fall_on_its_units(name: str, share: float) -> None:
    bounds = changed(name).bounds
    assert bounds is not None
    assert bounds.height == pytest.approx(share * PAD, abs=1)
    assert all(x == round(x) and y == round(y) for stroke in changed(name).strokes for x, y, _ in stroke)


def test_a_line_upright_leans_the_way_it_is_turned_or_slanted() -> None:
    upright = Ink.of([[(5.0, float(y)) for y in range(50)]])
    for name, leans in (("turned 15° right", 1), ("turned 15° left", -1), ("slanted 20° right", 1)):
        (stroke,) = changed(name, upright).strokes
        assert np.sign(stroke[0].x - stroke[-1].x) == leans, name


def test_strokes_in_other_order_and_direction_draw_the_same_raster() -> None:
    two = Ink((*SEVEN.strokes, *Ink.of([[(20.0, 60.0), (45.0, 60.0)]]).strokes))
    other = changed("strokes in other order and direction", two)
    assert other.strokes[0][0].x > other.strokes[0][-1].x
    np.testing.assert_allclose(draw(other), draw(two), atol=1e-3)


def test_few_points_keep_the_ends_of_a_stroke() -> None:
    (stroke,) = changed("few points: 10 a stroke").strokes
    (before,) = unit_strokes(SEVEN)
    assert len(stroke) == 10
    assert (stroke[0].x, stroke[0].y) == pytest.approx(tuple(before[0]))
    assert (stroke[-1].x, stroke[-1].y) == pytest.approx(tuple(before[-1]))


def test_lines_shake_a_little() -> None:
    (stroke,) = changed("shaky lines").strokes
    moved = np.abs(np.array([(x, y) for x, y, _ in stroke]) - unit_strokes(SEVEN)[0])
    assert 0.005 < moved.mean() < 0.05


@pytest.mark.parametrize(("name", "strokes"), [("7 crossed", 2), ("0 slashed", 2), ("1 hooked, with a foot", 3)])
def test_strokes_are_added_to_the_digits_they_belong_to(name: str, strokes: int) -> None:
    assert INK[name].digit == int(name[0])
    assert len(changed(name).strokes) == strokes


def test_a_seven_that_is_crossed_is_not_crossed_again() -> None:
    crossed = changed("7 crossed")
    assert INK["7 crossed"].change(unit_strokes(crossed), np.random.default_rng(0)) is None


def test_a_thicker_pen_covers_more_of_the_page() -> None:
    thin, usual, thick = (painted(f"painted with a {pen} pen").mean() for pen in ("thin", "usual", "thick"))
    assert 0.0 < thin < usual / 2 < thick


def test_pages_are_larger_than_the_digit_and_dark_on_light_or_light_on_dark() -> None:
    digit = Image.fromarray(first_images(Split.TEST, 1).pixels[0])
    for name, trial in PICTURES.items():
        page = trial.change(digit)
        rgb = np.frombuffer(page.rgb, np.uint8).reshape(page.height, page.width, 3)
        is_dark = "light on dark" in name
        assert (rgb[0, 0] == (0 if is_dark else 255)).all(), name
        assert (np.median(rgb) < 128) is np.bool_(is_dark), name
    assert PICTURES["tiny: 5 % of the page"].change(digit).width == 560
