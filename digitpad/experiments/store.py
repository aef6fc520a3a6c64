"""Finished runs of sweeps on disk, and the sweeps they belong to.

Under ``sweeps`` in the user folder lie ``runs/KEY.safetensors``, a run's checkpoint, ``runs/KEY.json`` with what else
is known of it, ``runs/KEY.test.json`` once its test part was opened, and a file for each sweep. A run's ``KEY.json`` is
written last and whole, so that a sweep killed at any moment has finished runs and nothing half; sweeps that have a run
in common share it, and two of the same at once write the same.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from digitpad import paths
from digitpad.config.recipes import recipe_of
from digitpad.config.setting_text import find_setting, text_of, value_of
from digitpad.config.settings_table import SETTINGS
from digitpad.errors import DigitpadError, StorageError
from digitpad.experiments.planning import words_of
from digitpad.experiments.sweep import JobDone, Sweep, Variation
from digitpad.files.reading import read_regular
from digitpad.files.temporary import remove_left_over
from digitpad.files.writing import write_atomically
from digitpad.library.names import MODEL_SUFFIX
from digitpad.models import checkpoint as checkpoints
from digitpad.models.checkpoint import Measurement
from digitpad.training.reports import Curve  # noqa: TC001 - msgspec reads the field's type
from digitpad.training.request import TrainRequest

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.experiments.planning import Plan
    from digitpad.experiments.sweep import Job

T = TypeVar("T")

FORMAT_VERSION = 1
"""Raised when an older digitpad could not read what a newer one writes."""

LARGEST_FILE = 64 << 20
"""Most bytes a description may have: the longest curve has some 100,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RunFile:
    """What is known of a finished run beside its checkpoint."""

    format_version: int = FORMAT_VERSION
    seconds: float
    curve: Curve
    record: str | None = None  # the name of its run record


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSweep:
    """A sweep that was begun."""

    format_version: int = FORMAT_VERSION
    id: str  # of what is run: the same sweep has the same
    name: str  # of a ready-made one; empty for others
    what: str  # in words
    begun: str  # ISO 8601, UTC
    recipe: str | None
    fine_tune: str | None
    asked: dict[str, str]  # options without their dashes, and their values
    combinations: tuple[tuple[tuple[str, str], ...], ...]
    variations: tuple[tuple[str, tuple[str, ...]], ...]
    seeds: int
    keys: tuple[str, ...]  # of its runs

    @property
    def sweep(self) -> Sweep:
        """The sweep, to go on with."""
        settings = {option: find_setting(option) for option in self.asked}
        asked = {setting.name: value_of(setting, self.asked[option]) for option, setting in settings.items()}
        return Sweep(
            name=self.name,
            base=TrainRequest(recipe=self.recipe, fine_tune=self.fine_tune, asked=asked),
            combinations=self.combinations,
            variations=tuple(Variation(setting, values) for setting, values in self.variations),
            seeds=self.seeds,
        )


class SweepStore:
    """The finished runs under one folder, which is made with the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[DigitpadError] = []  # files that are damaged, whose runs are done again
        self.unkept: list[DigitpadError] = []  # why something new could not be kept

    @classmethod
    def of_user(cls) -> SweepStore:
        """Return the store in the user folder."""
        return cls(paths.user_folder() / "sweeps")

    def begin(self, plan: Plan) -> SavedSweep:
        """Note that a sweep is run, so that it is listed, and return what is noted; remove temporary files."""
        remove_left_over(self.folder.parent)
        sweep, keys = plan.sweep, tuple(job.key for job in plan.jobs)
        number = hashlib.sha256(" ".join(keys).encode()).hexdigest()[:12]
        saved = SavedSweep(
            id=number,
            name=sweep.name,
            what=what_of(sweep),
            begun=datetime.now(UTC).isoformat(timespec="seconds"),
            recipe=sweep.base.recipe,
            fine_tune=sweep.base.fine_tune,
            asked={
                SETTINGS[name].options[0].removeprefix("--"): text_of(value) for name, value in sweep.base.asked.items()
            },
            combinations=sweep.combinations,
            variations=tuple((each.setting, each.values) for each in sweep.variations),
            seeds=sweep.seeds,
            keys=keys,
        )
        path = self.folder / f"{number}.json"
        earlier = self._read(path, SavedSweep)
        if earlier is None:
            self._write(path, saved)
        return earlier or saved

    def sweeps(self) -> tuple[SavedSweep, ...]:
        """Return all sweeps that were begun, the oldest first; damaged ones are noted and left out."""
        files = sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []
        found = [saved for file in files if (saved := self._read(file, SavedSweep)) is not None]
        return tuple(sorted(found, key=lambda saved: saved.begun))

    def count_done(self, saved: SavedSweep) -> int:
        """Return how many runs of a sweep are done, without reading them."""
        return sum(self._path(key, ".json").is_file() for key in saved.keys)

    def find(self, job: Job) -> JobDone | None:
        """Return a job that was done before; None if it was not, or its files are damaged, which is noted."""
        known = self._read(self._path(job.key, ".json"), _RunFile)
        if known is None:
            return None
        try:
            checkpoint = checkpoints.load(self._path(job.key, MODEL_SUFFIX))
        except DigitpadError as error:
            self.problems.append(error)
            return None
        if not checkpoint.measurements or checkpoint.config is None:
            self.problems.append(_damaged(self._path(job.key, MODEL_SUFFIX), "its figures are missing"))
            return None
        return JobDone(job, checkpoint, known.seconds, known.curve)

    def add(self, done: JobDone) -> None:
        """Keep what a job came to, with a run record, so that the run can be compared with others.

        Raises
        ------
        StorageError
            If the folder cannot be written or is full.
        """
        key = done.job.key
        checkpoints.save(done.checkpoint, self._path(key, MODEL_SUFFIX))
        record = self._record(done)
        self._write(self._path(key, ".json"), _RunFile(seconds=done.seconds, curve=done.curve, record=record))

    def seconds_of(self, job: Job) -> float | None:
        """Return how long a job took that was done before; None if it was not."""
        known = self._read(self._path(job.key, ".json"), _RunFile)
        return None if known is None else known.seconds

    def test_of(self, job: Job) -> Measurement | None:
        """Return a run's measurement on the test part, if that was opened before."""
        return self._read(self._path(job.key, ".test.json"), Measurement)

    def add_test(self, job: Job, measured: Measurement) -> None:
        """Keep a run's measurement on the test part, which is then opened no more."""
        self._write(self._path(job.key, ".test.json"), measured)

    def _record(self, done: JobDone) -> str | None:
        from digitpad.library.run_records import record_run  # noqa: PLC0415 - needed at the end of a run alone

        recipe = None if done.checkpoint.config is None else recipe_of(done.checkpoint.config)
        name = None if recipe is None else recipe.name
        with suppress(DigitpadError):  # without its record, a run can still be compared within its sweep
            return record_run(done.checkpoint, done.curve, model="", recipe=name).name
        return None

    def _path(self, key: str, suffix: str) -> Path:
        return self.folder / "runs" / f"{key}{suffix}"

    def _write(self, path: Path, value: object) -> None:
        write_atomically(path, msgspec.json.encode(value))

    def _read(self, path: Path, kind: type[T]) -> T | None:
        """Read a description; None if it is not there, or damaged, which is noted."""
        try:
            value = msgspec.json.decode(read_regular(path, LARGEST_FILE), type=kind)
            if getattr(value, "format_version", FORMAT_VERSION) != FORMAT_VERSION:
                raise ValueError("it is of another digitpad")  # noqa: TRY301 - one way out
        except FileNotFoundError:
            return None
        except (OSError, ValueError, msgspec.DecodeError, RecursionError, DigitpadError) as error:
            self.problems.append(_damaged(path, str(error)))
            return None
        return value


def what_of(sweep: Sweep) -> str:
    """Return what a sweep runs, in words, for example ``mlp-relu, hidden=256;256,128, 3 seeds``."""
    asked = [(SETTINGS[name].options[0].removeprefix("--"), text_of(value)) for name, value in sweep.base.asked.items()]
    varied = [(each.setting, ";".join(each.values)) for each in sweep.variations]
    parts = [sweep.name or sweep.base.recipe or "train", *([words_of((*varied, *asked))] if varied or asked else [])]
    return f"{', '.join(parts)}, {sweep.seeds} seed{'s' if sweep.seeds > 1 else ''}"


def _damaged(path: Path, reason: str) -> StorageError:
    return StorageError(
        "A file of a sweep is damaged",
        "{path}: {reason}. What it told of is done again.",
        path=path,
        reason=reason,
    )
