"""What ``digitpad evaluate`` measures on: rasters with their labels, read from wherever they are.

Owns the reading of whole sets for measuring. Does not own the figures (`evaluation`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.datasets import Part, read_mnist
from digitpad.errors import DatasetError, DigitpadError
from digitpad.inkfile import read_ink_file
from digitpad.picture import load_picture
from digitpad.recognizer import rasterize
from digitpad.spec import Preprocessing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from rich.progress import Progress

    from digitpad.drawing import Drawing

PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"}
"""What the names of pictures in a folder end in; other files there are no samples."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples to measure on.

    Parameters
    ----------
    name
        What they are.
    pixels
        A centred raster for each, float32, shape (28, 28); None for one that could not be read.
    labels
        The class of each; None if it is not known.
    problems
        What was wrong with those that could not be read.
    """

    name: str
    pixels: Sequence[NDArray[np.float32] | None]
    labels: Sequence[int | None]
    problems: tuple[DigitpadError, ...] = ()


def of_mnist() -> Samples:
    """Return MNIST's test part.

    Raises
    ------
    DatasetError
        If its files are missing or broken.
    """
    images = read_mnist(Part.TEST)
    return Samples(images.name, list(images.pixels.astype(np.float32) / np.float32(255)), images.labels.tolist())


def of_ink(path: Path, progress: Progress) -> Samples:
    """Return the samples of an ink file; a line that cannot be read counts as a sample got wrong.

    Raises
    ------
    InkError
        If the file cannot be read at all.
    """
    ink_file = read_ink_file(path)
    pixels: list[NDArray[np.float32] | None] = [None] * len(ink_file.problems)
    labels: list[int | None] = [0] * len(ink_file.problems)  # any label: what cannot be read is in no row
    problems: list[DigitpadError] = list(ink_file.problems)
    for sample in progress.track(ink_file.samples, description="reading ink"):
        try:
            pixels.append(_centred(sample.ink))
        except DigitpadError as error:
            pixels.append(None)
            problems.append(_placed(error, f"{path}, line {sample.line}"))
        labels.append(sample.label)
    return Samples(path.name, pixels, labels, tuple(problems))


def of_folder(folder: Path, class_names: tuple[str, ...], progress: Progress) -> Samples:
    """Return the pictures of a folder, labelled by the folders they lie in.

    Pictures in a folder that is named after no class, or in none, have no label.

    Raises
    ------
    DatasetError
        If there is no picture.
    """
    files = _pictures(folder)
    pixels: list[NDArray[np.float32] | None] = []
    labels: list[int | None] = []
    problems: list[DigitpadError] = []
    for file in progress.track(files, description="reading pictures"):
        name = file.parent.name
        labels.append(class_names.index(name) if file.parent != folder and name in class_names else None)
        try:
            pixels.append(_centred(load_picture(file)))
        except DigitpadError as error:
            pixels.append(None)
            problems.append(_placed(error, str(file)))
    return Samples(str(folder), pixels, labels, tuple(problems))


def _pictures(folder: Path) -> list[Path]:
    try:
        files = sorted(file for pattern in ("*", "*/*") for file in folder.glob(pattern) if file.is_file())
    except OSError:
        files = []
    pictures = [file for file in files if file.suffix.lower() in PICTURE_SUFFIXES]
    if not pictures:
        raise DatasetError(
            "There are no pictures in this folder",
            "{folder} holds no pictures in folders named after the digits, such as {example}.",
            folder=folder,
            example=folder / "7" / "picture.png",
        )
    return pictures


def _centred(drawing: Drawing) -> NDArray[np.float32]:
    return rasterize(drawing, Preprocessing()).pixels


def _placed(error: DigitpadError, place: str) -> DigitpadError:
    """Return the error with the place it happened at in its detail."""
    if place in error.detail:
        return error
    return type(error)(error.title_template, "{place}: " + error.detail_template, place=place, **error.values)
