"""What the steps of note C do."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DIGITS, DatasetName, Split
from digitpad.config.recipes import find_recipe
from digitpad.config.train_config import TrainConfig
from digitpad.data.tensor_batch import batch_of
from digitpad.models.forward import log_probabilities, logits
from digitpad.notes import streaming
from digitpad.notes.batch import first_batch, titled
from digitpad.notes.batch_step import gradient_of, mean_loss, norm_of
from digitpad.notes.figures import devices_here, percent, torch_version
from digitpad.notes.model_print import model_print
from digitpad.notes.prediction import logits_on, read_drawing, wrong_ones
from digitpad.notes.walk import Curve, Figure, Outcome, Plot, Progress
from digitpad.notes.wording import said
from digitpad.training.data import TrainingData
from digitpad.training.fresh_model import make_fresh_model
from digitpad.training.note_log import logged_batches
from digitpad.training.run import TrainingRun

if TYPE_CHECKING:
    from collections.abc import Generator

    from digitpad.notes.walk import Given
    from digitpad.notes.workbench import Trained

RECIPE = find_recipe("mlp-sigmoid")

TARGET = RECIPE.targets[0]

LINES = streaming.note_lines(RECIPE)
"""What the note prints while it trains."""

EPOCH_LINES = streaming.note_lines(replace(RECIPE, log=replace(RECIPE.log, every=None)))
"""The lines of its epochs alone."""

FEW_EPOCHS = 2
"""Epochs of the first look; the evaluation goes on to all of them."""

EACH = 20
"""Steps from one loss of the curve to the next."""

EXAMPLE = (100_000, 10_000)
"""Samples and mini-batch of the note's example."""

SORTED = 12_000
"""Training images that are shown in order of their labels, to see what comes of it."""


def tell_versions(_given: Given) -> Generator[Progress, None, Outcome]:
    """Tell PyTorch's version and the device."""
    yield Progress()
    version, devices, config = torch_version(), devices_here(), RECIPE.config
    lines = (
        f"PyTorch {version}, devices here: {', '.join(devices)}, used: {config.device}",
        f"batch size {config.batch_size}, epochs {config.epochs}",
    )
    values = {"pytorch": version, "devices": list(devices), "device": config.device.value}
    return Outcome(lines, values={**values, "batch_size": config.batch_size, "epochs": config.epochs})


def count_iterations(given: Given) -> Generator[Progress, None, Outcome]:
    """Work out the note's example, and the same for MNIST."""
    yield Progress()
    config, real = RECIPE.config, len(given.bench.images(DatasetName.MNIST, Split.TRAIN))
    (samples, size), each = EXAMPLE, -(-real // config.batch_size)
    lines = (
        f"the example: {samples:,} / {size:,} = {samples // size} iterations an epoch",
        f"here: {real:,} / {config.batch_size} = {each:,} iterations an epoch",
        f"{each:,} iterations x {config.epochs} epochs = {each * config.epochs:,} steps",
    )
    return Outcome(
        lines,
        figures=(Figure(said("iterations an epoch in the example"), str(samples // size), "10"),),
        values={
            "example": samples // size,
            "iterations_an_epoch": each,
            "epochs": config.epochs,
            "steps": each * config.epochs,
        },
    )


def compare_orders(given: Given) -> Generator[Progress, None, Outcome]:
    """Train a linear model for an epoch on images in order of their labels, and once on the same ones shuffled."""
    yield Progress()
    train = given.bench.images(DatasetName.MNIST, Split.TRAIN).first(SORTED)
    test = given.bench.images(DatasetName.MNIST, Split.TEST)
    order = np.argsort(train.labels, kind="stable")
    data = TrainingData(replace(train, pixels=train.pixels[order], labels=train.labels[order]), test)
    lines: list[str] = []
    values: dict[str, object] = {}
    shares: dict[bool, float] = {}
    for name, shuffle in (("in order of the labels", False), ("shuffled", True)):
        run = TrainingRun(TrainConfig(epochs=1, batch_size=RECIPE.config.batch_size, shuffle=shuffle), data)
        for report in run:
            yield Progress(share=(report.progress + shuffle) / 2)
        model = run.checkpoint()
        run.close()
        answers = logits_on(test, model).argmax(axis=1)
        counts = np.bincount(answers, minlength=len(DIGITS)).tolist()
        shares[shuffle] = float((answers == test.labels).mean())
        lines += [f"{name}: accuracy {percent(shares[shuffle])}", f"  predicted 0 to 9: {' '.join(map(str, counts))}"]
        values["shuffled" if shuffle else "sorted"] = {"accuracy": shares[shuffle], "predicted": counts}
    return Outcome(
        tuple(lines),
        images=titled(data.train, [*range(10)]),
        figures=(
            Figure(
                said("accuracy after an epoch in order of the labels"),
                percent(shares[False]),
                "",
                said(
                    "The last classes seen are answered most, and those seen first are forgotten; shuffled, the same "
                    "linear model and the same images come to {shuffled:.2f} %.",
                    shuffled=100 * shares[True],
                ),
            ),
        ),
        values=values,
    )


def show_batch(given: Given) -> Generator[Progress, None, Outcome]:
    """Show the first batch: sizes, types, and ten images in a row."""
    yield Progress()
    train, config = given.bench.images(DatasetName.MNIST, Split.TRAIN), RECIPE.config
    batch = first_batch(train, config.batch_size)
    return Outcome(
        batch.lines,
        images=titled(train, batch.indices[:10]),
        figures=(
            Figure(said("images of a batch"), f"{batch.images.shape}", "(32, 1, 28, 28)"),
            Figure(said("labels of a batch"), f"{batch.labels.shape}", "(32,)"),
        ),
        values=batch.values,
    )


def look_at_model(given: Given) -> Generator[Progress, None, Outcome]:
    """Print the model, and apply log-softmax twice."""
    yield Progress()
    train, config = given.bench.images(DatasetName.MNIST, Split.TRAIN), RECIPE.config
    model, batch = make_fresh_model(config, DIGITS), first_batch(train, config.batch_size)
    answers = logits(model.weights, model.spec, batch.images.reshape(len(batch.labels), -1))
    once = log_probabilities(answers)
    largest = float(np.abs(log_probabilities(once) - once).max())
    losses = mean_loss(answers, batch.labels), mean_loss(once, batch.labels)
    drawn = read_drawing(given.drawing, model)
    return Outcome(
        lines=(
            *model_print(config.model, has_log_softmax=True),
            f"parameters: {config.model.parameter_count:,}",
            "log-softmax of the first image, and log-softmax of that:",
            f"  {' '.join(f'{value:.2f}' for value in once[0])}",
            f"  {' '.join(f'{value:.2f}' for value in log_probabilities(once)[0])}",
            f"largest difference in the batch: {largest:.1e}",
            f"cross-entropy of the logits:     {losses[0]:.6f}",
            f"cross-entropy of log-softmax:    {losses[1]:.6f}",
            *drawn.lines,
        ),
        images=drawn.images,
        values={
            "parameters": config.model.parameter_count,
            "largest_difference": largest,
            "loss_of_logits": losses[0],
            "loss_of_log_softmax": losses[1],
            **drawn.values,
        },
    )


def follow_momentum(given: Given) -> Generator[Progress, None, Outcome]:
    """Take eight steps with momentum, and compare the length of each with that of its gradient."""
    yield Progress()
    train, config = given.bench.images(DatasetName.MNIST, Split.TRAIN), RECIPE.config
    model = make_fresh_model(config, DIGITS)
    weights = dict(model.weights)
    velocity = {name: np.zeros_like(tensor) for name, tensor in weights.items()}
    lines, rows = [], []
    for number in range(8):
        batch = batch_of(train, config.batch_size, number)
        gradient = gradient_of(weights, model.spec, batch.images.reshape(len(batch.labels), -1), batch.labels)
        for name, tensor in gradient.items():
            velocity[name] = np.float32(config.momentum) * velocity[name] + tensor
            weights[name] = weights[name] - np.float32(config.learning_rate) * velocity[name]
        norm, length = norm_of(gradient), norm_of(velocity)
        lines.append(f"step {number + 1}: gradient {norm:.4f}, with momentum {length:.4f}: x {length / norm:.2f}")
        rows.append({"gradient_norm": norm, "velocity_norm": length})
        yield Progress((lines[-1],), (number + 1) / 8)
    return Outcome(
        tuple(lines),
        figures=(
            Figure(
                said("length of the last step beside its gradient"),
                f"{rows[-1]['velocity_norm'] / rows[-1]['gradient_norm']:.2f}",
                "",
                said(
                    "Gradients that are all alike would bring it to 1 / (1 - {momentum:g}) = {most:g}.",
                    momentum=config.momentum,
                    most=1 / (1 - config.momentum),
                ),
            ),
        ),
        values={"steps": rows},
    )


def train(given: Given) -> Generator[Progress, None, Outcome]:
    """Train two epochs and print the loss every 200 batches, from batch 0 on."""
    trained = yield from streaming.train(given.bench, RECIPE.config, epochs=FEW_EPOCHS, lines_of=LINES)
    losses = [loss for report in trained.reports for loss in report.losses]
    steps = range(1, len(losses) + 1, EACH)
    drawn = read_drawing(given.drawing, trained.checkpoint)
    return Outcome(
        lines=(*streaming.lines_of_all(trained, LINES), *drawn.lines),
        images=drawn.images,
        plot=Plot("step", (Curve("train loss", tuple(losses[::EACH]), tuple(float(step) for step in steps)),)),
        figures=(
            Figure(
                said("loss of the first batch"),
                f"{losses[0]:.6f}",
                "",
                said("Ten classes held equally likely cost log 10 = {even:.6f}.", even=math.log(10)),
            ),
        ),
        values={"logged": _every(trained), **drawn.values},
    )


def evaluate(given: Given) -> Generator[Progress, None, Outcome]:
    """Train on to all epochs, and print the test loss and the accuracy of each."""
    trained = yield from streaming.train(
        given.bench, RECIPE.config, lines_of=EPOCH_LINES, plot_of=streaming.three_curves
    )
    test = given.bench.images(DatasetName.MNIST, Split.TEST)
    measured, answers = trained.checkpoint.measurements[0], logits_on(test, trained.checkpoint)
    drawn = read_drawing(given.drawing, trained.checkpoint)
    label = said("accuracy after {epochs} epochs", epochs=len(trained.history))
    return Outcome(
        lines=(*streaming.lines_of_all(trained, EPOCH_LINES), *drawn.lines),
        images=(*drawn.images, *wrong_ones(test, answers)),
        plot=streaming.three_curves(trained.history),
        figures=(Figure(label, percent(measured.accuracy), ""), Figure(said("test loss"), f"{measured.loss:.4f}", "")),
        values={
            "test_loss": [record.test_loss for record in trained.history],
            "test_accuracy": [record.test_accuracy for record in trained.history],
            **drawn.values,
        },
    )


def divide_twice(given: Given) -> Generator[Progress, None, Outcome]:
    """Average the test loss rightly, and as the note does."""
    config = RECIPE.config
    epochs = max(FEW_EPOCHS, given.bench.epochs_trained(config))
    trained = yield from streaming.train(given.bench, config, epochs=epochs)
    test = given.bench.images(DatasetName.MNIST, Split.TEST)
    answers, size = logits_on(test, trained.checkpoint), config.batch_size
    means = [
        mean_loss(answers[start : start + size], test.labels[start : start + size])
        for start in range(0, len(test), size)
    ]
    right, mistaken = mean_loss(answers, test.labels), sum(means) / len(test)
    return Outcome(
        lines=(
            f"epochs trained: {epochs}",
            f"means of {len(means)} batches, the first: {' '.join(f'{mean:.4f}' for mean in means[:4])} ...",
            f"their sum: {sum(means):.4f}",
            f"divided by {len(test):,} images: {mistaken:.4f}, as the note does",
            f"divided by {len(means)} batches: {sum(means) / len(means):.4f}",
            f"mean over all images: {right:.4f}",
        ),
        figures=(
            Figure(said("test loss, as it is meant"), f"{right:.4f}", ""),
            Figure(
                said("test loss, as the note prints it"),
                f"{mistaken:.4f}",
                "",
                said(
                    "{mistake} Here it is {times:.1f} times too small.", mistake=TARGET.mistake, times=right / mistaken
                ),
            ),
        ),
        values={"epochs": epochs, "loss": right, "loss_as_printed": mistaken, "times": right / mistaken},
    )


def _every(trained: Trained) -> list[dict[str, object]]:
    """Return the batches that the note prints, in numbers."""
    return [
        {"epoch": each.epoch, "batch": each.batch, "samples": each.samples, "loss": each.loss}
        for report in trained.reports
        for each in logged_batches(RECIPE.log, report, RECIPE.config.batch_size)
    ]
