"""``digitpad train``: the options, and the way from them to a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from digitpad.cli.options import JsonOption
from digitpad.cli.train.learning import LearningOverrides
from digitpad.cli.train.overrides import (
    DataOverrides,
    InkOverrides,
    ModelOverrides,
    Normalization,
    TrainRequest,
)
from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_spec import Activation, DropoutAfter, ModelKind
from digitpad.config.preprocessing_spec import Reading
from digitpad.config.train_config import Device, Initialization, Optimizer, Schedule

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
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Go on exactly where this model's training was stopped; --epochs or --steps may make it longer.",
        ),
    ] = None,
    seeds: Annotated[
        int, typer.Option(metavar="N", min=1, help="Train with N seeds, keep the first model, state all figures.")
    ] = 1,
    log_every: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Print the loss of every Nth step as well.")
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
    dropout_after: Annotated[
        DropoutAfter | None, typer.Option(help="The hidden layers silenced so.", rich_help_panel=MODEL)
    ] = None,
    initialization: Annotated[
        Initialization | None, typer.Option(help="What the first weights are drawn from.", rich_help_panel=MODEL)
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
    ink_slashed: Annotated[
        float | None,
        typer.Option(help="Share of the ink's noughts given a slash, without --augment.", rich_help_panel=DATA),
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
    steps: Annotated[
        int | None, typer.Option(help="Train for so many steps instead of epochs.", rich_help_panel=STEPS)
    ] = None,
    batch_size: Annotated[int | None, typer.Option(help="Images a step.", rich_help_panel=STEPS)] = None,
    shuffle: Annotated[
        bool | None,
        typer.Option(
            "--shuffle/--no-shuffle",
            help="Whether each epoch comes in another random order.",
            rich_help_panel=STEPS,
        ),
    ] = None,
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
    schedule_every: Annotated[
        int | None, typer.Option(help="Epochs (or steps) between changes of `step`.", rich_help_panel=STEPS)
    ] = None,
    milestones: Annotated[
        str | None,
        typer.Option(metavar="LIST", help="Epochs (or steps) after which `multi-step` changes.", rich_help_panel=STEPS),
    ] = None,
    schedule_factor: Annotated[
        float | None, typer.Option(help="What `step` and `multi-step` multiply by.", rich_help_panel=STEPS)
    ] = None,
    optimizer: Annotated[
        Optimizer | None, typer.Option(help="How a gradient becomes a step.", rich_help_panel=STEPS)
    ] = None,
    momentum: Annotated[float | None, typer.Option(help="Momentum of SGD.", rich_help_panel=STEPS)] = None,
    nesterov: Annotated[
        bool | None,
        typer.Option("--nesterov/--no-nesterov", help="Whether momentum is Nesterov's.", rich_help_panel=STEPS),
    ] = None,
    betas: Annotated[
        str | None, typer.Option(metavar="A,B", help="What Adam keeps: 0.9,0.999.", rich_help_panel=STEPS)
    ] = None,
    weight_decay: Annotated[
        float | None, typer.Option(help="Pull of the weights towards 0.", rich_help_panel=STEPS)
    ] = None,
    ema_decay: Annotated[
        float | None,
        typer.Option(help="What the running average of the weights keeps; 0 for none.", rich_help_panel=STEPS),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of everything random.", rich_help_panel=STEPS)] = None,
    device: Annotated[Device | None, typer.Option(help="What computes.", rich_help_panel=STEPS)] = None,
    threads: Annotated[int | None, typer.Option(help="Threads torch may use.", rich_help_panel=STEPS)] = None,
) -> None:
    """Train a model on a data set, and on ink if there is some.

    The last line printed is the result, with the accuracy on the test images. Ctrl-C stops training, keeps
    what was learnt so far and ends with exit status 130.
    """
    request = TrainRequest(
        recipe=recipe,
        fine_tune=fine_tune,
        model=ModelOverrides(
            kind=model,
            hidden_sizes=None if hidden is None else _sizes(hidden),
            activation=activation,
            dropout=dropout,
            dropout_after=dropout_after,
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
            # Absolute, for whoever goes on from another folder; not resolved, for a link's name is the samples' name.
            path=None if ink is None else str(ink.absolute()),
            share=ink_share,
            held_out_writers=() if hold_out is None else _writers(hold_out),
            slashed=ink_slashed,
        ),
        learning=LearningOverrides(
            augmentation=augment,
            initialization=initialization,
            optimizer=optimizer,
            momentum=momentum,
            nesterov=nesterov,
            betas=None if betas is None else _betas(betas),
            weight_decay=weight_decay,
            learning_rate=learning_rate,
            schedule=schedule,
            schedule_every=schedule_every,
            schedule_milestones=None if milestones is None else _milestones(milestones),
            schedule_factor=schedule_factor,
            ema_decay=ema_decay,
            epochs=epochs,
            steps=steps,
            batch_size=batch_size,
            shuffle=shuffle,
            drop_last=drop_last,
            seed=seed,
            device=device,
            threads=threads,
        ),
    )
    from digitpad.cli.train.progress import ReportStyle
    from digitpad.cli.train.runner import Again, carry_on, carry_out

    again, manner = (
        Again(without=() if measure_without is None else _writers(measure_without), seeds=seeds),
        ReportStyle(json, log_every),
    )
    if resume is not None:
        only_length = TrainRequest(learning=LearningOverrides(epochs=epochs, steps=steps))
        if (request, name, output, again) != (only_length, None, None, Again()):
            raise typer.BadParameter(
                "--resume goes on as was asked for then; of the run only --epochs or --steps may change"
            )
        carry_on(resume, epochs, steps, manner)
        return
    if name is None and output is None:
        raise typer.BadParameter("say where the model is to be kept: --name NAME, --output FILE, or both")
    if again.without and (seeds > 1 or hold_out is not None):
        raise typer.BadParameter("--measure-without goes with neither --hold-out nor --seeds")
    from digitpad.cli.train.destination import Destination

    carry_out(request, Destination(name, output), again, manner)


def _sizes(text: str) -> tuple[int, ...]:
    return _whole_numbers(text, "a list of layer sizes such as 256,128,64", "--hidden")


def _milestones(text: str) -> tuple[int, ...]:
    return _whole_numbers(text, "a list of milestones such as 5,8", "--milestones")


def _whole_numbers(text: str, what: str, option: str) -> tuple[int, ...]:
    try:
        return tuple(int(number) for number in text.split(","))
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not {what}", param_hint=option) from None


def _betas(text: str) -> tuple[float, float]:
    try:
        first, second = map(float, text.split(","))
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not two numbers such as 0.9,0.999", param_hint="--betas") from None
    return first, second


def _writers(text: str) -> tuple[str, ...]:
    return tuple(writer.strip() for writer in text.split(",") if writer.strip())
