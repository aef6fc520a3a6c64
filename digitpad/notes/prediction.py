"""What a model of a walk makes of test images and of the drawing on the pad."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.data.reading import labelled_drawing_of
from digitpad.models.forward import log_probabilities, logits, probabilities
from digitpad.notes.walk import Image, Outcome
from digitpad.recognition.recognizer import Recognizer
from digitpad.training.batches import prepared_images

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from digitpad.data.image_set import ImageSet
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.recognition.recognizer import Prediction

    Floats = NDArray[np.float32]
    Indices = NDArray[np.intp]


def read_drawing(drawing: Drawing, checkpoint: Checkpoint) -> Prediction:
    """Return what a model takes a drawing for."""
    return Recognizer(checkpoint).predict(drawing)


def drawing_image(prediction: Prediction, title: str) -> Image:
    """Return a drawing as the model saw it."""
    pixels = np.clip(prediction.raster.pixels * 255, 0, 255)
    return Image(pixels.round().astype(np.uint8), title)


def random_picture(images: ImageSet, checkpoint: Checkpoint, generator: np.random.Generator) -> Outcome:
    """Return a random image with its label and what a model takes it for, ready for the pad."""
    index = int(generator.integers(len(images)))
    answer = logits_on(images, checkpoint, [index])
    guess = int(answer.argmax())
    names = images.class_names
    label, predicted = names[images.labels[index]], names[guess]
    share = float(probabilities(answer)[0, guess])
    return Outcome(
        lines=(f"image: {index + 1:,}", f"label: {label}", f"prediction: {predicted} ({100 * share:.1f} %)"),
        images=(Image(images.pixels[index], f"{label}\n{predicted}", label == predicted),),
        for_pad=labelled_drawing_of(images, index),
        values={"image": index + 1, "label": label, "prediction": predicted, "probability": share},
    )


def logits_on(images: ImageSet, checkpoint: Checkpoint, indices: Sequence[int] | Indices | None = None) -> Floats:
    """Return a model's logits for images of a data set, or for all of them: float32, shape (count, classes)."""
    if indices is not None:
        images = replace(images, pixels=images.pixels[indices], labels=images.labels[indices])
    return logits(checkpoint.weights, checkpoint.spec, prepared_images(images, checkpoint.preprocessing))


def losses_of(answers: Floats, labels: NDArray[np.integer]) -> Floats:
    """Return the cross-entropy of each sample in nats, shape (count,), by its logits."""
    truth = labels.astype(np.intp)
    losses: Floats = -log_probabilities(answers)[np.arange(len(truth)), truth]
    return losses
