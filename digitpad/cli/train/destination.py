"""Where a model trained on the command line goes, and that it goes somewhere whatever happens."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.errors import DigitpadError, StorageError
from digitpad.files.writing import write_to_free
from digitpad.library.keeping import KeptModel, keep_run
from digitpad.library.names import MODEL_SUFFIX, numbered
from digitpad.models import checkpoint as checkpoints

if TYPE_CHECKING:
    from digitpad.library.library import Library
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.outcome import TrainingOutcome


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a model shall go: to a name of the library, a file, or both."""

    name: str | None
    file: Path | None

    def prepare(self, library: Library) -> None:
        """Make sure that the model will be kept, before it is worked for."""
        if self.name is not None:
            library.prepare(self.name)
        if self.file is not None:
            check_file(self.file, "--output")

    def keep(self, outcome: TrainingOutcome, library: Library) -> KeptModel:
        """Keep the model of a run as asked, or else in this folder or the temporary one: it may have taken hours.

        A name that was taken while the model was trained gets a number behind it. Nothing is raised: what came of the
        run is still to be told.
        """
        checkpoint = outcome.checkpoint
        if checkpoint is None:
            raise ValueError("a run without a model")
        kept = None
        try:
            if self.file is not None:
                checkpoints.save(checkpoint, self.file)
                kept = KeptModel(None, self.file)
            if self.name is not None:
                add = library.replace if self.name == outcome.resumed else library.add_beside
                entry = add(self.name, checkpoint)
                kept = KeptModel(entry.name, entry.path)
        except DigitpadError as problem:
            return keep_run(outcome, KeptModel(None, _rescue(checkpoint, self.name or "model"), problem))
        if kept is None:
            raise ValueError("a destination needs a name or a file")
        return keep_run(outcome, kept, self.file)


def check_file(file: Path, option: str) -> None:
    """Make sure that a model can be written to the file an option names, before it is worked for."""
    # Folders that are missing are made when the model is written, as for every file of digitpad's.
    try:
        folder = next(parent for parent in file.absolute().parents if parent.exists())
        can_be_written = not file.is_dir() and folder.is_dir() and os.access(folder, os.W_OK)
    except OSError:  # a name no file can have, such as one of 300 characters
        can_be_written = False
    if not can_be_written:
        raise StorageError(
            "The model could not be kept there",
            "{file} is no file that can be written. Choose another one for {option}.",
            file=file,
            option=option,
        )


def _rescue(checkpoint: Checkpoint, name: str) -> Path | None:
    content = checkpoints.encode(checkpoint)
    for find_folder in (Path.cwd, tempfile.gettempdir):
        with suppress(StorageError, OSError):  # the folder itself may be gone
            folder = Path(find_folder())
            return write_to_free((folder / f"{free}{MODEL_SUFFIX}" for free in numbered(name)), lambda _: content)
    return None
