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

MOST_COLUMNS = 12
"""More are not read at a glance, and have no room."""


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
    for name in names:
        if names.count(name) > 1:
            raise typer.BadParameter(f"{name} is named twice")
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
    """Print a line a run; a line a figure where a few runs differ in so much that no line would hold it."""
    from rich.markup import escape
    from rich.table import Table
    from rich.text import Text

    lines = [("run", *(run.name for run in runs))]
    lines += [(option, *(differing[option] for differing in settings)) for option in settings[0]]
    lines += [(title, *map(told, runs)) for title, told in _TOLD]
    for name in dict.fromkeys(each.name for run in runs for each in run.measurements[:2]):
        lines.append((name, *(_accuracy(run, name) for run in runs)))
    if len(lines) <= MOST_COLUMNS or len(runs) > MOST_COLUMNS:
        lines = list(zip(*lines, strict=True))
    table = Table(*map(escape, lines[0]), box=None, header_style="bold")
    for line in lines[1:]:
        table.add_row(*map(Text, line))
    console.tables().print(table)


def _trained(run: FinishedRun) -> str:
    return f"{len(run.history)} epochs" if len(run.history) != 1 else "1 epoch"


def _seconds(run: FinishedRun) -> str:
    return f"{sum(record.seconds for record in run.history):,.1f}"


def _train_loss(run: FinishedRun) -> str:
    return f"{run.history[-1].train_loss:.4f}" if run.history else ""


def _train_accuracy(run: FinishedRun) -> str:
    return console.percent(run.history[-1].train_accuracy) if run.history else ""


_TOLD = (
    ("trained", _trained),
    ("s", _seconds),
    ("train loss", _train_loss),
    ("train accuracy", _train_accuracy),
)
"""What is told of a run beside its settings and measurements."""


def _accuracy(run: FinishedRun, part: str) -> str:
    return next((console.percent(each.accuracy) for each in run.measurements if each.name == part), "")


def _write(runs: Sequence[FinishedRun], output: Path) -> None:
    import csv
    import io

    from digitpad.files.writing import write_atomically

    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("run", "epoch", *FIGURES))
    for run in runs:
        for record in run.history:
            lines.writerow((run.name, record.epoch, *(getattr(record, figure) for figure in FIGURES)))
    write_atomically(output, text.getvalue().encode())
