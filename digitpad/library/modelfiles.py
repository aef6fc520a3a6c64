"""A model's files: ``NAME.safetensors`` and, if its training was stopped, ``NAME.resume.safetensors``."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MODEL_SUFFIX = ".safetensors"
"""What a model's file is called after its name."""

RESUMPTION_SUFFIX = ".resume.safetensors"
"""What the file of its stopped run is called after the same name."""


def resumption_of(model: Path) -> Path:
    """Return the path of the stopped run that belongs to a model's file; there may be none."""
    return model.with_name(model.name.removesuffix(MODEL_SUFFIX) + RESUMPTION_SUFFIX)


def is_resumption(path: Path) -> bool:
    """Whether a path is that of a stopped run, not of a model."""
    return path.name.endswith(RESUMPTION_SUFFIX)


def move_model(model: Path, place: Path) -> Path:
    """Give a model's file another path, and its stopped run the one that belongs to it; return the model's."""
    moved = model.replace(place)
    stopped = resumption_of(model)
    if stopped.exists():
        with suppress(OSError):
            stopped.replace(resumption_of(moved))
    else:
        discard_resumption(moved)
    return moved


def discard_resumption(model: Path) -> None:
    """Remove the stopped run that belongs to a model's file, if there is one: it has finished, or the model is gone."""
    with suppress(OSError):
        resumption_of(model).unlink()
