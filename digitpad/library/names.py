"""What a model may be called: names that are good file names everywhere and good words on a command line."""

from __future__ import annotations

import unicodedata
from itertools import count
from typing import TYPE_CHECKING

from digitpad.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 64
"""Most characters in a name: a menu can still show it."""

_LONGEST_BYTES = 200  # of the 255 of a file's name; the rest is for its ending and a temporary file's
_FORBIDDEN = tuple('/\\:*?"<>|')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def checked(name: str) -> str:
    """Return the name in its composed Unicode form, if a model may be called so.

    Raises
    ------
    LibraryError
        If not; the detail says why.
    """
    name = unicodedata.normalize("NFC", name)
    reason = _objection(name)
    if reason:
        raise LibraryError("A model cannot be called that", "The name “{name}” {reason}.", name=name, reason=reason)
    return name


def numbered(wish: str) -> Iterator[str]:
    """Yield `wish`, then `wish` with 2, 3, ... behind it, never longer than a name may be."""
    yield wish
    for number in count(2):
        tail = f"-{number}"
        stem = wish[: LONGEST - len(tail)]
        while len((stem + tail).encode()) > _LONGEST_BYTES:
            stem = stem[:-1]
        yield stem + tail


def made_possible(wish: str) -> str:
    """Return the nearest name to `wish` that a model may have."""
    name = "".join("-" if char in _FORBIDDEN or not char.isprintable() else char for char in wish)
    name = unicodedata.normalize("NFC", name)[:LONGEST]
    while len(name.encode()) > _LONGEST_BYTES:
        name = name[:-1]
    name = name.strip(" .-")
    return "model" if _objection(name) else name


def _objection(name: str) -> str:
    """Return why a model cannot be called so; empty if it can."""
    stem = name.partition(".")[0].rstrip().casefold()
    rules = (
        (not name.strip(), "is empty"),
        (
            len(name) > LONGEST or len(name.encode(errors="replace")) > _LONGEST_BYTES,
            f"is too long; {LONGEST} characters are the most",
        ),
        (
            not name.isprintable() or any(char in _FORBIDDEN for char in name),
            f"has a character that no file name can have: one of {' '.join(_FORBIDDEN)} or an unseen one",
        ),
        (
            name[:1] in set(" .-") or name[-1:] in set(" ."),
            "begins with a space, a full stop or a dash, or ends with a space or a full stop",
        ),
        (stem in _DEVICES, "is the name of a device on Windows"),
        (name.casefold().endswith(".safetensors"), "ends like a file; leave “.safetensors” away"),
        (name.casefold().endswith(".resume"), "ends like a stopped run; leave “.resume” away"),
    )
    return next((reason for is_broken, reason in rules if is_broken), "")
