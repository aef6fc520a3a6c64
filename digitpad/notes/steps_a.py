"""What the steps of note A do."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DIGITS, DatasetName, Split
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.recipes import find_recipe
from digitpad.models.checkpoint import Measurement
from digitpad.models.forward import logits, probabilities
from digitpad.notes import streaming
from digitpad.notes.batch import first_batch, titled
from digitpad.notes.batch_step import losses_of, mean_loss, norm_of, take_batch_step
from digitpad.notes.figures import devices_here, percent
from digitpad.notes.model_print import model_print
from digitpad.notes.prediction import drawing_image, logits_on, read_drawing, wrong_ones
from digitpad.notes.walk import Figure, Outcome, Progress
from digitpad.notes.wording import said
from digitpad.preprocessing.pipeline import rasterize
from digitpad.training.fresh_model import make_fresh_model
from digitpad.training.note_log import total_line

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from digitpad.config.model_spec import ModelSpec
    from digitpad.config.recipe_targets import RecipeTarget
    from digitpad.models.checkpoint import EpochRecord
    from digitpad.notes.walk import Given
    from digitpad.training.reports import TrainingReport

SOFTMAX = find_recipe("softmax-sgd")
MLP = find_recipe("mlp-relu")


def show_tensors(given: Given) -> Generator[Progress, None, Outcome]:
    """Show the first batch, and the drawing as a tensor."""
    train = given.bench.images(DatasetName.MNIST, Split.TRAIN)
    yield Progress(share=0.5)
    test = given.bench.images(DatasetName.MNIST, Split.TEST)
    batch = first_batch(train, SOFTMAX.config.batch_size)
    lines = [*batch.lines, f"test batches of one image: {len(test):,}"]
    images = list(titled(train, batch.indices[:20]))
    if given.drawing is not None:
        pixels = rasterize(given.drawing, Preprocessing()).pixels
        lines.append(f"your drawing: (1, 1, 28, 28), {pixels.dtype}, {pixels.min():g} to {pixels.max():g}")
        images.append(drawing_image(pixels, said("your drawing")))
    return Outcome(tuple(lines), tuple(images), values={**batch.values, "test_batches": len(test)})


def tell_device(_given: Given) -> Generator[Progress, None, Outcome]:
    """Tell what can train here, and how little there is to compute."""
    yield Progress()
    devices, config = devices_here(), SOFTMAX.config
    products = {name: _products(recipe.config.model) for name, recipe in (("softmax", SOFTMAX), ("mlp", MLP))}
    lines = [
        f"devices here: {', '.join(devices)}",
        f"device used: {config.device}",
        *(
            f"{name}: {count:,} products an image, {count * config.batch_size:,} a batch"
            for name, count in products.items()
        ),
    ]
    return Outcome(
        tuple(lines), values={"devices": list(devices), "device": config.device.value, "multiplications": products}
    )


def look_at_model(given: Given) -> Generator[Progress, None, Outcome]:
    """Print the model, and work out its loss on a batch before any training."""
    config = SOFTMAX.config
    train = given.bench.images(DatasetName.MNIST, Split.TRAIN)
    yield Progress(share=0.3)
    model, batch = make_fresh_model(config, DIGITS), first_batch(train, config.batch_size)
    answers = logits(model.weights, model.spec, batch.images.reshape(len(batch.labels), -1))
    shares, loss = probabilities(answers), mean_loss(answers, batch.labels)
    twice = mean_loss(shares, batch.labels)
    first, truth = shares[0], int(batch.labels[0])
    lines = [
        *model_print(config.model),
        f"parameters: {config.model.parameter_count:,}",
        f"logits: {answers.shape}, {answers.min():.3f} to {answers.max():.3f}",
        "probabilities of the first image:",
        f"  {' '.join(f'{share:.3f}' for share in first)}",
        f"its true class is {truth}: loss -log {first[truth]:.4f} = {losses_of(answers, batch.labels)[0]:.4f}",
        f"mean loss of the batch: {loss:.4f}",
    ]
    drawn = read_drawing(given.drawing, model)
    return Outcome(
        (*lines, *drawn.lines),
        images=drawn.images,
        figures=(
            Figure(
                said("loss of a model that has learnt nothing"),
                f"{loss:.4f}",
                "",
                said("Ten classes held equally likely cost log 10 = {even:.4f}.", even=math.log(10)),
            ),
            Figure(
                said("loss if softmax comes before the loss function too"),
                f"{twice:.4f}",
                "",
                said("Probabilities taken for logits are softened a second time, and the loss can never come near 0."),
            ),
        ),
        values={
            "parameters": config.model.parameter_count,
            "loss": loss,
            "loss_of_probabilities": twice,
            **drawn.values,
        },
    )


def train_softmax(given: Given) -> Generator[Progress, None, Outcome]:
    """Train softmax regression as the note does, then once more with mean and standard deviation taken out."""
    trained = yield from streaming.train(
        given.bench, SOFTMAX.config, lines_of=_epoch_lines, plot_of=streaming.three_curves
    )
    variant = yield from streaming.train(given.bench, SOFTMAX.with_mean_std())
    accuracy, other = (each.checkpoint.measurements[0].accuracy for each in (trained, variant))
    said_there, pixels = SOFTMAX.targets[0].note_says, SOFTMAX.with_mean_std().preprocessing
    return Outcome(
        lines=streaming.lines_of_all(trained, _epoch_lines),
        plot=streaming.three_curves(trained.history),
        figures=(
            Figure(
                said("accuracy after 2 epochs, pixels from 0 to 1"),
                percent(accuracy),
                said_there,
                _why_not_reached(SOFTMAX.targets[0], accuracy),
            ),
            Figure(
                said(
                    "the same with mean {mean:.4f} and standard deviation {std:.4f} taken out",
                    mean=pixels.mean[0],
                    std=pixels.std[0],
                ),
                percent(other),
                said_there,
                said("Centred inputs let the same learning rate get further in 2 epochs."),
            ),
        ),
        values={"accuracy": accuracy, "accuracy_normalised": other, **_of_epochs(trained.history)},
    )


def take_a_step(given: Given) -> Generator[Progress, None, Outcome]:
    """Take one step on a real batch, line by line."""
    config = SOFTMAX.config
    train = given.bench.images(DatasetName.MNIST, Split.TRAIN)
    yield Progress(share=0.3)
    model, batch = make_fresh_model(config, DIGITS), first_batch(train, config.batch_size)
    inputs = batch.images.reshape(len(batch.labels), -1)
    step = take_batch_step(model.weights, model.spec, inputs, batch.labels, config.learning_rate)
    norm = norm_of(step.gradient)
    moved = norm_of({name: step.weights[name] - model.weights[name] for name in model.weights})
    uncleared = norm_of({name: 2 * gradient for name, gradient in step.gradient.items()})
    width = 34
    lines = (
        f"{'optimizer.zero_grad()':<{width}}gradient norm 0",
        f"{'loss = loss_function(model(x), y)':<{width}}loss {step.loss:.4f}",
        f"{'loss.backward()':<{width}}gradient norm {norm:.4f}",
        f"{'optimizer.step()':<{width}}moved by {config.learning_rate:g} x {norm:.4f} = {moved:.4f}",
        f"{'the same batch again:':<{width}}loss {step.loss_after:.4f}",
        f"{'twice without zero_grad():':<{width}}gradient norm {uncleared:.4f}",
    )
    return Outcome(
        lines,
        images=titled(train, batch.indices[:10]),
        values={
            "loss": step.loss,
            "gradient_norm": norm,
            "moved": moved,
            "loss_after": step.loss_after,
            "gradient_norm_uncleared": uncleared,
        },
    )


def test_one_by_one(given: Given) -> Generator[Progress, None, Outcome]:
    """Add up losses and hits over the test set, an image at a time, and read the drawing."""
    trained = yield from streaming.train(given.bench, SOFTMAX.config)
    test = given.bench.images(DatasetName.MNIST, Split.TEST)
    model, answers = trained.checkpoint, []
    for index in range(len(test)):
        answers.append(logits_on(test, model, [index]))
        if index % 500 == 0:
            yield Progress(share=index / len(test))
    every = np.concatenate(answers)
    total, correct = float(losses_of(every, test.labels).sum(dtype=np.float64)), _hits(every, test.labels)
    drawn = read_drawing(given.drawing, model)
    return Outcome(
        lines=(
            f"sum of losses: {total:.2f}, hits: {correct:,}",
            total_line(SOFTMAX.log, Measurement(test.name, len(test), correct, total / len(test))) or "",
            *drawn.lines,
        ),
        images=(*drawn.images, *wrong_ones(test, every)),
        figures=(
            Figure(
                said("accuracy on the test images"),
                percent(correct / len(test)),
                SOFTMAX.targets[0].note_says,
                _why_not_reached(SOFTMAX.targets[0], correct / len(test)),
            ),
        ),
        values={"loss": total / len(test), "correct": correct, "count": len(test), **drawn.values},
    )


def train_mlp(given: Given) -> Generator[Progress, None, Outcome]:
    """Swap the model for the MLP and train 2 epochs."""
    return (yield from _train_mlp(given, 2))


def train_mlp_longer(given: Given) -> Generator[Progress, None, Outcome]:
    """Train the MLP on, to 10 epochs."""
    return (yield from _train_mlp(given, 10))


def _train_mlp(given: Given, epochs: int) -> Generator[Progress, None, Outcome]:
    config = MLP.config
    shape = (*model_print(config.model), f"parameters: {config.model.parameter_count:,}")
    yield Progress(shape)
    trained = yield from streaming.train(
        given.bench, config, epochs=epochs, lines_of=_epoch_lines, plot_of=streaming.three_curves
    )
    target = next(each for each in MLP.targets if each.epoch == epochs or (epochs == config.epochs and not each.epoch))
    accuracy = trained.checkpoint.measurements[0].accuracy
    drawn = read_drawing(given.drawing, trained.checkpoint)
    label = said("accuracy after {epochs} epochs", epochs=epochs)
    return Outcome(
        lines=(
            *shape,
            *streaming.lines_of_all(trained, _epoch_lines),
            total_line(MLP.log, trained.checkpoint.measurements[0]) or "",
            *drawn.lines,
        ),
        images=drawn.images,
        plot=streaming.three_curves(trained.history),
        figures=(Figure(label, percent(accuracy), target.note_says, _why_not_reached(target, accuracy)),),
        values={"accuracy": accuracy, **_of_epochs(trained.history), **drawn.values},
    )


def _why_not_reached(target: RecipeTarget, accuracy: float) -> str:
    """Return why an accuracy on pixels from 0 to 1 is below the note's; nothing if it is not."""
    is_reached = target.claim_from is None or accuracy >= target.claim_from
    return "" if is_reached else target.explanation(is_normalised=False)


def _products(spec: ModelSpec) -> int:
    """Return the multiplications that one image takes forward."""
    return sum(size * following for size, following in pairwise(spec.layer_sizes))


def _epoch_lines(report: TrainingReport) -> Sequence[str]:
    record = report.finished_epoch
    if record is None:
        return ()
    line = (
        f"epoch {record.epoch}: train loss {record.train_loss:.4f}, test loss {record.test_loss:.4f}, "
        f"test accuracy {percent(streaming.known(record.test_accuracy))}"
    )
    return (line,)


def _of_epochs(history: Sequence[EpochRecord]) -> dict[str, object]:
    return {
        "train_loss": [record.train_loss for record in history],
        "test_loss": [record.test_loss for record in history],
        "test_accuracy": [record.test_accuracy for record in history],
    }


def _hits(answers: NDArray[np.float32], labels: NDArray[np.uint8]) -> int:
    return int((answers.argmax(axis=1) == labels).sum())
