"""An evaluation as CSV, for a spreadsheet: the confusion matrix with its margins, reliability, every prediction."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digitpad.evaluation.calibration import Reliability
    from digitpad.evaluation.metrics import Evaluation, Predictions


def confusion_csv(evaluation: Evaluation, class_names: Sequence[str]) -> str:
    """Return the confusion matrix: a row a true class, a column a predicted one, then count and recall.

    The last row has the precision of each class. A share that does not exist is left empty.
    """
    figures = evaluation.per_class
    rows: list[list[object]] = [["true \\ predicted", *class_names, "count", "recall"]]
    for name, counts, made in zip(class_names, evaluation.confusion.tolist(), figures, strict=True):
        rows.append([name, *counts, made.count, _share(made.recall)])
    rows.append(["precision", *(_share(made.precision) for made in figures), "", ""])
    return _written(rows)


def reliability_csv(reliability: Reliability) -> str:
    """Return the bins of confidence: their predictions, the mean confidence and the accuracy.

    What does not exist of an empty bin is left empty.
    """
    rows: list[list[object]] = [["low", "high", "count", "correct", "confidence", "accuracy", "from", "to"]]
    for part in reliability.bins:
        ends = ("", "") if part.interval is None else tuple(map(_share, part.interval))
        mean = part.mean_confidence if part.count else None
        rows.append(
            [_share(part.low), _share(part.high), part.count, part.correct, _share(mean), _share(part.accuracy), *ends]
        )
    return _written(rows)


def predictions_csv(predictions: Predictions, class_names: Sequence[str]) -> str:
    """Return every prediction, in the samples' order: its sample counted from 0, its true and predicted class."""
    header = ["sample", "true", "predicted", "right", "confidence"]
    rows = zip(
        predictions.positions.tolist(),
        (class_names[true] for true in predictions.truth),
        (class_names[predicted] for predicted in predictions.predicted),
        (int(is_right) for is_right in predictions.is_right),
        (f"{confidence:.6f}" for confidence in predictions.confidence),
        strict=True,
    )
    return _written([header, *rows])


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.6f}"


def _written(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
