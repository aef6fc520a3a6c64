"""The drawings of files, one after another, past what cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import typer

from digitpad.cli import console
from digitpad.errors import DigitpadError, PictureError
from digitpad.paths import is_folder
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from digitpad.ink.drawing import Drawing

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class FileDrawing:
    """One drawing of a file: its index (of its line, in an ink file), and its label if that is known."""

    file: Path
    index: int
    drawing: Drawing
    label: int | None = None

    @property
    def origin(self) -> str:
        """Where it is from, in words."""
        from digitpad.ink.ink_file import has_ink_suffix

        file = escaped(self.file)
        return f"{file}, line {self.index + 1}" if has_ink_suffix(self.file) else file


def read_each(files: Iterable[Path], read: Callable[[Drawing], Answer]) -> Iterator[tuple[FileDrawing, Answer]]:
    """Yield each drawing of the files with what `read` makes of it.

    Goes on past what cannot be read, and then ends the command with exit status 1.
    """
    has_failed = False
    for file in files:
        for drawn in drawings_in(file):
            try:
                if isinstance(drawn, DigitpadError):
                    raise drawn
                answer = read(drawn.drawing)
            except DigitpadError as error:
                has_failed = True
                origin = drawn.origin if isinstance(drawn, FileDrawing) else escaped(file)
                where = "" if escaped(file) in error.detail else f"{origin}: "
                console.note(f"{where}{error.title}: {error.detail}")
                continue
            yield drawn, answer
    if has_failed:
        raise typer.Exit(1)


def drawings_in(file: Path) -> Iterator[FileDrawing | DigitpadError]:
    """Yield the drawings of a file in their order, and an error for each that cannot be read."""
    if is_folder(file):
        yield PictureError(
            "This is a folder",
            "{path} is a folder, and a file is needed. Name the pictures in it: {path}/*.png",
            path=file,
        )
        return
    try:
        from digitpad.ink.ink_file import has_ink_suffix, read_ink_file

        if has_ink_suffix(file):
            ink_file = read_ink_file(file)
            yield from ink_file.problems
            for sample in ink_file.samples:
                yield FileDrawing(file, sample.line - 1, sample.ink, sample.label)
        else:
            from digitpad.preprocessing.picture import load_picture

            yield FileDrawing(file, 0, load_picture(file))
    except DigitpadError as error:
        yield error
