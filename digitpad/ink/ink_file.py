"""Ink files: one drawing a line, as JSON.

A line is ``{"label": 7, "writer": "A01", "strokes": [[[x, y], ...], ...]}``; a point may carry a pressure as
its third number; `label` and `writer` are optional. A name ending in ``.gz`` is read and written gzipped.

A file may come from anybody, so that it is read line by line and what it may hold is limited: far above what anyone
draws, below what memory and patience bear.
"""

from __future__ import annotations

import gzip
from codecs import BOM_UTF8
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import msgspec

from digitpad.errors import InkError
from digitpad.files.gzip_stream import unzipped
from digitpad.files.reading import open_regular
from digitpad.files.writing import write_atomically
from digitpad.ink.ink import Ink, Point, Stroke

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LARGEST_FILE = 256_000_000
"""Most bytes an ink file may hold once unzipped: 30,000 digits, written by digitpad, have a tenth of it."""

LONGEST_LINE = 16 << 20
"""Most bytes of one drawing, or of one line of anything else."""

MOST_LINES = 250_000
"""Most lines, empty ones among them."""

MOST_PROBLEMS = 10_000
"""Lines that are no ink, after which a file is taken for something else."""

MOST_INK = 2_000_000
"""Most ink of a file, in points, which are read in two seconds: 30,000 digits of 40 points in two strokes."""

_WEIGHT = 8
"""A stroke takes as long to read as eight points more, and so does a drawing."""

DRAWING_POINTS = 200_000
"""Most points of one drawing: half an hour without lifting the pen."""

DRAWING_STROKES = 10_000
"""Most strokes of one drawing: a page full of writing has a tenth of it."""

_MOST_BRACKETS = 1 + DRAWING_STROKES + DRAWING_POINTS

SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".json", ".json.gz")
"""Endings of ink files' names."""


@dataclass(frozen=True, slots=True)
class InkSample:
    """Ink with what is known of it."""

    ink: Ink  # finished strokes
    label: int | None = None  # the digit it shows, 0 to 9; None if not known
    writer: str | None = None  # who wrote it; None if not known
    line: int = 0  # its line in the file it was read from, from 1; 0 if from none

    def __post_init__(self) -> None:
        # Here, so that no drawing is written or kept that could not be read again.
        points, strokes = self.ink.point_count, len(self.ink.strokes)
        if points > DRAWING_POINTS or strokes > DRAWING_STROKES:
            raise InkError(
                "This drawing is too large",
                "It has {points} points in {strokes} strokes. At most {most_points} points in {most_strokes} strokes "
                "can be read or kept; draw it in parts.",
                points=f"{points:,}",
                strokes=f"{strokes:,}",
                most_points=f"{DRAWING_POINTS:,}",
                most_strokes=f"{DRAWING_STROKES:,}",
            )


@dataclass(frozen=True, slots=True)
class InkFile:
    """The samples of an ink file, and an error for each bad line, which names the line."""

    samples: tuple[InkSample, ...]
    problems: tuple[InkError, ...]


class _Line(msgspec.Struct, omit_defaults=True):
    """One line of an ink file."""

    strokes: list[list[Point]]
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
        If the file cannot be read at all, holds not one line, or more than a file may.
    """
    for _ in _lines(path):  # what is too large is refused before it is read, which takes far longer
        pass
    return _read_lines(path)


def _read_lines(path: Path) -> InkFile:
    samples: list[InkSample] = []
    problems: list[InkError] = []
    weight = 0
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            sample = decode_sample(line, number)
        except InkError as error:
            problems.append(_bad_line(path, number, error.detail))
            weight += _WEIGHT // 2 * line.count(b"[")  # it may have been read nearly to its end
            if len(problems) > MOST_PROBLEMS:
                raise InkError(
                    "This is no ink file",
                    "More than {count} lines of it are no ink. The first: {first} See that it is the file you meant, "
                    "one drawing a line.",
                    count=f"{MOST_PROBLEMS:,}",
                    first=problems[0].detail,
                ) from error
        else:
            samples.append(sample)
            weight += sample.ink.point_count + _WEIGHT * (1 + len(sample.ink.strokes))
        if weight > MOST_INK:
            raise _too_large(path)
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
    # Each point, stroke and list of strokes has a bracket: counting them takes no time, reading them does.
    brackets = line.count("[") if isinstance(line, str) else line.count(b"[")
    if len(line) > LONGEST_LINE or brackets > _MOST_BRACKETS:
        raise InkError(
            "This drawing is too large",
            "It is longer than any drawing of {points} points in {strokes} strokes, which is the most that can "
            "be read. Draw it in parts.",
            points=f"{DRAWING_POINTS:,}",
            strokes=f"{DRAWING_STROKES:,}",
        )
    try:
        form = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise InkError(
            "This is not ink",
            "A line of ink is a JSON object with “strokes”, and this is none ({reason}).",
            reason=error,
        ) from error
    if not form.strokes:
        raise InkError("This ink is empty", "It holds no stroke: draw at least one.")
    return InkSample(Ink(tuple(map(Stroke, form.strokes))), form.label, form.writer, number)


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
    write_atomically(path, gzip.compress(content, mtime=0) if _is_gzipped(path) else content)


def _lines(path: Path) -> Iterator[bytes]:
    """Give the lines of an ink file, and no more of it than it may hold."""
    size = lines = brackets = 0
    try:
        with open_regular(path) as stored, unzipped(stored) if _is_gzipped(path) else nullcontext(stored) as file:
            while content := file.readline(LONGEST_LINE + 1):
                size += len(content)
                brackets += content.count(b"[")
                if max(size / LARGEST_FILE, len(content) / LONGEST_LINE, brackets / MOST_INK) > 1:
                    raise _too_large(path)
                for line in content.removeprefix(BOM_UTF8).splitlines():
                    lines += 1
                    if lines > MOST_LINES:
                        raise _too_large(path)
                    yield line
    except OSError as error:
        raise InkError(
            "This ink file cannot be read",
            "{path}: {reason}. See that it is whole and may be read.",
            path=path,
            reason=error.strerror or error,
        ) from error


def _bad_line(path: Path, line: int, reason: str) -> InkError:
    return InkError(
        "A line of the ink file cannot be read", "{path}, line {line}: {reason}", path=path, line=line, reason=reason
    )


def _too_large(path: Path) -> InkError:
    return InkError(
        "This ink file is too large",
        "{path} holds more than {megabytes} MB, {lines} lines or {points} points (each stroke and each drawing counts "
        "for {weight} more), which is all that can be read. See that it is the file you meant, and split the file.",
        path=path,
        megabytes=LARGEST_FILE // 1_000_000,
        lines=f"{MOST_LINES:,}",
        points=f"{MOST_INK:,}",
        weight=_WEIGHT,
    )


def _is_gzipped(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def _short(number: float) -> float | int:
    """Whole numbers are written without a decimal point, others to a thousandth of a canvas unit."""
    rounded = round(number, 3)
    return int(rounded) if rounded == int(rounded) else rounded
