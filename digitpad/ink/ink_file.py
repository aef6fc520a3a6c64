"""Ink files: one drawing a line, as JSON.

A line is ``{"label": 7, "writer": "A01", "strokes": [[[x, y], ...], ...]}``; a point may carry a pressure as
its third number; `label` and `writer` are optional. A name ending in ``.gz`` is read and written gzipped.
"""

from __future__ import annotations

import gzip
import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import msgspec

from digitpad.errors import InkError
from digitpad.files.writing import write_atomically
from digitpad.ink.ink import Ink, Point, Stroke

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LARGEST_FILE = 1 << 30
"""Most bytes an ink file may hold once unzipped: more than ten million drawings, less than memory."""


SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".json", ".json.gz")
"""Endings of ink files' names."""


@dataclass(frozen=True, slots=True)
class InkSample:
    """Ink with what is known of it."""

    ink: Ink  # finished strokes
    label: int | None = None  # the digit it shows, 0 to 9; None if not known
    writer: str | None = None  # who wrote it; None if not known
    line: int = 0  # its line in the file it was read from, from 1; 0 if from none


@dataclass(frozen=True, slots=True)
class InkFile:
    """The samples of an ink file, and an error for each bad line, which names the line."""

    samples: tuple[InkSample, ...]
    problems: tuple[InkError, ...]


class _Line(msgspec.Struct, omit_defaults=True):
    """One line of an ink file."""

    strokes: list[list[list[float]]]
    label: Annotated[int, msgspec.Meta(ge=0, le=9)] | None = None
    writer: str | None = None


_decoder = msgspec.json.Decoder(_Line)


def has_ink_suffix(path: Path) -> bool:
    """Whether a file's name is that of an ink file; everything else is taken for a picture."""
    return path.name.lower().endswith(SUFFIXES)


def read_ink_file(path: Path) -> InkFile:
    """Read an ink file, with an error in `problems` for each bad line.

    Raises
    ------
    InkError
        If the file cannot be read at all, or holds not one line.
    """
    samples: list[InkSample] = []
    problems: list[InkError] = []
    for number, line in enumerate(_content(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            samples.append(decode_sample(line, number))
        except InkError as error:
            problems.append(
                InkError(
                    "A line of the ink file cannot be read",
                    "{path}, line {line}: {reason}",
                    path=path,
                    line=number,
                    reason=error.detail,
                )
            )
    if not samples and not problems:
        raise InkError("This ink file is empty", "{path} holds not one line of ink.", path=path)
    return InkFile(tuple(samples), tuple(problems))


def decode_sample(line: bytes | str, number: int = 0) -> InkSample:
    """Read one line of an ink file.

    Raises
    ------
    InkError
        If it is not JSON of the documented form, or has an impossible point.
    """
    try:
        form = _decoder.decode(line)
        strokes = tuple(Stroke(_point(numbers) for numbers in stroke) for stroke in form.strokes)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InkError("This is not ink", "It is not JSON of the ink form ({reason}).", reason=error) from error
    if not strokes:
        raise InkError("This ink is empty", "It holds no stroke.")
    return InkSample(Ink(strokes), form.label, form.writer, number)


def encode_sample(sample: InkSample) -> bytes:
    """Return the line of an ink file for a sample, without the line's end."""
    strokes = [
        [[_short(number) for number in point if number is not None] for point in stroke]
        for stroke in sample.ink.strokes
    ]
    # Label and writer come first, where a reader of the file looks for them.
    known = {"label": sample.label, "writer": sample.writer}
    line = {key: value for key, value in known.items() if value is not None} | {"strokes": strokes}
    return msgspec.json.encode(line)


def write_ink_file(path: Path, samples: Iterable[InkSample]) -> None:
    """Write samples atomically, one a line."""
    content = b"".join(encode_sample(sample) + b"\n" for sample in samples)
    write_atomically(path, gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)


def _content(path: Path) -> bytes:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InkError(
            "This ink file cannot be read",
            "{path}: {reason}",
            path=path,
            reason=getattr(error, "strerror", None) or error,
        ) from error
    if len(content) > LARGEST_FILE:
        raise InkError("This ink file is too large", "{path} holds more than 1 GiB.", path=path)
    return content


def _point(numbers: list[float]) -> Point:
    if len(numbers) not in (2, 3):
        raise InkError(
            "This point is incomplete",
            "A point is [x, y] or [x, y, pressure]; here is one of {count} numbers.",
            count=len(numbers),
        )
    if len(numbers) == 3 and not math.isfinite(numbers[2]):
        raise InkError("This pressure is impossible", "A pressure is a number from 0 to 1.")
    return Point(*numbers)


def _short(number: float) -> float | int:
    """Whole numbers are written without a decimal point, others to a thousandth of a canvas unit."""
    rounded = round(number, 3)
    return int(rounded) if rounded == int(rounded) else rounded
