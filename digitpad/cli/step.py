"""``digitpad step``: steps of gradient descent on one sample, in numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.drawings import FileDrawing, drawings_in
from digitpad.cli.options import JsonOption, class_among
from digitpad.config.dataset_info import DATASETS
from digitpad.config.number_limits import MOST_REPEATS
from digitpad.errors import ConfigError, DigitpadError, require

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.explanation.step import Step
    from digitpad.explanation.step_sample import StepSample
    from digitpad.models.checkpoint import Checkpoint


def step(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="A picture, or an ink file whose first drawing is taken.", show_default=False
        ),
    ] = None,
    *,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A copy of this model: softmax, mlp (if left out), one of yours, or a file."),
    ] = None,
    recipe: Annotated[
        str | None, typer.Option(metavar="NAME", help="A fresh model instead, as training by this recipe begins.")
    ] = None,
    image: Annotated[
        int | None,
        typer.Option(metavar="N", help="The Nth training image of the model's data set, from 1; 1 if left out."),
    ] = None,
    label: Annotated[
        str | None,
        typer.Option(
            metavar="K", help="What FILE shows: a class's number from 0 or its name; the ink's own if left out."
        ),
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(metavar="X", help="Size of the step; the one it was trained with, or 0.1 if that was not by SGD."),
    ] = None,
    times: Annotated[
        int, typer.Option(metavar="N", min=1, max=MOST_REPEATS, help="Steps to take, one after another.")
    ] = 1,
    json: JsonOption = False,
) -> None:
    """Take a step of training on one image or drawing, and print every number of it.

    Forward, loss, backward, update: plain gradient descent, without momentum, weight decay or dropout. Nothing is
    saved.
    """
    from digitpad.explanation.step import default_learning_rate, take_steps

    _check(file, model, recipe, image, label)
    checkpoint = _fresh(recipe) if recipe is not None else _loaded(model or "mlp")
    sample = _image(checkpoint, 1 if image is None else image) if file is None else _drawing(checkpoint, file, label)
    rate = default_learning_rate(checkpoint.config) if learning_rate is None else learning_rate
    steps = take_steps(checkpoint.weights, checkpoint.spec, sample.inputs, sample.label, rate, times)
    for number, taken in enumerate(steps, start=1):
        if json:
            console.say_json(_described(taken))
            continue
        if number == 1:
            name = f"{recipe}, fresh" if recipe is not None else model or "mlp"
            console.say(f"{name} on {sample.name}: {checkpoint.class_names[sample.label]}; learning rate {rate:g}")
        if times > 1:
            console.say(f"step {number} of {times}")
        for line in _text(taken, checkpoint.class_names):
            console.say(line)


def _check(file: Path | None, model: str | None, recipe: str | None, image: int | None, label: str | None) -> None:
    require(
        model is None or recipe is None,
        "Which model?",
        "Name one that is there with --model, or a fresh one with --recipe, and not both.",
    )
    require(
        file is None or image is None,
        "Which sample?",
        "Name a file, or a training image with --image, and not both.",
    )
    require(
        file is not None or label is None,
        "A training image has its label",
        "--label says what a file shows. Name a file, or leave it out.",
    )


def _loaded(name: str) -> Checkpoint:
    from digitpad.library.library import Library

    return Library.of_user().load(name)


def _fresh(name: str) -> Checkpoint:
    from digitpad.config.recipes import find_recipe
    from digitpad.training.fresh_model import make_fresh_model

    config = find_recipe(name).config
    return make_fresh_model(config, DATASETS[config.dataset].class_names)


def _image(checkpoint: Checkpoint, number: int) -> StepSample:
    from digitpad.explanation.step_sample import TrainingImages

    with console.status("reading images"):
        images = TrainingImages(checkpoint)
    return images.take(number)


def _drawing(checkpoint: Checkpoint, file: Path, label: str | None) -> StepSample:
    """Return a file's first drawing, just as the model reads it."""
    from digitpad.explanation.step_sample import sample_of_drawing

    names = checkpoint.class_names
    asked = None if label is None else class_among(names, label)
    drawn = _first(file)
    if asked is None:
        own = str(drawn.label)
        if own not in names:
            raise ConfigError(
                "What does this show?",
                "{origin} has no label that is a class of this model. Say with --label what it shows.",
                origin=drawn.origin,
            )
        asked = names.index(own)
    return sample_of_drawing(drawn.drawing, checkpoint, asked, drawn.origin)


def _first(file: Path) -> FileDrawing:
    found = list(drawings_in(file))
    for drawn in found:
        if isinstance(drawn, FileDrawing):
            return drawn
    raise next(each for each in found if isinstance(each, DigitpadError))


def _described(taken: Step) -> dict[str, object]:
    return {
        "logits": taken.softmax.logits,
        "shifted": taken.softmax.shifted,
        "exponentials": taken.softmax.exponentials,
        "probabilities": taken.softmax.probabilities,
        "loss": taken.loss,
        "logit_gradient": taken.logit_gradient,
        "layers": [
            {
                "name": layer.name,
                "gradient_norm": layer.gradient_norm,
                "weight_norm_before": layer.weight_norm_before,
                "weight_norm_after": layer.weight_norm_after,
            }
            for layer in taken.layers
        ],
        "loss_after": taken.loss_after,
    }


def _text(taken: Step, class_names: tuple[str, ...]) -> Iterator[str]:
    softmax, widest = taken.softmax, max(5, *map(len, class_names))
    yield f"  {'class':<{widest}}  {'logit':>10}  {'less max':>10}  {'exp':>8}  {'p':>8}  {'p - y':>9}"
    columns = (softmax.logits, softmax.shifted, softmax.exponentials, softmax.probabilities, taken.logit_gradient)
    for name, *(logit, shifted, exponential, probability, gradient) in zip(class_names, *columns, strict=True):
        yield (
            f"  {name:<{widest}}  {logit:>+10.4f}  {shifted:>+10.4f}  {exponential:>8.6f}  {probability:>8.6f}"
            f"  {gradient:>+9.6f}"
        )
    yield f"  {'norms':<{widest}}  {'gradient':>10}  {'weights':>10}  {'after':>10}"
    for layer in taken.layers:
        yield (
            f"  {layer.name:<{widest}}  {layer.gradient_norm:>10.6f}  {layer.weight_norm_before:>10.6f}"
            f"  {layer.weight_norm_after:>10.6f}"
        )
    yield f"  loss {taken.loss:.6f}, after the step {taken.loss_after:.6f}"
