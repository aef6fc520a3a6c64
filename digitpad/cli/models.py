"""``digitpad models``: which models there are, what is known of one, and what can be done with it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from digitpad.cli import console
from digitpad.cli.options import JsonOption
from digitpad.errors import DigitpadError

if TYPE_CHECKING:
    from digitpad.library.library import Entry
    from digitpad.library.scores.values import ModelScores
    from digitpad.models.checkpoint import Checkpoint


Name: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help="Which model.")]
NewName: TypeAlias = Annotated[str, typer.Argument(metavar="NEW_NAME", help="What it shall be called.")]

app = typer.Typer(
    name="models",
    help="The bundled models and those of your library: list, show, rename, duplicate, delete, import, export.",
    invoke_without_command=True,
)


@app.callback()
def models(context: typer.Context, *, json: JsonOption = False) -> None:
    """List the models: the bundled ones and those of your library. With a command, show or change one.

    Goes on past a broken file, and then ends with exit status 1.
    """
    if context.invoked_subcommand is not None:
        return
    from digitpad.library.library import Library
    from digitpad.library.scores.measuring import ScoreBoard

    library, board = Library.of_user(), ScoreBoard.of_user()
    sound: list[tuple[Entry, Checkpoint, ModelScores]] = []
    problems: list[DigitpadError] = []
    for entry in library.entries():
        try:
            sound.append((entry, library.load(entry.name), board.of(entry.name)))
        except DigitpadError as error:
            problems.append(error)
    if json:
        for entry, checkpoint, model_scores in sound:
            console.say_json(_described(entry, checkpoint, model_scores))
    else:
        _print_table(sound)
    console.note_problems(problems)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model's name, or a checkpoint file.")],
    *,
    json: JsonOption = False,
) -> None:
    """Show all that is known of a model: its layers, its figures, its data, its settings, and how training went."""
    from digitpad.cli import model_page
    from digitpad.library.library import Library
    from digitpad.library.scores.measuring import ScoreBoard

    checkpoint, model_scores = Library.of_user().load(name), ScoreBoard.of_user().of(name)
    if json:
        console.say_json(model_page.described(checkpoint, model_scores))
    else:
        model_page.print_page(checkpoint, model_scores)


@app.command()
def measure(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Which models; all of them if left out.")
    ] = None,
) -> None:
    """Measure models on MNIST's test part and on UCI's pen digits, where that was not done yet.

    Pens are measured on once they are here: digitpad data get pendigits. Ctrl-C ends it; what was measured is kept.
    Goes on past a broken file, and then ends with exit status 1.
    """
    from digitpad.cli import scores
    from digitpad.library.library import Library

    scores.measure(names or [entry.name for entry in Library.of_user().entries()])


@app.command()
def rename(name: Name, new_name: NewName) -> None:
    """Give a model of your library another name."""
    from digitpad.library.library import Library

    entry = Library.of_user().rename(name, new_name)
    console.say(f"{name} is now called {entry.name}")


@app.command()
def duplicate(
    name: Name,
    new_name: Annotated[
        str | None,
        typer.Argument(metavar="NEW_NAME", help="What the copy shall be called; NAME with a number if left out."),
    ] = None,
) -> None:
    """Copy a model, a bundled one too, under another name."""
    from digitpad.library.library import Library

    console.say(f"{Library.of_user().duplicate(name, new_name).name} is a copy of {name}")


@app.command()
def delete(name: Name) -> None:
    """Move a model of your library to the trash."""
    from digitpad.library.library import Library

    deleted = Library.of_user().delete(name)
    console.say(f"{name} is deleted; it lies in {deleted.path}")
    console.note(f"To take it back: digitpad models import {shlex.quote(str(deleted.path))} --name {shlex.quote(name)}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A checkpoint file; it stays where it is.")],
    *,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="What to call it; as its file is called if left out.")
    ] = None,
) -> None:
    """Copy a checkpoint file into your library."""
    from digitpad.library.library import Library

    console.say(f"{Library.of_user().import_file(file, name).name} is in the library")


@app.command()
def export(
    name: Name,
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="A file that ends in .safetensors, .py (a PyTorch script) or .onnx."),
    ],
) -> None:
    """Write a model to a file: to share it, to run it without digitpad, or to use it in another program."""
    from digitpad.library.library import Library

    Library.of_user().export_file(name, out)
    console.say(f"{name} is written to {out}")


def _described(entry: Entry, checkpoint: Checkpoint, model_scores: ModelScores) -> dict[str, object]:
    from digitpad.cli import scores
    from digitpad.evaluation.intervals import interval_of

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
                "interval": list(interval_of(measurement)),
                "loss": measurement.loss,
                "note": measurement.note,
            }
            for measurement in checkpoint.measurements
        ],
        "standing": scores.described(model_scores),
        "data": [{"name": source.name, "count": source.count} for source in checkpoint.data],
        "created": checkpoint.created,
        "bundled": entry.is_bundled,
        "path": str(entry.path),
    }


def _print_table(sound: list[tuple[Entry, Checkpoint, ModelScores]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from digitpad.cli import scores

    every = [model_scores for _, _, model_scores in sound]
    table = Table("name", "layers", box=None, header_style="bold")
    for title in ("parameters", "MNIST test", scores.column_title(every)):
        table.add_column(title, justify="right")
    table.add_column("learnt from")
    table.add_column("created")
    for entry, checkpoint, model_scores in sound:
        table.add_row(
            Text(entry.name),
            "-".join(map(str, checkpoint.spec.layer_sizes)),
            f"{checkpoint.spec.parameter_count:,}",
            *map(scores.short, model_scores.scores),
            Text(scores.learnt_from(model_scores.sources)),
            "bundled" if entry.is_bundled else checkpoint.created[:10],
        )
    console.tables().print(table)
    scores.note_what_is_missing(every)
