"""``digitpad runs``: the records of training runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.epoch_words import measured_words
from digitpad.cli.options import JsonOption

if TYPE_CHECKING:
    from digitpad.library.run_records import RunRecord


def runs(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Show this run, or the latest one of the model of this name."),
    ] = None,
    *,
    json: JsonOption = False,
) -> None:
    """List the training runs, the latest last, or show one.

    Compare settings by the validation column, from ``train --validation``: who chooses by test accuracies tunes on the
    test set. Goes on past a broken record, and then ends with exit status 1.
    """
    import msgspec

    from digitpad.errors import DigitpadError
    from digitpad.library.run_records import find_run, load_run, run_names

    if name is not None:
        record = find_run(name)
        if json:
            console.say(msgspec.json.encode(record, order="deterministic").decode())  # as its file holds it
        else:
            _print_run(record)
        return
    sound: list[RunRecord] = []
    problems: list[DigitpadError] = []
    for each in run_names():
        try:
            sound.append(load_run(each))
        except DigitpadError as error:
            problems.append(error)
    if json:
        for record in sound:
            console.say_json(_listed(record))
    else:
        _print_table(sound)
    console.note_problems(problems)


def _listed(record: RunRecord) -> dict[str, object]:
    from digitpad.models.checkpoint import test_of, validation_of

    main, validation = test_of(record.measurements), validation_of(record.measurements)
    return {
        "name": record.name,
        "model": record.model,
        "recipe": record.recipe,
        "ended": record.ended,
        "stopped": record.is_stopped,
        "dataset": str(record.config.dataset),
        "layers": record.config.model.layer_sizes,
        "seed": record.config.seed,
        "epochs": len(record.history),
        "seconds": sum(epoch.seconds for epoch in record.history),
        "test_accuracy": None if main is None else main.accuracy,
        "validation_accuracy": None if validation is None else validation.accuracy,
        "kept_epoch": record.kept_epoch,
    }


def _print_table(sound: list[RunRecord]) -> None:
    from rich.table import Table
    from rich.text import Text

    from digitpad.models.checkpoint import test_of, validation_of

    validations = [validation_of(record.measurements) for record in sound]
    names = ["run", "recipe", "data", "layers", "seed", "epochs", "s", *["validation"] * any(validations), "test"]
    table = Table(*names, box=None, header_style="bold")
    for record, validation in zip(sound, validations, strict=True):
        main = test_of(record.measurements)
        ending = ", stopped" if record.is_stopped else ", early" if record.ended_by_patience else ""
        table.add_row(
            Text(record.name),
            record.recipe or "",
            str(record.config.dataset),
            "-".join(map(str, record.config.model.layer_sizes)),
            str(record.config.seed),
            f"{len(record.history)}{ending}",
            f"{sum(epoch.seconds for epoch in record.history):,.1f}",
            *["" if validation is None else console.percent(validation.accuracy)] * any(validations),
            "" if main is None else console.percent(main.accuracy),
        )
    console.tables().print(table)


def _print_run(record: RunRecord) -> None:
    import msgspec

    versions = record.versions
    console.say(f"{record.name}{', stopped' if record.is_stopped else ''}")
    console.say(f"model    {record.model or 'not kept'}")
    console.say(f"recipe   {record.recipe or 'none'}")
    for source in record.data:
        console.say(f"data     {source.name}, {source.count:,} samples, SHA-256 {source.sha256[:16]}…")
    console.say(
        f"by       digitpad {versions.digitpad}, Python {versions.python}, PyTorch {versions.torch}, "
        f"NumPy {versions.numpy}{f', {versions.processor}' if versions.processor else ''}"
    )
    console.say(f"config   {msgspec.json.encode(record.config, order='deterministic').decode()}")
    if record.weights_sha256:
        console.say(f"weights  SHA-256 {record.weights_sha256}")
    if record.kept_epoch is not None:
        console.say(f"weights  of epoch {record.kept_epoch}, which did best on the validation part")
    if record.ended_by_patience:
        console.say(f"ended    early, after epoch {len(record.history)}: no better for {record.config.patience} epochs")
    for epoch in record.history:
        console.say(
            f"epoch {epoch.epoch:>3}  mean train loss {epoch.train_loss:.4f}  mean accuracy "
            f"{console.percent(epoch.train_accuracy)}  {measured_words(epoch)}  "
            f"learning rate {epoch.learning_rate:g}  {epoch.seconds:.1f} s"
        )
    for measurement in record.measurements:
        console.say(
            f"{measurement.name}: accuracy {console.percent(measurement.accuracy)} "
            f"({measurement.correct:,} of {measurement.count:,}), loss {measurement.loss:.4f}"
        )
