"""What the last steps of note D do: schedules, overfitting, and training on CIFAR-10."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.model_spec import ModelSpec
from digitpad.config.recipes import find_recipe
from digitpad.config.train_config import CountedIn, Optimizer, Schedule, TrainConfig
from digitpad.notes import streaming
from digitpad.notes.batch import first_batch, titled, titled_with_predictions
from digitpad.notes.figures import percent
from digitpad.notes.model_print import model_print
from digitpad.notes.prediction import logits_on, read_drawing
from digitpad.notes.steps_d import CIFAR, DIGIT_MLP
from digitpad.notes.walk import Curve, Figure, Outcome, Plot, Progress
from digitpad.notes.wording import said
from digitpad.training.schedules import RunLength, learning_rate_at

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from digitpad.notes.walk import Given
    from digitpad.training.reports import TrainingReport

SCHEDULED_EPOCHS = 120
"""Epochs that the schedules are drawn over: past the note's last milestone, and three times to a cosine's turn."""

SLICE, HELD_OUT, LONG = 1_500, 500, 30
"""Training images of the run that overfits, those of them held out, and its epochs."""

OVERFITTING = TrainConfig(
    model=ModelSpec(hidden_sizes=(256, 128, 64)),
    optimizer=Optimizer.ADAM,
    learning_rate=0.001,
    epochs=LONG,
    validation=HELD_OUT,
)
LOG_EVERY = 500


def draw_schedules(_given: Given) -> Generator[Progress, None, Outcome]:
    """Draw the learning rate of each schedule of the note, epoch by epoch."""
    yield Progress()
    base = replace(DIGIT_MLP, epochs=SCHEDULED_EPOCHS, schedule_unit=CountedIn.EPOCHS)
    schedules = {
        "StepLR(40, 0.1)": replace(base, schedule=Schedule.STEP, schedule_every=40, schedule_factor=0.1),
        "MultiStepLR([30, 80], 0.1)": replace(
            base, schedule=Schedule.MULTI_STEP, schedule_milestones=(30, 80), schedule_factor=0.1
        ),
        "CosineAnnealingLR(T_max=20)": replace(base, schedule=Schedule.COSINE, schedule_period=20),
    }
    length = RunLength(batches=1, steps=SCHEDULED_EPOCHS)
    rates = {
        name: tuple(learning_rate_at(epoch, length, config) for epoch in range(SCHEDULED_EPOCHS))
        for name, config in schedules.items()
    }
    lines = [f"{'epoch':>5}" + "".join(f"{name.split('(')[0].removesuffix('AnnealingLR'):>13}" for name in rates)]
    lines += [
        f"{epoch:>5}" + "".join(f"{each[epoch - 1]:>13.2g}" for each in rates.values())
        for epoch in (1, 11, 21, 30, 31, 40, 41, 61, 80, 81, 120)
    ]
    lowest, back = rates["CosineAnnealingLR(T_max=20)"][20], rates["CosineAnnealingLR(T_max=20)"][40]
    return Outcome(
        tuple(lines),
        plot=Plot("epoch", tuple(Curve(name, each) for name, each in rates.items())),
        figures=(
            Figure(
                said("cosine: learning rate after 20 epochs, and after 40"),
                f"{lowest:.2g}, {back:.2g}",
                said("comes back up"),
            ),
        ),
        values={"learning_rates": {name: list(each) for name, each in rates.items()}},
    )


def overfit(given: Given) -> Generator[Progress, None, Outcome]:
    """Train long on few images, with some held out, until the two losses part."""
    losses: tuple[list[float], list[float]] = ([], [])
    with closing(given.bench.train(OVERFITTING, first=SLICE)) as reports:
        for report in reports:
            record = report.finished_epoch
            if record is not None:
                losses[0].append(record.train_loss)
                losses[1].append(streaming.known(record.validation_loss))
            yield Progress(share=report.progress, plot=_two_losses(*losses) if record is not None else None)
    trained = given.bench.trained(OVERFITTING, first=SLICE)
    train, held_out = losses
    best = int(np.argmin(held_out))
    accuracies = [streaming.known(record.validation_accuracy) for record in trained.history]
    lines = [
        f"epoch {epoch:>2}: train loss {train[epoch - 1]:.4f}, validation loss {held_out[epoch - 1]:.4f}, validation "
        f"accuracy {percent(accuracies[epoch - 1])}"
        for epoch in sorted({1, 2, 5, 10, 20, LONG, best + 1})
    ]
    lines.append(f"{SLICE - HELD_OUT:,} images learnt from, {HELD_OUT:,} held out")
    return Outcome(
        tuple(lines),
        plot=_two_losses(train, held_out),
        figures=(
            Figure(
                said("train loss, from its best validation epoch to the last"),
                f"{train[best]:.4f} to {train[-1]:.4f}",
                said("keeps falling"),
            ),
            Figure(
                said("validation loss, the same"),
                f"{held_out[best]:.4f} to {held_out[-1]:.4f}",
                said("rises: overfitting"),
                said(
                    "Lowest after epoch {epoch}. What is held out tells when to stop without a look at the test part.",
                    epoch=best + 1,
                ),
            ),
        ),
        values={
            "train_loss": train,
            "validation_loss": held_out,
            "validation_accuracy": accuracies,
            "best_epoch": best + 1,
        },
    )


def look_at_cifar(given: Given) -> Generator[Progress, None, Outcome]:
    """Show a batch of CIFAR-10 with its channels in front."""
    train = given.bench.images(DatasetName.CIFAR10, Split.TRAIN)
    yield Progress(share=0.7)
    batch = first_batch(train, CIFAR.config.batch_size)
    stored = train.pixels[batch.indices].shape
    return Outcome(
        (f"as stored: {stored}, {train.pixels.dtype}, channels behind", *batch.lines),
        images=titled(train, batch.indices[:20]),
        values={**batch.values, "stored_shape": list(stored)},
    )


def train_cifar(given: Given) -> Generator[Progress, None, Outcome]:
    """Train for 3,000 iterations, test in batches of 64, and read the drawing."""
    config = CIFAR.config
    yield Progress(model_print(config.model))
    trained = yield from streaming.train(given.bench, config, lines_of=_iteration_lines)
    model, test = trained.checkpoint, given.bench.images(DatasetName.CIFAR10, Split.TEST)
    answers = []
    for start in range(0, len(test), config.batch_size):
        answers.append(logits_on(test, model, np.arange(start, min(start + config.batch_size, len(test)))))
        yield Progress()
    every = np.concatenate(answers)
    predicted = every.argmax(axis=1)
    accuracy = float((predicted == test.labels).mean())
    target, drawn = CIFAR.targets[0], read_drawing(given.drawing, model)
    return Outcome(
        (
            *model_print(config.model),
            *streaming.lines_of_all(trained, _iteration_lines),
            f"test: {len(answers):,} batches of {config.batch_size}, accuracy {percent(accuracy)}",
            *drawn.lines,
        ),
        images=(*drawn.images, *titled_with_predictions(test, range(10), predicted[:10])),
        plot=Plot("step", (Curve("train loss", *_curve_of(trained.reports)),)),
        figures=(
            Figure(
                said("accuracy after 3,000 iterations"),
                percent(accuracy),
                "",
                ""
                if target.plain is None
                else said(
                    "Independent runs of the same came to {low:.0f} to {high:.0f} %; guessing gives 10.",
                    low=100 * target.plain.low,
                    high=100 * target.plain.high,
                ),
            ),
        ),
        values={"accuracy": accuracy, "iterations": config.steps, **drawn.values},
    )


def compare_optimizers(given: Given) -> Generator[Progress, None, Outcome]:
    """Train the same for the note's other two optimisers, and set the three beside each other."""
    recipes = [find_recipe(name) for name in ("mlp-cifar", "mlp-cifar-nesterov", "mlp-cifar-adam")]
    curves, figures, accuracies = [], [], {}
    for recipe in recipes:
        trained = yield from streaming.train(given.bench, recipe.config)
        accuracy = accuracies[recipe.name] = trained.checkpoint.measurements[0].accuracy
        curves.append(Curve(recipe.name, *_curve_of(trained.reports)))
        figures.append(Figure(recipe.title, percent(accuracy), ""))
        yield Progress((f"{recipe.name}: {percent(accuracy)}",), plot=Plot("step", tuple(curves)))
    return Outcome(
        tuple(f"{name}: {percent(accuracy)}" for name, accuracy in accuracies.items()),
        plot=Plot("step", tuple(curves)),
        figures=tuple(figures),
        values={"accuracies": accuracies},
    )


def _two_losses(train: Sequence[float], held_out: Sequence[float]) -> Plot:
    return Plot("epoch", (Curve("train loss", tuple(train)), Curve("validation loss", tuple(held_out))))


def _iteration_lines(report: TrainingReport) -> Sequence[str]:
    """Return a line for every 500 iterations that were done since the last report."""
    first = report.step - len(report.losses)
    return tuple(
        f"iteration {first + place:>5}: loss {loss:.4f}, learning rate {_rate(first + place):g}"
        for place, loss in enumerate(report.losses)
        if (first + place) % LOG_EVERY == 0
    )


def _rate(iteration: int) -> float:
    return learning_rate_at(iteration, RunLength(1, CIFAR.config.steps or 1), CIFAR.config)


def _curve_of(reports: Sequence[TrainingReport]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the mean loss of each hundred steps, and the last step of each."""
    losses = [loss for report in reports for loss in report.losses]
    means = [float(np.mean(losses[start : start + 100])) for start in range(0, len(losses), 100)]
    return tuple(means), tuple(float(min(100 * (place + 1), len(losses))) for place in range(len(means)))
