"""What is known of every model in the library, without their weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from digitpad.errors import DigitpadError
from digitpad.library.keeping import stopped_run_of
from digitpad.models import checkpoint as checkpoints

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from digitpad.library.library import Entry, Library
    from digitpad.models.checkpoint import CheckpointMetadata

FileState: TypeAlias = "tuple[int, int, int]"


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model of the library; `metadata` is None, with the reason, if it cannot be read."""

    entry: Entry
    metadata: CheckpointMetadata | None
    problem: DigitpadError | None = None
    can_resume: bool = False  # whether its run was stopped and can go on


class ModelListing:
    """Lists a library again and again, reading only files that have changed. Not safe to share between threads."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[FileState, CheckpointMetadata]] = {}

    def models(self, library: Library) -> tuple[ListedModel, ...]:
        """Return all models, bundled first, then by name.

        Raises
        ------
        StorageError
            If the library's folder cannot be read.
        """
        entries = library.entries()
        present = {entry.path for entry in entries}
        self._known = {path: known for path, known in self._known.items() if path in present}
        return tuple(self._listed(entry) for entry in entries)

    def _listed(self, entry: Entry) -> ListedModel:
        can_resume = not entry.is_bundled and stopped_run_of(entry.path) is not None
        try:
            return ListedModel(entry, self._metadata(entry.path), can_resume=can_resume)
        except DigitpadError as error:
            return ListedModel(entry, None, error, can_resume=can_resume)

    def _metadata(self, path: Path) -> CheckpointMetadata:
        state = file_state(path)
        known = self._known.get(path)
        if known is not None and state == known[0]:
            return known[1]
        metadata = checkpoints.load_metadata(path)
        if state is not None:
            self._known[path] = state, metadata
        return metadata


def file_state(path: Path) -> FileState | None:
    """Return what changes whenever a file is written anew; None if there is no such file."""
    try:
        found: os.stat_result = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
