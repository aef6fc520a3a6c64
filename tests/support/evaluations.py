"""Evaluations that tests of the evaluation window show: real models, few samples."""

from collections.abc import Sequence

import numpy as np

from digitpad.config.dataset_info import DIGITS
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.data.image_set import ImageSet
from digitpad.evaluation.metrics import evaluate_model
from digitpad.evaluation.samples import of_images
from digitpad.gui.evaluation.thread import EvaluationOutcome, EvaluationRequest, TestImages
from tests.support.models import brightest

CLOTHES = ("T-shirt/top", "Trouser", "Ankle boot & Co")


def verdict(
    answers: Sequence[tuple[int, int, float]],
    class_names: Sequence[str] = DIGITS,
    reading: Reading = Reading.DIGIT,
) -> EvaluationOutcome:
    """Return an evaluation with an answer for each (true class, predicted class, brightness of its pixel)."""
    model = brightest(class_names, Preprocessing(reading=reading))
    pixels = np.zeros((len(answers), 28, 28), np.uint8)
    for place, (_, predicted, brightness) in enumerate(answers):
        pixels[place, 0, predicted] = round(255 * brightness)
    labels = np.array([true for true, _, _ in answers], np.uint8)
    samples = of_images(ImageSet("drawn", pixels, labels, "", tuple(class_names)), model)
    return EvaluationOutcome(
        EvaluationRequest("mine", TestImages()), model, samples, evaluate_model(model, samples.pixels, samples.labels)
    )
