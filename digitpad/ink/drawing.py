"""The drawing on the pad, ink or a picture, and its history for undo and redo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from digitpad.ink.ink import Ink


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in memory; immutable."""

    width: int  # in pixels
    height: int
    rgb: bytes  # ``width * height * 3`` bytes, row by row from the top, red, green and blue of each pixel
    name: str = ""  # its file's name, or where it came from


Drawing: TypeAlias = Ink | Picture


@dataclass(frozen=True, slots=True)
class History:
    """A drawing with its undo and redo steps; immutable."""

    present: Drawing = Ink()  # noqa: RUF009 - immutable, so one may serve all
    past: tuple[Drawing, ...] = ()  # for undo, the nearest last
    future: tuple[Drawing, ...] = ()  # for redo, the nearest last

    def changed(self, drawing: Drawing) -> History:
        """Return the history after a new step that undo can take back."""
        return History(drawing, (*self.past, self.present))

    def revised(self, drawing: Drawing) -> History:
        """Return the history with the current step continued: a stroke that grows is one step."""
        return History(drawing, self.past)

    def cleared(self) -> History:
        """Return the history after the pad was emptied, which undo can take back."""
        return self if self.present == Ink() else self.changed(Ink())

    def undone(self) -> History:
        """Return the history one step back; the same if there is none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (*self.future, self.present))

    def redone(self) -> History:
        """Return the history one undone step forward; the same if there is none."""
        if not self.future:
            return self
        return History(self.future[-1], (*self.past, self.present), self.future[:-1])
