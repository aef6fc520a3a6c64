"""``digitpad compare``: finished runs laid over each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.options import JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.experiments.comparison import FinishedRun

FIGURES = (
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
    "test_loss",
    "test_accuracy",
    "learning_rate",
    "seconds",
)
"""What is told of an epoch beside its number."""


def compare(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME NAME ...", help="Runs, as `digitpad runs` lists them, or models.")
    ],
    *,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write the curves here: a line an epoch of each run.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Lay two or more finished runs over each other: the settings that differ, the epochs and what they came to."""
    if len(names) < 2:
        raise typer.BadParameter("name two runs or more, as `digitpad runs` lists them")
    from digitpad.experiments.comparison import differing_settings, find_finished

    runs = [find_finished(name) for name in names]
    settings = differing_settings([run.config for run in runs])
    if output is not None:
        _write(runs, output)
    if json:
        for run, differing in zip(runs, settings, strict=True):
            console.say_json(_described(run, differing))
    else:
        _print_table(runs, settings)


def _described(run: FinishedRun, differing: dict[str, str]) -> dict[str, object]:
    return {
        "name": run.name,
        "settings": differing,
        "epochs": len(run.history),
        "measurements": [
            {"name": each.name, "accuracy": each.accuracy, "loss": each.loss, "count": each.count}
            for each in run.measurements
        ],
        "history": [
            {"epoch": record.epoch, **{figure: getattr(record, figure) for figure in FIGURES}} for record in run.history
        ],
    }


def _print_table(runs: Sequence[FinishedRun], settings: Sequence[dict[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    measured = list(dict.fromkeys(each.name for run in runs for each in run.measurements[:2]))
    table = Table("run", *settings[0], "epochs", "s", "train loss", "train", *measured, box=None, header_style="bold")
    for run, differing in zip(runs, settings, strict=True):
        last, accuracies = run.history[-1:], {each.name: each.accuracy for each in run.measurements}
        table.add_row(
            Text(run.name),
            *map(Text, differing.values()),
            str(len(run.history)),
            f"{sum(record.seconds for record in run.history):,.1f}",
            *(f"{record.train_loss:.4f}" for record in last),
            *(console.percent(record.train_accuracy) for record in last),
            *([] if last else ["", ""]),
            *(console.percent(accuracies[name]) if name in accuracies else "" for name in measured),
        )
    console.tables().print(table)


def _write(runs: Sequence[FinishedRun], output: Path) -> None:
    import csv
    import io

    from digitpad.files import write_atomically

    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("run", "epoch", *FIGURES))
    for run in runs:
        for record in run.history:
            lines.writerow((run.name, record.epoch, *(getattr(record, figure) for figure in FIGURES)))
    write_atomically(output, text.getvalue().encode())
