"""Log styles: what a study note prints while it trains."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EpochLog(StrEnum):
    """What is printed after each epoch: the mean loss over its batches, or loss and accuracy on the test part."""

    COST = "cost"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStyle:
    """What a note prints while it trains, and at the end."""

    every: int | None = None  # a line for every so many batches of an epoch, from its first on; None for none
    epoch: EpochLog | None = None  # None for no line of its own
    has_total: bool = False  # whether the test part's loss and its number of images read right are printed at the end


QUIET = LogStyle()
"""Nothing but what every run prints."""
