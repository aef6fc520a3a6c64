"""The lens: a drawing read with steps of the preprocessing left out, or changed a little at a time. numpy only."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.preprocessing_spec import RASTER_SIZE, Reading
from digitpad.errors import DigitpadError
from digitpad.explanation.lens_steps import LensStep, LensSteps
from digitpad.explanation.transformations import AS_IT_IS, PAD_SIZE, Amounts, reduced, transformed
from digitpad.ink.ink import Ink
from digitpad.models import forward
from digitpad.preprocessing import ink_rendering, raster
from digitpad.preprocessing.ink_rendering import PEN_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from digitpad.explanation.transformations import Transformation
    from digitpad.ink.drawing import Drawing, Picture
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.preprocessing.raster import Raster

    Floats = NDArray[np.float32]

_FIRST = frozenset({LensStep.FIT, LensStep.SCALE})


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What one step made, or left as it was."""

    step: LensStep
    is_on: bool
    # float32, shape (size, size), or (size, size, 3) in colour; 0.0 paper to 1.0 full ink unless it was normalised
    image: Floats


@dataclass(frozen=True, slots=True, eq=False)
class LensReading:
    """A model's answer to a drawing, as the lens shows it."""

    stages: tuple[Stage, ...]  # one for each step the model was trained with
    inputs: Floats  # float32, shape (inputs,)
    probabilities: tuple[float, ...]


def read_through(
    checkpoint: Checkpoint,
    drawing: Drawing,
    steps: LensSteps | None = None,
    amounts: Amounts = AS_IT_IS,
    known: Raster | None = None,
) -> LensReading:
    """Return how a model reads a drawing with some steps only.

    Parameters
    ----------
    checkpoint
        The model.
    drawing
        Ink or a picture, as it lies on the pad: the square from 0 to 500 canvas units, or the whole picture.
    steps
        Those that are taken, all for None; a step the model was not trained with is not taken.
    amounts
        How the drawing is changed before it is read.
    known
        What the recognizer made of the drawing: where that is where the steps begin, it need not be made again.

    Raises
    ------
    DigitpadError
        If there is nothing to read.
    """
    on = _taken(checkpoint, steps)
    if known is not None and amounts == AS_IT_IS and not on.isdisjoint(_FIRST):
        first = known.steps[0][1]
    else:
        # A photo that turned with its paper would show the paper's corners.
        is_exact = isinstance(drawing, Ink) or amounts == AS_IT_IS
        first = _first_image(checkpoint, drawing if is_exact else prepared(checkpoint, drawing), on, amounts)
    images, inputs = _passed(checkpoint, first[np.newaxis], on)
    stages = tuple(Stage(step, step in on, batch[0]) for step, batch in images.items())
    return LensReading(stages, inputs[0], tuple(_probabilities(checkpoint, inputs)[0].tolist()))


def sweep(  # noqa: PLR0913 - the question has as many parts, two with defaults
    checkpoint: Checkpoint,
    drawing: Drawing,
    transformation: Transformation,
    places: Sequence[float],
    *,
    steps: LensSteps | None = None,
    amounts: Amounts = AS_IT_IS,
) -> Floats:
    """Return the probabilities of a drawing over a transformation: float32, shape (places, classes).

    They are NaN where there is nothing to read.

    Parameters
    ----------
    checkpoint, steps
        As for `read_through`.
    drawing
        Ink, or a picture that is `prepared`.
    transformation
        What changes.
    places
        Where in its range, -1.0 to 1.0.
    amounts
        What the drawing undergoes beside it.
    """
    on = _taken(checkpoint, steps)
    answers = np.full((len(places), checkpoint.spec.classes), np.nan, np.float32)
    images, is_read = [], np.zeros(len(places), bool)
    for index, place in enumerate(places):
        change = amounts.changed(transformation, transformation.amount(place))
        with suppress(DigitpadError):
            images.append(_first_image(checkpoint, drawing, on, change))
            is_read[index] = True
    if images:
        _, inputs = _passed(checkpoint, np.stack(images), on)
        answers[is_read] = _probabilities(checkpoint, inputs)
    return answers


def prepared(checkpoint: Checkpoint, drawing: Drawing) -> Drawing:
    """Return nearly the same drawing, quick to change and read many times.

    Ink has fewer points; a picture is smaller and, for a model of digits, its ink is light on even paper already.
    """
    less = reduced(drawing)
    if isinstance(less, Ink) or checkpoint.preprocessing.reading is not Reading.DIGIT:
        return less
    from digitpad.preprocessing.picture import find_ink  # noqa: PLC0415 - ink needs no pillow
    from digitpad.preprocessing.scaling import as_picture  # noqa: PLC0415

    return as_picture((find_ink(less) * 255.0 + 0.5).astype(np.uint8), less.name)


def _taken(checkpoint: Checkpoint, steps: LensSteps | None) -> frozenset[LensStep]:
    known = LensSteps.of(checkpoint.preprocessing).on
    return known if steps is None else known & steps.on


def _first_image(checkpoint: Checkpoint, drawing: Drawing, on: frozenset[LensStep], amounts: Amounts) -> Floats:
    """Return the image the other steps begin with: float32, shape (size, size[, 3])."""
    preprocessing = checkpoint.preprocessing
    changed = transformed(drawing, amounts)
    if isinstance(changed, Ink):
        drawn = _drawn(changed, preprocessing.image_size, amounts.thicken, is_placed=on.isdisjoint(_FIRST))
        return np.repeat(drawn[:, :, np.newaxis], 3, axis=2) if preprocessing.channels == 3 else drawn
    from digitpad.preprocessing.picture import fitted_ink  # noqa: PLC0415 - ink needs no pillow
    from digitpad.preprocessing.scaling import scaled  # noqa: PLC0415

    if preprocessing.reading is not Reading.DIGIT:
        image = scaled(changed, preprocessing).pixels
    else:
        image = fitted_ink(changed) if LensStep.FIT in on else _whole_ink(changed)
    return _thickened(image, amounts.thicken)


def _drawn(ink: Ink, size: int, thicken: float, *, is_placed: bool) -> Floats:
    """Draw ink with a pen of another width, fitted, or placed as it lies on the pad."""
    bounds = ink.bounds
    if bounds is None or not (is_placed or thicken):
        return ink_rendering.draw(ink, size)  # which refuses empty ink
    scale = RASTER_SIZE / PAD_SIZE
    where = ink_rendering.Fit(scale, -0.5, -0.5) if is_placed else ink_rendering.fit(bounds)
    segments = ink_rendering.all_segments(ink, where)
    factor = size / RASTER_SIZE
    grid = ((np.arange(size) + 0.5) / factor - 0.5).astype(np.float32)
    distances = ink_rendering.distances(segments, grid, grid) * np.float32(factor)
    return ink_rendering.coverage(distances, (PEN_WIDTH + thicken) * factor)


def _whole_ink(picture: Picture) -> Floats:
    """Find the ink of a picture and scale all of the picture to 28 x 28 pixels."""
    from PIL import Image  # noqa: PLC0415 - ink needs no pillow

    from digitpad.preprocessing.picture import find_ink  # noqa: PLC0415

    size = (RASTER_SIZE, RASTER_SIZE)
    ink = find_ink(picture)
    whole = ink if ink.shape == size else np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BILINEAR))
    return np.clip(whole, 0.0, 1.0)


def _thickened(image: Floats, pixels: float) -> Floats:
    """Blend an image with the most, or the least, of each 3 x 3 pixels, which makes lines two pixels wider, or less."""
    if not pixels:
        return image
    rim = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    is_light_on_dark = float(np.median(rim)) < 0.5
    combine = np.maximum if (pixels > 0.0) == is_light_on_dark else np.minimum
    padded = np.pad(image, [(1, 1), (1, 1), (0, 0)][: image.ndim], mode="edge")
    rows = combine(combine(padded[:-2], padded[2:]), padded[1:-1])
    extreme = combine(combine(rows[:, :-2], rows[:, 2:]), rows[:, 1:-1])
    return image + np.float32(min(abs(pixels) / 2.0, 1.0)) * (extreme - image)


def _passed(checkpoint: Checkpoint, images: Floats, on: frozenset[LensStep]) -> tuple[dict[LensStep, Floats], Floats]:
    """Take images, shape (batch, size, size[, 3]), through the steps; return those of each step, and the inputs."""
    preprocessing = checkpoint.preprocessing
    is_digit = preprocessing.reading is Reading.DIGIT
    made = {LensStep.FIT if is_digit else LensStep.SCALE: images}
    if is_digit:
        made[LensStep.CENTRE] = images = raster.centre(images) if LensStep.CENTRE in on else images
    if preprocessing.moments:
        made[LensStep.EQUALISE] = images = raster.equalise(images) if LensStep.EQUALISE in on else images
    is_normalised = LensStep.NORMALISE in on
    inputs = raster.standardise(images, preprocessing if is_normalised else preprocessing.without_mean_std())
    if preprocessing.is_normalised:
        by_channel = inputs.reshape(len(inputs), preprocessing.channels, *images.shape[1:3])
        made[LensStep.NORMALISE] = by_channel.transpose(0, 2, 3, 1) if images.ndim == 4 else by_channel[:, 0]
    return made, inputs


def _probabilities(checkpoint: Checkpoint, inputs: Floats) -> Floats:
    return forward.probabilities(forward.logits(checkpoint.weights, checkpoint.spec, inputs))
