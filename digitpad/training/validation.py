"""The validation part of a run: which training images and which writers of ink are held out.

Images are the last ones. Where they lie class by class, in a folder, they are the last ones of each class; where people
wrote them, they are of whole writers, as ink is: one's hand in both parts would make the figure too good.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.data.reading import read_strokes
from digitpad.errors import require

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from digitpad.config.train_config import TrainConfig
    from digitpad.data.image_set import ImageSet
    from digitpad.data.ink_set import InkSet
    from digitpad.ink.ink_file import InkSample


def split_last(images: ImageSet, count: int) -> tuple[ImageSet, ImageSet]:
    """Return the images to train on, and the last so many."""
    learnt = len(images) - count
    return images.first(learnt), replace(images, pixels=images.pixels[learnt:], labels=images.labels[learnt:])


def split_images(config: TrainConfig, images: ImageSet, folder: Path | None) -> tuple[ImageSet, ImageSet]:
    """Return the images to train on and those held out, at least as many as the config says.

    Raises
    ------
    ConfigError
        If less than a batch is left to train on.
    """
    _require_batch(config, len(images), config.validation)
    if config.dataset is DatasetName.FOLDER:
        is_held_out = _last_of_each_class(images, config.validation)
    elif config.dataset is DatasetName.PENDIGITS:
        samples = read_strokes(Split.TRAIN, folder).samples
        writers = last_writers(samples, config.validation, images.name)
        is_held_out = np.array([sample.writer in writers for sample in samples])
        _require_batch(config, len(images), int(is_held_out.sum()))
    else:
        return split_last(images, config.validation)
    return _split(images, is_held_out)


def split_ink(ink: InkSet, share: float) -> tuple[InkSet, InkSet]:
    """Return the ink to train on and that of the writers held out, at least a share of it.

    Raises
    ------
    ConfigError
        If its writers are not known, or there is only one.
    """
    writers = last_writers(ink.samples, share * len(ink), ink.name)
    return ink.without_writers(writers), ink.by_writers(writers)


def last_writers(samples: tuple[InkSample, ...], least: float, name: str) -> frozenset[str]:
    """Return the last writers, in order of their names, of so many samples together; never all of them.

    `name`: what the samples are called in the error if fewer than two writers are known.
    """
    named = [sample.writer for sample in samples if sample.writer is not None]
    counts = {writer: named.count(writer) for writer in sorted(set(named), reverse=True)}
    require(
        len(counts) >= 2,
        "No writer can be held out for validation",
        "{name} names {count} writers. Of ink whole writers are held out and others learnt from, so that it must name "
        "two or more. Leave the ink out, name its writers, or train without a validation part.",
        name=name,
        count=len(counts) or "no",
    )
    chosen: list[str] = []
    for writer in list(counts)[:-1]:
        if chosen and sum(counts[each] for each in chosen) >= least:
            break
        chosen.append(writer)
    return frozenset(chosen)


def _split(images: ImageSet, is_held_out: NDArray[np.bool_]) -> tuple[ImageSet, ImageSet]:
    learnt, rest = (
        replace(images, pixels=images.pixels[chosen], labels=images.labels[chosen])
        for chosen in (~is_held_out, is_held_out)
    )
    return learnt, rest


def _last_of_each_class(images: ImageSet, count: int) -> NDArray[np.bool_]:
    """Return which images are held out: of each class in proportion, the last ones."""
    is_held_out = np.zeros(len(images), np.bool_)
    done = held_out = 0
    for label in range(len(images.class_names)):
        indices = images.indices_of(label)
        done += len(indices)
        more = count * done // len(images) - held_out
        is_held_out[indices[len(indices) - more :]] = True
        held_out += more
    return is_held_out


def _require_batch(config: TrainConfig, images: int, held_out: int) -> None:
    require(
        held_out + config.batch_size <= images,
        "Too much is held out",
        "{held_out} of {images} training images would be held out for validation, and a batch of {batch_size} must be "
        "left to train on. Hold out fewer.",
        held_out=held_out,
        images=images,
        batch_size=config.batch_size,
    )
