"""Evidence for what is on the pad, found in the background; the newest question replaces the one that waits.

Importing this module imports no numpy: the operation does, on its thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from digitpad.gui.widgets.background import BackgroundWork, Overlap
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QThread

    from digitpad.explanation.evidence import Evidence
    from digitpad.explanation.method import Method
    from digitpad.gui.inside.subject import Subject
    from digitpad.gui.widgets.background import Job

_MOST_POINTS = 5000
"""Of ink whose points are given evidence: more has no parts to tell apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Why a class, and why not another."""

    subject: Subject
    class_index: int | None = None  # the model's answer for None
    against: int | None = None
    method: Method | None = None  # the one that adds up for None


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """The evidence that answers a question."""

    question: Question
    evidence: Evidence
    values: Any  # the evidence of each pixel, all its colours together: float32, shape (size, size)
    on_ink: tuple[
        tuple[float, ...], ...
    ]  # around each point of each stroke; empty where it is not read as a digit, or too many


class ExplanationController(BackgroundWork[Question]):
    """Finds evidence; `succeeded` carries an `Explanation`.

    `reading_thread`: where the pad is read. A question takes its turn there between two drawings: at most one waits.
    """

    def __init__(self, reading_thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(
            _explain,
            reading_thread,
            parent,
            error_title="This answer could not be explained",
            overlap=Overlap.REPLACE_WAITING,
        )


def _explain(question: Question, _job: Job) -> Explanation | None:
    from digitpad.config.preprocessing_spec import Reading  # noqa: PLC0415 - numpy loads on the thread, not at start
    from digitpad.explanation.evidence import find_evidence, inputs_of  # noqa: PLC0415
    from digitpad.explanation.layers import on_raster  # noqa: PLC0415
    from digitpad.explanation.on_ink import on_ink  # noqa: PLC0415

    subject = question.subject
    if subject.prediction is None:
        return None
    checkpoint, raster = subject.checkpoint, subject.prediction.raster
    evidence = find_evidence(
        checkpoint, inputs_of(checkpoint, raster), question.class_index, question.against, question.method
    )
    values = on_raster(checkpoint, evidence.values)
    drawing = subject.drawing
    around: tuple[tuple[float, ...], ...] = ()
    is_digit = checkpoint.preprocessing.reading is Reading.DIGIT
    if is_digit and isinstance(drawing, Ink) and drawing.point_count <= _MOST_POINTS:
        around = on_ink(drawing, raster, values)
    return Explanation(question, evidence, values, around)
