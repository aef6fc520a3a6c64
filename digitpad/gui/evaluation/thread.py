"""Evaluating models away from the window's thread: one long-lived thread, and the newest wish wins.

Importing this module imports no numpy: the worker does, on its thread.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.widgets.background import SHUT_DOWN_MILLISECONDS, STACK_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.config.dataset_info import DatasetName
    from digitpad.evaluation.calibration import Reliability
    from digitpad.evaluation.metrics import EvaluationResult
    from digitpad.evaluation.samples import LabelledSamples, SampleLoader
    from digitpad.models.checkpoint import Checkpoint

REPORT_SECONDS = 0.05
"""Between two words of progress."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TestImages:
    """The test part of a data set; None for that of the data set the model was trained on."""

    __test__ = False  # not a test case, whatever pytest makes of its name

    dataset: DatasetName | None = None


@dataclass(frozen=True, slots=True)
class InkLines:
    """The labelled lines of an ink file."""

    path: Path


@dataclass(frozen=True, slots=True)
class PictureFolder:
    """A folder of pictures: FOLDER/CLASS/*, or the test part of one with train and test."""

    path: Path


Source: TypeAlias = TestImages | InkLines | PictureFolder


@dataclass(frozen=True, slots=True)
class EvaluationRequest:
    """What shall be evaluated: the model of that name on these samples."""

    model: str
    source: Source


class Stage(Enum):
    """What the worker does with the samples."""

    READING = "reading"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    """How far it is: samples done, of how many; 0 of 0 while that is not known."""

    stage: Stage
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationOutcome:
    """What came of a wish."""

    wish: EvaluationRequest  # the wish
    checkpoint: Checkpoint  # the model
    samples: LabelledSamples  # what it was evaluated on
    judgement: EvaluationResult  # the figures and every answer

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the classes are called."""
        return self.checkpoint.class_names

    @property
    def reliability(self) -> Reliability:
        """How often the answers are right, by how sure the model was of them."""
        from digitpad.evaluation.calibration import reliability_of  # noqa: PLC0415 - numpy has loaded where there is a verdict

        return reliability_of(self.judgement.predictions.confidence, self.judgement.predictions.is_right)


class _CancelledError(Exception):
    """The job is no longer wanted."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A wish, with an event of its own, so that a late click never reaches the next one."""

    wish: EvaluationRequest
    cancel: threading.Event


class _Worker(QObject):
    """Carries out one job after another; lives on the evaluation thread and has no parent."""

    progressed = Signal(object, object)
    judged = Signal(object, object)
    failed = Signal(object, object)
    cancelled = Signal(object)

    @Slot(object)
    def work(self, job: _Job) -> None:
        """Carry out a job to its end."""
        try:
            self.judged.emit(job, self._judge(job))
        except _CancelledError:
            self.cancelled.emit(job)
        except DigitpadError as error:
            self.failed.emit(job, error)
        except MemoryError:
            self.failed.emit(
                job,
                DigitpadError(
                    "These samples are too many for the memory here", "Choose a smaller file or folder and try again."
                ),
            )
        except Exception as error:  # noqa: BLE001 - the thread must live on, and the user must hear of it
            _log.exception("an evaluation failed")
            self.failed.emit(job, _unexpected(error))

    def _judge(self, job: _Job) -> EvaluationOutcome:
        from digitpad.evaluation.metrics import EvaluationRun  # noqa: PLC0415 - numpy loads on this thread, not at start
        from digitpad.library.library import Library  # noqa: PLC0415

        self._tell(job, EvaluationProgress(Stage.READING))
        checkpoint = Library.of_user().load(job.wish.model)
        samples = self._read(job, checkpoint)
        running = EvaluationRun(checkpoint, samples.pixels, samples.labels, samples.writers)
        due = 0.0
        for share in running:
            due = self._look_up(job, EvaluationProgress(Stage.RUNNING, round(share * len(samples)), len(samples)), due)
        return EvaluationOutcome(job.wish, checkpoint, samples, running.result)

    def _read(self, job: _Job, checkpoint: Checkpoint) -> LabelledSamples:
        reading = self._opened(job.wish.source, checkpoint)
        due = 0.0
        for done, total in reading:
            due = self._look_up(job, EvaluationProgress(Stage.READING, done, total), due)
        return reading.result

    def _opened(self, source: Source, checkpoint: Checkpoint) -> SampleLoader:
        from digitpad.config.dataset_info import DatasetName, Split  # noqa: PLC0415 - as above
        from digitpad.evaluation.samples import FolderLoader, InkLoader, open_test_part  # noqa: PLC0415

        match source:
            case InkLines(path):
                return InkLoader(path, checkpoint)
            case PictureFolder(path) if (path / Split.TRAIN).is_dir() and (path / Split.TEST).is_dir():
                return open_test_part(checkpoint, DatasetName.FOLDER, path)
            case PictureFolder(path):
                return FolderLoader(path, checkpoint)
            case TestImages(dataset):
                return open_test_part(checkpoint, dataset)

    def _look_up(self, job: _Job, progress: EvaluationProgress, due: float) -> float:
        """Stop if the job is no longer wanted, tell how far it is if that is due, and return when it is due next."""
        if job.cancel.is_set():
            raise _CancelledError
        now = time.monotonic()
        if now < due:
            return due
        self._tell(job, progress)
        return now + REPORT_SECONDS

    def _tell(self, job: _Job, progress: EvaluationProgress) -> None:
        self.progressed.emit(job, progress)


class EvaluationController(QObject):
    """Has models evaluated; lives on the window's thread and is made once.

    `progressed` carries a `Progress`, twenty times a second at most. The newest wish ends with one `judged`, which
    carries a `Verdict`, one `failed`, which carries a `DigitpadError`, or one `cancelled`. Of a wish that was given up
    for a newer one, nothing more is heard.
    """

    progressed = Signal(object)
    judged = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    _requested = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: _Job | None = None
        self._thread = QThread()
        self._thread.setObjectName("digitpad evaluation")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._requested.connect(self._worker.work, queued)
        self._worker.progressed.connect(self._note_progress, queued)
        self._worker.judged.connect(self._note_verdict, queued)
        self._worker.failed.connect(self._note_failure, queued)
        self._worker.cancelled.connect(self._note_cancelled, queued)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shut_down)

    @property
    def is_busy(self) -> bool:
        """Whether a wish is being carried out."""
        return self._job is not None

    def evaluate(self, wish: EvaluationRequest) -> None:
        """Have a wish carried out; one under way is given up."""
        if self._job is not None:
            self._job.cancel.set()
        self._job = _Job(wish, threading.Event())
        if not self._thread.isRunning():
            self._thread.start()
        self._requested.emit(self._job)

    @Slot()
    def cancel(self) -> None:
        """Give up what is under way; `cancelled` follows."""
        if self._job is not None:
            self._job.cancel.set()

    @Slot()
    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        self.cancel()
        self._thread.quit()
        return self._thread.wait(SHUT_DOWN_MILLISECONDS)

    @Slot(object, object)
    def _note_progress(self, job: _Job, progress: EvaluationProgress) -> None:
        if job is self._job:
            self.progressed.emit(progress)

    @Slot(object, object)
    def _note_verdict(self, job: _Job, verdict: EvaluationOutcome) -> None:
        if job is self._job:
            self._job = None
            self.judged.emit(verdict)

    @Slot(object, object)
    def _note_failure(self, job: _Job, error: DigitpadError) -> None:
        if job is self._job:
            self._job = None
            self.failed.emit(error)

    @Slot(object)
    def _note_cancelled(self, job: _Job) -> None:
        if job is self._job:
            self._job = None
            self.cancelled.emit()


def _unexpected(error: Exception) -> DigitpadError:
    return DigitpadError(
        "This evaluation ended unexpectedly",
        "The reason given was: {reason}. Choose another model or other samples, or try once more.",
        reason=str(error) or type(error).__name__,
    )
