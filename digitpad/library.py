"""The library: named checkpoints in the user folder, and the bundled ones, which are read-only.

Owns names and where checkpoints are kept. Does not own the file format (`checkpoint`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.checkpoint import Checkpoint

BUNDLED = ("softmax", "mlp")
"""Names of the models digitpad ships with."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One named checkpoint: its file, and whether it came with digitpad."""

    name: str
    path: Path
    is_bundled: bool


class Library:
    """The checkpoints under one user folder. Writes are locked against other digitpads on the same folder."""

    def __init__(self, folder: Path) -> None: ...

    def entries(self) -> tuple[Entry, ...]:
        """All checkpoints, bundled first, then by name."""
        raise NotImplementedError

    def load(self, name: str) -> Checkpoint:
        """Read a checkpoint by its name, or by the path of its file."""
        raise NotImplementedError

    def add(self, name: str, checkpoint: Checkpoint) -> Entry:
        """Keep a checkpoint under a name that is free; raises LibraryError for a taken or impossible name."""
        raise NotImplementedError

    def free_name(self, wish: str) -> str:
        """Return `wish`, or `wish` with a number behind it if that is taken."""
        raise NotImplementedError

    def rename(self, name: str, new_name: str) -> Entry: ...

    def delete(self, name: str) -> None: ...

    def import_file(self, path: Path, name: str | None = None) -> Entry: ...

    def export_file(self, name: str, path: Path) -> None: ...
