"""Names of models and of their files.

A model may be called what is a good file name everywhere and easy to type on a command line. Its files are
``NAME.safetensors`` and, if its training was stopped, ``NAME.resume.safetensors``.
"""

from __future__ import annotations

import os
import unicodedata
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from digitpad.errors import LibraryError
from digitpad.files.writing import move

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODEL_SUFFIX = ".safetensors"
RESUME_SUFFIX = ".resume.safetensors"

LONGEST = 64
"""Most characters in a name: a menu can still show it."""

_LONGEST_BYTES = 200  # of the 255 of a file's name; the rest is for its ending and a temporary file's
_FORBIDDEN = tuple('/\\:*?"<>|')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
"""Names of devices on Windows, now or in its older versions, whatever follows their first full stop or colon."""


def checked(name: str) -> str:
    """Return a name in its composed Unicode form, if a model may have it.

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


def numbered(name: str) -> Iterator[str]:
    """Yield a name, then the name with 2, 3, ... behind it, never longer than a name may be."""
    yield name
    for number in count(2):
        tail = f"-{number}"
        stem = name[: LONGEST - len(tail)]
        while len((stem + tail).encode()) > _LONGEST_BYTES:
            stem = stem[:-1]
        yield stem + tail


def nearest_valid_name(text: str) -> str:
    """Return the nearest name to a text that a model may have."""
    name = "".join("-" if char in _FORBIDDEN or not char.isprintable() else char for char in text)
    name = unicodedata.normalize("NFC", name)[:LONGEST]
    while len(name.encode()) > _LONGEST_BYTES:
        name = name[:-1]
    name = name.strip(" .-")
    return "model" if _objection(name) else name


def _objection(name: str) -> str:
    """Return why a model cannot have this name; empty if it can."""
    # Windows takes the superscripts ¹ ² ³ for digits, and others may take more; their plain forms decide.
    plain = unicodedata.normalize("NFKC", name).casefold()
    stem = plain.partition(".")[0].strip()
    rules = (
        (not plain.strip(" ."), "is empty"),
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
        (name.casefold().endswith(MODEL_SUFFIX), "ends like a file; leave “.safetensors” away"),
        (name.casefold().endswith(".resume"), "ends like a stopped run; leave “.resume” away"),
    )
    return next((reason for is_broken, reason in rules if is_broken), "")


def resume_file_of(model: Path) -> Path:
    """Return the path of the stopped run that belongs to a model's file; there may be none."""
    return model.with_name(model.name.removesuffix(MODEL_SUFFIX) + RESUME_SUFFIX)


def is_resume_file(path: Path) -> bool:
    """Whether a path is that of a stopped run, not of a model."""
    return path.name.endswith(RESUME_SUFFIX)


def move_model(model: Path, target: Path) -> Path:
    """Move a model's file together with its stopped run, and return the new path.

    Killed at any moment, the model has its stopped run beside it, under its old name or under the new one.
    """
    stopped, beside, is_copied = resume_file_of(model), resume_file_of(target), False
    if not (target.exists() and target.samefile(model)):  # else upper and lower case are one here
        discard_resume_file(target)
        with suppress(OSError):  # there is none, or the file system knows no second names
            os.link(stopped, beside)
            is_copied = True
    move(model, target)
    if is_copied:
        discard_resume_file(model)
    else:
        with suppress(OSError):
            move(stopped, beside)
    return target


def discard_resume_file(model: Path) -> None:
    """Remove the stopped run that belongs to a model's file, if there is one: it has finished, or the model is gone."""
    with suppress(OSError):
        resume_file_of(model).unlink()
