"""What makes a run of a sweep the same run on any machine: its settings and the contents of its data."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from digitpad.config.dataset_info import DATASETS, DatasetName, Split
from digitpad.config.train_config import TrainConfig
from digitpad.errors import InkError
from digitpad.files.reading import open_regular
from digitpad.library.library import Library
from digitpad.models import checkpoint as checkpoints
from digitpad.paths import expanded
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.config.train_config import InkSource

_DEFAULTS = msgspec.to_builtins(TrainConfig())


def key_of(config: TrainConfig, data: str) -> str:
    """Return the key of a run: 32 hexadecimal digits.

    Settings as by default do not count, so that a setting added later leaves the keys as they are; nor does where
    its data lies.

    Parameters
    ----------
    config
        What is trained.
    data
        `fingerprint_of` its data.
    """
    settings = msgspec.to_builtins(config)
    settings["folder"] = None
    if settings["ink"] is not None:
        settings["ink"]["path"] = ""
    changed = msgspec.json.encode((_changed(settings, _DEFAULTS), data), order="deterministic")
    return hashlib.sha256(changed).hexdigest()[:32]


def fingerprint_of(config: TrainConfig) -> str:
    """Return the fingerprint of the data a config names, and of the model it fine-tunes, wherever they lie.

    Raises
    ------
    DatasetError, InkError, LibraryError, CheckpointError
        If data or model is missing.
    """
    parts = [_of_images(config.dataset, config.folder)]
    if config.ink is not None:
        parts.append(_of_ink(config.ink))
    if config.initial is not None:
        parts.append(hashlib.sha256(checkpoints.encode(Library.of_user().load(config.initial))).hexdigest())
    return " ".join(parts)


def train_count(config: TrainConfig) -> int:
    """Return how many images the training part of a config's data holds, without reading them."""
    known = DATASETS.get(config.dataset)
    if known is not None:
        return known.train_count
    from digitpad.data.formats.folder import FolderReader  # noqa: PLC0415 - loads numpy

    return len(FolderReader(expanded(config.folder or ""), Split.TRAIN).files)


def _changed(settings: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """Return what is not as by default, in nested settings too."""
    changed: dict[str, Any] = {}
    for name, value in settings.items():
        usual = defaults.get(name)
        if isinstance(value, dict) and isinstance(usual, dict):
            nested = _changed(value, usual)
            changed |= {name: nested} if nested else {}
        elif value != usual:
            changed[name] = value
    return changed


def _of_images(name: DatasetName, folder: str | None) -> str:
    # numpy loads with these, and a window that shows a sweep should not wait for it
    from digitpad.data.formats.folder import FolderReader  # noqa: PLC0415 - as above
    from digitpad.data.reading import read_dataset, read_strokes  # noqa: PLC0415 - as above

    if folder is not None:
        digest, place = hashlib.sha256(), expanded(folder)
        for part in Split:
            for file, label in FolderReader(place, part).files:
                head = escaped(f"{part}/{label}/{file.name}").encode()
                digest.update(head + b"\0" + _digest(file))
        return digest.hexdigest()
    read = read_strokes if name is DatasetName.PENDIGITS else lambda part: read_dataset(name, part)
    return ",".join(read(part).sha256 for part in Split)


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    with open_regular(path) as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.digest()


def _of_ink(source: InkSource) -> str:
    try:
        return _digest(expanded(source.path)).hex()
    except OSError as error:
        raise InkError(
            "This ink file cannot be read", "{path}: {reason}.", path=source.path, reason=error.strerror or error
        ) from error
