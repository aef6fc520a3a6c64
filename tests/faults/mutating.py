"""Contents nobody meant: a sound one changed at random, as bytes or as JSON, the same for the same seed."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)

_VALUES = (
    "null",
    "true",
    "0",
    "-1",
    "-0.0",
    "1e308",
    "-1e308",
    "1e-320",
    "1e400",
    "NaN",
    "Infinity",
    "9007199254740993",
    "9223372036854775807",
    "18446744073709551616",
    "9" * 400,
    "9" * 5000,
    '""',
    '"\\ud800"',
    '"\\u0000"',
    '"../../escaped"',
    '"/tmp/escaped"',
    '"' + "x" * 10_000 + '"',
    '"\\u202e\\u00e9"',
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "[" * 3000 + "]" * 3000,
    '{"a":' * 1500 + "1" + "}" * 1500,
    "[0" + ",0" * 5000 + "]",
)
"""What stands in the place of any value of a JSON text."""


def mutated(seed: bytes, source: random.Random, *, is_json: bool) -> bytes:
    """Return a content like a sound one, changed in one place or in a few."""
    content = _changed_json(seed, source) if is_json and source.random() < 0.7 else seed
    if content is seed or source.random() < 0.2:
        for _ in range(source.choice((1, 1, 2, 4, 16))):
            content = source.choice(_CHANGES)(bytearray(content), source)
    return bytes(content)


def _changed_json(seed: bytes, source: random.Random) -> bytes:
    """Return JSON with values replaced, doubled or left out; of lines of JSON, one line is changed."""
    lines = seed.splitlines(keepends=True)
    whole = not lines or not lines[0].rstrip().endswith(b"}") or len(lines) == 1
    number = 0 if whole else source.randrange(len(lines))
    value = json.loads(seed if whole else lines[number])
    for _ in range(source.choice((1, 1, 2, 3))):
        marks: dict[str, str] = {}
        value = _with_a_mark(value, source, marks)
        text = json.dumps(value)
        for mark, instead in marks.items():
            text = text.replace(f'"{mark}"', instead)
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            break
    changed = text.encode("utf-8", "surrogatepass")
    return changed if whole else b"".join((*lines[:number], changed + b"\n", *lines[number + 1 :]))


def _with_a_mark(value: Any, source: random.Random, marks: dict[str, str]) -> Any:  # noqa: PLR0911 - one for each way
    """Return JSON with a mark in the place of one value, or with a key more or less."""
    if isinstance(value, dict) and value and source.random() < 0.85:
        key = source.choice(list(value))
        rest = {name: each for name, each in value.items() if name != key}
        match source.randrange(12):
            case 0:
                return rest
            case 1:
                return {**value, source.choice(("", "\ud800", "x" * 5000, key + key)): value[key]}
            case 2:
                return {**rest, key: value[source.choice(list(value))]}
        return {name: _with_a_mark(each, source, marks) if name == key else each for name, each in value.items()}
    if isinstance(value, list) and value and source.random() < 0.85:
        place = source.randrange(len(value))
        match source.randrange(8):
            case 0:
                return value[:place] + value[place + 1 :]
            case 1:
                return value * source.choice((2, 50))
        return [*value[:place], _with_a_mark(value[place], source, marks), *value[place + 1 :]]
    mark = f"mark-{len(marks)}-{source.random()}"
    marks[mark] = source.choice(_VALUES)
    return mark


def _flip(content: bytearray, source: random.Random) -> bytearray:
    if content:
        content[source.randrange(len(content))] ^= 1 << source.randrange(8)
    return content


def _overwrite(content: bytearray, source: random.Random) -> bytearray:
    """Put an extreme number over some bytes, as a length that is wrong."""
    form = source.choice(("<B", "<H", ">H", "<I", ">I", "<Q", ">Q"))
    size = struct.calcsize(form)
    number = source.choice((*_EXTREMES, len(content), source.getrandbits(8 * size))) & ((1 << 8 * size) - 1)
    if len(content) >= size:
        # Headers are where lengths are.
        place = source.randrange(min(len(content) - size + 1, source.choice((16, 64, 512, 1 << 30))))
        content[place : place + size] = struct.pack(form, number)
    return content


def _cut(content: bytearray, source: random.Random) -> bytearray:
    return content[: source.randrange(len(content) + 1)]


def _leave_out(content: bytearray, source: random.Random) -> bytearray:
    start = source.randrange(len(content) + 1)
    del content[start : start + source.choice((1, 4, 64, 512))]
    return content


def _double(content: bytearray, source: random.Random) -> bytearray:
    start = source.randrange(len(content) + 1)
    piece = content[start : start + source.choice((1, 4, 64, 512))]
    place = source.randrange(len(content) + 1)
    content[place:place] = piece * source.choice((1, 2, 100))
    return content


def _splice(content: bytearray, source: random.Random) -> bytearray:
    start = source.randrange(len(content) + 1)
    return content[start:] + content[:start]


def _insert(content: bytearray, source: random.Random) -> bytearray:
    place = source.randrange(len(content) + 1)
    content[place:place] = source.choice((b"\0" * 64, b"\xff" * 16, b"9" * 400, b"\n", b"\x1f\x8b\x08", b'"', b"{"))
    return content


def _exchange(content: bytearray, source: random.Random) -> bytearray:
    """Put another byte in place of one, everywhere."""
    if content:
        return content.replace(bytes([source.choice(content)]), bytes([source.randrange(256)]))
    return content


_CHANGES: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (
    _flip,
    _flip,
    _overwrite,
    _overwrite,
    _cut,
    _leave_out,
    _double,
    _splice,
    _insert,
    _exchange,
)
