"""Pen digits in UCI's form, written and packed by the tests themselves: the real ones cannot be fetched here."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from digitpad.config.dataset_info import DATASETS, DatasetName, Split
from digitpad.data.formats.pendigits import CLASS_COUNTS
from digitpad.data.locations import PACKED, PEN_FILES

Strokes = tuple[tuple[tuple[int, int], ...], ...]
"""Points with y growing up, as the tablet gave them."""

HEADER = ' .INCLUDE dene.doc\n.LEXICON "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"\n.HIERARCHY DIGIT\n'

# A digit of each kind, plain enough for any model to tell some of them apart.
SHAPES: tuple[Strokes, ...] = (
    (((250, 400), (160, 330), (160, 170), (250, 100), (340, 170), (340, 330), (250, 400)),),
    (((250, 400), (250, 100)),),
    (((160, 340), (250, 400), (340, 330), (160, 100), (340, 100)),),
    (((170, 390), (330, 390), (250, 270), (330, 180), (250, 100), (170, 130)),),
    (((220, 400), (160, 220), (340, 220)), ((300, 330), (300, 100))),
    (((330, 400), (180, 400), (170, 270), (300, 260), (330, 170), (180, 100)),),
    (((320, 400), (190, 260), (180, 140), (260, 100), (320, 170), (250, 230), (190, 190)),),
    (((160, 400), (340, 400), (220, 100)),),
    (((250, 250), (180, 330), (250, 400), (320, 330), (180, 160), (250, 100), (320, 170), (250, 250)),),
    (((320, 330), (250, 400), (190, 330), (250, 270), (320, 330), (310, 200), (260, 100)),),
)


@dataclass(frozen=True, slots=True)
class Written:
    """A digit as UCI's files have it."""

    label: int
    writer: int
    strokes: Strokes


def unipen(digits: Iterable[Written]) -> bytes:
    """Return the text of a file."""
    out, stroke_number = [HEADER], 0
    for number, digit in enumerate(digits):
        last = stroke_number + len(digit.strokes) - 1
        span = f"{stroke_number}" if last == stroke_number else f"{stroke_number}-{last}"
        stroke_number = last + 1
        out.append(
            f'\n.SEGMENT DIGIT {span} ? "{digit.label}"\n.COMMENT {digit.label:2d} {digit.writer:3d} {number:4d}\n'
        )
        for stroke in digit.strokes:
            points = "".join(f"{x:4d}{y:6d}\n" for x, y in stroke)
            out.append(f".PEN_DOWN\n{points}.PEN_UP\n.DT 100\n")
    return "".join(out).encode()


def compress(content: bytes) -> bytes:
    """Pack as Unix compress does: codes of 9 to 16 bits, in groups of eight that are filled up when they widen."""
    out = bytearray(b"\x1f\x9d\x90")
    codes = {bytes([byte]): byte for byte in range(256)}
    bits, waiting, held, in_group = 9, 0, 0, 0

    def put(code: int) -> None:
        nonlocal waiting, held, in_group
        waiting |= code << held
        held += bits
        in_group = (in_group + 1) % 8
        while held >= 8:
            out.append(waiting & 255)
            waiting >>= 8
            held -= 8

    known = b""
    following = 257  # 256 would clear the table
    for byte in content:
        longer = known + bytes([byte])
        if longer in codes:
            known = longer
            continue
        put(codes[known])
        if following < 1 << 16:
            codes[longer] = following
            following += 1
            # The reader is one code behind.
            if following > 1 << bits and bits < 16:
                while in_group:
                    put(0)
                bits += 1
        known = bytes([byte])
    put(codes[known])
    if held:
        out.append(waiting & 255)
    return bytes(out)


def pen_digits(part: Split) -> list[Written]:
    """Return as many digits of each class by as many writers as UCI's part has, each a little aside of the last."""
    writers = (DATASETS[DatasetName.PENDIGITS].writers or (0, 0))[part is Split.TEST]
    labels = [label for label, count in enumerate(CLASS_COUNTS[part]) for _ in range(count)]
    made = []
    for number, label in enumerate(labels):
        slant = (number * 7919 % 81 - 40) / 400
        strokes = tuple(tuple((round(x + slant * (y - 250)), y) for x, y in stroke) for stroke in SHAPES[label])
        made.append(Written(label, number % writers + 1, strokes))
    return made


@cache
def packed_parts() -> Mapping[str, bytes]:
    parts = zip(Split, PEN_FILES, strict=True)
    return MappingProxyType({name + PACKED: compress(unipen(pen_digits(part))) for part, name in parts})


def pen_archive(contents: dict[str, bytes] | None = None) -> bytes:
    """Return UCI's archive with these files in it; both parts whole for None."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pendigits-orig.names", "Pen-Based Recognition of Handwritten Digits\n")
        for name, content in (packed_parts() if contents is None else contents).items():
            archive.writestr(name, content)
    return out.getvalue()


def write_pen_set(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for part, name in zip(Split, PEN_FILES, strict=True):
        (folder / name).write_bytes(unipen(pen_digits(part)))
