"""Checkpoints: weights with all that is known of them, in one safetensors file.

Owns the value and the file format. Does not own where files are kept (`library`) or torch modules (`models`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from digitpad.errors import CheckpointError, ConfigError
from digitpad.files import write_atomically
from digitpad.spec import DIGITS, ModelSpec, Preprocessing, TrainConfig

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

FORMAT_VERSION = 1
"""Raised when an older digitpad could not read what a newer one writes."""

METADATA_KEY = "digitpad"
"""The one metadata key: safetensors writes several in random order, and files should be reproducible."""

LARGEST_FILE = 256 << 20
"""Most bytes a checkpoint may have: sixteen layers of the largest size come nowhere near what anyone trains here."""


@dataclass(frozen=True, slots=True)
class DataSource:
    """What a model was trained on: its name, how many samples, and the SHA-256 of what was read."""

    name: str
    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """What one epoch came to.

    Parameters
    ----------
    epoch
        From 1.
    train_loss, test_loss
        Mean cross-entropy in nats: over the epoch's batches as they were trained, and on the test part.
    train_accuracy, test_accuracy
        Fractions, likewise.
    learning_rate
        At the epoch's last step.
    seconds
        Wall time of the epoch with its evaluation.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    learning_rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """How well a model did on one set of samples.

    Parameters
    ----------
    name
        Which samples, for example ``"MNIST test"``.
    count, correct
        How many there were and how many the model got right.
    loss
        Mean cross-entropy in nats.
    note
        What a reader must know, for example that the figure is of the same recipe without these writers.
    """

    name: str
    count: int
    correct: int
    loss: float
    note: str = ""

    @property
    def accuracy(self) -> float:
        """Correct over count."""
        return self.correct / self.count


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A trained model, whole.

    Parameters
    ----------
    spec
        Its shape.
    preprocessing
        What it must be given.
    weights
        ``layers.K.weight``, float32, shape (out, in), and ``layers.K.bias``, shape (out,), for each layer K from 0.
    class_names
        What its logits stand for.
    config, data, history, measurements
        How it was trained, on what, how that went and how good it is.
    digitpad_version, created
        Which digitpad wrote it and when (ISO 8601, UTC).
    """

    spec: ModelSpec
    preprocessing: Preprocessing
    weights: Mapping[str, NDArray[np.float32]]
    class_names: tuple[str, ...] = DIGITS
    config: TrainConfig | None = None
    data: tuple[DataSource, ...] = ()
    history: tuple[EpochRecord, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    digitpad_version: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class _Metadata:
    """The JSON under `METADATA_KEY`: a checkpoint without its weights."""

    format_version: int
    spec: ModelSpec
    preprocessing: Preprocessing
    class_names: tuple[str, ...]
    config: TrainConfig | None
    data: tuple[DataSource, ...]
    history: tuple[EpochRecord, ...]
    measurements: tuple[Measurement, ...]
    digitpad_version: str
    created: str


def weight_shapes(spec: ModelSpec) -> dict[str, tuple[int, ...]]:
    """Return the names and shapes of a model's weights, in order."""
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (size, following) in enumerate(pairwise(spec.layer_sizes)):
        shapes[f"layers.{layer}.weight"] = (following, size)
        shapes[f"layers.{layer}.bias"] = (following,)
    return shapes


def save(checkpoint: Checkpoint, path: Path) -> None:
    """Write a checkpoint so that the path holds the old file or the whole new one, never a part.

    Raises
    ------
    StorageError
        If the folder cannot be written or is full.
    """
    write_atomically(path, encode(checkpoint))


def load(path: Path) -> Checkpoint:
    """Read a checkpoint, trusting nothing in it.

    Raises
    ------
    CheckpointError
        If the file is missing, cut short, not a checkpoint, of a future version, or its weights do not fit
        its spec or are not finite.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CheckpointError(
            "This model cannot be read", "{path}: {reason}", path=path, reason=error.strerror or error
        ) from error
    if len(content) > LARGEST_FILE:
        raise _refused(path, "it is larger than any model of digitpad's")
    return decode(content, path)


def encode(checkpoint: Checkpoint) -> bytes:
    """Return the bytes of a checkpoint's file; the same checkpoint gives the same bytes."""
    from safetensors.numpy import save as encode_tensors  # noqa: PLC0415 - the window paints before it is needed

    fields = {name: getattr(checkpoint, name) for name in _Metadata.__slots__ if name != "format_version"}
    metadata = asdict(_Metadata(format_version=FORMAT_VERSION, **fields))
    text = msgspec.json.encode(metadata, order="sorted").decode()
    return encode_tensors(dict(checkpoint.weights), {METADATA_KEY: text})


def decode(content: bytes, path: Path) -> Checkpoint:
    """Read a checkpoint from its file's bytes; `path` is for the errors alone.

    Raises
    ------
    CheckpointError
        As `load`.
    """
    import numpy as np  # noqa: PLC0415 - the window paints before it is needed
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.numpy import load as decode_tensors  # noqa: PLC0415

    metadata = _decode_metadata(content, path)
    try:
        weights = decode_tensors(content)
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        raise _refused(path, f"it is cut short or damaged ({error})") from error
    shapes = weight_shapes(metadata.spec)
    if weights.keys() != shapes.keys():
        raise _refused(path, "its weights are not those of the model it names")
    for name, shape in shapes.items():
        array = weights[name]
        if array.dtype != np.float32 or array.shape != shape:
            raise _refused(
                path,
                f"{name} has shape {array.shape} of {array.dtype} where the model needs {shape} of float32",
            )
        if not np.isfinite(array).all():
            raise _refused(path, f"{name} holds numbers that are not finite")
        array.flags.writeable = False
    fields = {name: getattr(metadata, name) for name in _Metadata.__slots__ if name != "format_version"}
    return Checkpoint(weights={name: weights[name] for name in shapes}, **fields)


def _decode_metadata(content: bytes, path: Path) -> _Metadata:
    """Read the JSON that a safetensors file starts with: eight bytes of length, then that many bytes."""
    try:
        length = int.from_bytes(content[:8], "little")
        header: dict[str, Any] = msgspec.json.decode(content[8 : 8 + length], type=dict[str, Any])
        text = header["__metadata__"][METADATA_KEY]
        version = msgspec.json.decode(text)["format_version"]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, RecursionError) as error:
        raise _refused(path, "it is not a safetensors file written by digitpad, or is cut short") from error
    if version != FORMAT_VERSION:
        raise _refused(
            path,
            f"its format is version {version} and this digitpad reads version {FORMAT_VERSION}; update digitpad",
        )
    try:
        metadata = msgspec.json.decode(text, type=_Metadata)
    except (msgspec.DecodeError, ConfigError) as error:
        raise _refused(path, f"its description is damaged ({error})") from error
    if len(metadata.class_names) != metadata.spec.classes:
        raise _refused(path, "it does not name each of its classes")
    return metadata


def _refused(path: Path, reason: str) -> CheckpointError:
    return CheckpointError("This model cannot be used", "{path}: {reason}.", path=path, reason=reason)
