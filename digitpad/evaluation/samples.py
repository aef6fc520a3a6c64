"""Labelled samples: a data set's images, ink, or pictures in folders, preprocessed as for the model they measure."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np

from digitpad.config.dataset_info import DIGITS, DatasetName, Split
from digitpad.data.formats.folder import MOST_PICTURES, ReadProgress, pictures_in, too_many
from digitpad.data.formats.unipen import is_unipen
from digitpad.data.ink_set import read_ink_set
from digitpad.data.locations import folder_classes
from digitpad.data.reading import picture_of, read_dataset, read_strokes
from digitpad.errors import DatasetError, DigitpadError
from digitpad.ink.drawing import Drawing, Picture
from digitpad.ink.ink_file import read_ink_file
from digitpad.paths import expanded
from digitpad.preprocessing.picture import load_picture
from digitpad.preprocessing.pipeline import rasterize
from digitpad.preprocessing.scaling import converted
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.data.image_set import ImageSet
    from digitpad.data.ink_set import InkSet
    from digitpad.models.checkpoint import Checkpoint

    Floats = NDArray[np.float32]
    Bytes = NDArray[np.uint8]

_CLASSES_NAMED = 12
"""Most class names in an error."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSamples:
    """Labelled samples to measure a model on."""

    name: str
    # of each, before normalising: shape (28, 28) for a digit, else (size, size) or (size, size, 3);
    # float32 from 0.0 to 1.0, or uint8 from 0 to 255; None for one that could not be read
    pixels: Sequence[Floats | Bytes | None]
    labels: Sequence[int | None]  # the class of each, among the model's; None if it is not known
    problems: tuple[DigitpadError, ...]  # what was wrong with those that could not be read
    # each as the pad can show it; None for one that could not be read. Asking for one may read its file, and raise a
    # `PictureError` if that is gone.
    drawings: Sequence[Drawing | None]
    writers: Sequence[str | None] = ()  # who wrote each; empty if that is not known

    def __len__(self) -> int:
        return len(self.labels)


class _LazyDrawings(Sequence[Drawing | None]):
    """Drawings made on access: thousands of photographs would not fit into memory."""

    def __init__(self, count: int, make: Callable[[int], Drawing | None]) -> None:
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Drawing | None: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Drawing | None, ...]: ...

    def __getitem__(self, index: int | slice) -> Drawing | tuple[Drawing | None, ...] | None:
        if isinstance(index, slice):
            return tuple(self._make(position) for position in range(*index.indices(len(self))))
        return self._make(index)


def of_images(images: ImageSet, model: Checkpoint) -> LabelledSamples:
    """Return a data set's images as a model reads them."""
    labels = np.array(classes_among(images.class_names, model.class_names), np.intp)[images.labels]
    pixels = converted(images.pixels, model.preprocessing)

    def picture(index: int) -> Picture:
        return picture_of(images, index)

    drawings = _LazyDrawings(len(images), picture)
    return LabelledSamples(images.name, list(pixels), labels.tolist(), images.problems, drawings)


class SampleLoader(ABC):
    """Reads samples one after another; iterate it for the progress, then take the `result`.

    Stopping is to stop iterating. What cannot be read has no pixels, and counts as wrong.
    """

    def __init__(self, model: Checkpoint) -> None:
        self._preprocessing = before_normalising(model.preprocessing)
        self._pixels: list[Floats | None] = []
        self._labels: list[int | None] = []
        self._problems: list[DigitpadError] = []
        self._steps = self._read()

    @abstractmethod
    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[ReadProgress]:
        return self._steps

    @property
    def result(self) -> LabelledSamples:
        """All samples; those not read yet are read now."""
        for _ in self._steps:
            pass
        return self._samples()

    @abstractmethod
    def _read(self) -> Iterator[ReadProgress]: ...

    @abstractmethod
    def _samples(self) -> LabelledSamples: ...

    def _add(self, label: int | None, load: Callable[[], Drawing], origin: str) -> Drawing | None:
        """Load and rasterize one sample; return its drawing, or None if it cannot be read."""
        self._labels.append(label)
        try:
            drawing = load()
            self._pixels.append(rasterize(drawing, self._preprocessing).pixels)
        except DigitpadError as error:
            self._pixels.append(None)
            self._problems.append(_with_origin(error, origin))
            return None
        return drawing


class InkLoader(SampleLoader):
    """Reads labelled ink, or an ink file."""

    def __init__(self, ink: Path | InkSet, model: Checkpoint) -> None:
        super().__init__(model)
        self._classes = classes_among(DIGITS, model.class_names)
        if isinstance(ink, Path) and is_unipen(ink):
            ink = read_ink_set(ink)
        read = read_ink_file(ink) if isinstance(ink, Path) else ink
        self._name, self._origin = ink.name, escaped(ink) if isinstance(ink, Path) else ink.name
        self._inks = read.samples
        unreadable = len(read.problems)
        self._problems += read.problems
        self._writers: list[str | None] = [None] * unreadable
        self._pixels += [None] * unreadable
        self._labels += [0] * unreadable  # any label: what cannot be read is in no row
        self._drawings: list[Drawing | None] = [None] * unreadable

    def __len__(self) -> int:
        return len(self._inks)

    def _read(self) -> Iterator[ReadProgress]:
        for done, sample in enumerate(self._inks, start=1):
            label = None if sample.label is None else self._classes[sample.label]
            self._writers.append(sample.writer)
            self._drawings.append(self._add(label, lambda: sample.ink, f"{self._origin}, line {sample.line}"))  # noqa: B023 - called at once
            yield ReadProgress(done, len(self))

    def _samples(self) -> LabelledSamples:
        problems = tuple(self._problems)
        return LabelledSamples(self._name, self._pixels, self._labels, problems, self._drawings, self._writers)


class FolderLoader(SampleLoader):
    """Reads a folder's pictures, CLASS/*; those in a folder named after none of the model's classes have no label."""

    def __init__(self, folder: Path, model: Checkpoint, name: str = "") -> None:
        super().__init__(model)
        self._folder, self._name = folder, escaped(name or folder)
        self._class_names = model.class_names
        self._files = _pictures(folder, model.class_names)
        self._readable: list[Path | None] = []

    def __len__(self) -> int:
        return len(self._files)

    def _read(self) -> Iterator[ReadProgress]:
        for done, file in enumerate(self._files, start=1):
            is_labelled = _is_labelled(file, self._folder, self._class_names)
            label = self._class_names.index(escaped(file.parent.name)) if is_labelled else None
            is_read = self._add(label, lambda: load_picture(file), escaped(file)) is not None  # noqa: B023 - called at once
            self._readable.append(file if is_read else None)
            yield ReadProgress(done, len(self))

    def _samples(self) -> LabelledSamples:
        files = self._readable

        def picture(index: int) -> Picture | None:
            file = files[index]
            return None if file is None else load_picture(file)

        drawings = _LazyDrawings(len(files), picture)
        return LabelledSamples(self._name, self._pixels, self._labels, tuple(self._problems), drawings)


class ImageLoader(SampleLoader):
    """Reads a data set's test part, in one step."""

    def __init__(self, dataset: DatasetName, model: Checkpoint) -> None:
        super().__init__(model)
        self._images = of_images(read_dataset(dataset, Split.TEST, None, model.preprocessing.image_size), model)

    def __len__(self) -> int:
        return len(self._images)

    def _read(self) -> Iterator[ReadProgress]:
        yield ReadProgress(len(self), len(self))

    def _samples(self) -> LabelledSamples:
        return self._images


def open_test_part(model: Checkpoint, dataset: DatasetName | None = None, folder: Path | None = None) -> SampleLoader:
    """Return the loader of a data set's test part.

    Parameters
    ----------
    model
        The model to measure.
    dataset, folder
        The data set, and the folder of one that is a folder; None for what the model was trained on.

    Raises
    ------
    DatasetError, StorageError
        If it is missing or broken, or of classes the model does not know.
    """
    config = model.config
    if dataset is None:
        dataset = DatasetName.MNIST if config is None else config.dataset
    if dataset is DatasetName.PENDIGITS:
        return InkLoader(read_strokes(Split.TEST), model)
    if dataset is not DatasetName.FOLDER:
        return ImageLoader(dataset, model)
    if folder is None:
        if config is None or config.folder is None:
            raise DatasetError(
                "Which folder?", "Name the folder that holds the pictures, as train/CLASS and test/CLASS."
            )
        folder = expanded(config.folder)
    classes_among(folder_classes(folder), model.class_names)
    return FolderLoader(folder / Split.TEST, model, f"{folder.name} {Split.TEST}")


def classes_among(names: Sequence[str], known: Sequence[str]) -> tuple[int, ...]:
    """Return the index of each class name among the known ones; raise a `DatasetError` if one is unknown."""
    if not set(names) <= set(known):
        raise DatasetError(
            "The model reads something else",
            "These samples are of the classes {names}, and the model knows {known}. Choose a model that was trained "
            "on samples like these.",
            names=_listed(names),
            known=_listed(known),
        )
    return tuple(known.index(name) for name in names)


def before_normalising(preprocessing: Preprocessing) -> Preprocessing:
    """Return the preprocessing without second-moment normalisation, which `metrics` applies to whole batches."""
    return replace(preprocessing, moments=False)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_CLASSES_NAMED])
    return f"{shown}, …" if len(names) > _CLASSES_NAMED else shown


def _pictures(folder: Path, class_names: Sequence[str]) -> list[Path]:
    pictures = pictures_in(folder)
    for inner in _folders_in(folder):
        pictures += pictures_in(inner)
        if len(pictures) > MOST_PICTURES:
            raise too_many(folder)
    pictures.sort()
    if not pictures:
        raise DatasetError(
            "There are no pictures in this folder",
            "{folder} holds no pictures in folders named after the classes, such as {example}.",
            folder=folder,
            example=folder / class_names[-1] / "picture.png",
        )
    if not any(_is_labelled(file, folder, class_names) for file in pictures):
        raise DatasetError(
            "These pictures have no labels",
            "None of them lies in a folder named after what it shows. Put them into such folders, as {example}.",
            example=folder / class_names[-1] / pictures[0].name,
        )
    return pictures


def _folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder, as many as could hold a picture each."""
    try:
        with os.scandir(folder) as entries:
            return [folder / entry.name for entry in islice(entries, MOST_PICTURES) if entry.is_dir()]
    except OSError:
        return []


def _is_labelled(file: Path, folder: Path, class_names: Sequence[str]) -> bool:
    return file.parent != folder and escaped(file.parent.name) in class_names


def _with_origin(error: DigitpadError, origin: str) -> DigitpadError:
    """Return the error with the file it happened in, or the line, at the start of its detail."""
    if origin in error.detail:
        return error
    return type(error)(error.title_template, "{place}: " + error.detail_template, place=origin, **error.values)
