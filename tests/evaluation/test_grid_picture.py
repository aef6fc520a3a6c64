from __future__ import annotations

import numpy as np
import pytest

from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.data.image_set import ImageSet
from digitpad.errors import ConfigError
from digitpad.evaluation.grid_picture import NamedPicture, grid_picture, named_pictures
from digitpad.evaluation.metrics import evaluate_model
from digitpad.evaluation.samples import of_images
from tests.support.models import brightest

CLOTHES = ("T-shirt/top", "Trouser", "Ankle boot")


def picture(true: str, predicted: str) -> NamedPicture:
    return NamedPicture(np.full((28, 28), 128, np.uint8), true, predicted)


def pictures_of(answers: list[tuple[int, int]], count: int, seed: int | None = None) -> tuple[NamedPicture, ...]:
    """Return pictures of samples with a (true class, predicted class) each."""
    model = brightest(CLOTHES, Preprocessing(reading=Reading.GREY))
    pixels = np.zeros((len(answers), 28, 28), np.uint8)
    for place, (_, predicted) in enumerate(answers):
        pixels[place, 0, predicted] = 255 - place
    samples = of_images(
        ImageSet("drawn", pixels, np.array([true for true, _ in answers], np.uint8), "", CLOTHES), model
    )
    result = evaluate_model(model, samples.pixels, samples.labels)
    return named_pictures(samples, result.predictions, CLOTHES, count, seed)


def test_the_first_pictures_have_their_two_names() -> None:
    first = pictures_of([(0, 0), (2, 1), (1, 1)], 2)
    assert [(each.true, each.predicted, each.is_right) for each in first] == [
        ("T-shirt/top", "T-shirt/top", True),
        ("Ankle boot", "Trouser", False),
    ]
    assert first[0].pixels[0, 0] == 255


def test_random_pictures_are_each_shown_once_and_the_same_for_a_seed() -> None:
    answers = [(0, 0)] * 8
    levels = [[int(each.pixels[0, 0]) for each in pictures_of(answers, 8, seed)] for seed in (1, 1, 2)]
    assert sorted(levels[0]) == list(range(248, 256))
    assert levels[0] == levels[1] != levels[2]


@pytest.mark.parametrize("count", [0, 4])
def test_a_number_of_pictures_that_there_is_not_is_refused(count: int) -> None:
    with pytest.raises(ConfigError):
        pictures_of([(0, 0), (2, 1), (1, 1)], count)


def test_right_and_wrong_are_told_apart_without_colour() -> None:
    right, wrong = (
        np.asarray(grid_picture([picture("Trouser", predicted)]).convert("L")) for predicted in ("Trouser", "Dress")
    )
    assert right[:, 9].min() > 200 > wrong[20:-20, 9].max()  # the edge of the frame is thin and light, or thick


def test_a_large_picture_takes_no_more_room_than_a_small_one() -> None:
    large = NamedPicture(np.full((600, 300), 128, np.uint8), "7", "7")
    assert grid_picture([large]).size == grid_picture([picture("7", "7")]).size


def test_long_names_are_not_cut() -> None:
    narrow, wide = (grid_picture([picture(name, name)]).width for name in ("Bag", "A class with a very long name"))
    assert wide > narrow


def test_a_name_longer_than_a_line_of_text_is_cut() -> None:
    sheets = [grid_picture([picture("very long " * words, "Bag")]) for words in (30, 60)]
    assert sheets[0].width == sheets[1].width < 400
    assert sheets[0].tobytes() == sheets[1].tobytes()


def test_every_name_is_drawn_above_its_picture() -> None:
    sheet = np.asarray(grid_picture([picture("7", "1")] * 11).convert("L"))
    shorter = np.asarray(grid_picture([picture("7", "1")] * 10).convert("L"))
    assert sheet.shape[1] == shorter.shape[1]
    assert sheet.shape[0] > shorter.shape[0]
