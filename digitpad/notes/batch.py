"""A batch as a note's loader gives it: images by channel, labels, and how many batches an epoch has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.notes.walk import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from digitpad.data.image_set import ImageSet


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The first batch of a shuffled epoch."""

    images: NDArray[np.float32]  # float32, 0.0 to 1.0, shape (count, channels, rows, columns)
    labels: NDArray[np.int64]  # int64, shape (count,)
    indices: NDArray[np.intp]  # of its images in the data set, shape (count,)
    batches: int  # in an epoch

    @property
    def lines(self) -> tuple[str, ...]:
        """Its shapes and types, as a note prints them."""
        images, labels = self.images, self.labels
        return (
            f"images: {tuple(images.shape)}, {images.dtype}, {images.min():g} to {images.max():g}",
            f"labels: {tuple(labels.shape)}, {labels.dtype}",
            f"batches in an epoch: {self.batches:,}",
        )

    @property
    def values(self) -> dict[str, object]:
        """The same for `Outcome.values`."""
        return {
            "images_shape": list(self.images.shape),
            "images_dtype": str(self.images.dtype),
            "labels_shape": list(self.labels.shape),
            "labels_dtype": str(self.labels.dtype),
            "labels": self.labels.tolist(),
            "batches": self.batches,
        }


def first_batch(images: ImageSet, size: int, *, drops_last: bool = False, seed: int = 0) -> Batch:
    """Return the first batch of so many images; `drops_last` leaves an incomplete last batch out of the count."""
    size = min(size, len(images))
    indices = images.batch(0, size, seed)
    pixels = images.pixels[indices].astype(np.float32) / np.float32(255)
    by_channel = pixels[:, np.newaxis] if images.channels == 1 else np.moveaxis(pixels, -1, 1)
    batches = len(images) // size if drops_last else -(-len(images) // size)
    return Batch(by_channel, images.labels[indices].astype(np.int64), indices, batches)


def titled(images: ImageSet, indices: Sequence[int] | NDArray[np.intp]) -> tuple[Image, ...]:
    """Return images of a data set, each titled with its class."""
    return tuple(Image(images.pixels[index], images.class_names[images.labels[index]]) for index in indices)


def titled_with_predictions(
    images: ImageSet, indices: Sequence[int] | NDArray[np.intp], predicted: Sequence[int] | NDArray[np.intp]
) -> tuple[Image, ...]:
    """Return images of a data set, each titled with its true class above the predicted one."""
    names = images.class_names
    return tuple(
        Image(
            images.pixels[index], f"{names[images.labels[index]]}\n{names[guess]}", bool(images.labels[index] == guess)
        )
        for index, guess in zip(indices, predicted, strict=True)
    )
