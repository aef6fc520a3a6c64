"""What the window remembers between two runs.

Loading never fails: a missing, broken or future file, or one bad value, falls back to defaults.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeGuard

from digitpad.files.writing import write_atomically
from digitpad.paths import user_folder
from digitpad.recognition.thresholds import DEFAULT_RECALL

if TYPE_CHECKING:
    from pathlib import Path

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
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    default = Settings()
    theme, pen_width = found.get("theme"), found.get("pen_width")
    model, geometry = found.get("model"), found.get("geometry")
    has_drawn = found.get("has_drawn")
    view_width = found.get("view_width")
    docks, open_views = found.get("docks"), found.get("open_views")
    done_steps, note_step = found.get("done_steps"), found.get("note_step")
    reads_numbers, kept_share = found.get("reads_numbers"), found.get("kept_share")
    return Settings(
        theme=ThemeChoice(theme) if theme in list(ThemeChoice) else default.theme,
        pen_width=pen_width if _is_pen_width(pen_width) else default.pen_width,
        model=model if isinstance(model, str) and model else default.model,
        reads_numbers=reads_numbers if isinstance(reads_numbers, bool) else default.reads_numbers,
        kept_share=float(kept_share) if _is_kept_share(kept_share) else default.kept_share,
        geometry=geometry if isinstance(geometry, str) else default.geometry,
        has_drawn=has_drawn if isinstance(has_drawn, bool) else default.has_drawn,
        docks=docks if isinstance(docks, str) else default.docks,
        view_width=view_width if _is_width(view_width) else default.view_width,
        open_views=tuple(map(str, open_views)) if isinstance(open_views, list) else default.open_views,
        done_steps=tuple(map(str, done_steps)) if isinstance(done_steps, list) else default.done_steps,
        note_step=note_step if isinstance(note_step, str) else default.note_step,
    )


def save_settings(settings: Settings, path: Path) -> None:
    """Write settings atomically."""
    write_atomically(path, (json.dumps(asdict(settings), indent=2, sort_keys=True) + "\n").encode())


def _is_pen_width(value: object) -> TypeGuard[int]:
    # A bool is an int to Python, and a float may come from editing the file by hand.
    return type(value) is int and NARROWEST_PEN <= value <= WIDEST_PEN


def _is_width(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 < value < 10_000


def _is_kept_share(value: object) -> TypeGuard[float]:
    return type(value) in {int, float} and LEAST_KEPT_SHARE <= value <= 1  # type: ignore[operator] # it is a number
