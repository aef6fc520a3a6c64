"""What is remembered of the notes: the steps that were done, and where one is. No widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.notes.walk import Outcome, Step, Walk


def place_of(walk: Walk, step: Step) -> str:
    """Return what a step is remembered by: ``"a/batch"``."""
    return f"{walk.name}/{step.key}"


class NotesMemory:
    """Steps done, by their places, and what each came to while the program runs: one outcome a step, the newest.

    Places that no walk knows, of another version, are kept.
    """

    def __init__(self, done: Iterable[str] = (), current: str = "") -> None:
        self._done = dict.fromkeys(done)  # in the order in which they were done first
        self.current = current  # the place that was looked at last; empty for none yet
        self._outcomes: dict[str, Outcome] = {}

    @property
    def done(self) -> tuple[str, ...]:
        """The places of the steps that were done."""
        return tuple(self._done)

    def is_done(self, place: str) -> bool:
        """Return whether a step was done, now or earlier."""
        return place in self._done

    def outcome(self, place: str) -> Outcome | None:
        """Return what a step came to; None if it was not done since the program began."""
        return self._outcomes.get(place)

    def keep(self, place: str, outcome: Outcome) -> None:
        """Remember that a step was done, and what it came to."""
        self._done.setdefault(place)
        self._outcomes[place] = outcome

    def forget(self, walk: Walk) -> None:
        """Start a walk over."""
        for place in (place_of(walk, step) for step in walk.steps):
            self._done.pop(place, None)
            self._outcomes.pop(place, None)
