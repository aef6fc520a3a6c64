import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.errors import DatasetError
from digitpad.evaluation.intervals import wilson_interval, writer_interval
from digitpad.evaluation.metrics import EvaluationRun, evaluate_logits, evaluate_model
from digitpad.models.checkpoint import Checkpoint, weight_shapes

PLAIN = Preprocessing()


def brightest_pixel_model(preprocessing: Preprocessing = PLAIN) -> Checkpoint:
    """Return a softmax regression whose logit k is ten times pixel k."""
    spec = ModelSpec()
    weights = {name: np.zeros(shape, np.float32) for name, shape in weight_shapes(spec).items()}
    np.fill_diagonal(weights["layers.0.weight"], 10.0)
    return Checkpoint(spec, preprocessing, weights=weights)


def image_of(digit: int) -> np.ndarray:
    image = np.zeros((28, 28), np.float32)
    image[0, digit] = 1.0
    return image


def test_figures_of_a_small_example_worked_by_hand() -> None:
    logits = np.log(np.array([[0.7, 0.2, 0.1], [0.5, 0.25, 0.25], [0.1, 0.1, 0.8]], np.float32))
    outcome = evaluate_logits(logits, np.array([0, 1, 2]))
    assert (outcome.count, outcome.correct) == (3, 2)
    assert outcome.accuracy == pytest.approx(2 / 3)
    assert outcome.loss == pytest.approx(-(math.log(0.7) + math.log(0.25) + math.log(0.8)) / 3, rel=1e-6)
    np.testing.assert_array_equal(outcome.confusion, [[1, 0, 0], [1, 0, 0], [0, 0, 1]])


def test_unreadable_samples_count_as_wrong_and_unlabelled_ones_are_skipped() -> None:
    pixels = [image_of(3), None, image_of(4), image_of(5), None]
    outcome = evaluate_model(brightest_pixel_model(), pixels, [3, 7, None, 6, None]).evaluation
    assert (outcome.count, outcome.correct, outcome.unreadable, outcome.skipped) == (3, 1, 1, 2)
    assert outcome.confusion.sum() == 2
    assert outcome.confusion[3, 3] == outcome.confusion[6, 5] == 1


def test_samples_are_prepared_as_the_model_was_trained() -> None:
    """A mean and standard deviation change the loss, and not which digit is most probable."""
    images, labels = np.stack([image_of(digit) for digit in range(10)]), np.arange(10)
    plain = evaluate_model(brightest_pixel_model(), images, labels).evaluation
    scaled = evaluate_model(brightest_pixel_model(Preprocessing(mean=(0.5,), std=(0.1,))), images, labels).evaluation
    assert plain.correct == scaled.correct == 10
    assert scaled.loss < plain.loss


def test_many_samples_are_measured_in_chunks() -> None:
    labels = np.arange(2345) % 10
    outcome = evaluate_model(brightest_pixel_model(), [image_of(digit) for digit in labels], labels).evaluation
    assert (outcome.count, outcome.correct) == (2345, 2345)


def test_nothing_labelled_is_an_error_that_says_so() -> None:
    with pytest.raises(DatasetError, match="None of the 2 samples has a label"):
        evaluate_model(brightest_pixel_model(), [image_of(0), None], [None, None])


def test_nothing_readable_gives_an_accuracy_of_0_and_no_loss() -> None:
    outcome = evaluate_model(brightest_pixel_model(), [None], [4]).evaluation
    assert outcome.accuracy == 0.0
    assert math.isnan(outcome.loss)


def test_precision_and_recall_of_a_small_example_worked_by_hand() -> None:
    """Class 0: three samples, two found; twice also named for class 1's. Class 2 is never named, 3 never shown."""
    logits = np.eye(4, dtype=np.float32)[[0, 0, 1, 0, 0, 1]]
    figures = evaluate_logits(logits, np.array([0, 0, 0, 1, 2, 1])).per_class
    assert [(made.count, made.predicted, made.correct) for made in figures] == [
        (3, 4, 2),
        (2, 2, 1),
        (1, 0, 0),
        (0, 0, 0),
    ]
    assert [made.precision for made in figures] == [0.5, 0.5, None, None]
    assert [made.recall for made in figures] == [pytest.approx(2 / 3), 0.5, 0.0, None]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60))
def test_what_each_class_found_adds_up_to_all_that_is_right(pairs: list[tuple[int, int]]) -> None:
    truth, predicted = np.array(pairs).T
    outcome = evaluate_logits(np.eye(4, dtype=np.float32)[predicted], truth)
    assert sum(made.correct for made in outcome.per_class) == outcome.correct
    assert (
        sum(made.count for made in outcome.per_class) == sum(made.predicted for made in outcome.per_class) == len(pairs)
    )


def test_answers_tell_each_sample_by_its_place() -> None:
    pixels = [image_of(3), None, image_of(4), image_of(5), image_of(5) / 2]
    answers = evaluate_model(brightest_pixel_model(), pixels, [3, 7, None, 6, 6]).predictions
    assert answers.positions.tolist() == [0, 3, 4]
    assert answers.truth.tolist() == [3, 6, 6]
    assert answers.predicted.tolist() == [3, 5, 5]
    assert answers.is_right.tolist() == [True, False, False]
    half = math.exp(5) / (math.exp(5) + 9)
    assert answers.confidence[2] == pytest.approx(half, rel=1e-5)


def test_mistakes_and_cells_have_the_most_confident_first_and_equals_in_order() -> None:
    strength = [0.2, 0.9, 0.5, 0.9]
    pixels = [image_of(5) * np.float32(share) for share in strength]
    answers = evaluate_model(brightest_pixel_model(), [*pixels, image_of(6)], [6, 6, 6, 6, 6]).predictions
    assert answers.mistakes.tolist() == [1, 3, 2, 0]
    assert answers.in_cell(6, 5).tolist() == [1, 3, 2, 0]
    assert answers.in_cell(6, 6).tolist() == [4]
    assert answers.in_cell(5, 6).tolist() == []


def test_bytes_are_measured_as_the_fractions_they_stand_for() -> None:
    labels = np.arange(10)
    images = np.stack([image_of(digit) for digit in labels])
    as_bytes = evaluate_model(brightest_pixel_model(), (images * 255).astype(np.uint8), labels)
    as_fractions = evaluate_model(brightest_pixel_model(), images, labels)
    np.testing.assert_array_equal(as_bytes.predictions.confidence, as_fractions.predictions.confidence)


def test_a_run_tells_how_far_it_is_and_can_be_left_at_any_chunk() -> None:
    labels = np.arange(2500) % 10
    running = EvaluationRun(brightest_pixel_model(), np.stack([image_of(digit) for digit in labels]), labels)
    assert next(running) == 0.4
    with pytest.raises(RuntimeError):
        _ = running.result
    assert list(running) == [0.8, 1.0]
    assert running.result.evaluation.correct == 2500


def test_samples_of_more_classes_than_the_model_knows_are_refused() -> None:
    with pytest.raises(DatasetError, match="knows 10 classes and the samples are of 12"):
        evaluate_model(brightest_pixel_model(), [image_of(0)], [11])


def test_where_writers_are_known_the_interval_is_resampled_by_them() -> None:
    pixels, labels = [image_of(3), image_of(3), image_of(4), image_of(5)], [3, 3, 4, 6]
    model = brightest_pixel_model()
    outcome = evaluate_model(model, pixels, labels, ["A", "A", "B", "B"]).evaluation
    assert [(each.writer, each.count, each.correct) for each in outcome.writers] == [("A", 2, 2), ("B", 2, 1)]
    assert outcome.interval == writer_interval([2, 1], [2, 2])
    assert outcome.is_resampled
    assert not evaluate_model(model, pixels[:3], labels[:3], ["A", "A", "B"]).evaluation.is_resampled
    alike = evaluate_model(model, [*pixels[2:]] * 2, [*labels[2:]] * 2, ["A", "A", "B", "B"]).evaluation
    assert alike.interval == wilson_interval(2, 4)
    assert not alike.is_resampled
    for writers in (["A", "A", "B", None], ()):
        assert evaluate_model(model, pixels, labels, writers).evaluation.interval == wilson_interval(3, 4)
    with_a_gap = evaluate_model(model, [*pixels, None], [*labels, 1], ["A", "A", "B", "B", "B"]).evaluation
    assert with_a_gap.interval == wilson_interval(3, 5)
