"""Drawings made into files and into what the clipboard holds, in the background: pictures take a while to encode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from digitpad.errors import InkError
from digitpad.gui.pad.ink_painter import image_of
from digitpad.gui.widgets.background import BackgroundWork
from digitpad.gui.widgets.picture_file import write_picture
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QObject, QThread
    from PySide6.QtGui import QImage

    from digitpad.ink.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Save:
    """A drawing to be saved; comes to the file's path."""

    drawing: Drawing
    pen_width: float
    path: Path


@dataclass(frozen=True, slots=True)
class CopyPicture:
    """A drawing to be copied as a picture; comes to a `QImage`."""

    drawing: Drawing
    pen_width: float


@dataclass(frozen=True, slots=True)
class CopyInk:
    """Ink to be copied as one line of an ink file; comes to that line."""

    ink: Ink


Target: TypeAlias = Save | CopyPicture | CopyInk


class FileWriter(BackgroundWork[Target]):
    """Writes on a thread that is shared; `succeeded` carries what a target comes to."""

    def __init__(self, thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(lambda target, _job: write(target), thread, parent, error_title="This could not be saved")


def write(target: Target) -> Path | QImage | str:
    """Save a drawing, as ink if the file's name says so, else as a picture; or return what is copied."""
    if isinstance(target, CopyPicture):
        return image_of(target.drawing, target.pen_width)
    from digitpad.ink.ink_file import InkSample, encode_sample, has_ink_suffix, write_ink_file  # noqa: PLC0415 - the window paints before it is needed

    if isinstance(target, CopyInk):
        return encode_sample(InkSample(target.ink)).decode()
    if not has_ink_suffix(target.path):
        write_picture(image_of(target.drawing, target.pen_width), target.path)
    elif isinstance(target.drawing, Ink):
        write_ink_file(target.path, [InkSample(target.drawing)])
    else:
        raise InkError(
            "A picture cannot be saved as ink",
            "Ink is what the pen wrote, and this picture has none. Save it as a picture, for example {name}.",
            name=f"{target.path.stem}.png",
        )
    return target.path
