"""Evaluations that tests of the evaluation window show: real models, few samples."""

from collections.abc import Sequence

import numpy as np

from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.data.image_set import ImageSet
from digitpad.evaluation.metrics import evaluate_model
from digitpad.evaluation.samples import of_images
from digitpad.gui.evaluation.thread import EvaluationOutcome, EvaluationRequest, TestImages
from digitpad.models.checkpoint import Checkpoint, weight_shapes

DIGITS = tuple("0123456789")
CLOTHES = ("T-shirt/top", "Trouser", "Ankle boot & Co")


def brightest(class_names: Sequence[str] = DIGITS, reading: Reading = Reading.DIGIT) -> Checkpoint:
    """Return a softmax regression whose logit k is ten times the pixel k of the first row."""
    spec = ModelSpec(classes=len(class_names))
    weights = {name: np.zeros(shape, np.float32) for name, shape in weight_shapes(spec).items()}
    np.fill_diagonal(weights["layers.0.weight"], 10.0)
    return Checkpoint(spec, Preprocessing(reading=reading), weights=weights, class_names=tuple(class_names))


def verdict(
    answers: Sequence[tuple[int, int, float]],
    class_names: Sequence[str] = DIGITS,
    reading: Reading = Reading.DIGIT,
) -> EvaluationOutcome:
    """Return an evaluation with an answer for each (true class, predicted class, brightness of its pixel)."""
    model = brightest(class_names, reading)
    pixels = np.zeros((len(answers), 28, 28), np.uint8)
    for place, (_, predicted, brightness) in enumerate(answers):
        pixels[place, 0, predicted] = round(255 * brightness)
    labels = np.array([true for true, _, _ in answers], np.uint8)
    samples = of_images(ImageSet("drawn", pixels, labels, "", tuple(class_names)), model)
    return EvaluationOutcome(
        EvaluationRequest("mine", TestImages()), model, samples, evaluate_model(model, samples.pixels, samples.labels)
    )
