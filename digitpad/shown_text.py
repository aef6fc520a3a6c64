"""Text that can be shown, printed and kept anywhere, whatever a file is called."""

from __future__ import annotations

import re

LONGEST_REASON = 500
"""Most characters of what is wrong with a file: it may repeat what the file says."""

# Control characters, separators of lines, marks that turn the direction of writing, and lone surrogates, by which
# Python stands for the bytes of a file's name that are no UTF-8.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSEEN_BUT_LINES = re.compile(_UNSEEN.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})")


def escaped(text: object, *, keeps_lines: bool = False) -> str:
    r"""Return a text, such as a path, with what cannot be seen or is no UTF-8 as ``\x1b``, ``\xff`` or ``\u202e``.

    With `keeps_lines`, it may have several lines.
    """
    return (_UNSEEN_BUT_LINES if keeps_lines else _UNSEEN).sub(lambda found: _escaped(ord(found[0])), str(text))


def shortened(text: str, longest: int = LONGEST_REASON) -> str:
    """Return a text, or of one that is longer its two ends."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]} ... {len(text) - 2 * half:,} characters left out ... {text[-half:]}"


def unescaped(text: str) -> str:
    """Return the name of a file of which `escaped` made a text."""
    return _ESCAPE.sub(lambda found: _unescaped(found[1], found[2]), text)


def _escaped(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"


def _unescaped(byte: str | None, code: str | None) -> str:
    if code is not None:
        return chr(int(code, 16))
    value = int(byte or "", 16)
    return chr(value if value < 0x80 else 0xDC00 + value)
