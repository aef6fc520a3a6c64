"""Which figure chose the weights of a run, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from digitpad.gui.widgets.number_text import count, percent
from digitpad.models.checkpoint import validation_of

if TYPE_CHECKING:
    from digitpad.training.outcome import TrainingOutcome


def choice_text(outcome: TrainingOutcome) -> str:
    """Return whether the run stopped early, and what chose its epoch; empty without a validation part."""
    checkpoint = outcome.checkpoint
    validation = None if checkpoint is None else validation_of(checkpoint.measurements)
    if checkpoint is None or validation is None:
        return ""
    epochs = len(checkpoint.history)
    sentences = []
    if outcome.ended_by_patience:
        text = _translate("Early stopping: {patience} epochs in a row did no better on the validation part.")
        sentences.append(text.format(patience=outcome.config.patience))
    kept = _translate("Kept the last weights, after epoch {epochs}: {accuracy} of {count} validation samples.")
    if checkpoint.kept_epoch is not None:
        kept = _translate("Kept epoch {kept} of {epochs}: best on {count} validation samples ({accuracy}).")
    sentences.append(
        kept.format(
            kept=checkpoint.kept_epoch,
            epochs=epochs,
            count=count(validation.count),
            accuracy=percent(validation.accuracy, 2),
        )
    )
    if outcome.times_measured == 1:
        sentences.append(_translate("Measured once on the test images."))
    else:
        text = _translate("Measured {times} times by now on the test images: the more often, the less they are unseen.")
        sentences.append(text.format(times=outcome.times_measured))
    return " ".join(sentences)


def _translate(text: str) -> str:
    return QCoreApplication.translate("ResultPanel", text)
