"""The library: named checkpoints in the user folder, and the bundled ones, which are read-only.

A folder holds ``models/NAME.safetensors`` and ``trash/``; every change is made under ``models/.lock``, so that
digitpads on the same folder never overwrite one another. Reading needs no lock: a file appears and vanishes whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad import paths
from digitpad.errors import LibraryError
from digitpad.files.locking import locked
from digitpad.files.reading import read_regular
from digitpad.files.temporary import remove_left_over
from digitpad.files.writing import storage_errors, write_atomically
from digitpad.library import names
from digitpad.library.export.formats import export
from digitpad.library.names import MODEL_SUFFIX, is_resume_file, move_model, resume_file_of
from digitpad.library.scores.cache import ScoreCache
from digitpad.models import checkpoint as checkpoints
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from digitpad.models.checkpoint import Checkpoint

LARGEST_RESUME_FILE = 1 << 30
"""Most bytes a stopped run's file may have (`training.resume_state`)."""

BUNDLED = ("softmax", "mlp")
"""Names of the models digitpad ships with."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A named checkpoint."""

    name: str
    path: Path
    is_bundled: bool


@dataclass(frozen=True, slots=True)
class DeletedModel:
    """A checkpoint in the trash, for `Library.restore`."""

    name: str
    path: Path


class Library:
    """The checkpoints under one user folder, which is made with the first change, and the bundled ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._trash = folder / "trash"

    @classmethod
    def of_user(cls) -> Library:
        """Return the library in the user folder (`paths.user_folder`)."""
        return cls(paths.user_folder())

    def entries(self) -> tuple[Entry, ...]:
        """All checkpoints, bundled first, then by name; no two of one name."""
        bundled = [_bundled(name) for name in BUNDLED]
        own: dict[str, Entry] = {}
        for path in sorted(self._files(), key=_rank_of):
            name = escaped(path.name.removesuffix(MODEL_SUFFIX))
            name = next(free for free in names.numbered(name) if free not in own and free not in BUNDLED)
            own[name] = Entry(name, path, is_bundled=False)
        in_order = sorted(own.values(), key=lambda entry: (entry.name.casefold(), entry.name))
        return (*(entry for entry in bundled if entry.path.exists()), *in_order)

    def find(self, name: str) -> Entry:
        """Return the entry of that name.

        Raises
        ------
        LibraryError
            If there is none.
        """
        for entry in self.entries():
            if entry.name == name:
                return entry
        known = [entry.name for entry in self.entries()]
        close = get_close_matches(name, known, n=1)
        raise LibraryError(
            "There is no model of this name",
            "No model is called “{name}”. {hint}",
            name=name,
            hint=f"Did you mean “{close[0]}”?" if close else f"There are: {', '.join(known)}.",
        )

    def load(self, name: str) -> Checkpoint:
        """Read a checkpoint by its name, or by the path of its file; a name comes before a path."""
        return checkpoints.load(self.path_of(name))

    def path_of(self, name: str) -> Path:
        """Return the path of a checkpoint's file by its name, or by that path; a name comes before a path."""
        is_path = name.endswith(MODEL_SUFFIX) or "/" in name
        if is_path or (name not in self._names() and ("\\" in name or paths.is_file(Path(name)))):
            return paths.expanded(name)
        return self.find(name).path

    def prepare(self, name: str) -> None:
        """Check that a checkpoint could be added under a name now, before it is trained; sweep the folder."""
        with self._locked():
            self._require_free(names.checked(name))
        remove_left_over(self.folder)

    def add(self, name: str, checkpoint: Checkpoint) -> Entry:
        """Keep a checkpoint under a name that is free."""
        name = names.checked(name)
        with self._locked():
            self._require_free(name)
            return self._save(name, checkpoint)

    def replace(self, name: str, checkpoint: Checkpoint) -> Entry:
        """Keep a checkpoint in place of the one of that name, as its training goes on."""
        with self._locked():
            return self._save(self._own(name).name, checkpoint)

    def add_beside(self, name: str, checkpoint: Checkpoint) -> Entry:
        """Keep a checkpoint under a name, or that name with a number behind it if it was taken meanwhile."""
        name = names.checked(name)
        with self._locked():
            return self._save(self.free_name(name), checkpoint)

    def free_name(self, name: str) -> str:
        """Return a name, or the name with a number behind it if it is taken."""
        taken = self._taken()
        return next(free for free in names.numbered(name) if free.casefold() not in taken)

    def rename(self, name: str, new_name: str) -> Entry:
        """Give a checkpoint another name that is free; upper and lower case alone may change too."""
        new_name = names.checked(new_name)
        with self._locked():
            entry = self._own(name)
            if new_name.casefold() != entry.name.casefold():
                self._require_free(new_name)
            with storage_errors(entry.path):
                return Entry(new_name, move_model(entry.path, self._path(new_name)), is_bundled=False)

    def delete(self, name: str) -> DeletedModel:
        """Move a checkpoint to the trash, from which `restore` takes it back."""
        with self._locked():
            entry = self._own(name)
            with storage_errors(self._trash):
                self._trash.mkdir(parents=True, exist_ok=True)
                paths_in_trash = (self._trash / f"{name}{MODEL_SUFFIX}" for name in names.numbered(entry.name))
                target = next(path for path in paths_in_trash if not path.exists())
                return DeletedModel(entry.name, move_model(entry.path, target))

    def restore(self, deleted: DeletedModel) -> Entry:
        """Take a checkpoint out of the trash, under its old name or that name with a number behind it.

        Raises
        ------
        LibraryError
            If it is no longer in the trash.
        """
        with self._locked():
            if not deleted.path.exists():
                raise LibraryError(
                    "This model is no longer in the trash",
                    "{path} is gone: it was put back, or deleted for good. See in the library.",
                    path=deleted.path,
                )
            name = self.free_name(deleted.name)
            with storage_errors(deleted.path):
                return Entry(name, move_model(deleted.path, self._path(name)), is_bundled=False)

    def import_file(self, path: Path, name: str | None = None) -> Entry:
        """Copy a sound checkpoint file into the library, from the trash with its stopped run.

        Without a name it gets its file's, with a number behind it if that is taken.

        Raises
        ------
        CheckpointError
            If the file cannot be used.
        LibraryError, StorageError
            As `add`.
        """
        content = checkpoints.load(path)
        if name is not None:
            entry = self.add(name, content)
        else:
            entry = self.add_beside(names.nearest_valid_name(path.name.removesuffix(MODEL_SUFFIX)), content)
        with storage_errors(resume_file_of(path)):
            # Elsewhere a file of that name may be left over from another model; `delete` leaves none here.
            if path.resolve().parent == self._trash.resolve() and resume_file_of(path).exists():
                stopped = read_regular(resume_file_of(path), LARGEST_RESUME_FILE)
                write_atomically(resume_file_of(entry.path), stopped)
        return entry

    def export_file(self, name: str, path: Path) -> None:
        """Write a checkpoint to a file outside the library; a file already there is replaced.

        The file's ending decides its `ExportFormat`. Measurements since the model was made are included.
        """
        original = self.find(name).path
        content = checkpoints.FORMAT.read(original)
        checkpoint = checkpoints.decode(content, original)
        stated = {made.name for made in checkpoint.measurements}
        found = ScoreCache.in_folder(self.folder).of_model(hashlib.sha256(content).hexdigest())
        since = tuple(made for made in found if made.name not in stated)
        export(replace(checkpoint, measurements=(*checkpoint.measurements, *since)), name, path)

    def duplicate(self, name: str, new_name: str | None = None) -> Entry:
        """Copy a checkpoint under a free name; without one, under the same name with a number behind it."""
        content = checkpoints.load(self.find(name).path)
        return self.add_beside(name, content) if new_name is None else self.add(new_name, content)

    def _files(self) -> list[Path]:
        models = self.folder / "models"
        with storage_errors(models):
            files = list(models.iterdir()) if models.is_dir() else []
        # A leading dot marks the lock, and files that are still being written.
        return [
            path
            for path in files
            if path.name.endswith(MODEL_SUFFIX) and not path.name.startswith(".") and not is_resume_file(path)
        ]

    def _path(self, name: str) -> Path:
        return self.folder / "models" / f"{name}{MODEL_SUFFIX}"

    def _names(self) -> set[str]:
        return {*BUNDLED, *(entry.name for entry in self.entries())}

    def _taken(self) -> set[str]:
        """Return names as they are compared: on some file systems “Mine” and “mine” are one."""
        return {name.casefold() for name in self._names()}

    def _require_free(self, name: str) -> None:
        if name.casefold() in self._taken():
            raise LibraryError(
                "This name is taken",
                "There is a model called “{name}” already. Choose another name, for example “{free}”.",
                name=name,
                free=self.free_name(name),
            )

    def _own(self, name: str) -> Entry:
        if name in BUNDLED:
            raise LibraryError(
                "This model came with digitpad", "“{name}” can be neither renamed nor deleted.", name=name
            )
        return self.find(name)

    def _save(self, name: str, content: Checkpoint) -> Entry:
        path = self._path(name)
        checkpoints.save(content, path)
        return Entry(name, path, is_bundled=False)

    def _locked(self) -> AbstractContextManager[None]:
        return locked(self.folder / "models")


def _rank_of(path: Path) -> tuple[bool, str]:
    """Rank files that may be called what they are named before those that have to be called otherwise."""
    name = path.name.removesuffix(MODEL_SUFFIX)
    return name in BUNDLED or escaped(name) != name, name


def _bundled(name: str) -> Entry:
    return Entry(name, paths.shipped("weights", f"{name}{MODEL_SUFFIX}"), is_bundled=True)
