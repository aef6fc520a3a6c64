"""Batches of training samples: images, rendered ink, or both by share, as a model's inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from digitpad.errors import require
from digitpad.preprocessing.augmentation import vary_rasters
from digitpad.preprocessing.ink_augmentation import FINAL_STRENGTHS, STRENGTHS
from digitpad.preprocessing.ink_batches import InkRenderer
from digitpad.preprocessing.raster import prepare
from digitpad.preprocessing.scaling import as_read
from digitpad.training.schedules import batches_an_epoch
from digitpad.training.shuffling import BatchesState, SampledIndices, generator_state, set_generator_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.config.train_config import InkSource, TrainConfig
    from digitpad.data.image_set import ImageSet
    from digitpad.data.ink_set import InkSet

    Floats = NDArray[np.float32]
    Indices = NDArray[np.intp]

CHUNK = 2048
"""Images prepared at once: bounds the memory that normalising the whole set takes."""

_NONE: Indices = np.empty(0, np.intp)


@dataclass(frozen=True, slots=True)
class Batch:
    """The samples of one training step. Its inputs are overwritten by the next batch's."""

    inputs: Floats  # float32, shape (count, inputs)
    labels: NDArray[np.int64]  # int64, shape (count,)


class SampleSource(Protocol):
    """The inputs of samples by index; images first, then ink."""

    def fill(self, indices: Indices, out: Floats, *, is_unaugmented: bool) -> None:
        """Write the inputs of these samples, float32, shape (count, inputs)."""


class StoredSource:
    """Inputs prepared once: the fast path, for training without augmentation. `slashed` are the inks given a slash."""

    def __init__(self, images: ImageSet, ink: InkSet | None, preprocessing: Preprocessing, slashed: Indices) -> None:
        inputs = [prepared_images(images, preprocessing)]
        if ink is not None:
            inputs.append(prepared_ink(ink, preprocessing, slashed))
        self._inputs = np.concatenate(inputs) if ink is not None else inputs[0]

    def fill(self, indices: Indices, out: Floats, *, is_unaugmented: bool) -> None:  # noqa: ARG002 - never augmented
        """Write the inputs of these samples."""
        # Unlike the default mode, "clip" copies straight into `out`; the indices are our own.
        np.take(self._inputs, indices, axis=0, out=out, mode="clip")


class AugmentedSource:
    """Inputs of samples that are varied afresh each time."""

    def __init__(
        self, images: ImageSet, ink: InkSet | None, preprocessing: Preprocessing, generator: np.random.Generator
    ) -> None:
        self._images = images
        self._renderer = None if ink is None else InkRenderer(ink.samples)
        self._preprocessing = preprocessing
        self._generator = generator

    def fill(self, indices: Indices, out: Floats, *, is_unaugmented: bool) -> None:
        """Write the inputs of these samples; unaugmented, images are as they are and ink is varied little."""
        is_ink = indices >= len(self._images)
        pixels = np.empty((len(indices), *self._images.pixels.shape[1:]), np.float32)
        if not is_ink.all():
            images = as_read(self._images.pixels[indices[~is_ink]], self._preprocessing)
            pixels[~is_ink] = images if is_unaugmented else vary_rasters(images, self._generator)
        if self._renderer is not None and is_ink.any():
            strengths = FINAL_STRENGTHS if is_unaugmented else STRENGTHS
            inks = indices[is_ink] - len(self._images)
            pixels[is_ink] = self._renderer.render(inks, self._generator, strengths=strengths)
        out[:] = prepare(pixels, self._preprocessing)


class Batches:
    """The training batches of a run, epoch after epoch.

    `order` draws the order of the samples; `variation` their variations, and which zeros are slashed.
    """

    def __init__(
        self,
        config: TrainConfig,
        images: ImageSet,
        ink: InkSet | None,
        *,
        order: np.random.Generator,
        variation: np.random.Generator,
    ) -> None:
        require(
            config.batch_size <= len(images),
            "This batch is larger than the data",
            "A batch of {batch_size} images was asked for, and there are {count} to train on. Use a smaller batch.",
            batch_size=config.batch_size,
            count=len(images),
        )
        self._size = config.batch_size
        self._images_count = len(images)
        share = 0.0 if config.ink is None else config.ink.share
        self._ink_each_epoch = 0 if ink is None else round(share * len(images))
        self._order = order
        self._variation = variation
        self._image_indices = SampledIndices(len(images), order, config.sampling)
        self._ink_indices = SampledIndices(0 if ink is None else len(ink), order, config.sampling)
        self._epoch_order: Indices = np.empty(0, np.intp)
        labels = images.labels if ink is None else np.concatenate([images.labels, ink.labels])
        self._labels = labels.astype(np.int64)
        self._source: SampleSource
        if config.augmentation:
            self._source = AugmentedSource(images, ink, config.preprocessing, variation)
        else:
            slashed = zeros_to_slash(config.ink, ink, variation)
            self._source = StoredSource(images, ink, config.preprocessing, slashed)
        self.count = batches_an_epoch(config, len(images))
        self._inputs = np.empty((self._size, config.model.inputs), np.float32)

    @property
    def samples(self) -> int:
        """Samples of a whole epoch, with those of a last batch that is left out."""
        return self._images_count

    def next_order(self) -> Indices:
        """Return the samples of the next epoch in their order; those from the number of images on are ink."""
        images = self._image_indices.take(self._images_count - self._ink_each_epoch)
        if not self._ink_each_epoch:
            return images
        ink = self._ink_indices.take(self._ink_each_epoch) + self._images_count
        return self._order.permutation(np.concatenate([images, ink]))

    def epoch(self, first: int = 0, is_unaugmented: Callable[[], bool] = lambda: False) -> Iterator[Batch]:
        """Yield the `count` batches of an epoch from index `first` on; the last may be smaller. 0 begins a new epoch.

        `is_unaugmented` is called before each batch, as a run may be lengthened meanwhile
        (`schedules.UNAUGMENTED_SHARE`).
        """
        if first == 0:
            self._epoch_order = self.next_order()
        order = self._epoch_order
        labels = self._labels[order]
        for start in range(first * self._size, self.count * self._size, self._size):
            indices = order[start : start + self._size]
            inputs = self._inputs[: len(indices)]
            self._source.fill(indices, inputs, is_unaugmented=is_unaugmented())
            yield Batch(inputs, labels[start : start + self._size])

    def state(self) -> BatchesState:
        """Return what is left of the shuffled samples, and what later orders are drawn from."""
        return BatchesState(
            order=self._epoch_order.astype(np.int64),
            images_left=self._image_indices.rest.astype(np.int64),
            ink_left=self._ink_indices.rest.astype(np.int64),
            order_generator=generator_state(self._order),
            variation_generator=generator_state(self._variation),
        )

    def restore(self, state: BatchesState) -> None:
        """Go on from a state; raise a `ConfigError` if it is of other data."""
        count = len(self._labels)
        for indices, low, high in (
            (state.order, 0, count),
            (state.images_left, 0, self._images_count),
            (state.ink_left, 0, count - self._images_count),
        ):
            require(
                not len(indices) or (low <= indices.min() and indices.max() < high),
                "This run learnt from other data",
                "Its samples are not all among those here, so it cannot go on. Train anew.",
            )
        require(
            len(state.order) in {0, self._images_count},
            "This run learnt from other data",
            "An epoch of it had {theirs} samples and has {ours} here, so it cannot go on. Train anew.",
            theirs=len(state.order),
            ours=self._images_count,
        )
        self._epoch_order = state.order.astype(np.intp)
        self._image_indices.rest = state.images_left.astype(np.intp)
        self._ink_indices.rest = state.ink_left.astype(np.intp)
        set_generator_state(self._order, state.order_generator)
        set_generator_state(self._variation, state.variation_generator)


def prepared_images(images: ImageSet, preprocessing: Preprocessing) -> Floats:
    """Return a model's inputs for all images: float32, shape (count, inputs)."""
    inputs = np.empty((len(images), preprocessing.inputs), np.float32)
    for start in range(0, len(images), CHUNK):
        chunk = slice(start, start + CHUNK)
        inputs[chunk] = prepare(as_read(images.pixels[chunk], preprocessing), preprocessing)
    return inputs


def zeros_to_slash(source: InkSource | None, ink: InkSet | None, generator: np.random.Generator) -> Indices:
    """Return a random choice of zeros, the source's share of them, to be given a slash: shape (slashed,)."""
    if source is None or ink is None or not source.slashed:
        return _NONE
    zeros = np.flatnonzero(ink.labels == 0)
    return generator.choice(zeros, round(source.slashed * len(zeros)), replace=False)


def prepared_ink(ink: InkSet, preprocessing: Preprocessing, slashed: Indices = _NONE) -> Floats:
    """Return a model's inputs for all ink, with a slash through the zeros among `slashed`: shape (count, inputs)."""
    renderer = InkRenderer(ink.samples)
    drawn = np.arange(len(ink))
    drawn[slashed] = renderer.with_slash(slashed)
    chunks = [
        prepare(renderer.render(drawn[start : start + CHUNK], None), preprocessing)
        for start in range(0, len(ink), CHUNK)
    ]
    return np.concatenate(chunks)
