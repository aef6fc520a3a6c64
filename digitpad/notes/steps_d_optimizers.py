"""What the steps of note D on optimisers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DIGITS, DatasetName, Split
from digitpad.config.recipes import find_recipe
from digitpad.models.forward import logits
from digitpad.notes.batch import first_batch, titled
from digitpad.notes.batch_step import gradient_of, mean_loss, norm_of
from digitpad.notes.optimizer_steps import Adam, Sgd
from digitpad.notes.steps_d import DIGIT_MLP
from digitpad.notes.walk import Curve, Figure, Outcome, Plot, Progress
from digitpad.notes.wording import said
from digitpad.training.batches import prepared_images
from digitpad.training.fresh_model import make_fresh_model

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from numpy.typing import NDArray

    from digitpad.config.model_spec import ModelSpec
    from digitpad.notes.optimizer_steps import Stepper
    from digitpad.notes.walk import Given

SIZES = (1, 16, 64, 256, 4096)
"""Images of the batches whose gradients are compared with that of all."""

STEPS = 30
"""Steps of each optimiser on the same batch."""


def compare_batches(given: Given) -> Generator[Progress, None, Outcome]:
    """Set the gradient of a mini-batch beside that of the whole training set."""
    config = find_recipe("softmax-sgd").config
    train = given.bench.images(DatasetName.MNIST, Split.TRAIN)
    yield Progress(share=0.2)
    model = make_fresh_model(config, DIGITS)
    inputs, labels = prepared_images(train, config.preprocessing), train.labels.astype(np.int64)
    yield Progress(share=0.5)
    whole = gradient_of(model.weights, model.spec, inputs, labels)
    lines, alike = [f"{'batch':>6}{'steps an epoch':>17}{'cosine to the whole':>22}"], {}
    for size in (each for each in SIZES if each < len(train)):
        chosen = train.batch(0, size)
        part = gradient_of(model.weights, model.spec, inputs[chosen], labels[chosen])
        alike[size] = _cosine(part, whole)
        steps = -(-len(train) // size)
        lines.append(f"{size:>6,}{steps:>17,}{alike[size]:>22.3f}")
    lines.append(f"{len(train):>6,}{1:>17}{1.0:>22.3f}")
    return Outcome(
        tuple(lines),
        figures=(
            Figure(
                said("direction of a batch of 64 against that of all images, as a cosine"),
                f"{alike[64]:.3f}",
                "",
                said("It points roughly the same way, at a thousandth of the work: so many small steps beat one."),
            ),
        ),
        values={"cosines": {str(size): cosine for size, cosine in alike.items()}, "images": len(train)},
    )


def step_side_by_side(given: Given) -> Generator[Progress, None, Outcome]:
    """Let each optimiser of the note take its steps on one and the same batch from the same first weights."""
    train = given.bench.images(DatasetName.MNIST, Split.TRAIN)
    yield Progress(share=0.1)
    model, batch = make_fresh_model(DIGIT_MLP, DIGITS), first_batch(train, DIGIT_MLP.batch_size)
    inputs = batch.images.reshape(len(batch.labels), -1)
    before = mean_loss(logits(model.weights, model.spec, inputs), batch.labels)
    curves, lines = [], [f"loss before the first step: {before:.4f}"]
    lines.append(f"{'after':<23}{'step 1':>8}{f'step {STEPS}':>9}{'moved':>8}")
    told: dict[str, object] = {}
    steppers = _steppers(1.0)
    for number, (name, stepper) in enumerate(steppers.items()):
        losses, moved = _steps(stepper, model.weights, model.spec, inputs, batch.labels)
        curves.append(Curve(name, losses, tuple(float(step) for step in range(STEPS + 1))))
        lines.append(f"{name:<23}{losses[1]:>8.4f}{losses[-1]:>9.4f}{moved:>8.4f}")
        told[name] = {"moved": moved, "losses": list(losses)}
        yield Progress(share=(number + 1) / (len(steppers) + 4), plot=Plot("step", tuple(curves)))
    lines.append("moved: how far step 1 moved all weights together")
    lines.append(f"after step {STEPS} at other learning rates:")
    spreads = {}
    for name in ("SGD", "Adam"):
        last = {}
        for factor in (0.1, 1.0, 10.0, 100.0):
            stepper = _steppers(factor)[name]
            last[f"{stepper.learning_rate:g}"] = _steps(stepper, model.weights, model.spec, inputs, batch.labels)[0][-1]
            yield Progress()
        lines += [f"{name:<6}{rate:>7}{loss:>9.4f}" for rate, loss in last.items()]
        spreads[name] = last
    return Outcome(
        tuple(lines),
        images=titled(train, batch.indices[:10]),
        plot=Plot("step", tuple(curves)),
        figures=(
            Figure(
                said("least loss of this batch after {steps} steps", steps=STEPS),
                min(curves, key=lambda curve: curve.values[-1]).name,
                said("not always Adam"),
                said("A batch that is shown again and again says how fast a step is, and nothing of new images."),
            ),
            Figure(
                said("learning rates, of four each, with which that loss falls below 1"),
                ", ".join(f"{name} {sum(loss < 1 for loss in last.values())}" for name, last in spreads.items()),
                said("Adam is less sensitive"),
            ),
        ),
        values={"optimizers": told, "learning_rates": spreads},
    )


def _steppers(factor: float) -> dict[str, Stepper]:
    """Return the note's optimisers, their learning rates times a factor."""
    return {
        "SGD": Sgd(0.01 * factor),
        "momentum 0.9": Sgd(0.01 * factor, momentum=0.9),
        "Nesterov, decay 0.0005": Sgd(0.01 * factor, momentum=0.9, nesterov=True, weight_decay=0.0005),
        "Adam": Adam(0.001 * factor),
    }


def _steps(
    stepper: Stepper,
    weights: Mapping[str, NDArray[np.float32]],
    spec: ModelSpec,
    inputs: NDArray[np.float32],
    labels: NDArray[np.int64],
) -> tuple[tuple[float, ...], float]:
    """Return the loss of a batch before and after each of the steps on it, and how far the first one moved."""
    losses, moved, now = [mean_loss(logits(weights, spec, inputs), labels)], 0.0, dict(weights)
    for step in range(STEPS):
        after = stepper.step(now, gradient_of(now, spec, inputs, labels))
        if step == 0:
            moved = norm_of({name: after[name] - now[name] for name in now})
        now = after
        losses.append(mean_loss(logits(now, spec, inputs), labels))
    return tuple(losses), moved


def _cosine(one: Mapping[str, NDArray[np.float32]], other: Mapping[str, NDArray[np.float32]]) -> float:
    product = sum(float((one[name].astype(np.float64) * other[name]).sum()) for name in one)
    return product / (norm_of(one) * norm_of(other))
