import hashlib
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import Split
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.errors import CheckpointError
from digitpad.evaluation.digit_detection import images_of
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample
from digitpad.ink.synthetic.nondigits.families import Family, make_nondigit
from digitpad.models import checkpoint as checkpoints
from digitpad.paths import shipped
from digitpad.recognition import digit_detector
from digitpad.recognition.digit_detector import DigitDetector, is_dot
from digitpad.recognition.recognizer import Recognizer
from tests.support import inks
from tests.support.training_samples import mnist, written_forms

CARD = shipped("weights", "README.md").read_text()


@pytest.fixture(scope="module")
def detector() -> DigitDetector:
    return DigitDetector.bundled()


def test_nearly_all_of_mnist_is_kept(detector: DigitDetector) -> None:
    pixels = mnist(Split.TEST).pixels[:2000].astype(np.float32) / np.float32(255.0)
    scores = detector.score(pixels)
    assert scores.dtype == np.float32
    assert scores.shape == (2000,)
    assert (scores >= detector.thresholds.score_for(0.99)).mean() > 0.96


def test_digits_in_forms_that_few_people_write_are_kept(detector: DigitDetector) -> None:
    assert (detector.score(images_of(written_forms(20, seed=3))) >= detector.thresholds.score_for(0.99)).mean() > 0.95


@pytest.mark.parametrize(("family", "most"), [(Family.SCRIBBLES, 0.02), (Family.SHAPES, 0.03), (Family.SYMBOLS, 0.03)])
def test_little_else_is_accepted_at_95_percent(detector: DigitDetector, family: Family, most: float) -> None:
    generator = np.random.default_rng(99)
    samples = [InkSample(make_nondigit(family, generator, ())) for _ in range(400)]
    assert (detector.score(images_of(samples)) >= detector.thresholds.score_for(0.95)).mean() <= most


def test_ink_that_reaches_far_in_either_direction_is_no_dot(detector: DigitDetector) -> None:
    dot, flat, high = images = np.zeros((3, 28, 28), np.float32)
    dot[10:18, 10:18] = flat[14, 4:24] = high[4:24, 14] = 1.0
    expected = [False, True, True]
    assert np.isfinite(detector.score_equalised(images)).tolist() == expected
    assert [np.isfinite(detector.score_equalised(image[np.newaxis])).item() for image in images] == expected


def test_the_card_states_the_file_and_the_figures_that_ship(detector: DigitDetector) -> None:
    path = shipped(*digit_detector.BUNDLED)
    assert path.stat().st_size < 400_000
    assert hashlib.sha256(path.read_bytes()).hexdigest() in CARD
    assert f"{detector.spec.parameter_count:,}" in CARD
    at = detector.thresholds.kept.index
    for kind in detector.figures:
        (row,) = (line for line in CARD.splitlines() if line.startswith(f"| {kind.name} | {kind.count:,} |"))
        for kept in (0.95, 0.98, 0.99):
            assert f"{100 * kind.reached[at(kept)]:.1f}" in row


def test_the_detector_is_as_good_as_it_must_be(detector: DigitDetector) -> None:
    through = dict(detector.thresholds.false_positives_at(0.95))
    assert through[Family.SCRIBBLES] <= 0.01
    assert max(through[Family.SHAPES], through[Family.SYMBOLS], through["printed letters"]) <= 0.03
    pens, images = detector.figures[:2]
    assert (pens.count, images.count) == (1_498, 10_000)
    assert "A25, A26, A27, A28, A29, A30" in pens.note


def test_the_thresholds_tell_what_they_let_through(detector: DigitDetector) -> None:
    kinds = {name for name, _ in detector.thresholds.false_positives_at(0.95)}
    assert {*Family, "printed letters", "Fashion-MNIST"} <= kinds


def test_scores_are_the_same_one_by_one_and_equalised_before(detector: DigitDetector) -> None:
    images = images_of([InkSample(ink) for ink in inks.ALL])
    together = detector.score(images)
    for image, score in zip(images, together, strict=True):
        assert detector.score(image[np.newaxis])[0] == pytest.approx(score, abs=1e-3)


def test_a_recognizer_scores_drawings_alike_with_and_without_equalising(detector: DigitDetector) -> None:
    checkpoint = checkpoints.load(shipped("weights", "mlp.safetensors"))
    plain = replace(checkpoint, preprocessing=replace(checkpoint.preprocessing, moments=False))
    for ink in inks.ALL:
        score = Recognizer(checkpoint, detector).predict(ink).digit_score
        assert score is not None
        assert Recognizer(plain, detector).predict(ink).digit_score == pytest.approx(score, abs=1e-3)
        assert score >= detector.thresholds.score_for(0.99)


def test_a_recognizer_without_a_detector_or_of_other_pictures_gives_no_score(detector: DigitDetector) -> None:
    checkpoint = checkpoints.load(shipped("weights", "softmax.safetensors"))
    assert Recognizer(checkpoint).predict(inks.SEVEN).digit_score is None
    clothes = replace(checkpoint, preprocessing=Preprocessing(reading=Reading.GREY, image_size=28))
    assert Recognizer(clothes, detector).predict(inks.SEVEN).digit_score is None


@pytest.mark.parametrize(
    "dot",
    [
        Ink.of([[(250, 250)]]),
        Ink.of([[(250, 250), (252, 251), (251, 249)]]),
        Ink.of([[(100 + 3 * math.cos(k / 3), 90 + 3 * math.sin(k / 3)) for k in range(19)]]),
    ],
)
def test_a_dot_is_no_digit_whatever_its_form(detector: DigitDetector, dot: Ink) -> None:
    assert is_dot(dot)
    checkpoint = checkpoints.load(shipped("weights", "mlp.safetensors"))
    assert Recognizer(checkpoint, detector).predict(dot).digit_score == -math.inf


def test_ink_without_a_stroke_is_a_dot() -> None:
    assert is_dot(Ink())


def test_blank_paper_and_a_raster_with_a_dot_have_no_score_to_speak_of(detector: DigitDetector) -> None:
    rasters = np.concatenate([np.zeros((1, 28, 28), np.float32), images_of([InkSample(Ink.of([[(5, 5)]]))])])
    assert rasters[1].sum() > 0.0
    assert (detector.score(rasters) == -math.inf).all()
    assert np.isfinite(detector.score(images_of([InkSample(ink) for ink in inks.ALL]))).all()


@pytest.mark.parametrize("size", [0.001, 0.05, 1.0, 3.0])
def test_a_tiny_digit_is_none(size: float) -> None:
    """From 0.4 units, in a file with units of its own, over 20 on the pad, to the whole pad."""
    tiny = Ink.of([(x * size, y * size) for x, y, _ in stroke] for stroke in inks.ZERO.strokes)
    assert not is_dot(tiny)


def test_a_gate_comes_back_from_its_file_as_it_was(detector: DigitDetector, tmp_path: Path) -> None:
    path = tmp_path / "gate.safetensors"
    digit_detector.save(detector, path)
    again = digit_detector.load(path)
    assert replace(again, weights={}) == replace(detector, weights={})
    for name, array in detector.weights.items():
        assert np.array_equal(again.weights[name], array)
    digit_detector.save(again, tmp_path / "again.safetensors")
    assert path.read_bytes() == (tmp_path / "again.safetensors").read_bytes()


def test_what_is_no_detector_is_refused(detector: DigitDetector, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError):
        digit_detector.load(shipped("weights", "mlp.safetensors"))
    with pytest.raises(CheckpointError):
        digit_detector.load(tmp_path / "missing.safetensors")
    path = tmp_path / "cut.safetensors"
    digit_detector.save(detector, path)
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(CheckpointError):
        digit_detector.load(path)
    digit_detector.save(replace(detector, spec=replace(detector.spec, hidden_sizes=(9, 9, 9))), path)
    with pytest.raises(CheckpointError, match="detector"):
        digit_detector.load(path)
    weights = dict(detector.weights)
    weights["layers.0.bias"] = np.full_like(weights["layers.0.bias"], np.nan)
    digit_detector.save(replace(detector, weights=weights), path)
    with pytest.raises(CheckpointError, match="finite"):
        digit_detector.load(path)
