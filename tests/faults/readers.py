"""Everything in digitpad that reads a file, or a text, somebody else may have made.

One registry, which tests hold to be whole: a module that opens files is named by a reader, or by `TRUSTED`.
"""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image

from digitpad.config.config_file import load_config, save_config
from digitpad.config.dataset_info import DATASETS, DatasetName, Split
from digitpad.config.train_config import TrainConfig
from digitpad.data.formats import cifar, pendigits, unipen
from digitpad.data.formats.folder import FolderReader
from digitpad.data.formats.idx import read_idx_part
from digitpad.data.ink_set import images_of, read_ink_set
from digitpad.data.locations import CIFAR_ARCHIVE, PACKED, PEN_ARCHIVE, PEN_FILES, folder_classes
from digitpad.data.my_digits import MyDigits
from digitpad.experiments.store import SweepStore
from digitpad.experiments.sweep import Job
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample, decode_sample, encode_sample, read_ink_file, write_ink_file
from digitpad.library import run_records
from digitpad.library.library import Library
from digitpad.library.scores.cache import ScoreCache
from digitpad.models import checkpoint as checkpoints
from digitpad.models.forward import logits
from digitpad.preprocessing.picture import fitted_ink, load_picture
from digitpad.settings import Settings, load_settings, save_changes
from tests.faults.writers import Place, SweepWriter, model
from tests.support.images import cifar_archive, cifar_files, idx_file, write_idx_set, write_picture_folder
from tests.support.inks import LABELLED
from tests.support.unipen import compress, pen_digits
from tests.support.unipen import unipen as unipen_text

Bytes = Callable[[], bytes]
Pack = Callable[[bytes], bytes]


def _as_it_is(content: bytes) -> bytes:
    return content


@dataclass(frozen=True, slots=True)
class Reader:
    """A way a file is read."""

    name: str
    file: str  # its path in a folder
    seed: Bytes  # a small valid content, made by what writes such files
    read: Callable[[Path], object]  # reads the folder that the file is in
    modules: tuple[str, ...]  # those of digitpad's that open it
    pack: Pack = _as_it_is  # what makes a file of the content: hostile content is packed after it was made
    is_json: bool = False  # whether it can be changed as JSON, all of it or line by line
    beside: Callable[[Path], object] | None = None  # writes what else must be in the folder

    def lay(self, folder: Path, content: bytes) -> None:
        """Put a file of this content into a folder, and what belongs to it."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.beside is not None:
            self.beside(folder)
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.pack(content))


def _written(name: str, write: Callable[[Path], object]) -> Bytes:
    """Return what a function writes into a file of that name."""

    @cache
    def content() -> bytes:
        with tempfile.TemporaryDirectory() as place:
            write(Path(place) / name)
            return (Path(place) / name).read_bytes()

    return content


# -- pictures


def _picture(kind: str, mode: str = "RGB", **options: object) -> Bytes:
    @cache
    def content() -> bytes:
        random = np.random.default_rng(3)
        image = Image.fromarray(random.integers(0, 255, (24, 30, 3), np.uint8)).convert(mode)
        out = io.BytesIO()
        image.save(out, kind, **options)
        return out.getvalue()

    return content


def _read_picture(name: str) -> Callable[[Path], object]:
    def read(folder: Path) -> object:
        return fitted_ink(load_picture(folder / name))

    return read


_PICTURES = {
    "png": _picture("PNG"),
    "png of palette": _picture("PNG", "P"),
    "png of 16 bits": _picture("PNG", "I;16") if "I;16" in Image.MODES else _picture("PNG", "L"),
    "jpg": _picture("JPEG"),
    "gif": _picture("GIF", "P"),
    "bmp": _picture("BMP"),
    "tif": _picture("TIFF"),
    "tif deflated": _picture("TIFF", compression="tiff_adobe_deflate"),
    "webp": _picture("WEBP"),
    "webp without loss": _picture("WEBP", lossless=True),
}

# -- ink, models, runs


def _ink(path: Path) -> None:
    write_ink_file(path, [*LABELLED, InkSample(Ink.of([[(1, 2), (3, 4)]]), 1, "ANNA")])


def _read_ink(name: str) -> Callable[[Path], object]:
    def read(folder: Path) -> object:
        read_ink_file(folder / name)
        return images_of(read_ink_set(folder / name))

    return read


def _read_model(folder: Path) -> object:
    checkpoint = checkpoints.load(folder / "models" / "m.safetensors")
    size = checkpoint.preprocessing.inputs
    logits(checkpoint.weights, checkpoint.spec, np.zeros((1, size), np.float32))
    return Library(folder).export_file("m", folder / "out" / "m.safetensors")


def _tensors(header: bytes) -> Pack:
    """Return what packs a JSON header before the arrays of a safetensors file."""
    body = header[8 + int.from_bytes(header[:8], "little") :]

    def pack(text: bytes) -> bytes:
        return len(text).to_bytes(8, "little") + text + body

    return pack


def _header_of(content: bytes) -> bytes:
    return content[8 : 8 + int.from_bytes(content[:8], "little")]


def _within(content: bytes) -> bytes:
    """Return the JSON that is a text in the header of a safetensors file."""
    (text,) = json.loads(_header_of(content))["__metadata__"].values()
    return text.encode()


def _tensors_around(content: bytes) -> Pack:
    """Return what packs the JSON within the header."""
    header = json.loads(_header_of(content))
    (key,) = header["__metadata__"]

    def pack(text: bytes) -> bytes:
        header["__metadata__"][key] = text.decode(errors="surrogateescape")
        return _tensors(content)(json.dumps(header).encode())

    return pack


_MODEL = _written("m.safetensors", lambda path: checkpoints.save(model(1), path))


@cache
def _stopped() -> bytes:
    from digitpad.training import resume_state  # noqa: PLC0415 - loads torch
    from tests.faults.writers import _outcomes  # noqa: PLC0415

    stopped = _outcomes()[0].stopped
    if stopped is None:
        raise AssertionError("a run was stopped")
    return resume_state.encode(stopped)


def _read_stopped(folder: Path) -> object:
    from digitpad.training import resume_state  # noqa: PLC0415 - loads torch

    return resume_state.load(folder / "m.resume.safetensors")


def _of_user(read: Callable[[Path], object]) -> Callable[[Path], object]:
    """Return a reader for which the folder is the user's."""

    def reading(folder: Path) -> object:
        with Place(folder):
            return read(folder)

    return reading


@cache
def _record() -> bytes:
    with tempfile.TemporaryDirectory() as place, Place(Path(place)):
        measured = replace(model(1), measurements=(checkpoints.Measurement("MNIST test", 100, 90, 0.5),))
        name = run_records.record_run(measured, run_records.Curve(1, (0.5, 0.25)), model="mine").name
        return next(Path(place).rglob(f"{name}*")).read_bytes()


def _read_record(_folder: Path) -> object:
    from digitpad.experiments.comparison import differing_settings, find_finished  # noqa: PLC0415 - loads much
    from digitpad.library.training_script import training_script  # noqa: PLC0415

    found = run_records.find_run("r")
    shares = [measured.accuracy for measured in found.measurements]
    run = find_finished("r")
    return shares, differing_settings([run.config, TrainConfig()]), training_script(run.config)


@cache
def _sweep_files() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as place, Place(Path(place)) as folder:
        writer = SweepWriter()
        for number in range(3):
            writer.act(folder, number)
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("sweeps/**/*.json")}


def _sweep_file(ending: str) -> Bytes:
    return lambda: next(content for name, content in _sweep_files().items() if name.endswith(ending))


def _read_sweeps(folder: Path) -> object:
    store = SweepStore(folder / "sweeps")
    return [(saved.sweep, store.count_done(saved)) for saved in store.sweeps()]


_JOB = Job("0" * 32, 0, TrainConfig())


def _read_job(folder: Path) -> object:
    store = SweepStore(folder / "sweeps")
    measured = store.test_of(_JOB)
    return store.find(_JOB), store.seconds_of(_JOB), measured and measured.accuracy


def _job_model(folder: Path) -> None:
    checkpoints.save(
        replace(model(1), measurements=(checkpoints.Measurement("MNIST test", 100, 90, 0.5),)),
        folder / "sweeps" / "runs" / f"{'0' * 32}.safetensors",
    )


@cache
def _scores() -> bytes:
    with tempfile.TemporaryDirectory() as place:
        scores = ScoreCache.in_folder(Path(place))
        for number in range(3):
            scores.keep("a" * 64, f"{number}", checkpoints.Measurement("MNIST test", 100, 90 + number, 0.5))
        return scores.path.read_bytes()


def _read_scores(folder: Path) -> object:
    return [measured.accuracy for measured in ScoreCache.in_folder(folder).of_model("a" * 64)]


@cache
def _digits() -> bytes:
    with tempfile.TemporaryDirectory() as place:
        digits = MyDigits(Path(place))
        digits.add(LABELLED)
        digits.relabel([1], 3)
        import sqlite3  # noqa: PLC0415 - as the window does

        with sqlite3.connect(Path(place) / "digits.sqlite3") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return (Path(place) / "digits.sqlite3").read_bytes()


def _read_digits(folder: Path) -> object:
    digits = MyDigits(folder)
    return digits.counts(), digits.page(0, 20), digits.can_undo, digits.export_file(folder / "out.jsonl")


# -- data sets


@cache
def _digits_text() -> bytes:
    return unipen_text(pen_digits(Split.TEST)[::400])


def _read_pens(folder: Path) -> object:
    return read_ink_set(folder / PEN_FILES[1])


def _read_packed_pens(folder: Path) -> object:
    return unipen.read_unipen(folder / f"{PEN_FILES[1]}{PACKED}")


def _compressed(content: bytes) -> bytes:
    return compress(content or b"\n")


def _pen_zip(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in PEN_FILES:
            archive.writestr(zipfile.ZipInfo(f"{name}{PACKED}"), content)  # of no date, for the same bytes each day
    return out.getvalue()


def _read_pen_zip(folder: Path) -> object:
    return pendigits.read_pen_digits(Split.TEST, folder)


@cache
def _cifar_tar() -> bytes:
    return gzip.decompress(cifar_archive(cifar_files(1)))


def _read_cifar(folder: Path) -> object:
    return cifar.read_cifar_part(Split.TEST, folder)


@cache
def _idx() -> bytes:
    return gzip.decompress(idx_file((np.arange(30 * 28 * 28) % 251).astype(np.uint8).reshape(30, 28, 28)))


def _read_idx(folder: Path) -> object:
    return read_idx_part(DATASETS[DatasetName.MNIST], Split.TEST, folder)


def _read_folder(folder: Path) -> object:
    folder_classes(folder)
    return FolderReader(folder, Split.TRAIN).result


def _unzipped(content: bytes) -> bytes:
    return gzip.compress(content, 1, mtime=0)


_TEST_IMAGES, _TEST_LABELS = "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"
_TENSOR = ("models.tensor_file",)


def _clipboard(folder: Path) -> object:
    return decode_sample((folder / "text").read_text(errors="surrogateescape").strip())


@cache
def all_readers() -> tuple[Reader, ...]:
    """Return every reader there is."""
    pictures = [
        Reader(
            kind, f"picture.{kind[:4].strip()}", seed, _read_picture(f"picture.{kind[:4].strip()}"), _PICTURE_MODULES
        )
        for kind, seed in _PICTURES.items()
    ]
    ink = _written("ink.jsonl", _ink)
    metadata = _within(_MODEL())
    stopped = _stopped()
    return (
        *pictures,
        Reader("ink", "ink.jsonl", ink, _read_ink("ink.jsonl"), ("ink.ink_file", "data.image_set"), is_json=True),
        Reader("ink.gz", "ink.jsonl.gz", ink, _read_ink("ink.jsonl.gz"), ("ink.ink_file",), _unzipped, is_json=True),
        Reader("ink.gz packed", "ink.jsonl.gz", lambda: _unzipped(ink()), _read_ink("ink.jsonl.gz"), ("ink.ink_file",)),
        Reader("clipboard", "text", lambda: ink().splitlines()[0], _clipboard, (), is_json=True),
        Reader("model", "models/m.safetensors", _MODEL, _read_model, _TENSOR),
        Reader(
            "model's header",
            "models/m.safetensors",
            lambda: _header_of(_MODEL()),
            _read_model,
            _TENSOR,
            _tensors(_MODEL()),
            is_json=True,
        ),
        Reader(
            "model's description",
            "models/m.safetensors",
            lambda: metadata,
            _read_model,
            _TENSOR,
            _tensors_around(_MODEL()),
            is_json=True,
        ),
        Reader("stopped run", "m.resume.safetensors", lambda: stopped, _read_stopped, _TENSOR),
        Reader(
            "stopped run's description",
            "m.resume.safetensors",
            lambda: _within(stopped),
            _read_stopped,
            _TENSOR,
            _tensors_around(stopped),
            is_json=True,
        ),
        Reader(
            "config",
            "config.json",
            _written("c.json", lambda path: save_config(TrainConfig(seed=1), path)),
            lambda folder: load_config(folder / "config.json"),
            ("config.config_file",),
            is_json=True,
        ),
        Reader(
            "settings",
            "settings.json",
            _written(
                "s.json",
                lambda path: save_changes(Settings(), Settings(open_views=("notes",), done_steps=("a/batch",)), path),
            ),
            lambda folder: _require_writable(load_settings(folder / "settings.json")),
            ("settings",),
            is_json=True,
        ),
        Reader("run record", "runs/r.json", _record, _of_user(_read_record), ("library.run_records",), is_json=True),
        Reader("scores", "measurements.json", _scores, _read_scores, ("library.scores.cache",), is_json=True),
        Reader("sweep", "sweeps/0.json", _sweep_file(""), _read_sweeps, ("experiments.store",), is_json=True),
        Reader(
            "sweep's run",
            f"sweeps/runs/{'0' * 32}.json",
            _sweep_file(f"{'0' * 32}.json"),
            _read_job,
            ("experiments.store",),
            is_json=True,
            beside=_job_model,
        ),
        Reader(
            "sweep's test",
            f"sweeps/runs/{'0' * 32}.test.json",
            _sweep_file(".test.json"),
            _read_job,
            ("experiments.store",),
            is_json=True,
        ),
        Reader("my digits", "digits.sqlite3", _digits, _read_digits, _DIGITS),
        Reader("unipen", PEN_FILES[1], _digits_text, _read_pens, ("data.formats.unipen",)),
        Reader(
            "unipen.Z",
            f"{PEN_FILES[1]}{PACKED}",
            _digits_text,
            _read_packed_pens,
            ("data.formats.unipen",),
            _compressed,
        ),
        Reader(
            "unipen.Z packed",
            f"{PEN_FILES[1]}{PACKED}",
            lambda: compress(_digits_text()),
            _read_packed_pens,
            ("data.formats.unipen",),
        ),
        Reader(
            "pen digits' zip",
            PEN_ARCHIVE,
            lambda: _pen_zip(compress(_digits_text())),
            _read_pen_zip,
            ("data.formats.pendigits",),
        ),
        Reader("cifar tar", CIFAR_ARCHIVE, _cifar_tar, _read_cifar, ("data.formats.cifar",), _unzipped),
        Reader(
            "cifar tar packed", CIFAR_ARCHIVE, lambda: _unzipped(_cifar_tar()), _read_cifar, ("data.formats.cifar",)
        ),
        Reader(
            "cifar", "test_batch.bin", lambda: cifar_files(2)["test_batch.bin"], _read_cifar, ("data.formats.cifar",)
        ),
        Reader("idx", _TEST_IMAGES, _idx, _read_idx, ("data.formats.idx",), _unzipped, beside=write_idx_set),
        Reader(
            "idx packed",
            _TEST_IMAGES,
            lambda: _unzipped(_idx()),
            _read_idx,
            ("data.formats.idx",),
            beside=write_idx_set,
        ),
        Reader(
            "idx labels",
            _TEST_LABELS,
            lambda: gzip.decompress(idx_file((np.arange(30) % 10).astype(np.uint8))),
            _read_idx,
            ("data.formats.idx",),
            _unzipped,
            beside=write_idx_set,
        ),
        Reader(
            "folder of pictures",
            "train/cat/0.png",
            _PICTURES["png"],
            _read_folder,
            ("data.formats.folder",),
            beside=_pictures_beside,
        ),
        *_readers_of_diagnostics(),
    )


_DIGITS = ("data.my_digits", "data.digits_file", "data.digit_rows", "data.sqlite_file")


def _readers_of_diagnostics() -> tuple[Reader, ...]:
    """Return readers of what a window leaves behind, and the checks of what is stored."""
    if find_spec("digitpad.diagnostics.stored_checks") is None:
        return ()
    left = ("diagnostics.recovery_folder", "diagnostics.unsaved", "gui.recovery")
    stored = ("diagnostics.stored_checks",)
    return (
        Reader(
            "unsaved ink",
            "recovery/1/drawing.jsonl",
            lambda: encode_sample(LABELLED[0]),
            _of_user(_read_left),
            left,
            is_json=True,
        ),
        Reader("unsaved picture", "recovery/1/drawing.png", _PICTURES["png"], _of_user(_read_left), left),
        Reader("check of my digits", "digits.sqlite3", _digits, _of_user(_check_digits), ("diagnostics.digits_check",)),
        Reader("check of models", "models/m.safetensors", _MODEL, _of_user(_check_stored), stored),
        Reader("check of settings", "settings.json", lambda: b'{"pen_width": 20}', _of_user(_check_stored), stored),
        Reader("check of runs", "runs/r.json", _record, _of_user(_check_stored), stored, is_json=True),
        Reader("check of scores", "measurements.json", _scores, _of_user(_check_stored), stored, is_json=True),
    )


def _read_left(_folder: Path) -> object:
    from digitpad.diagnostics import unsaved  # noqa: PLC0415 - a window loads it after its first paint
    from digitpad.diagnostics.recovery_folder import RecoveryFolder  # noqa: PLC0415

    folder = RecoveryFolder()
    try:
        left = folder.take_left()
        drawings = []
        for each in left:
            try:
                drawings.append(unsaved.drawing_of(each))
            finally:
                each.discard()
        return drawings
    finally:
        folder.end()


def _check_digits(_folder: Path) -> object:
    from digitpad.diagnostics.digits_check import check_digits  # noqa: PLC0415 - asked for by few

    return list(check_digits(is_thorough=True))


def _check_stored(_folder: Path) -> object:
    from digitpad.diagnostics import stored_checks  # noqa: PLC0415 - asked for by few

    checks = (
        stored_checks.check_settings,
        stored_checks.check_models,
        stored_checks.check_runs,
        stored_checks.check_sweeps,
        stored_checks.check_measurements,
        stored_checks.check_leftovers,
    )
    return [finding for check in checks for finding in check(is_thorough=True)]


_PICTURE_MODULES = ("preprocessing.picture", "preprocessing.picture_decoding")


def _pictures_beside(folder: Path) -> None:
    if not (folder / "train").exists():
        write_picture_folder(folder, each=1)


def _require_writable(settings: Settings) -> Settings:
    """Return settings that a window can use and write again."""
    msgspec.json.encode(settings)
    settings.geometry.encode("ascii", "ignore")
    return settings


TRUSTED = {
    "training.devices": "the version of torch, out of torch",
    "gui.widgets.theme": "a style sheet of digitpad's own",
    "library.export.source_excerpt": "digitpad's own source",
    "cli.recipe_scripts": "files it has made for a script",
    "gui.timing": "figures of this process, from the system",
    "benchmarks.training": "files of MNIST that ship with digitpad",
    "data.downloads": "writes what comes, and compares its hash with the one announced",
    "data.ink_set": "the hash of a file that a reader has read",
    "library.scores.measuring": "the hash of a data set's files",
    "experiments.fingerprint": "the hash of a data set's files",
    "library.library": "bytes of a stopped run, which are not decoded before it is gone on with",
}
"""Modules that open files which nobody sends, and why these need no reader here."""
