"""``digitpad models``: which models there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from digitpad.cli import console
from digitpad.cli.options import JsonOption
from digitpad.errors import DigitpadError

if TYPE_CHECKING:
    from digitpad.checkpoint import Checkpoint
    from digitpad.library import Entry


def models(*, json: JsonOption = False) -> None:
    """List the models: the bundled ones and those of your library.

    Goes on past a broken file, and then ends with exit status 1.
    """
    from digitpad.library import Library

    library = Library.of_user()
    sound: list[tuple[Entry, Checkpoint]] = []
    problems: list[DigitpadError] = []
    for entry in library.entries():
        try:
            sound.append((entry, library.load(entry.name)))
        except DigitpadError as error:
            problems.append(error)
    if json:
        for entry, checkpoint in sound:
            console.say_json(_described(entry, checkpoint))
    else:
        _say_table(sound)
    for problem in problems:
        console.note_problem(problem)
    if problems:
        raise typer.Exit(1)


def _described(entry: Entry, checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "name": entry.name,
        "kind": str(checkpoint.spec.kind),
        "layers": checkpoint.spec.layer_sizes,
        "activation": str(checkpoint.spec.activation),
        "parameters": checkpoint.spec.parameter_count,
        "measurements": [
            {
                "name": measurement.name,
                "count": measurement.count,
                "accuracy": measurement.accuracy,
                "loss": measurement.loss,
                "note": measurement.note,
            }
            for measurement in checkpoint.measurements
        ],
        "created": checkpoint.created,
        "bundled": entry.is_bundled,
        "path": str(entry.path),
    }


def _say_table(sound: list[tuple[Entry, Checkpoint]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("name", "layers", "parameters", "measured", "created", box=None, header_style="bold")
    for entry, checkpoint in sound:
        measured = "; ".join(
            f"{console.percent(measurement.accuracy)} on {measurement.name}" for measurement in checkpoint.measurements
        )
        table.add_row(
            Text(entry.name),
            "-".join(map(str, checkpoint.spec.layer_sizes)),
            f"{checkpoint.spec.parameter_count:,}",
            Text(measured),
            "bundled" if entry.is_bundled else checkpoint.created[:10],
        )
    console.tables().print(table)
