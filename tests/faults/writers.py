"""Everything that writes into the user folder or a file of the user's, as acts that are numbered from 0.

Each act is done through digitpad's own functions. `Writer.check` finds out by its own readers, too, that the folder
holds what so many acts have come to, whole; the one after them may have been done or not.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from digitpad.config.config_file import load_config, save_config
from digitpad.config.train_config import TrainConfig
from digitpad.data.my_digits import MyDigits
from digitpad.experiments.store import SweepStore
from digitpad.experiments.sweep import Job, JobDone
from digitpad.files.writing import storage_errors
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample, read_ink_file, write_ink_file
from digitpad.library import run_records
from digitpad.library.keeping import keep, stopped_runs
from digitpad.library.library import Library
from digitpad.library.names import MODEL_SUFFIX, resume_file_of
from digitpad.library.scores.cache import ScoreCache
from digitpad.models import checkpoint as checkpoints
from digitpad.models.checkpoint import Checkpoint, Measurement
from digitpad.preprocessing.picture import load_picture
from digitpad.settings import Settings, load_settings, save_changes
from digitpad.training.reports import Curve
from tests.support.library import same, some_checkpoint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from digitpad.training.outcome import TrainingOutcome

CURVE = Curve(1, (0.5, 0.25))

MODELS = 50
"""Different models: acts take them in turn."""


class Writer(ABC):
    """One way something is written."""

    name: str
    cycle = 1
    """After how many acts the next ones depend on none before."""

    leaves_it_to_others = False
    """Whether only another process can check it."""

    def prepare(self) -> None:  # noqa: B027 - not all share anything
        """Make what all acts share, in the process that is the parent of those that write."""

    @abstractmethod
    def act(self, folder: Path, number: int) -> None:
        """Do the act of that number in the user folder, after all before it."""

    @abstractmethod
    def check(self, folder: Path, done: int) -> None:
        """Raise an error unless the folder holds what so many acts have come to, whole; or one more."""

    def settle(self, folder: Path) -> None:  # noqa: B027 - not all have more to say
        """Raise an error unless the folder is as it should be after one more act that nothing disturbed."""


def model(number: int) -> Checkpoint:
    return _models()[number % MODELS]


@cache
def _models() -> tuple[Checkpoint, ...]:
    return tuple(
        replace(some_checkpoint(number), config=TrainConfig(seed=number), created=f"2026-01-01T00:00:{number:02}+00:00")
        for number in range(MODELS)
    )


def require(is_so: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise an error, which says what is wrong, unless something is so."""
    if not is_so:
        raise AssertionError(what)


def _require_one_of(found: object, expected: Sequence[object]) -> None:
    require(found in expected, f"found {found!r:.400}, expected one of {expected!r:.800}")


class SettingsWriter(Writer):
    """What the window remembers."""

    name = "settings"

    def act(self, folder: Path, number: int) -> None:
        before = Settings() if number == 0 else self._settings(number - 1)
        save_changes(before, self._settings(number), folder / "settings.json")

    def check(self, folder: Path, done: int) -> None:
        found = load_settings(folder / "settings.json").model
        _require_one_of(found, (f"m{done - 1}" if done else Settings().model, f"m{done}"))

    def _settings(self, number: int) -> Settings:
        return Settings(model=f"m{number}", docks="x" * 3000)


class LibraryWriter(Writer):
    """Models that are added, renamed, copied, exported, imported, deleted and restored."""

    name = "library"
    cycle = 7

    def act(self, folder: Path, number: int) -> None:
        library, turn, step = Library(folder), *divmod(number, self.cycle)
        exported = folder / "exports" / f"e{turn}.safetensors"
        match step:
            case 0:
                library.add(f"a{turn}", model(turn))
            case 1:
                library.rename(f"a{turn}", f"b{turn}")
            case 2:
                library.duplicate(f"b{turn}", f"d{turn}")
            case 3:
                library.export_file(f"d{turn}", exported)
            case 4:
                library.import_file(exported)
            case 5:
                library.delete(f"d{turn}")
            case _:
                library.restore(library.delete(f"b{turn}"))

    def check(self, folder: Path, done: int) -> None:
        library = Library(folder)
        found = {entry.name for entry in library.entries() if not entry.is_bundled}
        expected = [self._names(done), self._names(done + 1)]
        if done % self.cycle == self.cycle - 1:  # deleting, and restoring
            expected.append(self._names(done) - {f"b{done // self.cycle}"})
        _require_one_of(found, expected)
        for name in found:
            require(same(library.load(name), model(int(name[1:]))), f"another model is called {name}")
        trash = [*folder.glob(f"trash/[!.]*{MODEL_SUFFIX}"), *folder.glob(f"exports/[!.]*{MODEL_SUFFIX}")]
        for path in trash:
            checkpoints.load(path)
        kept = len(found) + sum(path.parent.name == "trash" for path in trash)
        least = min(map(len, expected)) + sum(self.cycle * turn + 5 < done for turn in range(done // self.cycle + 1))
        require(kept >= least, f"{kept} models of {least} are left, with the trash")

    def _names(self, done: int) -> set[str]:
        """Return the names there are after so many acts."""
        turns, steps = divmod(done, self.cycle)
        names = {f"{letter}{turn}" for turn in range(turns) for letter in "be"}
        own = {0: "", 1: "a", 2: "b", 3: "bd", 4: "bd", 5: "bde", 6: "be"}[steps]
        return names | {f"{letter}{turns}" for letter in own}


class KeepingWriter(Writer):
    """A model whose training goes on, kept again and again with its stopped run beside it; then moved."""

    name = "keeping"
    cycle = 4

    def prepare(self) -> None:
        _outcomes()

    def act(self, folder: Path, number: int) -> None:
        library, turn, step = Library(folder), *divmod(number, self.cycle)
        if step == self.cycle - 1:
            library.rename("m", f"k{turn}")
        else:
            resumed = "m" if any(entry.name == "m" for entry in library.entries()) else None
            kept = keep(replace(_outcomes()[step], resumed=resumed), "m", library)
            for problem in (kept.problem, kept.resume_problem, kept.record_problem):
                if problem is not None:
                    raise problem

    def check(self, folder: Path, done: int) -> None:
        library, (turn, step) = Library(folder), divmod(done, self.cycle)
        own = {entry.name for entry in library.entries() if not entry.is_bundled}
        names = {f"k{earlier}" for earlier in range(turn)}
        before, after = names | ({"m"} if step else set()), names | {"m"}
        _require_one_of(own, (before, names | {f"k{turn}"} if step == self.cycle - 1 else after))
        stopped = stopped_runs(library)
        for name in own:
            found = library.load(name)
            steps = [number for number, outcome in enumerate(_outcomes()) if _is_of(found, outcome)]
            require(bool(steps), f"the model {name} is none that was kept")
            whole = name in names or step == self.cycle - 1  # no act was about to write its two files
            require(not whole or steps[0] == self.cycle - 2, f"the model {name} is an older one")
            _check_stopped(library, name, _outcomes()[steps[0]], must_be=whole and name in names, stopped=stopped)

    def settle(self, folder: Path) -> None:
        library = Library(folder)
        stranger = library.add(library.free_name("m"), some_checkpoint(99))
        require(stranger.name not in stopped_runs(library), "a new model has inherited a stranger's stopped run")


def _check_stopped(
    library: Library, name: str, outcome: TrainingOutcome, *, must_be: bool, stopped: tuple[str, ...]
) -> None:
    """Raise an error if the stopped run beside a model is another's, or missing."""
    from digitpad.training import resume_state  # noqa: PLC0415 - after the settings of threads

    require(not must_be or name in stopped, f"the stopped run of {name} is gone")
    if name in stopped:
        state = resume_state.load(resume_file_of(library.path_of(name)))
        belongs = outcome.stopped is not None and state.place == outcome.stopped.place
        require(belongs, f"the model {name} is offered another's stopped run")


@cache
def _outcomes() -> tuple[TrainingOutcome, ...]:
    """Return how a run stood after one, two and three steps."""
    from digitpad.training.outcome import TrainingOutcome  # noqa: PLC0415 - loads torch, which few of the writers need
    from digitpad.training.run import TrainingRun  # noqa: PLC0415
    from tests.support.training_samples import small_data  # noqa: PLC0415

    config = TrainConfig(images=300, batch_size=50, epochs=3)
    run = TrainingRun(config, small_data(300, 50))
    outcomes = []
    for _ in range(3):
        next(run)
        outcomes.append(
            TrainingOutcome(config, run.checkpoint(), is_stopped_early=True, curve=run.curve, stopped=run.state())
        )
    run.close()
    return tuple(outcomes)


def _is_of(found: Checkpoint, outcome: TrainingOutcome) -> bool:
    return (
        outcome.checkpoint is not None
        and found.history == outcome.checkpoint.history
        and all((found.weights[name] == array).all() for name, array in outcome.checkpoint.weights.items())
    )


class RecordWriter(Writer):
    """Run records, all of one second and name."""

    name = "run records"

    def act(self, _folder: Path, number: int) -> None:
        run_records.record_run(model(0), Curve(1, (float(number),)), model="mine")

    def check(self, _folder: Path, done: int) -> None:
        found = {run_records.load_run(name).curve.losses[0] for name in run_records.run_names()}
        _require_one_of(found, ({float(n) for n in range(done)}, {float(n) for n in range(done + 1)}))


class ScoreWriter(Writer):
    """Measurements of models."""

    name = "scores"

    def act(self, folder: Path, number: int) -> None:
        ScoreCache(folder / "measurements.json").keep(f"m{number}", "samples", _measurement(number))

    def check(self, folder: Path, done: int) -> None:
        cache_of_scores = ScoreCache(folder / "measurements.json")
        for number in range(done):
            require(
                cache_of_scores.find(f"m{number}", "samples") == _measurement(number), f"measurement {number} is gone"
            )
        require(not list(folder.glob("*damaged*")), "a file was damaged")


def _measurement(number: int) -> Measurement:
    return Measurement("MNIST test", 10_000, 1000 + number, 0.5)


class DigitsWriter(Writer):
    """My digits: made, added to, taken back, relabelled, deleted and imported into."""

    name = "my digits"
    cycle = 6

    def prepare(self) -> None:
        import sqlite3  # noqa: F401, PLC0415 - before the right to read it may be lost

    def act(self, folder: Path, number: int) -> None:
        digits, step = MyDigits(folder), number % self.cycle
        match step:
            case 0 | 1:
                digits.add([_drawn(number)])
            case 2:
                digits.undo()
            case 3:
                path = folder.with_name(f"{folder.name} import.jsonl")
                write_ink_file(path, [_drawn(number), _drawn(number + 1)])
                digits.import_file(path)
            case 4:
                digits.delete([digits.page(0, 1)[0].number])
            case _:
                digits.export_file(folder / "my-digits.jsonl")

    def check(self, folder: Path, done: int) -> None:
        if not (folder / "digits.sqlite3").exists():
            require(done == 0, "all of my digits are gone")
            return
        digits = MyDigits(folder)
        found = [_number_of(sample) for sample in digits.samples()]
        _require_one_of(found, (self._numbers(done), self._numbers(done + 1)))
        require(sum(digits.counts()) == len(found), "the counts are not those of the digits")
        if (folder / "my-digits.jsonl").exists():
            require(not read_ink_file(folder / "my-digits.jsonl").problems, "the exported file is not whole")

    def settle(self, folder: Path) -> None:
        import sqlite3  # noqa: PLC0415 - as the window does

        with sqlite3.connect(folder / "digits.sqlite3") as connection:
            mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        require(mode == "wal", f"the journal mode stays {mode}")

    def _numbers(self, done: int) -> list[int]:
        """Return the numbers of the drawings there are after so many acts, the oldest first."""
        numbers: list[int] = []
        for number in range(done):
            match number % self.cycle:
                case 0 | 1:
                    numbers.append(number)
                case 2 | 4:
                    numbers.pop()
                case 3:
                    numbers += [number, number + 1]
        return numbers


def _drawn(number: int) -> InkSample:
    return InkSample(Ink.of([[(10.0, 10.0), (20.0 + number, 480.0)]]), number % 10)


def _number_of(sample: InkSample) -> int:
    return round(sample.ink.strokes[0][1].x) - 20


class SweepWriter(Writer):
    """Sweeps that are begun, their runs, and what these came to on the test part."""

    name = "sweeps"
    cycle = 3

    def prepare(self) -> None:
        _plan()

    def act(self, folder: Path, number: int) -> None:
        store, turn, step = SweepStore(folder / "sweeps"), *divmod(number, self.cycle)
        if step == 0:
            store.begin(_plan())
        elif step == 1:
            store.add(JobDone(_job(turn), replace(model(turn), measurements=(_measurement(turn),)), 1.5, CURVE))
        else:
            store.add_test(_job(turn), _measurement(turn))

    def check(self, folder: Path, done: int) -> None:
        store = SweepStore(folder / "sweeps")
        require(len(store.sweeps()) in {min(done, 1), 1}, "the sweep is gone")
        for turn in range(done // self.cycle):
            found = store.find(_job(turn))
            require(
                found is not None and same(replace(found.checkpoint, measurements=()), model(turn)), "a run is gone"
            )
            require(store.test_of(_job(turn)) == _measurement(turn), "a measurement is gone")
        require(not store.problems, f"{store.problems}")
        for name in run_records.run_names():
            run_records.load_run(name)


@cache
def _plan():  # noqa: ANN202 - of a module that is loaded when it is asked for
    from tests.support.sweeps import small_plan  # noqa: PLC0415 - reads data

    return small_plan("learning-rate=0.1;0.2", images=100, steps=2)


def _job(number: int) -> Job:
    return Job(f"{number:032x}", 0, TrainConfig(seed=number))


class FileWriter(Writer):
    """Files where the user wants them: ink, settings of a run, pictures, models in every form."""

    name = "files"
    cycle = 6

    def act(self, folder: Path, number: int) -> None:
        from digitpad.library.export.formats import export  # noqa: PLC0415 - reads digitpad's own source

        turn, step = divmod(number, self.cycle)
        match step:
            case 0:
                write_ink_file(folder / "ink.jsonl", [_drawn(turn)] * 20)
            case 1:
                write_ink_file(folder / "ink.jsonl.gz", [_drawn(turn)] * 20)
            case 2:
                save_config(TrainConfig(seed=turn), folder / "config.json")
            case 3:
                _write_picture(folder / "picture.png", turn)
            case 4:
                export(model(turn), f"m{turn}", folder / "model.py")
            case _:
                export(model(turn), f"m{turn}", folder / "model.safetensors")

    def check(self, folder: Path, done: int) -> None:
        for step, (name, turn_of) in enumerate(_FILES.items()):
            acts = (done - step + self.cycle - 1) // self.cycle
            path = folder / name
            if path.exists():
                _require_one_of(turn_of(path), (acts - 1, acts, *((None,) if name.endswith("py") else ())))
            else:
                require(acts == 0, f"{name} is gone")


def _seed_of_model(path: Path) -> int:
    config = checkpoints.load(path).config
    return -1 if config is None else config.seed


def _seed_of_script(path: Path) -> int | None:
    compile(path.read_bytes(), str(path), "exec")  # it is whole; its text does not say which it is
    return None


_FILES = {
    "ink.jsonl": lambda path: _number_of(read_ink_file(path).samples[19]),
    "ink.jsonl.gz": lambda path: _number_of(read_ink_file(path).samples[19]),
    "config.json": lambda path: load_config(path).seed,
    "picture.png": lambda path: load_picture(path).width - 30,
    "model.py": _seed_of_script,
    "model.safetensors": _seed_of_model,
}
"""Which act of its own each file was written by; models come round again after `MODELS` acts, which none outlives."""


def _write_picture(path: Path, number: int) -> None:
    from PySide6.QtGui import QImage  # noqa: PLC0415 - the others need no Qt

    from digitpad.gui.widgets.picture_file import write_picture  # noqa: PLC0415

    image = QImage(30 + number, 40, QImage.Format.Format_RGB32)
    image.fill(number)
    write_picture(image, path)


class UnsavedWriter(Writer):
    """The drawing on the pad, which is kept as long as it is not saved."""

    name = "unsaved drawing"
    leaves_it_to_others = True

    def act(self, folder: Path, number: int) -> None:
        from digitpad.diagnostics import unsaved  # noqa: PLC0415 - a window loads it after its first paint

        drawing = _drawn(number).ink
        with storage_errors(folder):  # a window goes on without a recovery folder where there can be none
            kept = _recovery_folder(os.getpid())
        kept.keep(unsaved.content_of(drawing), is_ink=unsaved.is_ink(drawing))

    def check(self, folder: Path, done: int) -> None:
        from digitpad.diagnostics import unsaved  # noqa: PLC0415 - a window loads it after its first paint
        from digitpad.diagnostics.recovery_folder import RecoveryFolder  # noqa: PLC0415

        if not folder.exists():
            require(done == 0, "the user folder is gone")
            return
        recovery = RecoveryFolder()
        try:
            left = recovery.take_left()
            found = [
                _number_of(InkSample(drawn)) for each in left if isinstance(drawn := unsaved.drawing_of(each), Ink)
            ]
            for each in left:
                each.lock.release()
            _require_one_of(found, ([done - 1] if done else [], [done]))
        finally:
            recovery.end()


@cache
def _recovery_folder(_process: int):  # noqa: ANN202 - of a module that is loaded when it is asked for
    from digitpad.diagnostics.recovery_folder import RecoveryFolder  # noqa: PLC0415 - a window loads it after its first paint

    return RecoveryFolder()


@dataclass(frozen=True, slots=True)
class Place:
    """A user folder, for as long as a block runs."""

    folder: Path

    def __enter__(self) -> Path:
        os.environ["DIGITPAD_HOME"] = str(self.folder)
        return self.folder

    def __exit__(self, *_error: object) -> None:
        os.environ.pop("DIGITPAD_HOME", None)


def all_writers() -> tuple[Writer, ...]:
    """Return every writer there is."""
    kinds = (
        SettingsWriter,
        LibraryWriter,
        KeepingWriter,
        RecordWriter,
        ScoreWriter,
        DigitsWriter,
        SweepWriter,
        FileWriter,
        *((UnsavedWriter,) if find_spec("digitpad.diagnostics.recovery_folder") else ()),
    )
    return tuple(kind() for kind in kinds)
