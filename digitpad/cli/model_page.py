"""``digitpad models show``: all that is known of one model, as text or as one JSON object."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from digitpad.cli import console, scores
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
_TOLD_ELSEWHERE = {"model", "preprocessing"}
_EPOCHS_SHOWN = 12
"""More epochs are thinned out: the first, the last and some between."""


def described(checkpoint: Checkpoint, standing: ModelScores) -> dict[str, object]:
    """Return everything as one JSON object."""
    summary = [
        {"layer": row.layer, "shape": row.shape, "parameters": row.parameters, "purpose": row.purpose}
        for row in summarise(checkpoint.spec, checkpoint.preprocessing)
    ]
    plain = {
        "name": standing.name,
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
        "standing": scores.described(standing),
        "config": checkpoint.config,
        "lessons": checkpoint.lessons,
        "history": checkpoint.history,
        "temperature": checkpoint.temperature,
        "digitpad_version": checkpoint.digitpad_version,
        "created": checkpoint.created,
    }
    built: dict[str, object] = msgspec.to_builtins(plain)
    return built


def say(checkpoint: Checkpoint, standing: ModelScores) -> None:
    """Print everything as text."""
    made = f", made {checkpoint.created[:10]}" if checkpoint.created else ""
    console.say(
        f"{standing.name}: {_KINDS[checkpoint.spec.kind]}, {checkpoint.spec.parameter_count:,} parameters{made}"
    )
    console.say("")
    _say_summary(checkpoint)
    console.say("")
    console.say(f"classes: {', '.join(checkpoint.class_names)}")
    console.say(f"reads: {_reading(checkpoint.preprocessing)}")
    for source in checkpoint.data:
        console.say(f"trained on: {source.name}, {source.count:,} samples, sha256 {source.sha256[:12]}")
    for figure in standing.scores:
        scores.say_figure(figure)
    for other in standing.others:
        scores.say_measurement(other, other.name, interval_of(other))
    scores.note_what_is_missing([standing])
    if checkpoint.temperature is not None:
        console.say(f"calibration: temperature {checkpoint.temperature:.3f}, which its last layer is divided by")
    for lesson in checkpoint.lessons:
        console.say(
            f"taught on {lesson.created[:10]}: {lesson.digits:,} digits of one hand, {lesson.steps:,} steps at "
            f"learning rate {lesson.learning_rate:g}, after the training that is told here"
        )
    if checkpoint.config is not None:
        console.say(f"settings: {_settings(checkpoint.config)}")
    if checkpoint.history:
        console.say("")
        _say_history(checkpoint.history)


def _say_summary(checkpoint: Checkpoint) -> None:
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
            words = "digits, scaled into a box of 20 pixels and centred by mass"
        case Reading.GREY:
            words = f"pictures in grey, scaled to {size} x {size} pixels"
        case Reading.COLOUR:
            words = f"pictures in colour, scaled to {size} x {size} pixels"
    if preprocessing.moments:
        words += ", made upright and equally spread"
    if preprocessing.is_normalised:
        words += f"; mean {listed(preprocessing.mean)} and standard deviation {listed(preprocessing.std)} taken out"
    return words


def _settings(config: TrainConfig) -> str:
    """Return what was set otherwise than digitpad would by itself, in the words of the config's fields."""
    default = TrainConfig()
    told = []
    for made in fields(config):
        value = getattr(config, made.name)
        if made.name in _TOLD_ELSEWHERE or value == getattr(default, made.name):
            continue
        told.append(f"{made.name} {_shown(value)}")
    return ", ".join(told) or "as digitpad has them"


def _shown(value: object) -> str:
    if isinstance(value, InkSource):
        without = f" without {', '.join(value.held_out_writers)}" if value.held_out_writers else ""
        slashed = f", {value.slashed:g} of noughts slashed" if value.slashed else ""
        return f"{PurePath(value.path).name}{without} (share {value.share:g}{slashed})"
    built = msgspec.to_builtins(value)
    if isinstance(built, str | int | float):
        return str(built)
    return msgspec.json.encode(built).decode()


def _say_history(history: tuple[EpochRecord, ...]) -> None:
    from rich.table import Table

    names = ("epoch", "train loss", "train accuracy", "test loss", "test accuracy", "learning rate", "seconds")
    table = Table(*names, box=None, header_style="bold")
    for column in table.columns:
        column.justify = "right"
    every = max(1, -(-len(history) // _EPOCHS_SHOWN))
    for record in (record for record in history if record.epoch % every == 0 or record.epoch in (1, len(history))):
        table.add_row(
            str(record.epoch),
            f"{record.train_loss:.4f}",
            console.percent(record.train_accuracy),
            f"{record.test_loss:.4f}",
            console.percent(record.test_accuracy),
            f"{record.learning_rate:.4g}",
            f"{record.seconds:.1f}",
        )
    console.tables().print(table)
