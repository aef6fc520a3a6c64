"""Checks of every file that digitpad keeps for the user. Nothing is changed by them."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from digitpad.diagnostics.finding import Finding
from digitpad.diagnostics.log import OLDER_FILES, log_folder
from digitpad.errors import DigitpadError
from digitpad.files.reading import open_regular, read_regular
from digitpad.files.temporary import left_over_files
from digitpad.library.library import Library
from digitpad.library.names import MODEL_SUFFIX, RESUME_SUFFIX
from digitpad.paths import user_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

MOST_PROBLEMS = 20
"""Files of one kind that are named each; of more, how many."""

MOST_SECONDS = 1.5
"""Time for the files of one kind, unless all are asked for."""

LARGEST_SETTINGS = 1 << 20
LARGEST_MEASUREMENTS = 64 << 20


def check_settings(*, is_thorough: bool) -> Iterator[Finding]:  # noqa: ARG001 - as all checks
    """Read the settings, and find values that are not used."""
    from digitpad.settings import load_settings, settings_file  # noqa: PLC0415 - by need

    path = settings_file()
    try:
        found = json.loads(read_regular(path, LARGEST_SETTINGS).decode())
    except FileNotFoundError:
        yield Finding("settings", "none yet; the window has its defaults")
        return
    except (OSError, ValueError, RecursionError) as error:
        yield _damaged("settings", path, error, "Delete it: the window begins with its defaults and writes it anew.")
        return
    loaded = load_settings(path)
    known = {name: getattr(loaded, name) for name in type(loaded).__slots__}
    if not isinstance(found, dict):
        yield Finding("settings", f"{path} is no JSON object", "Delete it: the window writes it anew.")
        return
    unused = [name for name, value in known.items() if name in found and _plain(found[name]) != _plain(value)]
    advice = "The window uses its defaults for them, and writes them when it is closed." if unused else ""
    yield Finding("settings", f"values that cannot be used: {', '.join(unused)}" if unused else "read", advice)


def check_models(*, is_thorough: bool) -> Iterator[Finding]:
    """Load every model, bundled and own, and every stopped run."""
    from digitpad.models import checkpoint  # noqa: PLC0415 - loads numpy
    from digitpad.training import resume_state  # noqa: PLC0415

    entries = Library.of_user().entries()
    bundled = [entry.path for entry in entries if entry.is_bundled]
    if not bundled:
        yield Finding("bundled models", "they are missing", "Install digitpad again.")
    yield from _each("bundled models", bundled, checkpoint.load, "Install digitpad again.", is_thorough)
    own = [entry.path for entry in entries if not entry.is_bundled]
    advice = "Delete the model, or put a copy of the file in its place."
    yield from _each("models", own, checkpoint.load, advice, is_thorough)
    stopped = _files(user_folder() / "models", RESUME_SUFFIX)
    advice = "Delete the file: the model can be used, but its training cannot go on."
    whole = [path for path in stopped if path.with_name(path.name.replace(RESUME_SUFFIX, MODEL_SUFFIX)).is_file()]
    alone = [path.name for path in stopped if path not in whole]
    if alone:
        yield Finding("stopped runs", f"without a model: {_listed(alone)}", "Delete them: they are of no use.")
    if whole or not alone:
        yield from _each("stopped runs", whole, resume_state.load, advice, is_thorough)
    trash = [path for path in _files(user_folder() / "trash", MODEL_SUFFIX) if not path.name.endswith(RESUME_SUFFIX)]
    yield from _each("trash", trash, checkpoint.load, "Delete the file: nothing else needs it.", is_thorough)


def check_runs(*, is_thorough: bool) -> Iterator[Finding]:
    """Read every run record."""
    from digitpad.library.run_records import SUFFIX, WHEN_DAMAGED, load_run  # noqa: PLC0415 - loads msgspec

    files = _files(user_folder() / "runs", SUFFIX)
    yield from _each(
        "run records",
        files,
        lambda path: load_run(path.name.removesuffix(SUFFIX)),
        WHEN_DAMAGED,
        is_thorough,
    )


def check_sweeps(*, is_thorough: bool) -> Iterator[Finding]:
    """Read every sweep, and if all is asked for, every run of theirs."""
    from digitpad.experiments.store import SweepStore  # noqa: PLC0415 - loads msgspec
    from digitpad.models import checkpoint  # noqa: PLC0415

    store = SweepStore.of_user()
    sweeps = store.sweeps()
    for problem in store.problems[:MOST_PROBLEMS]:
        yield Finding("experiments", problem.detail, "Delete the file: what it says is found anew when it is run.")
    if not store.problems:
        yield Finding("experiments", f"{len(sweeps)} sound" if sweeps else "none yet")
    if is_thorough:
        files = _files(store.folder / "runs", MODEL_SUFFIX)
        yield from _each("experiments' runs", files, checkpoint.load, "Delete it: the run is done again.", is_thorough)


def check_measurements(*, is_thorough: bool) -> Iterator[Finding]:  # noqa: ARG001 - as all checks
    """Read the measurements of models."""
    path = user_folder() / "measurements.json"
    try:
        rows = json.loads(read_regular(path, LARGEST_MEASUREMENTS).decode())["rows"]
        yield Finding("measurements", f"{len(rows)} kept")
    except FileNotFoundError:
        yield Finding("measurements", "none yet")
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        yield _damaged("measurements", path, error, "Delete it: models are measured anew.")


def check_datasets(*, is_thorough: bool) -> Iterator[Finding]:
    """Read the test part of each data set that is here, and if all is asked for, the other part and CIFAR-10, too."""
    from digitpad.config.dataset_info import DATASETS, DatasetName, Split  # noqa: PLC0415 - by need
    from digitpad.data.locations import found_folder  # noqa: PLC0415
    from digitpad.data.reading import read_dataset, read_strokes  # noqa: PLC0415 - loads numpy

    for name, info in DATASETS.items():
        folder = found_folder(name)
        if folder is None:
            yield Finding(info.title, "not fetched")
            continue
        is_large = name is DatasetName.CIFAR10
        parts = tuple(Split) if is_thorough else () if is_large else (Split.TEST,)
        try:
            for part in parts:
                read_strokes(part) if info.is_ink else read_dataset(name, part)
        except DigitpadError as error:
            advice = f"Delete the file, then fetch it again: digitpad data get {name.value}."
            yield Finding(info.title, error.detail, advice if info.files else "Install digitpad again.")
        else:
            yield Finding(info.title, f"in {folder}" if parts else f"in {folder}; --all reads it")


def check_leftovers(*, is_thorough: bool) -> Iterator[Finding]:  # noqa: ARG001 - as all checks
    """Count what interrupted digitpads have left."""
    from digitpad.diagnostics.recovery_folder import DRAWINGS, all_recovery_folders  # noqa: PLC0415 - by need

    sizes = []
    for path in left_over_files(user_folder()):
        with suppress(OSError):
            sizes.append(path.stat().st_size)
    found = f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB, of writes that were interrupted" if sizes else "none"
    yield Finding("temporary files", found)
    drawings = [path for name in DRAWINGS for path in all_recovery_folders().glob(f"*/{name}")]
    found = f"{len(drawings)}, of windows that are open or ended unexpectedly" if drawings else "none"
    yield Finding("unsaved drawings", found)


def check_log(*, is_thorough: bool) -> Iterator[Finding]:  # noqa: ARG001 - as all checks
    """Read how much the log says, and of how much that went wrong."""
    lines = wrong = 0
    for number in range(OLDER_FILES + 1):
        path = log_folder() / f"digitpad.log{f'.{number}' if number else ''}"
        with suppress(FileNotFoundError), open_regular(path) as file:
            for line in file:
                lines += 1
                wrong += b" ERROR " in line[:40] or b" CRITICAL " in line[:40]
    yield Finding("log", f"{lines} lines in {log_folder()}, {wrong} errors nobody expected" if lines else "empty")


def _each(
    what: str,
    files: Iterable[Path],
    load: Callable[[Path], Any],
    advice: str,
    is_thorough: bool,  # noqa: FBT001 - passed on
) -> Iterator[Finding]:
    """Load every file, name each that is damaged, and count the others."""
    began, sound, problems = time.monotonic(), 0, 0
    waiting = list(files)
    for number, path in enumerate(waiting):
        if not is_thorough and time.monotonic() - began > MOST_SECONDS:
            yield Finding(what, f"{len(waiting) - number} more were not looked at; --all does")
            break
        problem = _problem(path, load)
        if problem is None:
            sound += 1
            continue
        problems += 1
        if problems <= MOST_PROBLEMS:
            yield Finding(what, problem.removesuffix(f" {advice}").removesuffix("."), advice)
    if problems > MOST_PROBLEMS:
        yield Finding(what, f"{problems - MOST_PROBLEMS} more are damaged", advice)
    if sound or not waiting:
        yield Finding(what, f"{sound} sound" if waiting else "none yet")


def _problem(path: Path, load: Callable[[Path], Any]) -> str | None:
    """Return what is wrong with a file; None if nothing is."""
    try:
        open_regular(path).close()
        load(path)
    except DigitpadError as error:
        return error.detail if str(path) in error.detail else f"{path}: {error.detail}"
    except OSError as error:
        return f"{path}: {error.strerror or error}"
    except Exception as error:  # noqa: BLE001 - a damaged file that no reader foresaw is just that
        return f"{path}: {type(error).__name__}: {error}"
    return None


def _files(folder: Path, suffix: str) -> list[Path]:
    """Return the files of a folder whose names end so, sorted; none if it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(suffix) and path.name[0] != ".")
    except OSError:
        return []


def _damaged(what: str, path: Path, error: Exception, advice: str) -> Finding:
    if not isinstance(error, OSError):  # what a decoder says of it is of no use to a reader
        return Finding(what, f"{path} is damaged", advice)
    return Finding(what, f"{path} cannot be read: {error.strerror or error}", advice)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_PROBLEMS])
    return shown if len(names) <= MOST_PROBLEMS else f"{shown} and {len(names) - MOST_PROBLEMS} more"


def _plain(value: object) -> object:
    """Return a value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value
