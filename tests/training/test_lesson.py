from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.config.preprocessing_spec import Reading
from digitpad.config.train_config import InkSource
from digitpad.data.ink_set import InkSet
from digitpad.data.locations import dataset_folder
from digitpad.errors import TrainingError
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample, write_ink_file
from digitpad.library.library import Library
from digitpad.models.checkpoint import Checkpoint
from digitpad.training.lesson import FEW, LARGEST_LOSS, OWN_NAME, Comparison, LessonProgress, LessonRun, folds, teach
from digitpad.training.lesson_data import (
    GENTLE,
    LessonData,
    LessonPlan,
    OwnSamples,
    pens_to_measure_on,
    pens_to_replay,
)
from tests.support.inks import ONE, SEVEN, THREE, ZERO
from tests.support.unipen import write_pen_set

SHORT = LessonPlan(steps=30)


@pytest.fixture(scope="module")
def softmax() -> Checkpoint:
    return Library.of_user().load("softmax")


DASHES = [InkSample(Ink.of([[(100, 200 + 5 * number), (400, 200 + 3 * number)]]), 1) for number in range(8)]
"""Ones of a person who writes them lying down."""

ORDINARY = [InkSample(SEVEN, 7), InkSample(ZERO, 0), InkSample(ONE, 1), InkSample(THREE, 3)]


def test_a_hand_that_was_misread_is_learnt_and_digits_are_not_forgotten() -> None:
    lesson = teach(Library.of_user().load("mlp"), DASHES + ORDINARY)
    assert lesson.own is not None
    assert lesson.own.before.correct <= 6
    assert lesson.own.after.correct >= 11
    assert lesson.own.after.count == lesson.digits == 12
    assert not lesson.forgets
    assert 0 < lesson.changed < 1000


def test_the_taught_model_says_what_made_it_and_the_base_stays_as_it_was(softmax: Checkpoint) -> None:
    weights = {name: array.copy() for name, array in softmax.weights.items()}
    lesson = teach(softmax, DASHES, SHORT)
    made = lesson.checkpoint
    assert all(np.array_equal(softmax.weights[name], array) for name, array in weights.items())
    assert any(not np.array_equal(made.weights[name], array) for name, array in weights.items())
    assert (made.config, made.history) == (softmax.config, softmax.history)
    (told,) = made.lessons
    assert (told.digits, told.steps, told.learning_rate) == (8, SHORT.steps, SHORT.learning_rate)
    assert told.created == made.created
    assert [source.count for source in made.data if source.name == OWN_NAME] == [8]
    assert made.measurements[0] == lesson.mnist.after
    assert made.measurements[1].name == OWN_NAME
    assert lesson.pens is None
    assert not lesson.is_repeated
    again = teach(made, DASHES, SHORT)
    assert again.is_repeated
    assert len(again.checkpoint.lessons) == 2


def test_the_same_digits_give_the_same_weights(softmax: Checkpoint) -> None:
    first, second = (teach(softmax, DASHES, SHORT).checkpoint for _ in range(2))
    assert all(np.array_equal(first.weights[name], second.weights[name]) for name in first.weights)


def test_a_single_digit_is_learnt_though_nothing_can_be_held_out(softmax: Checkpoint) -> None:
    lesson = teach(softmax, DASHES[:1], SHORT)
    assert lesson.own is None
    assert len(lesson.checkpoint.measurements) == 1


def test_a_gentle_lesson_changes_fewer_answers(softmax: Checkpoint) -> None:
    assert teach(softmax, DASHES, GENTLE).changed < teach(softmax, DASHES).changed


def test_too_much_forgotten_is_told(softmax: Checkpoint) -> None:
    wrong = [InkSample(ink, (label + 1) % 10) for ink, label in ((SEVEN, 7), (ZERO, 0), (ONE, 1), (THREE, 3))]
    lesson = teach(softmax, wrong, LessonPlan(learning_rate=0.01, replayed=8))
    assert lesson.forgets
    assert lesson.mnist.gain < -LARGEST_LOSS
    kept = replace(lesson.mnist.before, correct=lesson.mnist.before.correct - 30)
    assert not replace(lesson, mnist=Comparison(lesson.mnist.before, kept)).forgets


def test_other_peoples_ink_is_replayed_and_told(softmax: Checkpoint) -> None:
    others = InkSet("friends.jsonl", tuple(ORDINARY), "0" * 64)
    lesson = teach(softmax, DASHES, SHORT, others)
    assert "friends.jsonl" in {source.name for source in lesson.checkpoint.data}


def test_other_peoples_pens_are_measured_before_and_after_by_writer(softmax: Checkpoint) -> None:
    signed = tuple(InkSample(sample.ink, sample.label, writer) for sample in ORDINARY for writer in ("B01", "B02"))
    lesson = teach(softmax, DASHES, SHORT, pens=InkSet("pens test", signed, "0" * 64))
    assert lesson.pens is not None
    assert lesson.pens.before.count == lesson.pens.after.count == 8
    assert [each.writer for each in lesson.pens.after.writers] == ["B01", "B02"]
    assert [made.name for made in lesson.checkpoint.measurements] == ["MNIST test", "pens test", OWN_NAME]


def test_ucis_pens_are_replayed_and_measured_on_where_they_are_here(softmax: Checkpoint) -> None:
    assert (pens_to_replay(softmax), pens_to_measure_on()) == (None, None)
    write_pen_set(dataset_folder(DatasetName.PENDIGITS))
    replayed, measured = pens_to_replay(softmax), pens_to_measure_on()
    assert replayed is not None
    assert measured is not None
    assert (len(replayed), len(measured)) == (7494, 3498)


def test_the_ink_a_model_learnt_from_is_replayed_without_the_writers_held_out(
    softmax: Checkpoint, tmp_path: Path
) -> None:
    path = tmp_path / "friends.jsonl"
    write_ink_file(path, [InkSample(SEVEN, 7, "A01"), InkSample(ONE, 1, "A02")])
    assert softmax.config is not None
    ink = InkSource(path=str(path), held_out_writers=("A02",))
    replayed = pens_to_replay(replace(softmax, config=replace(softmax.config, ink=ink)))
    assert replayed is not None
    assert [sample.writer for sample in replayed.samples] == ["A01"]


def test_progress_goes_from_nothing_to_every_step_of_all_turns(softmax: Checkpoint) -> None:
    told = list(LessonRun(softmax, DASHES, SHORT))
    assert told[0] == LessonProgress(0, 90)
    assert told[-1] == LessonProgress(90, 90)
    assert [each.step for each in told] == sorted(each.step for each in told)


def test_a_lesson_that_is_not_over_has_no_result(softmax: Checkpoint) -> None:
    with pytest.raises(RuntimeError, match="not over"):
        LessonRun(softmax, DASHES).result()


def test_nothing_to_learn_from_is_refused(softmax: Checkpoint) -> None:
    with pytest.raises(TrainingError, match="nothing to teach"):
        LessonRun(softmax, [InkSample(SEVEN)])


def test_a_model_of_other_things_is_refused(softmax: Checkpoint) -> None:
    pictures = replace(softmax, preprocessing=replace(softmax.preprocessing, reading=Reading.GREY, moments=False))
    with pytest.raises(TrainingError, match="does not read digits"):
        LessonRun(pictures, DASHES)


def test_turns_hold_every_digit_out_once_and_each_class_evenly() -> None:
    digits = [InkSample(ONE, label) for label in (*range(10), *range(10))]
    first, second = folds(digits)
    assert sorted([*first, *second]) == list(range(20))
    for turn in (first, second):
        assert sorted(digits[index].label or 0 for index in turn) == list(range(10))


def test_many_digits_are_measured_by_a_fifth_held_out() -> None:
    digits = [InkSample(ONE, number % 10) for number in range(FEW)]
    (only,) = folds(digits)
    assert len(only) == FEW // 5


def test_own_digits_are_given_as_drawn_and_varied_with_its_labels(softmax: Checkpoint) -> None:
    own = OwnSamples(ORDINARY, LessonData(softmax, SHORT, None))
    inputs, labels = own.varied(np.zeros(200, np.intp), np.random.default_rng(0))
    is_drawn = (inputs == own.inputs[0]).all(axis=1)
    assert set(labels) == {7}
    assert is_drawn.any()
    assert is_drawn.sum() < 50
