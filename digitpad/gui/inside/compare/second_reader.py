"""A second model that reads what the pad's own has just read, in the background.

Importing this module imports no numpy: the operation does, on its thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.gui.widgets.background import BackgroundWork, Overlap
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QThread

    from digitpad.gui.prediction.answers import Answer, LoadedModel, ReadingChoice, Request
    from digitpad.gui.prediction.reader import Reader
    from digitpad.gui.prediction.shown_answer import ShownAnswer
    from digitpad.gui.widgets.background import Job
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.recognition.digit_detector import DigitDetector


@dataclass(frozen=True, slots=True, eq=False)
class PadReading:
    """What the pad's own model read."""

    request: Request
    checkpoint: Checkpoint
    choice: ReadingChoice
    shown: ShownAnswer | None = None  # None while nothing is read
    is_hidden: bool = False  # whether the answer waits for a guess


@dataclass(frozen=True, slots=True, eq=False)
class SecondRequest:
    """The same drawing, for another model."""

    pad: PadReading
    request: Request
    checkpoint: Checkpoint | None = None  # the model itself, if it is in no library

    def is_same(self, other: SecondRequest) -> bool:
        """Return whether the answer to both is the same."""
        return self.request == other.request and self.checkpoint is other.checkpoint


@dataclass(frozen=True, slots=True, eq=False)
class SecondReading:
    """What the second model says of it."""

    asked: SecondRequest
    model: LoadedModel
    answer: Answer | None  # None if there is nothing to read


class SecondReader(BackgroundWork[SecondRequest]):
    """Reads with the second model; `succeeded` carries a `SecondReading`.

    `reading_thread`: where the pad is read. A drawing takes its turn there between two of the pad's own: at most one
    waits.
    """

    def __init__(self, reading_thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(
            self._read,
            reading_thread,
            parent,
            error_title="The second model could not read this",
            overlap=Overlap.REPLACE_WAITING,
        )
        # For the worker's thread alone.
        self._ready: tuple[tuple[str, int, Checkpoint | None], Reader, LoadedModel] | None = None
        self._detector: DigitDetector | None = None
        self._has_detector = False

    def _read(self, asked: SecondRequest, _job: Job) -> SecondReading:
        reader, model = self._reader(asked)
        return SecondReading(asked, model, None if asked.request.drawing == Ink() else reader.answer(asked.request))

    def _reader(self, asked: SecondRequest) -> tuple[Reader, LoadedModel]:
        from digitpad.gui.prediction.reader import Reader, bundled_detector  # noqa: PLC0415 - numpy loads here

        name, edition, checkpoint = asked.request.model, asked.request.edition, asked.checkpoint
        if self._ready is not None:
            (before, edition_before, checkpoint_before), reader, model = self._ready
            if (before, edition_before) == (name, edition) and checkpoint_before is checkpoint:
                return reader, model
        if not self._has_detector:
            self._detector, self._has_detector = bundled_detector(), True
        reader = Reader(name, self._detector, checkpoint)
        model = reader.describe()
        self._ready = (name, edition, checkpoint), reader, model
        return reader, model
