"""Measurements of models since they were made: ``measurements.json`` in the user folder.

They can be made again at any time, so a damaged file is set aside without an error.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from digitpad.errors import ConfigError, DatasetError
from digitpad.files.locking import locked
from digitpad.files.reading import FileTooLargeError, read_regular
from digitpad.files.writing import set_aside, write_atomically
from digitpad.models.checkpoint import Measurement  # noqa: TC001 - msgspec reads the fields' types
from digitpad.paths import user_folder

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1

MOST_KEPT = 2000
"""Measurements kept, the newest: of a thousand models, at a kilobyte each."""

LARGEST_FILE = 32 << 20
"""Most bytes of the file: eight times as many as those take, with figures of every writer."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Row:
    """One measurement: of which model's file, on which samples."""

    model: str
    samples: str
    measurement: Measurement


@dataclass(frozen=True, slots=True)
class _File:
    version: int
    rows: tuple[_Row, ...]


_decoder = msgspec.json.Decoder(_File)


class ScoreCache:
    """The measurements in one file, made with the first of them; several digitpads may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of_user(cls) -> ScoreCache:
        """Return those in the user folder."""
        return cls.in_folder(user_folder())

    @classmethod
    def in_folder(cls, folder: Path) -> ScoreCache:
        """Return those in a folder."""
        return cls(folder / "measurements.json")

    def find(self, model: str, samples: str) -> Measurement | None:
        """Return the measurement of a model on some samples, both by their SHA-256; None if there is none."""
        rows = self._rows()
        return next((row.measurement for row in rows if (row.model, row.samples) == (model, samples)), None)

    def of_model(self, model: str) -> tuple[Measurement, ...]:
        """Return all measurements of a model, by its SHA-256."""
        return tuple(row.measurement for row in self._rows() if row.model == model)

    def keep(self, model: str, samples: str, measurement: Measurement) -> None:
        """Keep a measurement, in place of an older one of the same model on the same samples.

        Raises
        ------
        DatasetError
            If its loss is no number: none of the samples could be read.
        """
        if not math.isfinite(measurement.loss):  # JSON has no such number, and the whole file could not be read again
            raise DatasetError(
                "This measurement cannot be kept",
                "The loss on {samples} is not a number: none of the samples could be read. Choose other samples.",
                samples=measurement.name,
            )
        with locked(self.path.parent):
            others = [row for row in self._rows() if (row.model, row.samples) != (model, samples)]
            rows = (*others[1 - MOST_KEPT :], _Row(model, samples, measurement))
            write_atomically(self.path, msgspec.json.encode(_File(VERSION, rows)))

    def _rows(self) -> tuple[_Row, ...]:
        try:
            read = _decoder.decode(read_regular(self.path, LARGEST_FILE))
        except (FileTooLargeError, msgspec.DecodeError, UnicodeDecodeError, RecursionError, ConfigError) as error:
            self._set_aside(str(error))
            return ()
        except OSError:
            return ()
        if read.version != VERSION:
            self._set_aside(f"it is of version {read.version}")
            return ()
        return read.rows

    def _set_aside(self, reason: str) -> None:
        try:
            aside = set_aside(self.path)
        except OSError as error:
            _log.warning("%s cannot be read (%s), nor moved out of the way (%s)", self.path, reason, error)
        else:
            _log.warning("%s could not be read (%s) and lies as %s now", self.path, reason, aside.name)
