"""What an epoch's model was measured on, in words: the test part, or the validation part in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.models.checkpoint import EpochRecord


def measured_words(record: EpochRecord) -> str:
    """Return the loss and the accuracy of an epoch, each after the part they were measured on."""
    return "  ".join(f"{name} loss {loss}  accuracy {accuracy}" for name, loss, accuracy in _measured(record))


def measured_columns(history: Sequence[EpochRecord]) -> tuple[str, ...]:
    """Return the heads of the columns for `measured_cells`."""
    has_validation, has_test = (
        any(record.validation_loss is not None for record in history),
        any(record.test_loss is not None for record in history),
    )
    parts = ("test",) * (has_test or not has_validation) + ("validation",) * has_validation
    return tuple(f"{part} {figure}" for part in parts for figure in ("loss", "accuracy"))


def measured_cells(record: EpochRecord, columns: Sequence[str]) -> tuple[str, ...]:
    """Return an epoch's figures for these columns, empty where it has none."""
    figures = {f"{name} loss": loss for name, loss, _ in _measured(record)}
    figures |= {f"{name} accuracy": accuracy for name, _, accuracy in _measured(record)}
    return tuple(figures.get(column, "") for column in columns)


def _measured(record: EpochRecord) -> list[tuple[str, str, str]]:
    parts = (
        ("test", record.test_loss, record.test_accuracy),
        ("validation", record.validation_loss, record.validation_accuracy),
    )
    return [
        (name, f"{loss:.4f}", console.percent(accuracy))
        for name, loss, accuracy in parts
        if loss is not None and accuracy is not None
    ]
