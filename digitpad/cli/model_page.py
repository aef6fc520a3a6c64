"""``digitpad models show``: one model in full, as text or as one JSON object."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from digitpad.cli import console, scores
from digitpad.cli.epoch_words import measured_cells, measured_columns
from digitpad.config.model_spec import ModelKind
from digitpad.config.preprocessing_spec import Reading, listed
from digitpad.config.train_config import InkSource, TrainConfig
from digitpad.evaluation.intervals import interval_of
from digitpad.models.summary import summarise

if TYPE_CHECKING:
    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.library.scores.values import ModelScores
    from digitpad.models.checkpoint import Checkpoint, EpochRecord

_KINDS = {ModelKind.SOFTMAX: "softmax regression", ModelKind.MLP: "multi-layer perceptron"}
_SHOWN_ELSEWHERE = {"model", "preprocessing"}
_EPOCHS_SHOWN = 12
"""More epochs are thinned out: the first, the last and some between."""


def described(checkpoint: Checkpoint, model_scores: ModelScores) -> dict[str, object]:
    """Return everything as one JSON object."""
    summary = [
        {"layer": row.layer, "shape": row.shape, "parameters": row.parameters, "purpose": row.purpose}
        for row in summarise(checkpoint.spec, checkpoint.preprocessing)
    ]
    plain = {
        "name": model_scores.name,
        "kind": checkpoint.spec.kind,
        "parameters": checkpoint.spec.parameter_count,
        "summary": summary,
        "class_names": checkpoint.class_names,
        "preprocessing": checkpoint.preprocessing,
        "data": checkpoint.data,
        "measurements": [
            {**asdict(made), "accuracy": made.accuracy, "interval": interval_of(made)}
            for made in checkpoint.measurements
        ],
        "standing": scores.described(model_scores),
        "config": checkpoint.config,
        "lessons": checkpoint.lessons,
        "history": checkpoint.history,
        "temperature": checkpoint.temperature,
        "kept_epoch": checkpoint.kept_epoch,
        "digitpad_version": checkpoint.digitpad_version,
        "created": checkpoint.created,
    }
    built: dict[str, object] = msgspec.to_builtins(plain)
    return built


def print_page(checkpoint: Checkpoint, model_scores: ModelScores) -> None:
    """Print everything as text."""
    made = f", made {checkpoint.created[:10]}" if checkpoint.created else ""
    console.say(
        f"{model_scores.name}: {_KINDS[checkpoint.spec.kind]}, {checkpoint.spec.parameter_count:,} parameters{made}"
    )
    console.say("")
    _print_summary(checkpoint)
    console.say("")
    console.say(f"classes: {', '.join(checkpoint.class_names)}")
    console.say(f"reads: {_reading(checkpoint.preprocessing)}")
    for source in checkpoint.data:
        console.say(f"trained on: {source.name}, {source.count:,} samples, sha256 {source.sha256[:12]}")
    for figure in model_scores.scores:
        scores.print_score(figure)
    for other in model_scores.others:
        scores.print_measurement(other, other.name, interval_of(other))
    scores.note_what_is_missing([model_scores])
    if checkpoint.temperature is not None:
        console.say(f"calibration: temperature {checkpoint.temperature:.3f}, which its last layer is divided by")
    for lesson in checkpoint.lessons:
        console.say(
            f"taught on {lesson.created[:10]}: {lesson.digits:,} digits of one hand, {lesson.steps:,} steps at "
            f"learning rate {lesson.learning_rate:g}, after the training that is told here"
        )
    if checkpoint.config is not None:
        console.say(f"settings: {_settings(checkpoint.config)}")
    if checkpoint.kept_epoch is not None:
        console.say(f"weights: of the end of epoch {checkpoint.kept_epoch}, which did best on the validation part")
    if checkpoint.history:
        console.say("")
        _print_history(checkpoint.history)


def _print_summary(checkpoint: Checkpoint) -> None:
    from rich.table import Table

    table = Table(box=None, header_style="bold", show_footer=True)
    table.add_column("layer", footer="total")
    table.add_column("output shape")
    table.add_column("parameters", justify="right", footer=f"{checkpoint.spec.parameter_count:,}")
    table.add_column("what it does")
    for row in summarise(checkpoint.spec, checkpoint.preprocessing):
        table.add_row(row.layer, row.shape_words, f"{row.parameters:,}" if row.parameters else "", row.purpose)
    console.tables().print(table)


def _reading(preprocessing: Preprocessing) -> str:
    size = preprocessing.image_size
    match preprocessing.reading:
        case Reading.DIGIT:
            text = "digits, scaled into a box of 20 pixels and centred by mass"
        case Reading.GREY:
            text = f"pictures in grey, scaled to {size} x {size} pixels"
        case Reading.COLOUR:
            text = f"pictures in colour, scaled to {size} x {size} pixels"
    if preprocessing.moments:
        text += ", made upright and equally spread"
    if preprocessing.is_normalised:
        text += f"; mean {listed(preprocessing.mean)} and standard deviation {listed(preprocessing.std)} taken out"
    return text


def _settings(config: TrainConfig) -> str:
    """Return the fields of the config that differ from the defaults."""
    default = TrainConfig()
    changed = []
    for made in fields(config):
        value = getattr(config, made.name)
        if made.name in _SHOWN_ELSEWHERE or value == getattr(default, made.name):
            continue
        changed.append(f"{made.name} {_shown(value)}")
    return ", ".join(changed) or "as digitpad has them"


def _shown(value: object) -> str:
    if isinstance(value, InkSource):
        without = f" without {', '.join(value.held_out_writers)}" if value.held_out_writers else ""
        slashed = f", {value.slashed:g} of noughts slashed" if value.slashed else ""
        return f"{PurePath(value.path).name}{without} (share {value.share:g}{slashed})"
    built = msgspec.to_builtins(value)
    if isinstance(built, str | int | float):
        return str(built)
    return msgspec.json.encode(built).decode()


def _print_history(history: tuple[EpochRecord, ...]) -> None:
    from rich.table import Table

    measured = measured_columns(history)
    names = (
        "epoch",
        "mean train loss",
        "mean train accuracy",
        *measured,
        "learning rate",
        "seconds",
    )
    table = Table(*names, box=None, header_style="bold")
    for column in table.columns:
        column.justify = "right"
    every = max(1, -(-len(history) // _EPOCHS_SHOWN))
    for record in (record for record in history if record.epoch % every == 0 or record.epoch in (1, len(history))):
        table.add_row(
            str(record.epoch),
            f"{record.train_loss:.4f}",
            console.percent(record.train_accuracy),
            *measured_cells(record, measured),
            f"{record.learning_rate:.4g}",
            f"{record.seconds:.1f}",
        )
    console.tables().print(table)
