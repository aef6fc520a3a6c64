"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from digitpad.config.number_limits import LARGEST_COUNT
from digitpad.errors import ConfigError, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of text.")]

ModelOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME",
        help="softmax, mlp, a name of your library, or a checkpoint file.",
    ),
]

RecipeOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="NAME", help="Start from a recipe; other options change it.")
]

FineTuneOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="NAME", help="Go on from this model instead of from scratch.")
]

RecallOption: TypeAlias = Annotated[
    float,
    typer.Option(
        "--kept-share",
        metavar="SHARE",
        min=0.5,
        max=1.0,
        help="Share of true digits to take for digits: less lets less else through, 1 lets all through.",
    ),
]

_CLASSES_NAMED = 12
"""Most class names in an error."""


def require_png(file: Path) -> None:
    """Raise a `ConfigError` if a picture is to be written under a name that would make another kind of it."""
    require(
        file.suffix.lower() == ".png",
        "Pictures are written as PNG",
        "“{file}” is not the name of one. Let it end in .png.",
        file=file,
    )


def class_among(names: Sequence[str], text: str) -> int:
    """Return the index of the class that is called so, or has this number; raise a `ConfigError` if there is none."""
    if text in names:
        return names.index(text)
    if text.isdecimal() and len(text) <= len(str(LARGEST_COUNT)) and int(text) < len(names):
        return int(text)
    raise ConfigError(
        "There is no such class",
        "“{text}” is neither the name of a class nor its number, 0 to {last}. The classes are {names}.",
        text=text,
        last=len(names) - 1,
        names=", ".join(names[:_CLASSES_NAMED]) + (", …" if len(names) > _CLASSES_NAMED else ""),
    )
