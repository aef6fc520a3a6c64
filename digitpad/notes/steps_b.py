"""What the steps of note B do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DIGITS, DatasetName, Split
from digitpad.config.recipe_targets import TargetKind
from digitpad.config.recipes import find_recipe
from digitpad.evaluation.metrics import evaluate_logits
from digitpad.models.forward import logits, probabilities
from digitpad.notes import streaming
from digitpad.notes.batch import first_batch, titled, titled_with_predictions
from digitpad.notes.batch_step import mean_loss, norm_of, take_batch_step
from digitpad.notes.figures import percent
from digitpad.notes.model_print import model_print
from digitpad.notes.prediction import logits_on, random_picture, read_drawing, wrong_ones
from digitpad.notes.walk import Curve, Figure, Outcome, Plot, Progress
from digitpad.notes.wording import said
from digitpad.training.batches import prepared_images
from digitpad.training.fresh_model import make_fresh_model

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from digitpad.models.checkpoint import EpochRecord
    from digitpad.notes.walk import Given

RECIPE = find_recipe("softmax-wikidocs")

LINES = streaming.note_lines(RECIPE)
"""What the note prints while it trains."""

RAW = next(target for target in RECIPE.targets if target.kind is TargetKind.UNSCALED)

UNEVEN = 128
"""A batch size that does not divide the training images, to show what is left over."""


def draw_twice(_given: Given) -> Generator[Progress, None, Outcome]:
    """Draw first weights twice with the note's seed, and once with another."""
    yield Progress()
    config = RECIPE.config
    first, again, other = (
        make_fresh_model(replace(config, seed=seed), DIGITS).weights["layers.0.weight"]
        for seed in (config.seed, config.seed, config.seed + 1)
    )
    is_same, is_other_same = bool((first == again).all()), bool((first == other).all())
    lines = (
        "the first five weights:",
        *(
            f"  seed {seed}: {' '.join(f'{weight:+.6f}' for weight in drawn[0, :5])}"
            for seed, drawn in ((config.seed, first), (config.seed, again), (config.seed + 1, other))
        ),
        f"all {first.size:,} the same again: {is_same}; with the other seed: {is_other_same}",
    )
    return Outcome(
        lines,
        values={"seed": config.seed, "is_same_again": is_same, "is_same_with_other_seed": is_other_same},
    )


def show_batch(given: Given) -> Generator[Progress, None, Outcome]:
    """Show the first batch, count the batches, and weigh an incomplete one."""
    yield Progress()
    train, config = given.bench.images(DatasetName.MNIST, Split.TRAIN), RECIPE.config
    batch = first_batch(train, config.batch_size, drops_last=True)
    left, uneven = (len(train) % size for size in (config.batch_size, UNEVEN))
    lines = [*batch.lines, f"images left over in batches of {config.batch_size}: {left}"]
    if uneven:
        lines += [
            f"images left over in batches of {UNEVEN}: {uneven}",
            f"  each weighs {UNEVEN / uneven:.2f} times as much in its step as another",
        ]
    return Outcome(
        tuple(lines),
        images=titled(train, batch.indices[:20]),
        figures=(
            Figure(said("batches in an epoch"), f"{batch.batches:,}", "600"),
            Figure(said("images of a batch"), f"{batch.images.shape}", "(100, 1, 28, 28)"),
            Figure(said("labels of a batch"), f"{batch.labels.shape}", "(100,)"),
        ),
        values={**batch.values, "left_over": left},
    )


def look_at_model(given: Given) -> Generator[Progress, None, Outcome]:
    """Print the model, work out the loss in both ways, and take its first step."""
    yield Progress()
    train, config = given.bench.images(DatasetName.MNIST, Split.TRAIN), RECIPE.config
    model = make_fresh_model(config, DIGITS)
    batch = first_batch(train, config.batch_size)
    inputs, labels = batch.images.reshape(len(batch.labels), -1), batch.labels
    answers = logits(model.weights, model.spec, inputs)
    inside = mean_loss(answers, labels)
    by_hand = float(-np.log(probabilities(answers)[np.arange(len(labels)), labels]).mean())
    step = take_batch_step(model.weights, model.spec, inputs, labels, config.learning_rate)
    norm = norm_of(step.gradient)
    lines = (
        *model_print(config.model),
        f"weights: {model.weights['layers.0.weight'].shape}, bias: {model.weights['layers.0.bias'].shape}",
        f"cross-entropy of the logits: {inside:.6f}",
        f"softmax, then the mean of -log p: {by_hand:.6f}",
        f"gradient norm: {norm:.4f}",
        f"after a step at learning rate {config.learning_rate:g}: loss {step.loss_after:.6f}",
    )
    drawn = read_drawing(given.drawing, model)
    return Outcome(
        (*lines, *drawn.lines),
        images=drawn.images,
        figures=(
            Figure(
                said("cross-entropy with softmax inside"),
                f"{inside:.6f}",
                "",
                said("Softmax and the logarithm by hand come to {by_hand:.6f}.", by_hand=by_hand),
            ),
        ),
        values={"cross_entropy": inside, "by_hand": by_hand, "loss_after_a_step": step.loss_after, **drawn.values},
    )


def train(given: Given) -> Generator[Progress, None, Outcome]:
    """Train 15 epochs, and print the cost of each."""
    trained = yield from streaming.train(given.bench, RECIPE.config, lines_of=LINES, plot_of=_cost_plot)
    costs = [record.train_loss for record in trained.history]
    drawn = read_drawing(given.drawing, trained.checkpoint)
    return Outcome(
        lines=(*streaming.lines_of_all(trained, LINES), *drawn.lines),
        images=drawn.images,
        plot=_cost_plot(trained.history),
        figures=(Figure(said("cost after the last epoch"), f"{costs[-1]:.9f}", ""),),
        values={"costs": costs, **drawn.values},
    )


def test(given: Given) -> Generator[Progress, None, Outcome]:
    """Compare the largest logit with the label over the whole test set."""
    trained = yield from streaming.train(given.bench, RECIPE.config)
    images = given.bench.images(DatasetName.MNIST, Split.TEST)
    answers = logits_on(images, trained.checkpoint)
    is_right = answers.argmax(axis=1) == images.labels
    accuracy = float(is_right.mean())
    drawn = read_drawing(given.drawing, trained.checkpoint)
    return Outcome(
        lines=(
            f"prediction: {answers.shape}",
            f"argmax(prediction, 1) == labels: {' '.join(map(str, is_right[:5].tolist()))} ...",
            f"Accuracy: {accuracy:.6f}",
            *drawn.lines,
        ),
        images=(*drawn.images, *wrong_ones(images, answers)),
        figures=(
            Figure(said("shape of the predictions"), f"{answers.shape}", "(10000, 10)"),
            Figure(said("accuracy on test images from 0 to 1"), percent(accuracy), ""),
        ),
        values={"shape": list(answers.shape), "accuracy": accuracy, **drawn.values},
    )


def show_random_picture(given: Given) -> Generator[Progress, None, Outcome]:
    """Show a random test picture with its label and the prediction."""
    trained = yield from streaming.train(given.bench, RECIPE.config)
    images = given.bench.images(DatasetName.MNIST, Split.TEST)
    return random_picture(images, trained.checkpoint, given.bench.generator)


def see_what_changes(given: Given) -> Generator[Progress, None, Outcome]:
    """Compare the weights before and after training, and answers with and without softmax."""
    trained = yield from streaming.train(given.bench, RECIPE.config)
    images, model = given.bench.images(DatasetName.MNIST, Split.TEST), trained.checkpoint
    before = make_fresh_model(RECIPE.config, DIGITS).weights
    changed = {name: int((model.weights[name] != before[name]).sum()) for name in before}
    kept = {name: tensor.copy() for name, tensor in model.weights.items()}
    blank = int((given.bench.images(DatasetName.MNIST, Split.TRAIN).pixels.max(axis=0) == 0).sum())
    tiny = 10 * (model.weights["layers.0.weight"][0].size - blank) - changed["layers.0.weight"]
    answers = logits_on(images, model)
    is_untouched = all(bool((model.weights[name] == kept[name]).all()) for name in kept)
    agreed = int((answers.argmax(axis=1) == probabilities(answers).argmax(axis=1)).sum())
    lines = (
        *(
            f"{name.removeprefix('layers.0.')}: {count:,} of {before[name].size:,} numbers changed in training"
            for name, count in changed.items()
        ),
        f"pixels that are 0 in every training image: {blank}",
        f"  whose {10 * blank} weights have no gradient",
        *((f"weights with gradients too small to change them: {tiny}",) if tiny else ()),
        "softmax: 0 numbers to change",
        f"weights the same before and after the test: {is_untouched}",
        f"argmax of the logits is that of the probabilities: {agreed:,} of {len(images):,}",
    )
    return Outcome(
        lines,
        values={"changed": changed, "blank_pixels": blank, "is_untouched_by_test": is_untouched, "agreed": agreed},
    )


def test_raw_images(given: Given) -> Generator[Progress, None, Outcome]:
    """Test on images as trained, and on raw ones from 0 to 255 as the note does by mistake."""
    trained = yield from streaming.train(given.bench, RECIPE.config)
    images, model = given.bench.images(DatasetName.MNIST, Split.TEST), trained.checkpoint
    inputs = prepared_images(images, model.preprocessing)
    yield Progress(share=0.5)
    answers, raw = (logits(model.weights, model.spec, each) for each in (inputs, inputs * np.float32(255)))
    right, mistaken = (evaluate_logits(each, images.labels) for each in (answers, raw))
    other = np.flatnonzero((answers.argmax(axis=1) == images.labels) & (raw.argmax(axis=1) != images.labels))[:10]
    bias = model.weights["layers.0.bias"]
    lines = (
        f"0 to 1:   accuracy {right.accuracy:.4f}, loss {right.loss:.4f}",
        f"0 to 255: accuracy {mistaken.accuracy:.4f}, loss {mistaken.loss:.4f}",
        f"largest logit: {answers.max():.1f}, and {raw.max():.1f} of raw images",
        f"biases: {bias.min():.3f} to {bias.max():.3f}, added to either",
    )
    return Outcome(
        lines,
        images=titled_with_predictions(images, other, raw[other].argmax(axis=1)),
        figures=(
            Figure(said("accuracy, test images from 0 to 1 as in training"), percent(right.accuracy), ""),
            Figure(
                said("accuracy, test images left in 0 to 255 as the note does"),
                percent(mistaken.accuracy),
                "",
                RAW.mistake,
            ),
        ),
        values={
            "accuracy": right.accuracy,
            "loss": right.loss,
            "accuracy_raw": mistaken.accuracy,
            "loss_raw": mistaken.loss,
        },
    )


def _cost_plot(history: Sequence[EpochRecord]) -> Plot:
    return Plot("epoch", (Curve("cost", tuple(record.train_loss for record in history)),))
