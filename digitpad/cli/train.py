"""``digitpad train``: the options, and the way from them to a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from digitpad.cli.options import JsonOption
from digitpad.cli.overrides import (
    DataOverrides,
    InkOverrides,
    LearningOverrides,
    ModelOverrides,
    Normalization,
    TrainRequest,
)
from digitpad.spec import Activation, DatasetName, ModelKind, Optimizer, Reading, Schedule

MODEL, DATA, STEPS = "The model", "The data", "The steps"

Hidden: TypeAlias = Annotated[
    str | None, typer.Option(metavar="SIZES", help="Units of each hidden layer: 256,128,64.", rich_help_panel=MODEL)
]


def train(
    *,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep the model in your library under this name.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the checkpoint to this file, replacing what is there."),
    ] = None,
    recipe: Annotated[
        str | None, typer.Option(metavar="NAME", help="Start from a recipe; other options change it.")
    ] = None,
    fine_tune: Annotated[
        str | None, typer.Option(metavar="NAME", help="Go on from this model instead of from scratch.")
    ] = None,
    json: JsonOption = False,
    model: Annotated[ModelKind | None, typer.Option(help="Family of the model.", rich_help_panel=MODEL)] = None,
    hidden: Hidden = None,
    activation: Annotated[
        Activation | None, typer.Option(help="What follows each hidden layer.", rich_help_panel=MODEL)
    ] = None,
    dropout: Annotated[
        float | None, typer.Option(help="Share of hidden units silenced in training.", rich_help_panel=MODEL)
    ] = None,
    moments: Annotated[
        bool | None,
        typer.Option(
            "--moments/--no-moments",
            help="Whether each raster is made upright and equally spread.",
            rich_help_panel=MODEL,
        ),
    ] = None,
    normalization: Annotated[
        Normalization | None,
        typer.Option(help="Whether the data's mean and deviation are taken out.", rich_help_panel=MODEL),
    ] = None,
    dataset: Annotated[
        DatasetName | None, typer.Option(help="What to learn from; mnist if left out.", rich_help_panel=DATA)
    ] = None,
    data_folder: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Pictures to learn from, as FOLDER/train/CLASS/* and FOLDER/test/CLASS/*; implies --dataset folder.",
            rich_help_panel=DATA,
        ),
    ] = None,
    reading: Annotated[
        Reading | None,
        typer.Option(help="What is made of each image: a digit, or a picture as it is.", rich_help_panel=DATA),
    ] = None,
    image_size: Annotated[
        int | None, typer.Option(metavar="N", help="Scale pictures to N x N pixels.", rich_help_panel=DATA)
    ] = None,
    ink: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Ink file to learn from beside MNIST.", rich_help_panel=DATA),
    ] = None,
    ink_share: Annotated[
        float | None, typer.Option(help="Share of each epoch that is ink.", rich_help_panel=DATA)
    ] = None,
    hold_out: Annotated[
        str | None,
        typer.Option(
            metavar="WRITERS",
            help="Writers to measure on, not learn from: A25,A26.",
            rich_help_panel=DATA,
        ),
    ] = None,
    measure_without: Annotated[
        str | None,
        typer.Option(
            metavar="WRITERS",
            help="First train the same without these writers, and state the figure measured on them with the model "
            "that learns from all.",
            rich_help_panel=DATA,
        ),
    ] = None,
    augment: Annotated[
        bool | None,
        typer.Option(
            "--augment/--no-augment",
            help="Whether every sample is varied each time it is shown.",
            rich_help_panel=DATA,
        ),
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Times through the data.", rich_help_panel=STEPS)] = None,
    batch_size: Annotated[int | None, typer.Option(help="Images a step.", rich_help_panel=STEPS)] = None,
    drop_last: Annotated[
        bool | None,
        typer.Option(
            "--drop-last/--keep-last",
            help="Whether a smaller last batch of an epoch is left out.",
            rich_help_panel=STEPS,
        ),
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Size of a step; the peak under a schedule.", rich_help_panel=STEPS)
    ] = None,
    schedule: Annotated[
        Schedule | None, typer.Option(help="How the learning rate changes.", rich_help_panel=STEPS)
    ] = None,
    optimizer: Annotated[
        Optimizer | None, typer.Option(help="How a gradient becomes a step.", rich_help_panel=STEPS)
    ] = None,
    momentum: Annotated[float | None, typer.Option(help="Momentum of SGD.", rich_help_panel=STEPS)] = None,
    weight_decay: Annotated[
        float | None, typer.Option(help="Pull of the weights towards 0.", rich_help_panel=STEPS)
    ] = None,
    ema_decay: Annotated[
        float | None,
        typer.Option(help="What the running average of the weights keeps; 0 for none.", rich_help_panel=STEPS),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of everything random.", rich_help_panel=STEPS)] = None,
    threads: Annotated[int | None, typer.Option(help="Threads torch may use.", rich_help_panel=STEPS)] = None,
) -> None:
    """Train a model on a data set, and on ink if there is some.

    The last line printed is the result, with the accuracy on the test images. Ctrl-C stops training, keeps
    what was learnt so far and ends with exit status 130.
    """
    if name is None and output is None:
        raise typer.BadParameter("say where the model is to be kept: --name NAME, --output FILE, or both")
    if hold_out is not None and measure_without is not None:
        raise typer.BadParameter("choose one of --hold-out and --measure-without")
    from digitpad.cli.keeping import Destination
    from digitpad.cli.training_command import carry_out

    request = TrainRequest(
        recipe=recipe,
        fine_tune=fine_tune,
        model=ModelOverrides(
            kind=model,
            hidden_sizes=None if hidden is None else _sizes(hidden),
            activation=activation,
            dropout=dropout,
            moments=moments,
            normalization=normalization,
        ),
        data=DataOverrides(
            dataset=dataset,
            folder=None if data_folder is None else str(data_folder.resolve()),
            reading=reading,
            image_size=image_size,
        ),
        ink=InkOverrides(
            path=None if ink is None else str(ink),
            share=ink_share,
            held_out_writers=() if hold_out is None else _writers(hold_out),
        ),
        learning=LearningOverrides(
            augmentation=augment,
            optimizer=optimizer,
            momentum=momentum,
            weight_decay=weight_decay,
            learning_rate=learning_rate,
            schedule=schedule,
            ema_decay=ema_decay,
            epochs=epochs,
            batch_size=batch_size,
            drop_last=drop_last,
            seed=seed,
            threads=threads,
        ),
    )
    without = () if measure_without is None else _writers(measure_without)
    carry_out(request, Destination(name, output), measure_without=without, in_json=json)


def _sizes(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(size) for size in text.split(","))
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no list of layer sizes such as 256,128,64", param_hint="--hidden"
        ) from None


def _writers(text: str) -> tuple[str, ...]:
    return tuple(writer.strip() for writer in text.split(",") if writer.strip())
