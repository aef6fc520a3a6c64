"""One batch of a data set as PyTorch's loaders give it: its tensors, and how many batches there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DatasetName
from digitpad.config.recipes import RECIPES
from digitpad.errors import require
from digitpad.preprocessing.scaling import resized

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digitpad.data.image_set import ImageSet


MOST_BYTES = 2**30
"""Bytes of the pixels of a resized batch at the most."""


@dataclass(frozen=True, slots=True, eq=False)
class TensorBatch:
    """The images and labels of one step of training."""

    indices: NDArray[np.intp]  # of its images in their set, shape (count,)
    pixels: NDArray[np.uint8]  # as they are stored, resized if asked for: (count, rows, columns[, 3])
    labels: NDArray[np.int64]  # shape (count,)
    epoch: int  # batches of an epoch, with an incomplete last one
    whole: int  # batches of an epoch if an incomplete last one is dropped

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Count, channels, rows and columns."""
        count, rows, columns = self.pixels.shape[:3]
        return count, 3 if self.pixels.ndim == 4 else 1, rows, columns

    @property
    def images(self) -> NDArray[np.float32]:
        """The images as tensors: float32, 0.0 to 1.0, shape (count, channels, rows, columns)."""
        pixels = np.moveaxis(self.pixels, 3, 1) if self.pixels.ndim == 4 else self.pixels
        return pixels.reshape(self.shape).astype(np.float32) / np.float32(255)

    @property
    def low(self) -> float:
        """The least number among the images."""
        return float(self.pixels.min() / 255)

    @property
    def high(self) -> float:
        """The greatest."""
        return float(self.pixels.max() / 255)


def batch_of(images: ImageSet, size: int, number: int = 0, resize: int | None = None) -> TensorBatch:
    """Return a batch of a shuffled epoch, the same each time.

    Parameters
    ----------
    images
        What it is of. A set smaller than a batch is one batch.
    size
        Images of a batch.
    number
        Its place in the epoch, from 0; the whole batches come round again after the last.
    resize
        Rows and columns its images are brought to; None for their own.

    Raises
    ------
    ConfigError
        If it would take more memory than a batch is given.
    """
    chosen = images.batch(number, size)
    pixels = images.pixels[chosen]
    if resize is not None:
        needed = len(pixels) * resize**2 * (3 if pixels.ndim == 4 else 1)
        require(
            needed <= MOST_BYTES,
            "This batch is too large",
            "{count:,} images of {side} x {side} pixels take {needed:,} MB of memory, and a batch is given {most:,}. "
            "Ask for fewer images or for smaller ones.",
            count=len(pixels),
            side=resize,
            needed=needed // 10**6,
            most=MOST_BYTES // 10**6,
        )
    return TensorBatch(
        chosen,
        pixels if resize is None else resized(pixels, resize),
        images.labels[chosen].astype(np.int64),
        epoch=-(-len(images) // size),
        whole=len(images) // size,
    )


def note_batch_sizes(dataset: DatasetName | None) -> tuple[int, ...]:
    """Return the batch sizes of the notes on a data set, in their order; of those on MNIST if it has none."""
    configs = (recipe.config for recipe in RECIPES if recipe.targets)
    sizes = dict.fromkeys(config.batch_size for config in configs if config.dataset is dataset)
    return tuple(sizes) or note_batch_sizes(DatasetName.MNIST)
