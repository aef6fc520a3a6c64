"""Things that are no digits are drawn as ink, each anew, and the same from the same seed."""

import numpy as np
import pytest

from digitpad.errors import DatasetError
from digitpad.evaluation.digit_detection import images_of
from digitpad.ink.ink_file import InkSample
from digitpad.ink.synthetic.digits import TEMPLATES
from digitpad.ink.synthetic.nondigits.families import Family, make_nondigit
from digitpad.ink.synthetic.nondigits.printed import CHARACTERS, printed
from digitpad.ink.synthetic.nondigits.symbols import LETTERS, SIGNS
from digitpad.ink.synthetic.strokes import ink_of
from digitpad.preprocessing.picture import fitted_ink
from digitpad.recognition.digit_detector import is_dot


@pytest.fixture(scope="module")
def digits() -> list[InkSample]:
    generator = np.random.default_rng(0)
    return [InkSample(ink_of(form.drawn(generator)), form.digit) for form in TEMPLATES for _ in range(3)]


@pytest.mark.parametrize("family", Family)
def test_every_family_draws_on_the_pad_each_time_another_drawing(family: Family, digits: list[InkSample]) -> None:
    generator = np.random.default_rng(5)
    inks = [make_nondigit(family, generator, digits) for _ in range(60)]
    assert len({ink.bounds for ink in inks}) == 60
    for ink in inks:
        assert ink.bounds is not None
        assert ink.bounds.left >= 0.0
        assert ink.bounds.top >= 0.0
        assert max(ink.bounds.right, ink.bounds.bottom) <= 500.01
        assert not is_dot(ink)
        assert not ink.pen_is_down


@pytest.mark.parametrize("family", Family)
def test_a_seed_gives_the_same_drawings_again(family: Family, digits: list[InkSample]) -> None:
    once, again = (
        [make_nondigit(family, generator, digits) for _ in range(10)]
        for generator in (np.random.default_rng(8), np.random.default_rng(8))
    )
    assert once == again


@pytest.mark.parametrize("seed", range(6))
def test_ink_without_a_digit_that_is_none_when_turned_is_an_error_and_not_waited_for(
    seed: int, digits: list[InkSample]
) -> None:
    others = [sample for sample in digits if sample.label in {0, 1, 8}]
    with pytest.raises(DatasetError, match=f"none of the {len(others)} in this ink"):
        make_nondigit(Family.TURNED, np.random.default_rng(seed), others)


def test_families_are_of_several_kinds_densities_and_stroke_counts(digits: list[InkSample]) -> None:
    generator = np.random.default_rng(2)
    for family in (Family.SHAPES, Family.SYMBOLS, Family.SCRIBBLES, Family.DOODLES):
        inks = [make_nondigit(family, generator, digits) for _ in range(200)]
        assert len({len(ink.strokes) for ink in inks}) >= 4
        counts = sorted(ink.point_count for ink in inks)
        assert counts[180] > 3 * counts[20]
        images = images_of([InkSample(ink) for ink in inks])
        assert images.std(axis=0).mean() > 0.1


def test_no_template_is_of_a_twin_of_a_digit() -> None:
    names = {*LETTERS, *SIGNS}
    assert not names & {*"OoQDCU(lI|/!ZzSsbGJBgqy", *"0123456789"}
    assert all(
        len(point) == 2 and point.isdigit()
        for hands in (*LETTERS.values(), *SIGNS.values())
        for hand in hands
        for stroke in hand.split(",")
        for point in stroke.strip().lstrip("~").split()
    )


def test_every_printed_character_is_in_the_font_and_leaves_ink() -> None:
    generator = np.random.default_rng(1)
    names = set()
    for _ in range(400):
        picture = printed(generator)
        names.add(picture.name)
        assert fitted_ink(picture).sum() > 10
    assert names == set(CHARACTERS)
