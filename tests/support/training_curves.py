"""Reports of runs for the curves of them, and looking at what was painted."""

from dataclasses import replace

from PySide6.QtGui import QColor, QImage

from digitpad.models.checkpoint import EpochRecord
from digitpad.training.reports import TrainingReport

BATCHES = 100


def report(epoch: int, epochs: int, batch: int, loss: float, accuracy: float, *, test: float = 0.9) -> TrainingReport:
    """Return a report; the last batch of an epoch carries its record."""
    record = EpochRecord(epoch, loss, accuracy, loss, test, 0.03, 1.0) if batch == BATCHES else None
    step = (epoch - 1) * BATCHES + batch
    return TrainingReport(
        *(epoch, epochs, batch, BATCHES, loss, accuracy, 0.03, 1000.0, 1.0, 1.0, record),
        step=step,
        steps=epochs * BATCHES,
        losses=(loss,),
    )


def validated(report: TrainingReport, *, accuracy: float, loss: float) -> TrainingReport:
    """Return the same report of a run with a validation part, which is measured where the test part was."""
    if report.finished_epoch is None:
        return report
    measured = {"validation_accuracy": accuracy, "validation_loss": loss, "test_accuracy": None, "test_loss": None}
    return replace(report, finished_epoch=replace(report.finished_epoch, **measured))


def count_near(image: QImage, value: str, rows: range) -> int:
    """Return how many pixels of some rows have about a colour."""
    wanted = QColor(value).getRgb()
    pixels = (image.pixelColor(x, y).getRgb() for y in rows for x in range(60, image.width() - 12))
    return sum(sum(abs(one - other) for one, other in zip(pixel, wanted, strict=True)) < 60 for pixel in pixels)
