"""What the first steps of note D do: softmax by hand, modules, the MLP and its two paths."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DATASETS, DIGITS, DatasetName, Split
from digitpad.config.model_spec import Activation, ModelSpec
from digitpad.config.recipes import find_recipe
from digitpad.config.train_config import TrainConfig
from digitpad.data.reading import picture_of
from digitpad.explanation.passes import run_forward
from digitpad.models.forward import activate, logits, probabilities
from digitpad.notes import streaming
from digitpad.notes.batch import first_batch, titled
from digitpad.notes.batch_step import gradient_of, mean_loss, norm_of, take_batch_step
from digitpad.notes.by_hand import ADDED, cross_entropy_one_hot, one_hot_of, softmax_by_hand
from digitpad.notes.model_print import model_print
from digitpad.notes.prediction import drawing_image, drawing_logits, logits_on
from digitpad.notes.walk import Curve, Figure, Outcome, Plot, Progress
from digitpad.notes.wording import said
from digitpad.preprocessing.pipeline import rasterize
from digitpad.preprocessing.raster import prepare
from digitpad.training.fresh_model import make_fresh_model

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from digitpad.notes.walk import Given

    Floats = NDArray[np.float32]

CIFAR = find_recipe("mlp-cifar")
DIGIT_MLP = TrainConfig(model=ModelSpec(hidden_sizes=(128, 64)), learning_rate=0.01)
"""The note's perceptron without dropout, for the digits that ship: so a step is the same each time."""

SMALL_LOGITS, LARGE_LOGITS = (2.0, 1.0, 0.1), (1000.0, 999.0, 0.0)
_MASKS = 1000


def work_out_softmax(given: Given) -> Generator[Progress, None, Outcome]:
    """Work softmax and cross-entropy out by hand, then find where that breaks."""
    trained = yield from streaming.train(given.bench, find_recipe("softmax-sgd").config)
    model, test = trained.checkpoint, given.bench.images(DatasetName.MNIST, Split.TEST)
    batch = first_batch(test, 64)
    answers = logits_on(test, model, batch.indices)
    shares = softmax_by_hand(answers, ADDED)
    by_hand = cross_entropy_one_hot(shares, one_hot_of(batch.labels, len(DIGITS)))
    stable = mean_loss(answers, batch.labels)
    small, large = (np.array([values], np.float32) for values in (SMALL_LOGITS, LARGE_LOGITS))
    broken, mended = softmax_by_hand(large, ADDED), probabilities(large)
    limit = float(np.log(np.finfo(np.float32).max))
    lines = [
        f"logits {_row(small)} -> {_row(softmax_by_hand(small, ADDED))}, sum {softmax_by_hand(small, ADDED).sum():.4f}",
        f"64 test images: logits {answers.shape}, {answers.min():.2f} to {answers.max():.2f}",
        f"cross-entropy by hand, mean of -sum(one_hot * log(softmax)): {by_hand:.6f}",
        f"the same in the stable form: {stable:.6f}",
        f"logits {_row(large)}: exp gives {_row(_exponentials(large))}",
        f"by hand, with 1e-8 in the denominator: {_row(broken)}",
        f"stable, with the largest logit subtracted first: {_row(mended)}",
        f"float32 ends at {np.finfo(np.float32).max:.2g}, so that exp overflows above a logit of {limit:.2f}",
    ]
    values: dict[str, object] = {}
    if given.drawing is not None:
        scores = drawing_logits(given.drawing, model)
        lines.append(f"your drawing: logits {_row(scores, 2)} -> {_row(softmax_by_hand(scores, ADDED), 3)}")
        values["drawing"] = softmax_by_hand(scores, ADDED)[0].tolist()
    return Outcome(
        tuple(lines),
        figures=(
            Figure(
                said("cross-entropy by hand"),
                f"{by_hand:.6f}",
                "",
                said("The stable form gives {loss:.6f}: for logits like these both will do.", loss=stable),
            ),
            Figure(
                said("probability of the largest of the logits 1000, 999 and 0, by hand"),
                "NaN" if np.isnan(broken[0, 0]) else f"{broken[0, 0]:.4f}",
                "",
                said(
                    "What is added keeps the denominator from 0. It cannot help where the numerator is infinite "
                    "already: infinity over infinity is no number."
                ),
            ),
            Figure(
                said("the same in the stable form"),
                f"{mended[0, 0]:.4f}",
                "",
                said("exp(z - max z) is at most 1, and the quotient is the same."),
            ),
        ),
        values={
            "cross_entropy_by_hand": by_hand,
            "cross_entropy_stable": stable,
            "overflows": bool(np.isnan(broken).any()),
            "stable": mended[0].tolist(),
            "largest_logit": limit,
            **values,
        },
    )


def run_module(_given: Given) -> Generator[Progress, None, Outcome]:
    """Print the small module and run it on a few random inputs."""
    yield Progress()
    generator = np.random.default_rng(0)
    sizes = (10, 20, 1)
    weights = [
        (_even(generator, (following, size), size), _even(generator, (following,), size))
        for size, following in pairwise(sizes)
    ]
    inputs = generator.standard_normal((4, sizes[0])).astype(np.float32)
    signal = inputs
    for weight, bias in weights:
        signal = signal @ weight.T + bias
        activate(signal, Activation.SIGMOID)
    count = sum(weight.size + bias.size for weight, bias in weights)
    return Outcome(
        lines=(
            "Net(",
            "  (hidden): Linear(in_features=10, out_features=20, bias=True)",
            "  (output): Linear(in_features=20, out_features=1, bias=True)",
            "  (sigmoid): Sigmoid()",
            ")",
            *(
                f"{name}.{kind}: {part.shape}"
                for name, layer in zip(("hidden", "output"), weights, strict=True)
                for kind, part in zip(("weight", "bias"), layer, strict=True)
            ),
            f"parameters: 10 x 20 + 20 + 20 x 1 + 1 = {count}",
            f"inputs {inputs.shape} -> outputs {signal.shape}: {_row(signal.T, 4)}",
        ),
        values={"parameters": count, "outputs": signal[:, 0].tolist()},
    )


def draw_activations(_given: Given) -> Generator[Progress, None, Outcome]:
    """Draw sigmoid, tanh and ReLU over a range of sums."""
    yield Progress()
    places = np.linspace(-5, 5, 101, dtype=np.float32)
    curves, lines = [], [f"x:        {_row(places[np.newaxis, ::25], 2)}"]
    ranges: dict[str, list[float]] = {}
    for kind in (Activation.SIGMOID, Activation.TANH, Activation.RELU):
        values = places.copy()
        activate(values, kind)
        curves.append(Curve(kind.value, tuple(values.tolist()), tuple(places.tolist())))
        lines.append(f"{kind.value + ':':<9} {_row(values[np.newaxis, ::25], 4)}")
        ranges[kind.value] = [float(values.min()), float(values.max())]
    return Outcome(
        tuple(lines), plot=Plot("x", tuple(curves), x_range=(-5, 5), y_range=(-1.5, 5)), values={"ranges": ranges}
    )


def drop_units(given: Given) -> Generator[Progress, None, Outcome]:
    """Print the MLP for CIFAR-10, and silence half the units before its last layer on one picture."""
    config = CIFAR.config
    test = given.bench.images(DatasetName.MNIST, Split.TEST)
    yield Progress(share=0.3)
    model = make_fresh_model(config, DATASETS[DatasetName.CIFAR10].class_names)
    drawing = given.drawing or picture_of(test, 0)
    raster = rasterize(drawing, config.preprocessing).pixels
    inputs = prepare(raster[np.newaxis], config.preprocessing)
    units = run_forward(model.weights, config.model, inputs)[-2].outputs[0]
    yield Progress(share=0.6)
    generator = np.random.default_rng(0)
    keep = np.float32(1.0 - config.model.dropout)
    masks = (generator.random((_MASKS, len(units))) < keep).astype(np.float32) / keep
    last, bias = (model.weights[f"layers.2.{part}"] for part in ("weight", "bias"))
    whole, dropped = last @ units + bias, (masks * units) @ last.T + bias
    silenced = int((masks[0] == 0).sum())
    lines = (
        *model_print(config.model),
        f"parameters: {config.model.parameter_count:,}",
        f"before the last layer: {len(units)} units, {int((units > 0).sum())} of them above 0",
        f"training mode, one draw: {silenced} silenced, the others times {1 / keep:g}",
        "logits in training mode:",
        f"  {_row(dropped[:1], 2)}",
        f"the mean of {_MASKS:,} draws:",
        f"  {_row(dropped.mean(axis=0, keepdims=True), 2)}",
        "logits in evaluation mode:",
        f"  {_row(whole[np.newaxis], 2)}",
    )
    return Outcome(
        lines,
        images=(drawing_image(raster, said("as the model sees it")),),
        values={
            "parameters": config.model.parameter_count,
            "silenced": silenced,
            "logits_evaluation": whole.tolist(),
            "logits_training_mean": dropped.mean(axis=0).tolist(),
        },
    )


def go_both_ways(given: Given) -> Generator[Progress, None, Outcome]:
    """Go forward to a loss and back to every gradient, check one of them, and take the step."""
    config = DIGIT_MLP
    train = given.bench.images(DatasetName.MNIST, Split.TRAIN)
    yield Progress(share=0.3)
    model, batch = make_fresh_model(config, DIGITS), first_batch(train, config.batch_size)
    # in float64, so that a difference of two losses has digits left
    weights = {name: weight.astype(np.float64) for name, weight in model.weights.items()}
    inputs = batch.images.reshape(len(batch.labels), -1).astype(np.float64)
    gradient = gradient_of(weights, config.model, inputs, batch.labels)  # type: ignore[arg-type] # float64
    name = "layers.1.weight"
    steepest = np.unravel_index(int(np.abs(gradient[name]).argmax()), gradient[name].shape)
    place = int(steepest[0]), int(steepest[1])
    numeric = _slope(weights, config.model, inputs, batch.labels, name, place)
    step = take_batch_step(model.weights, model.spec, inputs.astype(np.float32), batch.labels, config.learning_rate)
    layers = run_forward(model.weights, model.spec, inputs.astype(np.float32))
    forward = [f"forward: inputs {inputs.shape}"]
    forward += [f"  layer {number}: sums {layer.sums.shape}" for number, layer in enumerate(layers)]
    backward = [
        f"  layer {number}: weights {gradient[f'layers.{number}.weight'].shape}, gradient norm "
        f"{norm_of({'w': gradient[f'layers.{number}.weight'], 'b': gradient[f'layers.{number}.bias']}):.4f}"
        for number in reversed(range(len(layers)))
    ]
    by_rule = float(gradient[name][place])
    return Outcome(
        (
            *forward,
            f"  loss: {step.loss:.6f}",
            "backward, from the last layer to the first:",
            *backward,
            f"one weight, {name}{list(place)}:",
            f"  chain rule          {by_rule:.8f}",
            f"  difference quotient {numeric:.8f}",
            f"update with learning rate {config.learning_rate:g}: loss {step.loss:.6f} -> {step.loss_after:.6f}",
        ),
        images=titled(train, batch.indices[:10]),
        figures=(
            Figure(
                said("gradient of one weight by the chain rule"),
                f"{by_rule:.8f}",
                "",
                said("The quotient of two losses, with that weight moved a little, is {slope:.8f}.", slope=numeric),
            ),
        ),
        values={
            "loss": step.loss,
            "loss_after": step.loss_after,
            "gradient": by_rule,
            "difference_quotient": numeric,
            "gradient_norms": [norm_of({name: gradient[name]}) for name in sorted(gradient)],
        },
    )


def _slope(  # noqa: PLR0913, PLR0917 - a model, a batch, and one of its weights
    weights: dict[str, NDArray[np.float64]],
    spec: ModelSpec,
    inputs: NDArray[np.float64],
    labels: NDArray[np.integer],
    name: str,
    place: tuple[int, int],
    width: float = 1e-5,
) -> float:
    """Return the difference quotient of a batch's loss with respect to one weight."""
    losses = []
    for side in (width, -width):
        moved = weights[name].copy()
        moved[place] += side
        answers = logits({**weights, name: moved}, spec, inputs)  # type: ignore[dict-item, arg-type] # float64
        losses.append(mean_loss(answers, labels))
    return (losses[0] - losses[1]) / (2 * width)


def _even(generator: np.random.Generator, shape: tuple[int, ...], size: int) -> Floats:
    """Return first weights as `torch.nn.Linear` draws them: evenly within 1 / sqrt(size) of 0."""
    return generator.uniform(-(size**-0.5), size**-0.5, shape).astype(np.float32)


def _exponentials(values: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return np.exp(values)


def _row(values: NDArray[np.floating], places: int = 4) -> str:
    """Return the first row of numbers as text."""
    numbers: Sequence[float] = values[0].tolist()
    return " ".join(f"{number:.{places}f}" if abs(number) < 1e6 else f"{number:g}" for number in numbers)
