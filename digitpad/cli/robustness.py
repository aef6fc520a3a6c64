"""``digitpad evaluate --robustness``: a row for each distortion of digits."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from digitpad.evaluation.robustness import RobustnessRow
    from digitpad.ink.ink_file import InkSample
    from digitpad.models.checkpoint import Checkpoint


def print_robustness(model: str, checkpoint: Checkpoint, ink: Path | None, *, in_json: bool) -> None:
    """Measure a model's robustness and print it.

    The digits are those of an ink file, or without one of UCI's test part if present, else digitpad's own forms.
    """
    from digitpad.config.dataset_info import Split
    from digitpad.data.reading import read_mnist
    from digitpad.evaluation.robustness import Robustness

    name, samples = _labelled_ink(ink)
    measurement = Robustness(checkpoint, name, samples, read_mnist(Split.TEST))
    with console.progress() as progress:
        rows = [*progress.track(measurement, total=len(measurement), description="trying")]
    if in_json:
        for row in rows:
            console.say_json({"model": model, **_described(row)})
        return
    console.say(f"{model}: what people do to digits, and what it costs")
    for source, members in groupby(rows, key=lambda row: row.source):
        console.tables().print(_table(source, [*members]))


def _labelled_ink(path: Path | None) -> tuple[str, Sequence[InkSample]]:
    from digitpad.config.dataset_info import DatasetName, Split
    from digitpad.data.locations import is_present
    from digitpad.data.reading import read_strokes
    from digitpad.ink.ink_file import read_ink_file

    if path is None and is_present(DatasetName.PENDIGITS):
        strokes = read_strokes(Split.TEST)
        return strokes.name, strokes.samples
    if path is None:
        return "", ()
    read = read_ink_file(path)
    for problem in read.problems:
        console.note_problem(problem)
    return path.name, read.samples


def _described(row: RobustnessRow) -> dict[str, object]:
    return {
        "source": row.source,
        "trial": row.name,
        "count": row.count,
        "correct": row.correct,
        "accuracy": row.accuracy,
        "interval": list(row.interval),
        "difference": row.difference,
    }


def _table(source: str, rows: Sequence[RobustnessRow]) -> RenderableType:
    from rich.table import Table

    table = Table(title=f"\n{source}", title_justify="left", box=None, header_style="bold")
    table.add_column("")
    for name in ("digits", "right", "95 % interval", "difference"):
        table.add_column(name, justify="right")
    for row in rows:
        low, high = row.interval
        table.add_row(
            row.name,
            f"{row.count:,}",
            console.percent(row.accuracy),
            f"{100 * low:.2f} to {console.percent(high)}",
            "" if row.difference is None else f"{100 * row.difference:+.2f}",
        )
    return table
