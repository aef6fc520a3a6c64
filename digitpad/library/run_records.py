"""Records of training runs: settings, versions, curves and results; one JSON file a run."""

from __future__ import annotations

import platform
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import msgspec

from digitpad import __version__, paths
from digitpad.config.train_config import TrainConfig  # noqa: TC001 - the same
from digitpad.errors import ConfigError, LibraryError, StorageError
from digitpad.files.writing import write_atomically
from digitpad.library.names import MODEL_SUFFIX, nearest_valid_name, numbered
from digitpad.models.checkpoint import DataSource, EpochRecord, Measurement  # noqa: TC001 - msgspec reads the fields' types
from digitpad.training.reports import Curve  # noqa: TC001 - the same

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.models.checkpoint import Checkpoint

FORMAT_VERSION = 1
"""Raised when an older digitpad could not read what a newer one writes."""

LARGEST_FILE = 64 << 20
"""Most bytes a record may have: the longest curve has some 100,000."""

SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions a run was computed by; empty if not found."""

    digitpad: str = ""
    python: str = ""
    torch: str = ""
    numpy: str = ""

    @classmethod
    def here(cls) -> Versions:
        """Return those of this process, without loading torch."""
        found = {"torch": "", "numpy": ""}
        for package in found:
            with suppress(PackageNotFoundError):
                found[package] = version(package)
        return cls(__version__, platform.python_version(), **found)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One training run."""

    format_version: int = FORMAT_VERSION
    name: str  # when the run ended, and its model
    model: str  # the name or the file the model was kept under; empty if it was not kept
    recipe: str | None
    ended: str  # ISO 8601, UTC
    is_stopped: bool  # before its end
    config: TrainConfig
    data: tuple[DataSource, ...]
    versions: Versions
    history: tuple[EpochRecord, ...]
    curve: Curve  # training loss
    measurements: tuple[Measurement, ...]
    kept_epoch: int | None = None  # whose weights were kept, as they did best on the validation part; None for the last
    ended_by_patience: bool = False  # whether it ended before its last step, as no epoch did better for so long


def record_run(  # noqa: PLR0913 - a run ends in so many ways
    checkpoint: Checkpoint,
    curve: Curve,
    *,
    model: str,
    recipe: str | None = None,
    is_stopped: bool = False,
    ended_by_patience: bool = False,
) -> RunRecord:
    """Write and return the record of a run that has ended; `model` is the name or file it was kept under, or empty."""
    if checkpoint.config is None:
        raise ValueError("a run has a config")
    moment = checkpoint.created.partition("+")[0].replace(":", "-")
    stem = model.replace("\\", "/").rpartition("/")[2].removesuffix(MODEL_SUFFIX) or "run"
    free = numbered(nearest_valid_name(f"{moment}-{stem}"))
    name = next(name for name in free if not _path(name).exists())
    record = RunRecord(
        name=name,
        model=model,
        recipe=recipe,
        ended=checkpoint.created,
        is_stopped=is_stopped,
        config=checkpoint.config,
        data=checkpoint.data,
        versions=Versions.here(),
        history=checkpoint.history,
        curve=curve,
        measurements=checkpoint.measurements,
        kept_epoch=checkpoint.kept_epoch,
        ended_by_patience=ended_by_patience,
    )
    write_atomically(_path(name), msgspec.json.format(msgspec.json.encode(record, order="deterministic"), indent=1))
    return record


def run_names() -> tuple[str, ...]:
    """Return the names of all records, the oldest first."""
    folder = _folder()
    try:
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    except OSError as error:
        raise StorageError(
            "The run records cannot be read", "{path}: {reason}.", path=folder, reason=error.strerror or error
        ) from error
    return tuple(sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX) and name[0] != "."))


def load_run(name: str) -> RunRecord:
    """Read a record by its name."""
    path = _path(name)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise StorageError(
            "This run record cannot be read", "{path}: {reason}.", path=path, reason=error.strerror or error
        ) from error
    try:
        record = msgspec.json.decode(content, type=RunRecord)
    except (msgspec.DecodeError, ConfigError, UnicodeDecodeError, RecursionError) as error:
        raise StorageError(
            "This run record is damaged", "{path}: {reason}. It can be deleted.", path=path, reason=error
        ) from error
    if record.format_version != FORMAT_VERSION:
        raise StorageError(
            "This run record is of another digitpad",
            "{path} has format version {version} and this digitpad reads {own}; update digitpad.",
            path=path,
            version=record.format_version,
            own=FORMAT_VERSION,
        )
    return record


def find_run(name: str) -> RunRecord:
    """Read a record by its name, or the latest one of a model of that name.

    Raises
    ------
    LibraryError
        If there is none.
    """
    names = run_names()
    if name in names:
        return load_run(name)
    for candidate in reversed(names):
        with suppress(StorageError):
            record = load_run(candidate)
            if record.model == name:
                return record
    raise LibraryError(
        "There is no record of this run",
        "No run is called “{name}”, and none made a model of that name. `digitpad runs` lists them.",
        name=name,
    )


def _folder() -> Path:
    return paths.user_folder() / "runs"


def _path(name: str) -> Path:
    return _folder() / f"{name}{SUFFIX}"
