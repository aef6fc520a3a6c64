"""What the window remembers between two runs.

Loading never fails: a missing, broken or future file, or one bad value, falls back to defaults. Several windows may
share the file: each writes what it changed itself, and nothing else.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from digitpad.errors import LibraryError
from digitpad.files.locking import locked
from digitpad.files.reading import read_regular
from digitpad.files.writing import write_atomically
from digitpad.paths import user_folder
from digitpad.recognition.thresholds import DEFAULT_RECALL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LARGEST_FILE = 8 << 20
"""Most bytes that are read: a thousand times what the window writes."""

LOCK_SECONDS = 1.0
"""How long writing waits for another window: it takes milliseconds, and the program may be about to end."""

NARROWEST_PEN = 6
WIDEST_PEN = 48
"""Limits of the pen's width, in units of a pad 500 wide: still seen, and still a line."""

LEAST_KEPT_SHARE = 0.5
"""Least recall of digits that can be chosen: refusing more than half of them is of no use."""


class ThemeChoice(StrEnum):
    """The window's colours."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices."""

    theme: ThemeChoice = ThemeChoice.SYSTEM
    pen_width: int = 20  # of the line shown on the pad, in units of a pad 500 wide
    model: str = "mlp"  # name of the model that reads the pad
    reads_numbers: bool = True  # whether ink may be read as several digits
    kept_share: float = DEFAULT_RECALL  # recall of digits, when others are called "not a digit?"; 1.0 to never do so
    geometry: str = ""  # of the window, from Qt's ``saveGeometry`` in base64; empty for none yet
    has_drawn: bool = False  # whether anything was drawn yet: until then the pad shows hints
    docks: str = ""  # where the views beside the pad are, from Qt's ``saveState`` in base64; empty for none yet
    open_views: tuple[str, ...] = ()  # names of those that were open
    view_width: int = 430  # pixels of a view beside the pad
    done_steps: tuple[str, ...] = ()  # steps of the notes that were done, such as ``a/batch``; others are kept
    note_step: str = ""  # the one that was looked at last; empty for none yet


def settings_file() -> Path:
    """Return the path of the settings; it may not exist yet."""
    return user_folder() / "settings.json"


def load_settings(path: Path) -> Settings:
    """Read settings; missing and invalid ones have their defaults."""
    return _settings_of(_read(path) or {})


def save_changes(before: Settings, after: Settings, path: Path) -> None:
    """Write the settings that changed into what the file holds now, atomically.

    Of the steps done, those that came and went are added and removed. Settings of a newer digitpad stay.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    try:
        with locked(path.parent, LOCK_SECONDS):
            _write_changes(before, after, path)
    except LibraryError:  # without the lock another window's change may be lost, and without writing this one's would
        _write_changes(before, after, path)


def _write_changes(before: Settings, after: Settings, path: Path) -> None:
    found = _read(path)
    present = before if found is None else _settings_of(found)
    old, new = asdict(before), asdict(after)
    changed = {name: value for name, value in new.items() if value != old[name]}
    if "done_steps" in changed:
        stay = (step for step in present.done_steps if step in after.done_steps or step not in before.done_steps)
        changed["done_steps"] = tuple(dict.fromkeys((*stay, *after.done_steps)))
    unknown = {name: value for name, value in (found or {}).items() if name not in _READERS}
    content = json.dumps(unknown | asdict(replace(present, **changed)), indent=2, sort_keys=True)
    write_atomically(path, f"{content}\n".encode())


def _read(path: Path) -> dict[str, Any] | None:
    """Return what a file holds; None if that are no settings."""
    try:
        # A number of thousands of digits costs its own value, not all others'.
        found = json.loads(read_regular(path, LARGEST_FILE), parse_int=lambda text: int(text[:_MOST_DIGITS]))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _settings_of(found: dict[str, Any]) -> Settings:
    """Return settings of the values that can be."""
    known: dict[str, Any] = {}
    for name in _READERS.keys() & found.keys():
        value = _READERS[name](found[name])
        if value is not None:
            known[name] = value
    return Settings(**known)


_MOST_DIGITS = 20
_LONGEST_NAME = 4096  # a path may be as long
_LONGEST_LAYOUT = 1 << 16  # Qt's take some hundred characters
_MOST_NAMES = 10_000


def _theme(value: object) -> ThemeChoice | None:
    return ThemeChoice(value) if isinstance(value, str) and value in list(ThemeChoice) else None


def _switch(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _whole(least: int, most: int) -> Callable[[object], int | None]:
    # A bool is an int to Python, and a float may come from editing the file by hand.
    return lambda value: value if type(value) is int and least <= value <= most else None


def _share(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if LEAST_KEPT_SHARE <= value <= 1 else None


def _text(longest: int, shortest: int = 0) -> Callable[[object], str | None]:
    def read(value: object) -> str | None:
        if not isinstance(value, str) or not shortest <= len(value) <= longest:
            return None
        return value if value.isprintable() else None  # else it may have lone surrogates, which no file takes

    return read


def _names(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    read = _text(_LONGEST_NAME, 1)
    return tuple(dict.fromkeys(name for each in value[:_MOST_NAMES] if (name := read(each)) is not None))


_READERS: dict[str, Callable[[object], Any]] = {
    "theme": _theme,
    "pen_width": _whole(NARROWEST_PEN, WIDEST_PEN),
    "model": _text(_LONGEST_NAME, 1),
    "reads_numbers": _switch,
    "kept_share": _share,
    "geometry": _text(_LONGEST_LAYOUT),
    "has_drawn": _switch,
    "docks": _text(_LONGEST_LAYOUT),
    "open_views": _names,
    "view_width": _whole(1, 10_000),
    "done_steps": _names,
    "note_step": _text(_LONGEST_NAME),
}
"""For each setting, what reads its value: None for one that cannot be."""
