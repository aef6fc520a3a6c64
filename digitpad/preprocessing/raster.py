"""From a fitted image to what a model is given: the only preprocessing, in training and in recognition.

Coordinates are pixel indices: the centre of the pixel in row r and column c lies at (r, c).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from digitpad.config.preprocessing_spec import RASTER_SIZE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digitpad.config.preprocessing_spec import Preprocessing

    Floats = NDArray[np.float32]

BOX = 20
"""Pixels the longer side of a digit fills, as MNIST was made [LeCun, Cortes, Burges]."""

CENTRE = 14
"""Row and column of the pixel the centre of mass falls on, as in MNIST's own images."""

_TIE = 1e-5
"""Added before rounding to a whole pixel, so that a symmetric drawing, whose centre of mass falls between two
pixels, always goes the same way; MNIST's own images come no nearer to the tie than 1.7e-5."""


class Step(StrEnum):
    """The stages between a drawing and a model, in order."""

    FITTED = "fitted"
    CENTRED = "centred"
    EQUALISED = "equalised"
    SCALED = "scaled"
    """The only stage of a picture that is read as it is (`scaling`)."""


@dataclass(frozen=True, slots=True)
class Raster:
    """What a model is given: a 28 x 28 digit the way MNIST was prepared, or a picture scaled to its size."""

    # float32, shape (size, size), 0.0 paper to 1.0 full ink, or black to white; shape (size, size, 3) in colour
    pixels: Floats
    steps: tuple[tuple[Step, Floats], ...]  # what each stage made, in order, the last being `pixels`


def finish(fitted: Floats, preprocessing: Preprocessing) -> Raster:
    """Take one fitted image, float32, shape (28, 28), its digit anywhere in it, through the stages that follow."""
    return finish_all(fitted[np.newaxis], preprocessing)[0]


def finish_all(fitted: Floats, preprocessing: Preprocessing) -> list[Raster]:
    """Take several fitted images through the stages that follow: float32, shape (batch, 28, 28)."""
    centred = centre(fitted)
    steps = [((Step.FITTED, image), (Step.CENTRED, whole)) for image, whole in zip(fitted, centred, strict=True)]
    if not preprocessing.moments:
        return [Raster(image, known) for image, known in zip(centred, steps, strict=True)]
    equalised = equalise(centred)
    return [Raster(image, (*known, (Step.EQUALISED, image))) for image, known in zip(equalised, steps, strict=True)]


def prepare(pixels: Floats, preprocessing: Preprocessing) -> Floats:
    """Make a model's inputs of images, for training and evaluation.

    Parameters
    ----------
    pixels
        float32, 0.0 to 1.0, shape (batch, size, size), or (batch, size, size, 3) in colour: MNIST's images / 255 or
        centred ink for a model of digits, else pictures of the model's size.

    Returns
    -------
    Floats
        float32, shape (batch, inputs).
    """
    return standardise(equalise(pixels) if preprocessing.moments else pixels, preprocessing)


def standardise(pixels: Floats, preprocessing: Preprocessing) -> Floats:
    """Subtract each channel's mean, divide by its standard deviation and flatten each image: shape (batch, inputs).

    Colours are laid out channel by channel, each row by row, as torch does.
    """
    if pixels.ndim == 4:
        pixels = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))
    flat = pixels.reshape(len(pixels), -1)
    if not preprocessing.is_normalised:
        return flat
    if len(preprocessing.mean) == 1:
        return (flat - np.float32(preprocessing.mean[0])) / np.float32(preprocessing.std[0])
    mean, std = (np.array(numbers, np.float32)[:, np.newaxis] for numbers in (preprocessing.mean, preprocessing.std))
    by_channel = flat.reshape(len(flat), preprocessing.channels, -1)
    standard: Floats = (by_channel - mean) / std
    return standard.reshape(len(flat), -1)


def centre(images: Floats) -> Floats:
    """Shift images, shape (batch, 28, 28), by whole pixels so that the centre of mass falls on pixel (14, 14).

    No ink is pushed over the edge: a digit whose centre of mass lies far from its middle stays inside.
    """
    source = (_WHOLE - centring(images)[:, :, np.newaxis]) % RASTER_SIZE  # (batch, 2, 28)
    down, right = source.swapaxes(0, 1)
    # What wraps around is paper, because all ink stays inside.
    centred: Floats
    if len(images) == 1:  # as the pad is read: whole rows and columns, in a third of the time
        centred = images.take(down[0], axis=1).take(right[0], axis=2)
        return centred
    which = np.arange(len(images))[:, np.newaxis, np.newaxis]
    centred = images[which, down[:, :, np.newaxis], right[:, np.newaxis]]
    return centred


def centring(images: Floats) -> NDArray[np.intp]:
    """Return by how many pixels `centre` shifts each image down and to the right: shape (batch, 2)."""
    profiles = np.empty((len(images), 2, RASTER_SIZE))  # down the rows, along the columns
    images.sum(axis=2, out=profiles[:, 0])
    images.sum(axis=1, out=profiles[:, 1])
    mass = profiles.sum(axis=2)
    is_inked = profiles > 0.0
    first = is_inked.argmax(axis=2)
    room = is_inked[:, :, ::-1].argmax(axis=2)
    centre_of_mass = profiles @ _INDICES / np.maximum(mass, 1e-9)
    wanted = CENTRE - np.floor(centre_of_mass + (0.5 + _TIE)).astype(np.intp)
    shift: NDArray[np.intp] = np.minimum(np.maximum(wanted, -first), room)  # 0 without ink, which has no room either
    return shift


_WHOLE = np.arange(RASTER_SIZE)
_INDICES = _WHOLE.astype(np.float64)
_PIXELS = _WHOLE.astype(np.float32)

TARGET_STD_X, TARGET_STD_Y = 4.5, 5.5
"""Standard deviations of the ink, in pixels, that equalising aims at: about those of MNIST's wider digits. Larger
targets read neither MNIST nor pens better, and cut corners off."""

_SMOOTHING = 0.3
"""Added to variances, in square pixels: the least that a thin line has across."""

_SCALES = (0.5, 1.7)
"""Least and largest factor an axis is stretched by: a 1 stays narrow."""


class Equalising(NamedTuple):
    """What `equalise` does to each image; arrays of shape (batch,)."""

    # of its centre of mass, which goes to (14, 14)
    centre_x: Floats
    centre_y: Floats
    shear: Floats  # pixels x is moved to the left by for each pixel below the centre
    # what x, once sheared, and y are then multiplied by
    scale_x: Floats
    scale_y: Floats


def equalise(images: Floats) -> Floats:
    """Normalise images, shape (batch, 28, 28), by their second moments: upright, with the same spread in x and in y.

    Shears x by cov(x, y) / var(y) about the centre of mass, at most 1 pixel a row, then scales both axes so that the
    ink's standard deviations become 4.5 and 5.5 pixels, and puts the centre of mass at (14, 14).
    """
    centre_x, centre_y, shear, scale_x, scale_y = equalising(images)
    to = _PIXELS - CENTRE
    off_y = to / scale_y[:, np.newaxis]  # (batch, 28): rows of the result, seen from the centre of mass
    off_x = to / scale_x[:, np.newaxis]
    source_y = off_y + centre_y[:, np.newaxis]
    source_x = (off_x + centre_x[:, np.newaxis])[:, np.newaxis, :] + (shear[:, np.newaxis] * off_y)[:, :, np.newaxis]
    tent = 1.0 - np.abs(source_y[:, :, np.newaxis] - _PIXELS)  # (batch, out row, in row)
    np.maximum(tent, 0.0, out=tent)
    return sample_rows(np.matmul(tent, images), source_x)


def equalising(images: Floats) -> Equalising:
    """Return what `equalise` does to images, shape (batch, 28, 28)."""
    columns = images.sum(axis=1)  # (batch, 28)
    rows = images.sum(axis=2)
    mass = np.maximum(rows.sum(axis=1), 1e-6)
    centre_x = columns @ _PIXELS / mass
    centre_y = rows @ _PIXELS / mass
    from_x = _PIXELS - centre_x[:, np.newaxis]  # (batch, 28)
    from_y = _PIXELS - centre_y[:, np.newaxis]
    var_x = np.einsum("bi,bi->b", columns, from_x * from_x) / mass
    var_y = np.einsum("bi,bi->b", rows, from_y * from_y) / mass
    along_rows = np.matmul(images, from_x[:, :, np.newaxis])[:, :, 0]
    cov = np.einsum("bi,bi->b", along_rows, from_y) / mass
    shear = _within(cov / (var_y + 1e-6), -1.0, 1.0)
    var_x = np.maximum(var_x - 2 * shear * cov + shear * shear * var_y, 0.0)
    scale_x = _within(TARGET_STD_X / np.sqrt(var_x + _SMOOTHING), *_SCALES)
    scale_y = _within(TARGET_STD_Y / np.sqrt(var_y + _SMOOTHING), *_SCALES)
    return Equalising(centre_x, centre_y, shear, scale_x, scale_y)


def _within(values: Floats, low: float, high: float) -> Floats:
    """Limit values from below and above, in place; `numpy.clip` costs as much again for arrays this small."""
    np.maximum(values, low, out=values)
    return np.minimum(values, high, out=values)


def sample_rows(images: Floats, columns: Floats) -> Floats:
    """Read rows of images, shape (batch, rows, 28), at fractional columns, shape (batch, rows, out), linearly."""
    batch, rows, size = images.shape
    padded = np.zeros((batch, rows, size + 4), np.float32)
    padded[:, :, 2:-2] = images
    at = _within(columns + 2.0, 0.5, size + 2.5)
    whole = np.floor(at)
    left = whole.astype(np.intp)
    fraction = np.subtract(at, whole, out=at)  # exact in single precision, in which all that follows is faster
    left += (np.arange(batch * rows) * (size + 4)).reshape(batch, rows, 1)
    flat = padded.reshape(-1)
    low: Floats = flat.take(left)
    left += 1
    high = flat.take(left)
    high -= low
    high *= fraction
    low += high
    return low
