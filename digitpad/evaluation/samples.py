"""Labelled samples to measure a model on: a data set's images, ink, or pictures in folders, read as the model reads."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, overload

import numpy as np

from digitpad.config.dataset_info import DIGITS, DatasetName, Split
from digitpad.data.formats.folder import ReadProgress
from digitpad.data.formats.unipen import is_unipen
from digitpad.data.ink_set import read_ink_set
from digitpad.data.locations import PICTURE_SUFFIXES, folder_classes
from digitpad.data.reading import read_dataset, read_strokes
from digitpad.errors import DatasetError, DigitpadError
from digitpad.ink.drawing import Drawing, Picture
from digitpad.ink.ink_file import read_ink_file
from digitpad.paths import expanded
from digitpad.preprocessing.picture import load_picture
from digitpad.preprocessing.pipeline import rasterize
from digitpad.preprocessing.scaling import as_picture, converted

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """Samples to measure on."""

    name: str  # what they are
    # what the model reads of each before normalising: shape (28, 28) for a digit, else (size, size) or (size, size, 3);
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


class _Lazily(Sequence[Drawing | None]):
    """Drawings that are made when they are asked for: thousands of photographs would not fit into memory."""

    @overload
    def __getitem__(self, place: int) -> Drawing | None: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Drawing | None, ...]: ...

    def __getitem__(self, place: int | slice) -> Drawing | tuple[Drawing | None, ...] | None:
        if isinstance(place, slice):
            return tuple(self.make(index) for index in range(*place.indices(len(self))))
        return self.make(place)

    @abstractmethod
    def make(self, place: int) -> Drawing | None:
        """Return one of them."""


class _Images(_Lazily):
    """A data set's images as pictures."""

    def __init__(self, images: ImageSet) -> None:
        self._images = images

    def __len__(self) -> int:
        return len(self._images)

    def make(self, place: int) -> Picture:
        return as_picture(self._images.pixels[place], f"{self._images.name}, image {place + 1}")


class _Files(_Lazily):
    """Picture files; None in place of one that could not be read."""

    def __init__(self, files: Sequence[Path | None]) -> None:
        self._files = files

    def __len__(self) -> int:
        return len(self._files)

    def make(self, place: int) -> Picture | None:
        file = self._files[place]
        return None if file is None else load_picture(file)


def of_images(images: ImageSet, model: Checkpoint) -> LabelledSamples:
    """Return a data set's images as a model reads them."""
    labels = np.array(classes_among(images.class_names, model.class_names), np.intp)[images.labels]
    pixels = converted(images.pixels, model.preprocessing)
    return LabelledSamples(images.name, list(pixels), labels.tolist(), images.problems, _Images(images))


class InkLoader:
    """The reading of ink; iterate it to have the ink rendered, then take the `result`.

    Leaving off is to stop iterating. A line that cannot be read counts as a sample got wrong.

    `ink`: labelled ink, or the path of an ink file; `model`: who shall read it.
    """

    def __init__(self, ink: Path | InkSet, model: Checkpoint) -> None:
        self._preprocessing = before_normalising(model.preprocessing)
        self._classes = classes_among(DIGITS, model.class_names)
        if isinstance(ink, Path) and is_unipen(ink):
            ink = read_ink_set(ink)
        read = read_ink_file(ink) if isinstance(ink, Path) else ink
        self._name, self._place = ink.name, str(ink) if isinstance(ink, Path) else ink.name
        self._waiting = read.samples
        unreadable = len(read.problems)
        self._problems: list[DigitpadError] = list(read.problems)
        self._writers: list[str | None] = [None] * unreadable
        self._pixels: list[Floats | None] = [None] * unreadable
        self._labels: list[int | None] = [0] * unreadable  # any label: what cannot be read is in no row
        self._drawings: list[Drawing | None] = [None] * unreadable
        self._steps = self._read()

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[ReadProgress]:
        return self._steps

    @property
    def result(self) -> LabelledSamples:
        """All samples; what was not rendered yet is rendered now."""
        for _ in self._steps:
            pass
        every = tuple(self._problems)
        return LabelledSamples(self._name, self._pixels, self._labels, every, self._drawings, self._writers)

    def _read(self) -> Iterator[ReadProgress]:
        for done, sample in enumerate(self._waiting, start=1):
            self._labels.append(None if sample.label is None else self._classes[sample.label])
            self._writers.append(sample.writer)
            try:
                self._pixels.append(rasterize(sample.ink, self._preprocessing).pixels)
                self._drawings.append(sample.ink)
            except DigitpadError as error:
                self._pixels.append(None)
                self._drawings.append(None)
                self._problems.append(_placed(error, f"{self._place}, line {sample.line}"))
            yield ReadProgress(done, len(self._waiting))


class FolderLoader:
    """The reading of a folder's pictures, labelled by the folders they lie in; iterate it, then take the `result`.

    `folder`: holds the pictures, as CLASS/*. Those in a folder that is named after none of the model's classes, or in
    none, have no label; `model`: who shall read them; `name`: what to call them; empty for the folder's path.
    """

    def __init__(self, folder: Path, model: Checkpoint, name: str = "") -> None:
        self._folder, self._name = folder, name or str(folder)
        self._preprocessing = before_normalising(model.preprocessing)
        self._class_names = model.class_names
        self._files = _pictures(folder, model.class_names)
        self._problems: list[DigitpadError] = []
        self._pixels: list[Floats | None] = []
        self._labels: list[int | None] = []
        self._readable: list[Path | None] = []
        self._steps = self._read()

    def __len__(self) -> int:
        return len(self._files)

    def __iter__(self) -> Iterator[ReadProgress]:
        return self._steps

    @property
    def result(self) -> LabelledSamples:
        """All samples; what was not read yet is read now."""
        for _ in self._steps:
            pass
        return LabelledSamples(self._name, self._pixels, self._labels, tuple(self._problems), _Files(self._readable))

    def _read(self) -> Iterator[ReadProgress]:
        for done, file in enumerate(self._files, start=1):
            is_labelled = _is_labelled(file, self._folder, self._class_names)
            self._labels.append(self._class_names.index(file.parent.name) if is_labelled else None)
            try:
                self._pixels.append(rasterize(load_picture(file), self._preprocessing).pixels)
                self._readable.append(file)
            except DigitpadError as error:
                self._pixels.append(None)
                self._readable.append(None)
                self._problems.append(_placed(error, str(file)))
            yield ReadProgress(done, len(self._files))


class ImageLoader:
    """The reading of a data set's test part, which is read at once; for the sake of being like the others."""

    def __init__(self, dataset: DatasetName, model: Checkpoint) -> None:
        self._samples = of_images(read_dataset(dataset, Split.TEST, None, model.preprocessing.image_size), model)

    def __len__(self) -> int:
        return len(self._samples)

    def __iter__(self) -> Iterator[ReadProgress]:
        yield ReadProgress(len(self), len(self))

    @property
    def result(self) -> LabelledSamples:
        """All samples."""
        return self._samples


Reading: TypeAlias = InkLoader | FolderLoader | ImageLoader


def open_test_part(model: Checkpoint, dataset: DatasetName | None = None, folder: Path | None = None) -> Reading:
    """Begin to read the test part of a data set.

    Parameters
    ----------
    model
        Who shall read it.
    dataset, folder
        Which data set, and the folder of one that is a folder; None for what the model was trained on.

    Raises
    ------
    DatasetError, StorageError
        If it is not there or broken, or of classes the model does not know.
    """
    learnt = model.config
    if dataset is None:
        dataset = DatasetName.MNIST if learnt is None else learnt.dataset
    if dataset is DatasetName.PENDIGITS:
        return InkLoader(read_strokes(Split.TEST), model)
    if dataset is not DatasetName.FOLDER:
        return ImageLoader(dataset, model)
    if folder is None:
        if learnt is None or learnt.folder is None:
            raise DatasetError(
                "Which folder?", "Name the folder that holds the pictures, as train/CLASS and test/CLASS."
            )
        folder = expanded(learnt.folder)
    classes_among(folder_classes(folder), model.class_names)
    return FolderLoader(folder / Split.TEST, model, f"{folder.name} {Split.TEST}")


def classes_among(names: Sequence[str], known: Sequence[str]) -> tuple[int, ...]:
    """Return which of the model's classes each of the samples' is, by name.

    Raises
    ------
    DatasetError
        If the model does not know one of them.
    """
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
    """Return how a sample is read for `evaluation`, which normalises whole batches itself."""
    return replace(preprocessing, moments=False)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_CLASSES_NAMED])
    return f"{shown}, …" if len(names) > _CLASSES_NAMED else shown


def _pictures(folder: Path, class_names: Sequence[str]) -> list[Path]:
    try:
        files = sorted(file for pattern in ("*", "*/*") for file in folder.glob(pattern) if file.is_file())
    except OSError:
        files = []
    pictures = [file for file in files if file.suffix.lower() in PICTURE_SUFFIXES]
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


def _is_labelled(file: Path, folder: Path, class_names: Sequence[str]) -> bool:
    return file.parent != folder and file.parent.name in class_names


def _placed(error: DigitpadError, place: str) -> DigitpadError:
    """Return the error with the place it happened at in its detail."""
    if place in error.detail:
        return error
    return type(error)(error.title_template, "{place}: " + error.detail_template, place=place, **error.values)
