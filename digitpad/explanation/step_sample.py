"""What a step is taken on: a training image, or a drawing with a label. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.data.reading import read_dataset
from digitpad.errors import DatasetError
from digitpad.evaluation.samples import classes_among
from digitpad.paths import expanded
from digitpad.preprocessing.pipeline import rasterize
from digitpad.preprocessing.raster import equalise, standardise
from digitpad.preprocessing.scaling import as_read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class StepSample:
    """What a model is given, and what it should answer."""

    name: str
    pixels: Floats  # the raster, float32, 0.0 to 1.0, shape (size, size[, 3])
    inputs: Floats  # the same, standardised: float32, shape (inputs,)
    label: int  # the class's index


class TrainingImages:
    """The training images of a model's data set, just as training gives them without augmentation.

    Raises
    ------
    DatasetError
        If they are not here, are broken, or show classes that the model does not know.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        config, self._preprocessing = checkpoint.config, checkpoint.preprocessing
        dataset = DatasetName.MNIST if config is None else config.dataset
        folder = None if config is None or config.folder is None else expanded(config.folder)
        self._images = read_dataset(dataset, Split.TRAIN, folder, self._preprocessing.image_size)
        self._classes = classes_among(self._images.class_names, checkpoint.class_names)

    def __len__(self) -> int:
        return len(self._images)

    def take(self, number: int) -> StepSample:
        """Return an image, counted from 1; raise a `DatasetError` if there is none of that number."""
        images = self._images
        if not 1 <= number <= len(images):
            raise DatasetError(
                "There is no such image",
                "{name} has images 1 to {count:,}, and {number} is none of them.",
                name=images.name,
                count=len(images),
                number=number,
            )
        pixels = as_read(images.pixels[number - 1 : number], self._preprocessing)
        if self._preprocessing.moments:
            pixels = equalise(pixels)
        label = self._classes[int(images.labels[number - 1])]
        name = f"{images.name}, image {number:,}"
        return StepSample(name, pixels[0], standardise(pixels, self._preprocessing)[0], label)


def sample_of_drawing(drawing: Drawing, checkpoint: Checkpoint, label: int, name: str) -> StepSample:
    """Return a drawing just as the model reads it."""
    return sample_of_pixels(rasterize(drawing, checkpoint.preprocessing).pixels, checkpoint, label, name)


def sample_of_pixels(pixels: Floats, checkpoint: Checkpoint, label: int, name: str) -> StepSample:
    """Return a raster that the model has read."""
    return StepSample(name, pixels, standardise(pixels[np.newaxis], checkpoint.preprocessing)[0], label)
