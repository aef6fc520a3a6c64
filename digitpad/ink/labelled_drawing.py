"""A drawing that was found somewhere, with what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing


@dataclass(frozen=True, slots=True)
class EvaluatedAnswer:
    """What a model took a drawing for when it was evaluated."""

    model: str  # name in the library
    class_name: str


@dataclass(frozen=True, slots=True)
class LabelledDrawing:
    """A drawing, where it comes from, and what it shows if that is known."""

    drawing: Drawing
    source: str  # the name of its file or of its part of a data set
    number: int | None = None  # its place there, from 1; None where it is the only one
    total: int | None = None  # how many there are, if that is worth saying
    label: str | None = None  # the name of its class
    class_names: tuple[str, ...] = ()  # the classes of which its label is one
    answer: EvaluatedAnswer | None = None  # of the model in whose evaluation it was found
