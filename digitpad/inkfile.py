"""Ink files: one drawing a line, as JSON.

A line is ``{"label": 7, "writer": "A01", "strokes": [[[x, y], ...], ...]}``; a point may carry a pressure as
its third number; `label` and `writer` are optional. A name ending in ``.gz`` is read and written gzipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from digitpad.errors import InkError


@dataclass(frozen=True, slots=True)
class InkSample:
    """Ink with what is known of it.

    Parameters
    ----------
    ink
        Finished strokes.
    label
        The digit it shows, 0 to 9; None if not known.
    writer
        Who wrote it; None if not known.
    line
        Its line in the file it was read from, from 1; 0 if from none.
    """

    ink: Ink
    label: int | None = None
    writer: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class InkFile:
    """What an ink file held: the good lines, and an error for each bad one (which names its line)."""

    samples: tuple[InkSample, ...]
    problems: tuple[InkError, ...]


def read_ink_file(path: Path) -> InkFile:
    """Read an ink file; bad lines are told, good ones count.

    Raises
    ------
    InkError
        If the file cannot be read at all, is no text, or holds not one line.
    """
    raise NotImplementedError


def write_ink_file(path: Path, samples: Iterable[InkSample]) -> None:
    """Write samples atomically, one a line.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    raise NotImplementedError
