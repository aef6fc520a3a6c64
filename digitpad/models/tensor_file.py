"""Named arrays with metadata in one safetensors file, read without trusting it."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from digitpad.errors import CheckpointError, ConfigError
from digitpad.files.reading import FileTooLargeError, open_regular, read_regular
from digitpad.shown_text import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]

T = TypeVar("T")

LARGEST_HEADER = 24 << 20
"""Most bytes of the description that a file begins with: a hundred thousand epochs, and read in two seconds."""

MOST_ARRAYS = 100
"""Most arrays of a file: a model of sixteen hidden layers has 34."""


class _Header(msgspec.Struct):
    """What is read here of the JSON that a safetensors file begins with; all else in it makes no objects."""

    metadata: dict[str, str] = msgspec.field(name="__metadata__")


class _Version(msgspec.Struct):
    """What is read first of a file's own description."""

    format_version: int


class _Place(msgspec.Struct, frozen=True):
    """Where an array lies in a safetensors file, behind its header."""

    shape: tuple[int, ...] = ()
    data_offsets: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorFormat:
    """A kind of file."""

    key: str  # the one metadata key: safetensors writes several in random order, and files should be reproducible
    version: int  # raised when an older digitpad could not read what a newer one writes
    largest: int  # most bytes a file may have
    unreadable: str  # title of the error for a file that cannot be read
    unusable: str  # title of the error for a file of other content

    def encode(self, metadata: object, arrays: Mapping[str, Array]) -> bytes:
        """Return the bytes of a file of a dataclass and named arrays; the same contents give the same bytes."""
        from safetensors.numpy import save  # noqa: PLC0415 - the window paints before it is needed

        fields = asdict(metadata) | {"format_version": self.version}  # type: ignore[call-overload]
        text = msgspec.json.encode(fields, order="sorted").decode()
        return save(dict(arrays), {self.key: text})

    def read(self, path: Path) -> bytes:
        """Return a file's bytes.

        Raises
        ------
        CheckpointError
            If it is missing, may not be read or is too large.
        """
        try:
            return read_regular(path, self.largest)
        except FileTooLargeError as error:
            raise self.refused(path, "it is larger than any file of this kind that digitpad writes") from error
        except OSError as error:
            raise self._not_read(path, error) from error

    def read_metadata(self, path: Path, kind: type[T]) -> tuple[T, dict[str, tuple[int, ...]]]:
        """Return a file's metadata, of this kind, and the shape of each of its arrays, which are not read.

        Raises
        ------
        CheckpointError
            As `read` and `decode`.
        """
        try:
            with open_regular(path) as file:
                size = os.fstat(file.fileno()).st_size
                start = file.read(8)
                content = start + file.read(min(int.from_bytes(start, "little"), LARGEST_HEADER))
        except OSError as error:
            raise self._not_read(path, error) from error
        metadata = self._decode_metadata(content, path, kind)
        try:
            places = msgspec.json.decode(content[8:], type=dict[str, _Place])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self.refused(path, "it is cut short or damaged") from error
        del places["__metadata__"]
        if max((place.data_offsets[1] for place in places.values()), default=0) != size - len(content):
            raise self.refused(path, "it is cut short or damaged")
        return metadata, {name: place.shape for name, place in places.items()}

    def decode(self, content: bytes, path: Path, kind: type[T]) -> tuple[T, dict[str, Array]]:
        """Return a file's metadata, of this kind, and its arrays, which are read-only; `path` is for the errors alone.

        Raises
        ------
        CheckpointError
            If it is not of this format, cut short, of another version, or its metadata is not of this kind.
        """
        from safetensors.numpy import load  # noqa: PLC0415 - the window paints before it is needed

        metadata = self._decode_metadata(content, path, kind)
        try:
            arrays = load(content)
        except Exception as error:  # a library of another language's, and what numpy says to it
            raise self.refused(path, "it is cut short or damaged") from error
        for array in arrays.values():
            array.flags.writeable = False
        return metadata, arrays

    def check(self, path: Path, name: str, array: Array, dtype: type[np.generic], shape: tuple[int, ...]) -> None:
        """Make sure that an array is of a type and shape, and of finite numbers."""
        import numpy as np  # noqa: PLC0415 - the window paints before it is needed

        if array.dtype != dtype or array.shape != shape:
            raise self.refused(
                path, f"{name} has shape {array.shape} of {array.dtype} where {shape} of {np.dtype(dtype)} is needed"
            )
        if not np.isfinite(array).all():
            raise self.refused(path, f"{name} holds numbers that are not finite")

    def refused(self, path: Path, reason: str) -> CheckpointError:
        """Return the error for a file that is not what it should be."""
        return CheckpointError(self.unusable, "{path}: {reason}.", path=path, reason=shortened(reason))

    def _not_read(self, path: Path, error: OSError) -> CheckpointError:
        return CheckpointError(
            self.unreadable,
            "{path}: {reason}. See that the file is there and may be read.",
            path=path,
            reason=error.strerror or error,
        )

    def _decode_metadata(self, content: bytes, path: Path, kind: type[T]) -> T:
        """Read the JSON that a safetensors file starts with: eight bytes of length, then that many bytes."""
        length = int.from_bytes(content[:8], "little")
        if length > LARGEST_HEADER:
            raise self.refused(path, "it is no safetensors file, or it is damaged")
        header = content[8 : 8 + length]
        if header.count(b'"dtype"') > MOST_ARRAYS:
            raise self.refused(path, "it has more arrays than any model of digitpad")
        try:
            text = msgspec.json.decode(header, type=_Header).metadata[self.key]
            version = msgspec.json.decode(text, type=_Version).format_version
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError, RecursionError) as error:
            raise self.refused(path, "it is damaged, or was not written by digitpad for this purpose") from error
        if version != self.version:
            raise self.refused(
                path,
                f"its format is version {version} and this digitpad reads version {self.version}; update digitpad",
            )
        try:
            return msgspec.json.decode(text, type=kind)
        except (msgspec.DecodeError, ConfigError, RecursionError) as error:
            raise self.refused(path, f"its description is damaged ({error})") from error
