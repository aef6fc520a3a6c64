"""What the steps of note E do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.recipes import find_recipe
from digitpad.models.forward import probabilities
from digitpad.notes import streaming
from digitpad.notes.batch import first_batch, titled, titled_with_predictions
from digitpad.notes.batch_step import losses_of
from digitpad.notes.by_hand import cross_entropy_picked, one_hot_of, softmax_by_hand
from digitpad.notes.figures import percent
from digitpad.notes.model_print import model_print
from digitpad.notes.prediction import drawing_logits, logits_on, read_drawing
from digitpad.notes.walk import Figure, Image, Outcome, Progress
from digitpad.notes.wording import said

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from digitpad.models.checkpoint import EpochRecord
    from digitpad.notes.walk import Given, Plot
    from digitpad.training.reports import TrainingReport

FASHION = find_recipe("softmax-fashion")
SCORES, TRUE_CLASS = (-1.2, 0.3, 2.5), 1
RESIZED_BATCH, RESIZED = 32, 64
SIGMA = 0.01
"""Standard deviation of the first weights."""

SHARES = ((0.1, 0.3, 0.6), (0.3, 0.2, 0.5))
LABELS = (0, 2)
"""The note's two samples: the probabilities of three classes for each, and its true class."""

PICTURES = 6
_WIDTH = 1e-6


def turn_scores(given: Given) -> Generator[Progress, None, Outcome]:
    """Turn scores into probabilities, and find the gradient of the loss in two ways."""
    yield Progress()
    scores = np.array([SCORES])
    shares = softmax_by_hand(scores)
    by_rule = (shares - one_hot_of(np.array([TRUE_CLASS]), len(SCORES)))[0]
    numeric = np.array([_slope(scores, place) for place in range(len(SCORES))])
    lines = [
        f"scores    {_row(scores[0])}, sum {scores.sum():.4f}",
        f"exp       {_row(np.exp(scores[0]))}, sum {np.exp(scores).sum():.4f}",
        f"softmax   {_row(shares[0])}, sum {shares.sum():.4f}",
        f"one-hot   {_row(one_hot_of(np.array([TRUE_CLASS]), len(SCORES))[0])}",
        "gradient of the loss, softmax - one-hot:",
        f"          {_row(by_rule)}",
        "by difference quotients:",
        f"          {_row(numeric)}",
        f"loss -log {shares[0, TRUE_CLASS]:.4f} = {-np.log(shares[0, TRUE_CLASS]):.4f}",
    ]
    values: dict[str, object] = {
        "scores": list(SCORES),
        "softmax": shares[0].tolist(),
        "gradient": by_rule.tolist(),
        "difference_quotients": numeric.tolist(),
    }
    drawn_images: tuple[Image, ...] = ()
    if given.drawing is not None:
        trained = yield from streaming.train(given.bench, find_recipe("softmax-sgd").config)
        drawn, own = read_drawing(given.drawing, trained.checkpoint), drawing_logits(given.drawing, trained.checkpoint)
        lines += [
            f"your drawing, scores of a model trained on MNIST, sum {own.sum():.2f}:",
            f"  {_row(own[0], 2)}",
            f"their softmax, sum {probabilities(own).sum():.4f}:",
            f"  {_row(probabilities(own)[0], 2)}",
            *drawn.lines,
        ]
        values |= drawn.values
        drawn_images = drawn.images
    return Outcome(
        tuple(lines),
        images=drawn_images,
        figures=(
            Figure(
                said("largest difference between softmax minus one-hot and the difference quotients"),
                f"{np.abs(by_rule - numeric).max():.1g}",
                "0",
            ),
        ),
        values=values,
    )


def show_clothes(given: Given) -> Generator[Progress, None, Outcome]:
    """Show the first images of Fashion-MNIST, and the batch that training takes."""
    train = given.bench.images(DatasetName.FASHION_MNIST, Split.TRAIN)
    yield Progress(share=0.6)
    test = given.bench.images(DatasetName.FASHION_MNIST, Split.TEST)
    batch = first_batch(train, FASHION.config.batch_size)
    return Outcome(
        (
            f"training images: {len(train):,}, test images: {len(test):,}",
            f"classes: {', '.join(train.class_names)}",
            *batch.lines,
        ),
        images=titled(train, range(20)),
        values={**batch.values, "train_count": len(train), "test_count": len(test)},
    )


def resize_batch(given: Given) -> Generator[Progress, None, Outcome]:
    """Show a batch of 32 images resized to 64 x 64."""
    train = given.bench.images(DatasetName.FASHION_MNIST, Split.TRAIN)
    yield Progress(share=0.6)
    batch = first_batch(train, RESIZED_BATCH, resize=RESIZED)
    images, labels = batch.images, batch.labels
    shown = zip(batch.tensors.pixels[:10], labels.tolist(), strict=False)
    return Outcome(
        batch.lines,
        images=tuple(Image(pixels, train.class_names[label]) for pixels, label in shown),
        figures=(
            Figure(said("images of the batch"), f"{images.shape} {images.dtype}", "(32, 1, 64, 64) float32"),
            Figure(said("labels of the batch"), f"{labels.shape} {labels.dtype}", "(32,) int64"),
        ),
        values=batch.values,
    )


def add_up(_given: Given) -> Generator[Progress, None, Outcome]:
    """Add up the rows and the columns of a small matrix, with the dimension kept."""
    yield Progress()
    matrix = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    columns, rows = matrix.sum(axis=0, keepdims=True), matrix.sum(axis=1, keepdims=True)
    divided = matrix / rows
    return Outcome(
        (
            f"X = {matrix.tolist()}, shape {matrix.shape}",
            f"X.sum(0, keepdim=True) = {columns.tolist()}, shape {columns.shape}",
            f"X.sum(1, keepdim=True) = {rows.tolist()}, shape {rows.shape}",
            f"X / X.sum(1, keepdim=True) = {np.round(divided, 4).tolist()}: each row now sums to 1",
        ),
        figures=(
            Figure(said("sums of the columns"), _whole(columns), "5 7 9"),
            Figure(said("sums of the rows"), _whole(rows), "6 15"),
        ),
        values={"columns": columns.tolist(), "rows": rows.tolist(), "divided": divided.tolist()},
    )


def pick_losses(_given: Given) -> Generator[Progress, None, Outcome]:
    """Pick the probability of the true class of two samples, and compare the largest with the label."""
    yield Progress()
    shares, labels = np.array(SHARES), np.array(LABELS)
    picked = shares[np.arange(len(labels)), labels]
    losses = cross_entropy_picked(shares, labels)
    guesses = shares.argmax(axis=1)
    accuracy = float((guesses == labels).mean())
    return Outcome(
        (
            f"y_hat = {shares.tolist()}",
            f"y = {labels.tolist()}",
            f"y_hat[[0, 1], y] = {picked.tolist()}",
            f"-log of that = {_row(losses)}",
            f"y_hat.argmax(1) = {guesses.tolist()}, == y: {(guesses == labels).tolist()}, accuracy {accuracy}",
        ),
        figures=(
            Figure(said("losses of the two samples"), _row(losses), "2.3026 0.6931"),
            Figure(said("accuracy"), f"{accuracy}", ""),
        ),
        values={"picked": picked.tolist(), "losses": losses.tolist(), "accuracy": accuracy},
    )


def build_by_hand(given: Given) -> Generator[Progress, None, Outcome]:
    """Draw weights by hand, and run the network, the loss and the accuracy on a batch before any training."""
    train = given.bench.images(DatasetName.FASHION_MNIST, Split.TRAIN)
    yield Progress(share=0.6)
    generator = np.random.default_rng(0)
    weights = generator.normal(0.0, SIGMA, (784, 10)).astype(np.float32)
    biases = np.zeros(10, np.float32)
    batch = first_batch(train, FASHION.config.batch_size)
    shares = softmax_by_hand(batch.images.reshape(-1, 784) @ weights + biases)
    loss = float(cross_entropy_picked(shares, batch.labels).mean(dtype=np.float64))
    accuracy = float((shares.argmax(axis=1) == batch.labels).mean())
    return Outcome(
        (
            f"W: {weights.shape}, mean {weights.mean():.5f}, standard deviation {weights.std():.5f}; b: {biases.shape}",
            f"X.reshape(-1, 784) @ W + b: {shares.shape}",
            f"softmax of the first image: {_row(shares[0], 3)}, sum {shares[0].sum():.4f}",
            f"mean loss {loss:.4f}, accuracy {percent(accuracy)}",
        ),
        images=titled_with_predictions(train, batch.indices[:10], shares.argmax(axis=1)[:10]),
        figures=(
            Figure(
                said("loss before training"),
                f"{loss:.4f}",
                "",
                said("Ten classes held equally likely cost log 10 = {even:.4f}.", even=np.log(10)),
            ),
        ),
        values={"loss": loss, "accuracy": accuracy},
    )


def train(given: Given) -> Generator[Progress, None, Outcome]:
    """Train 10 epochs with the three lines in one frame, then do the note's checks."""
    trained = yield from streaming.train(given.bench, FASHION.config, lines_of=_epoch_lines, plot_of=_three_lines)
    last = trained.history[-1]
    test = streaming.known(last.test_accuracy)
    checks = (
        (said("train loss after 10 epochs"), f"{last.train_loss:.4f}", said("below 0.5"), last.train_loss < 0.5),
        (said("train accuracy"), percent(last.train_accuracy), said("in (0.7, 1]"), 0.7 < last.train_accuracy <= 1),
        (said("test accuracy"), percent(test), said("in (0.7, 1]"), 0.7 < test <= 1),
    )
    return Outcome(
        streaming.lines_of_all(trained, _epoch_lines),
        plot=_three_lines(trained.history),
        figures=tuple(
            Figure(label, obtained, wanted, said("The check holds.") if holds else said("The check does not hold."))
            for label, obtained, wanted, holds in checks
        ),
        values={
            "train_loss": [record.train_loss for record in trained.history],
            "train_accuracy": [record.train_accuracy for record in trained.history],
            "test_accuracy": [record.test_accuracy for record in trained.history],
            "checks": [holds for *_, holds in checks],
        },
    )


def show_six(given: Given) -> Generator[Progress, None, Outcome]:
    """Show six test pictures, each with its true name above the predicted one, and read the drawing."""
    trained = yield from streaming.train(given.bench, FASHION.config)
    test = given.bench.images(DatasetName.FASHION_MNIST, Split.TEST)
    predicted = logits_on(test, trained.checkpoint, range(PICTURES)).argmax(axis=1)
    names = test.class_names
    drawn = read_drawing(given.drawing, trained.checkpoint)
    pairs = [(names[label], names[guess]) for label, guess in zip(test.labels, predicted, strict=False)]
    return Outcome(
        (*(f"{true:<12} read as {guess}" for true, guess in pairs), *drawn.lines),
        images=(*titled_with_predictions(test, range(PICTURES), predicted), *drawn.images),
        columns=PICTURES,
        values={"pictures": [{"label": true, "prediction": guess} for true, guess in pairs], **drawn.values},
    )


def use_api(given: Given) -> Generator[Progress, None, Outcome]:
    """Train the same as the API would, from other first weights, and look at the losses of single samples."""
    config = replace(FASHION.config, seed=1)
    yield Progress(model_print(config.model))
    by_hand = yield from streaming.train(given.bench, FASHION.config)
    trained = yield from streaming.train(given.bench, config, lines_of=_epoch_lines, plot_of=_three_lines)
    test = given.bench.images(DatasetName.FASHION_MNIST, Split.TEST)
    count = config.batch_size
    losses = losses_of(logits_on(test, trained.checkpoint, range(count)), test.labels[:count])
    band = FASHION.targets[0].plain
    accuracy, other = (each.checkpoint.measurements[0].accuracy for each in (trained, by_hand))
    return Outcome(
        (
            *model_print(config.model),
            *streaming.lines_of_all(trained, _epoch_lines),
            f"losses of the first {count} test images: shape {losses.shape}, mean {losses.mean():.4f}",
        ),
        plot=_three_lines(trained.history),
        figures=(
            Figure(said("test accuracy after 10 epochs"), percent(accuracy), said("above 0.8")),
            Figure(
                said("the same from the first weights of the run before"),
                percent(other),
                said("above 0.8"),
                ""
                if band is None
                else said("Independent runs came to {band}: the last epoch's figure still swings.", band=band.words),
            ),
        ),
        values={"accuracy": accuracy, "accuracy_by_hand": other, "losses_shape": list(losses.shape)},
    )


def _three_lines(history: Sequence[EpochRecord]) -> Plot:
    """Return the three curves in the note's frame."""
    return replace(streaming.three_curves(history), x_range=(1.0, 10.0), y_range=(0.3, 0.9))


def _epoch_lines(report: TrainingReport) -> Sequence[str]:
    record = report.finished_epoch
    if record is None:
        return ()
    test = percent(streaming.known(record.test_accuracy))
    line = (
        f"epoch {record.epoch}: train loss {record.train_loss:.4f}, train accuracy {percent(record.train_accuracy)}, "
        f"test accuracy {test}"
    )
    return (line,)


def _slope(scores: NDArray[np.float64], place: int) -> float:
    """Return the difference quotient of the loss with respect to one score."""
    moved = []
    for side in (_WIDTH, -_WIDTH):
        there = scores.copy()
        there[0, place] += side
        moved.append(float(cross_entropy_picked(softmax_by_hand(there), np.array([TRUE_CLASS]))[0]))
    return (moved[0] - moved[1]) / (2 * _WIDTH)


def _row(values: NDArray[np.floating], places: int = 4) -> str:
    return " ".join(f"{value:.{places}f}" for value in values.tolist())


def _whole(values: NDArray[np.floating]) -> str:
    return " ".join(f"{value:.0f}" for value in values.reshape(-1).tolist())
