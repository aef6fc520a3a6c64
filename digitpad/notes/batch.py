"""A batch as a note's loader gives it: images by channel, labels, and how many batches an epoch has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.data.tensor_batch import TensorBatch, batch_of
from digitpad.notes.walk import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from digitpad.data.image_set import ImageSet


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The first batch of a shuffled epoch, as a note shows it."""

    tensors: TensorBatch
    batches: int  # in an epoch

    @property
    def images(self) -> NDArray[np.float32]:
        """Its images: float32, 0.0 to 1.0, shape (count, channels, rows, columns)."""
        return self.tensors.images

    @property
    def labels(self) -> NDArray[np.int64]:
        """Its labels: int64, shape (count,)."""
        return self.tensors.labels

    @property
    def indices(self) -> NDArray[np.intp]:
        """The places of its images in the data set, shape (count,)."""
        return self.tensors.indices

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


def first_batch(images: ImageSet, size: int, *, drops_last: bool = False, resize: int | None = None) -> Batch:
    """Return the first batch of so many images.

    `drops_last` leaves an incomplete last batch out of the count; `resize` brings the images to so many rows and
    columns.
    """
    tensors = batch_of(images, size, resize=resize)
    return Batch(tensors, tensors.whole if drops_last else tensors.epoch)


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
