"""``digitpad reject``: training the digit detector."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digitpad.cli import console

app = typer.Typer(name="reject", help="Train what tells digits from other drawings.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Train what tells digits from other drawings."""


@app.command()
def train(
    *,
    ink: Annotated[Path, typer.Option("--ink", metavar="FILE", help="An ink file with labels and writers.")],
    measure_without: Annotated[
        str,
        typer.Option("--measure-without", metavar="WRITERS", help="Whom to measure on, for example A25,A26."),
    ],
    output: Annotated[Path, typer.Option("--output", metavar="FILE", help="Where to write the gate.")],
    trial: Annotated[
        Path | None,
        typer.Option(
            "--trial", metavar="FILE", help="Where to write the one without those writers, for digitpad bench reject."
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Of everything that is random.")] = 0,
) -> None:
    """Train the gate on MNIST, pen digits and drawings that are made up, about 10 minutes.

    It is trained twice: without some writers, to be measured on what they wrote, and with all.
    """
    from digitpad.cli.train.destination import check_file
    from digitpad.config.train_config import InkSource
    from digitpad.recognition.digit_detector import save
    from digitpad.training.data import read_ink_source
    from digitpad.training.digit_detector import DetectorConfig, train_detector

    check_file(output, "--output")
    if trial is not None:
        check_file(trial, "--trial")
    writers = tuple(name.strip() for name in measure_without.split(",") if name.strip())
    training, held_out = read_ink_source(InkSource(path=str(ink), held_out_writers=writers))
    if held_out is None:
        raise typer.BadParameter("Name at least one writer.", param_hint="--measure-without")
    trained = train_detector(training, held_out, DetectorConfig(seed=seed), console.note)
    save(trained.detector, output)
    if trial is not None:
        save(trained.trial, trial)
    for each in trained.detector.figures:
        reached = " ".join(console.percent(share) for share in each.reached)
        console.say(f"{each.name}: {reached}")
    console.say(f"written to {output}")
