"""One thing that was looked at, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and found; a problem if there is something to do about it."""

    what: str  # in a word or two
    found: str  # in a sentence without full stop
    advice: str = ""  # what to do; empty if all is well

    @property
    def is_ok(self) -> bool:
        """Whether there is nothing to do."""
        return not self.advice
