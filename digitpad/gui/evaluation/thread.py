"""Models evaluated in the background; a newer request replaces those before it.

Importing this module imports no numpy: the operation does, on its thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal

from digitpad.errors import DigitpadError
from digitpad.gui.widgets.background import BackgroundWork, Overlap

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QObject

    from digitpad.config.dataset_info import DatasetName
    from digitpad.evaluation.calibration import Reliability
    from digitpad.evaluation.metrics import EvaluationResult
    from digitpad.evaluation.samples import LabelledSamples, SampleLoader
    from digitpad.gui.widgets.background import Job
    from digitpad.models.checkpoint import Checkpoint


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
    """The name of a model, and the samples to evaluate it on."""

    model: str
    source: Source


class Stage(Enum):
    """What is being done with the samples."""

    READING = "reading"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    """Samples done, of how many; 0 of 0 while that is not known."""

    stage: Stage
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationOutcome:
    """A model, evaluated."""

    request: EvaluationRequest
    checkpoint: Checkpoint  # the model
    samples: LabelledSamples  # what it was evaluated on
    judgement: EvaluationResult  # the metrics and every answer

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the classes."""
        return self.checkpoint.class_names

    @property
    def reliability(self) -> Reliability:
        """How often the answers are right, by how sure the model was of them."""
        from digitpad.evaluation.calibration import reliability_of  # noqa: PLC0415 - numpy has loaded where there is an outcome

        return reliability_of(self.judgement.predictions.confidence, self.judgement.predictions.is_right)


class EvaluationController(BackgroundWork[EvaluationRequest]):
    """Evaluates models; `progressed` carries an `EvaluationProgress`, `evaluated` an `EvaluationOutcome`."""

    evaluated = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            _evaluate,
            "digitpad evaluation",
            parent,
            error_title="This evaluation ended unexpectedly",
            error_detail="The reason given was: {reason}. Choose another model or other samples, or try once more.",
            overlap=Overlap.REPLACE,
        )
        self.succeeded.connect(self.evaluated)


def _evaluate(request: EvaluationRequest, job: Job) -> EvaluationOutcome:
    try:
        return _outcome(request, job)
    except MemoryError:
        raise DigitpadError(
            "These samples are too many for the memory here", "Choose a smaller file or folder and try again."
        ) from None


def _outcome(request: EvaluationRequest, job: Job) -> EvaluationOutcome:
    from digitpad.evaluation.metrics import EvaluationRun  # noqa: PLC0415 - numpy loads on this thread, not at start
    from digitpad.library.library import Library  # noqa: PLC0415 - as above

    job.report(EvaluationProgress(Stage.READING))
    checkpoint = Library.of_user().load(request.model)
    reading = _opened(request.source, checkpoint)
    for done, total in reading:
        job.report(EvaluationProgress(Stage.READING, done, total))
    samples = reading.result
    running = EvaluationRun(checkpoint, samples.pixels, samples.labels, samples.writers)
    for share in running:
        job.report(EvaluationProgress(Stage.RUNNING, round(share * len(samples)), len(samples)))
    return EvaluationOutcome(request, checkpoint, samples, running.result)


def _opened(source: Source, checkpoint: Checkpoint) -> SampleLoader:
    from digitpad.config.dataset_info import DatasetName, Split  # noqa: PLC0415 - as above
    from digitpad.evaluation.samples import FolderLoader, InkLoader, open_test_part  # noqa: PLC0415 - as above

    match source:
        case InkLines(path):
            return InkLoader(path, checkpoint)
        case PictureFolder(path) if (path / Split.TRAIN).is_dir() and (path / Split.TEST).is_dir():
            return open_test_part(checkpoint, DatasetName.FOLDER, path)
        case PictureFolder(path):
            return FolderLoader(path, checkpoint)
        case TestImages(dataset):
            return open_test_part(checkpoint, dataset)
