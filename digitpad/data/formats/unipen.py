"""UNIPEN files [1]_ of single digits, as UCI's pen digits come: text, a keyword a line, packed by Unix compress or not.

A digit is ``.SEGMENT DIGIT 6-7 ? "4"`` (its strokes' numbers, their quality, what it shows), then ``.COMMENT 4 12 224``
(what it shows, who wrote it, which of theirs it is), then each stroke: ``.PEN_DOWN``, a point a line, ``.PEN_UP`` and
``.DT 100``, the milliseconds the pen was up. y grows up in there, and down in digitpad.

References
----------
.. [1] Guyon et al., "UNIPEN project of on-line data exchange and recognizer benchmarks" (1994).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DIGITS
from digitpad.data.formats.unix_compress import uncompressed
from digitpad.data.image_set import broken, data_file_errors, read_bytes
from digitpad.data.locations import PACKED
from digitpad.errors import InkError
from digitpad.ink.ink import Ink, Point, Stroke
from digitpad.ink.ink_file import InkSample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digitpad.errors import DatasetError

BOX = 500
"""Side of the box each digit was written in, in tablet units."""

LETTERS = {".tra": "A", ".tes": "B"}
"""What writers are called besides their number, by the ending of the file: both parts count from 1, of other people."""

LARGEST_FILE = 8 << 20
"""Most bytes of a file, unpacked: the larger of UCI's has half as many."""

LARGEST_PACKED = 2 << 20
"""Most bytes of a packed one: the whole archive of UCI has fewer."""

_WRITER_DIGITS = 6


def is_unipen(path: Path) -> bool:
    """Whether a file's name is that of UNIPEN digits."""
    return path.name.removesuffix(PACKED).endswith(tuple(LETTERS))


def read_unipen(path: Path) -> tuple[bytes, tuple[InkSample, ...]]:
    """Return the text of a UNIPEN file, and the digits in it, in their order."""
    if path.suffix == PACKED:
        content = unpacked(read_bytes(path, LARGEST_PACKED), path)
    else:
        content = read_bytes(path, LARGEST_FILE)
    return content, tuple(_Digits(content, path))


def unpacked(content: bytes, path: Path) -> bytes:
    """Undo Unix compress; `path` is for the error alone."""
    with data_file_errors(path, "it is no whole file of Unix compress"):
        return uncompressed(content, LARGEST_FILE)


class _Digits:
    """The digits of a file, in order; keywords that are not of digits are skipped."""

    def __init__(self, content: bytes, path: Path) -> None:
        self._lines = content.decode("latin-1").splitlines()
        self._path = path
        self._letter = LETTERS.get(path.with_name(path.name.removesuffix(PACKED)).suffix, "")
        self._pen_is_down = False
        self._comment: list[str] = []
        self._strokes: list[list[str]] = []
        self._begin(0, [])

    def __iter__(self) -> Iterator[InkSample]:
        for number, line in enumerate(self._lines, start=1):
            if not line.lstrip().startswith("."):
                if self._pen_is_down:
                    self._strokes[-1].append(line)
                continue
            words = line.split()
            keyword = words[0].upper()
            if keyword == ".SEGMENT":
                yield from self._finished()
                self._begin(number, words)
            elif keyword == ".COMMENT":
                self._comment = self._comment or words[1:]
            elif keyword == ".PEN_DOWN":
                self._pen_is_down = True
                self._strokes.append([])
            elif keyword == ".PEN_UP":
                self._pen_is_down = False  # UNIPEN goes on with the points above the tablet, if it has them
        yield from self._finished()

    def _begin(self, line: int, words: list[str]) -> None:
        self._line, self._segment = line, words
        self._comment, self._strokes = [], []
        self._pen_is_down = False

    def _finished(self) -> Iterator[InkSample]:
        """Give the digit that has been read, if one has begun."""
        if not self._line:
            return
        label = self._segment[-1].strip('"')
        strokes = [stroke for stroke in map(self._stroke, self._strokes) if stroke]
        if label not in DIGITS:
            raise self._wrong(self._line, f"“{label[:40]}” is no digit")
        if not strokes or self._pen_is_down:
            raise self._wrong(self._line, "the digit that begins here has no end")
        number = self._comment[1] if len(self._comment) >= 2 else ""
        # Python refuses to read numbers of thousands of digits.
        writer = f"{self._letter}{int(number):02d}" if number.isdecimal() and len(number) <= _WRITER_DIGITS else None
        try:
            sample = InkSample(Ink(tuple(map(Stroke, strokes))), int(label), writer, self._line)
        except InkError as error:
            raise self._wrong(self._line, error.detail.rstrip(".")) from error
        yield sample

    def _stroke(self, lines: list[str]) -> list[Point]:
        """Return the points of a stroke from their lines: two numbers each, and what else the tablet recorded."""
        try:
            numbers = [[float(word) for word in line.split()[:2]] for line in lines if line.strip()]
            points = [Point(x, BOX - y) for x, y in numbers]
        except ValueError:
            wrong = next(line for line in lines if line.strip() and not _is_point(line))
            raise self._wrong(self._line, f"its “{wrong.strip()[:40]}” is no point") from None
        return points

    def _wrong(self, line: int, reason: str) -> DatasetError:
        return broken(self._path, f"line {line}: {reason}")


def _is_point(line: str) -> bool:
    try:
        x, y = line.split()[:2]
        float(x), float(y)
    except ValueError:
        return False
    return True
