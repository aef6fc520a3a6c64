"""Records of training runs: settings, versions, curves and results; one JSON file a run."""

from __future__ import annotations

import platform
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from digitpad import __version__, paths
from digitpad.config.train_config import TrainConfig  # noqa: TC001 - the same
from digitpad.errors import ConfigError, LibraryError, StorageError
from digitpad.files.reading import read_regular
from digitpad.files.writing import write_to_free
from digitpad.library.names import MODEL_SUFFIX, nearest_valid_name, numbered
from digitpad.models.checkpoint import DataSource, EpochRecord, Measurement  # noqa: TC001 - msgspec reads the fields' types
from digitpad.models.fingerprint import weights_sha256
from digitpad.training.reports import Curve, RunOrigin

if TYPE_CHECKING:
    from digitpad.models.checkpoint import Checkpoint

WHEN_DAMAGED = "Delete the file: nothing else needs it."
"""What to do about a record that is damaged."""

FORMAT_VERSION = 1
"""Raised when an older digitpad could not read what a newer one writes."""

LARGEST_FILE = 64 << 20
"""Most bytes a record may have: the longest curve has some 100,000."""

SUFFIX = ".json"

_MOMENT = len("2026-01-02T03-04-05")


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions a run was computed by; empty if not found."""

    digitpad: str = ""
    python: str = ""
    torch: str = ""
    numpy: str = ""
    processor: str = ""  # its maker's name for it

    @classmethod
    def here(cls) -> Versions:
        """Return those of this process, without loading torch."""
        found = {"torch": "", "numpy": ""}
        for package in found:
            with suppress(PackageNotFoundError):
                found[package] = version(package)
        return cls(__version__, platform.python_version(), **found, processor=_processor())


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
    # What it takes to run the same again and compare; empty, 0 or None in records of earlier versions.
    weights_sha256: str = ""  # `fingerprint.weights_sha256` of what was kept
    steps: int = 0  # it took
    origin: RunOrigin = field(default=RunOrigin())
    temperature: float | None = None  # as in `CheckpointMetadata`


def record_run(  # noqa: PLR0913 - a run ends in so many ways
    checkpoint: Checkpoint,
    curve: Curve,
    *,
    model: str,
    recipe: str | None = None,
    is_stopped: bool = False,
    ended_by_patience: bool = False,
    steps: int = 0,
    origin: RunOrigin = RunOrigin(),  # noqa: B008 - frozen
) -> RunRecord:
    """Write and return the record of a run that has ended; `model` is the name or file it was kept under, or empty."""
    if checkpoint.config is None:
        raise ValueError("a run has a config")
    moment = checkpoint.created.partition("+")[0].replace(":", "-")
    stem = model.replace("\\", "/").rpartition("/")[2].removesuffix(MODEL_SUFFIX) or "run"
    record = RunRecord(
        name="",
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
        weights_sha256=weights_sha256(checkpoint.weights),
        steps=steps,
        origin=origin,
        temperature=checkpoint.temperature,
    )
    free = numbered(nearest_valid_name(f"{moment}-{stem}"))
    path = write_to_free(map(_path, free), lambda path: _encoded(replace(record, name=_name(path))))
    return replace(record, name=_name(path))


def _encoded(record: RunRecord) -> bytes:
    return msgspec.json.format(msgspec.json.encode(record, order="deterministic"), indent=1)


def run_names() -> tuple[str, ...]:
    """Return the names of all records, the oldest first."""
    folder = _folder()
    try:
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    except OSError as error:
        raise StorageError(
            "The run records cannot be read",
            "{path}: {reason}. See that the folder may be read.",
            path=folder,
            reason=error.strerror or error,
        ) from error
    found = (name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX) and name[0] != ".")
    return tuple(sorted(found, key=_in_order))


def load_run(name: str) -> RunRecord:
    """Read a record by its name."""
    path = _path(name)
    try:
        content = read_regular(path, LARGEST_FILE)
    except OSError as error:
        raise StorageError(
            "This run record cannot be read",
            "{path}: {reason}. See that the file may be read.",
            path=path,
            reason=error.strerror or error,
        ) from error
    try:
        record = msgspec.json.decode(content, type=RunRecord)
    except (msgspec.DecodeError, ConfigError, UnicodeDecodeError, RecursionError) as error:
        raise StorageError(
            "This run record is damaged", "{path} is damaged. {advice}", path=path, advice=WHEN_DAMAGED
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


def _in_order(name: str) -> tuple[str, str, int]:
    """Return what names are sorted by: of one second and model, ``-10`` comes after ``-2``."""
    moment, rest = name[:_MOMENT], name[_MOMENT:]
    stem, _, number = rest.rpartition("-")
    return (moment, stem, int(number)) if number.isdecimal() and len(number) < _MOMENT else (moment, rest, 0)


def _processor() -> str:
    """Return the processor's name as its maker writes it, or else its kind."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _name(path: Path) -> str:
    return path.name.removesuffix(SUFFIX)


def _folder() -> Path:
    return paths.user_folder() / "runs"


def _path(name: str) -> Path:
    return _folder() / f"{name}{SUFFIX}"
