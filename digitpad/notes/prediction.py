"""What a model of a walk makes of test images and of the drawing on the pad."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.data.reading import labelled_drawing_of
from digitpad.models.forward import logits, probabilities
from digitpad.notes.batch import titled_with_predictions
from digitpad.notes.walk import Image, Outcome
from digitpad.notes.wording import said
from digitpad.preprocessing.pipeline import rasterize
from digitpad.preprocessing.raster import prepare
from digitpad.recognition.recognizer import Recognizer
from digitpad.training.batches import prepared_images

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from digitpad.data.image_set import ImageSet
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint

    Floats = NDArray[np.float32]
    Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class DrawingAnswer:
    """What a model takes the drawing on the pad for; nothing, where none is there."""

    lines: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


def read_drawing(drawing: Drawing | None, checkpoint: Checkpoint) -> DrawingAnswer:
    """Return what a model takes a drawing for, and the drawing as the model sees it."""
    if drawing is None:
        return DrawingAnswer()
    prediction = Recognizer(checkpoint).predict(drawing)
    best = prediction.ranking[0]
    share, name = prediction.probabilities[best], prediction.label
    return DrawingAnswer(
        lines=(f"your drawing: {name} ({100 * share:.1f} %)",),
        images=(drawing_image(prediction.raster.pixels, said("your drawing\n{name}", name=name)),),
        values={"drawing": {"prediction": name, "probability": share}},
    )


def drawing_logits(drawing: Drawing, checkpoint: Checkpoint) -> Floats:
    """Return a model's logits for a drawing: float32, shape (1, classes)."""
    pixels = rasterize(drawing, checkpoint.preprocessing).pixels[np.newaxis]
    return logits(checkpoint.weights, checkpoint.spec, prepare(pixels, checkpoint.preprocessing))


def drawing_image(pixels: Floats, title: str) -> Image:
    """Return a raster, 0.0 to 1.0, as a picture to show."""
    return Image(np.clip(pixels * 255, 0, 255).round().astype(np.uint8), title)


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


def wrong_ones(images: ImageSet, answers: Floats, count: int = 10) -> tuple[Image, ...]:
    """Return the first images that logits are wrong about, each titled with its class above the one predicted."""
    predicted = answers.argmax(axis=1)
    wrong = np.flatnonzero(predicted != images.labels)[:count]
    return titled_with_predictions(images, wrong, predicted[wrong])
