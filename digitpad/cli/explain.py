"""``digitpad explain``: what in a drawing speaks for a class, and what against it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.drawings import FileDrawing, read_each
from digitpad.cli.options import JsonOption, ModelOption, class_among
from digitpad.config.dataset_info import DIGITS
from digitpad.explanation.method import Method

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.explanation.evidence import Evidence
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.recognition.recognizer import Prediction

STRONGEST = 10
"""Pixels of the table."""

COLOURS = ("red", "green", "blue")
"""Channels, in the order of a model's inputs."""


def explain(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Pictures and ink files (.jsonl).")],
    *,
    model: ModelOption = "mlp",
    class_: Annotated[
        str | None,
        typer.Option(
            "--class",
            metavar="K",
            help="Which class to find evidence for, by its number from 0 or its name; the model's answer if left out.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="J", help="Why that class rather than this one: everything is of the two's difference."),
    ] = None,
    method: Annotated[
        Method | None,
        typer.Option(
            help="How: exact for softmax regression alone, gradient (times input), or integrated gradients from the "
            "blank raster; the one that adds up if left out.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Say why a model reads a drawing as it does: how much each pixel speaks for a class, or against it.

    Ink is read as one digit. Goes on past what cannot be read, and then ends with exit status 1.
    """
    from digitpad.explanation.evidence import check_question, find_evidence, inputs_of
    from digitpad.library.library import Library
    from digitpad.recognition.recognizer import Recognizer

    checkpoint = Library.of_user().load(model)
    names = checkpoint.class_names
    wanted, other = (None if each is None else class_among(names, each) for each in (class_, against))
    check_question(checkpoint, wanted, other, method)
    recognizer = Recognizer(checkpoint)

    def read(drawing: Drawing) -> tuple[Prediction, Evidence]:
        prediction = recognizer.predict(drawing)
        chosen = prediction.ranking[0] if wanted is None else wanted
        return prediction, find_evidence(checkpoint, inputs_of(checkpoint, prediction.raster), chosen, other, method)

    for drawn, (prediction, evidence) in read_each(files, read):
        if json:
            console.say_json(_described(drawn, model, prediction, evidence))
        else:
            for line in _text(drawn, prediction, evidence, checkpoint):
                console.say(line)


def _described(drawn: FileDrawing, model: str, prediction: Prediction, evidence: Evidence) -> dict[str, object]:
    return {
        "file": str(drawn.file),
        "index": drawn.index,
        "model": model,
        "digit": int(prediction.label) if prediction.label in DIGITS else None,
        "class": evidence.class_index,
        "against": evidence.against,
        "method": evidence.method,
        "inputs": evidence.inputs.tolist(),
        "logits": evidence.logits.tolist(),
        "evidence": evidence.values.tolist(),
        "total": evidence.total,
        "bias": evidence.bias,
        "baseline": evidence.baseline,
    }


def _text(drawn: FileDrawing, prediction: Prediction, evidence: Evidence, checkpoint: Checkpoint) -> Iterator[str]:
    names = checkpoint.class_names
    question = names[evidence.class_index]
    if evidence.against is not None:
        question += f" rather than {names[evidence.against]}"
    yield f"{drawn.origin}: {prediction.label} ({console.percent(max(prediction.probabilities))})"
    yield f"  evidence for {question}, {evidence.method}"
    for name, number in _sums(evidence):
        yield f"  {name:<12}  {number:>+10.4f}"
    yield from _strongest(evidence, checkpoint)


def _sums(evidence: Evidence) -> Iterator[tuple[str, float]]:
    """Yield the terms of a logit, or of the difference of two, and then their sum."""
    values = evidence.values.astype("float64")
    yield "for", values[values > 0].sum()
    yield "against", values[values < 0].sum()
    if evidence.bias is not None:
        yield "bias", evidence.bias
    elif evidence.baseline is not None:
        yield "blank raster", evidence.baseline
    else:
        yield "the rest", evidence.difference - evidence.total
    yield "logit" if evidence.against is None else "difference", evidence.difference


def _strongest(evidence: Evidence, checkpoint: Checkpoint) -> Iterator[str]:
    """Yield a table of the pixels that say most, each with the product that its evidence is; both count from 1."""
    preprocessing = checkpoint.preprocessing
    size, is_colour = preprocessing.image_size, preprocessing.channels == 3
    value = "over blank" if evidence.method is Method.INTEGRATED else "value"
    weight = "weight" if evidence.method is Method.EXACT else "gradient"
    yield f"  row  column  {'colour  ' if is_colour else ''}{value:>10}  {weight:>10}  {'product':>10}"
    columns = evidence.factors, evidence.weights, evidence.values
    for index in abs(evidence.values).argsort(kind="stable")[: -STRONGEST - 1 : -1].tolist():
        channel, pixel = divmod(index, size * size)
        colour = f"{COLOURS[channel]:<6}  " if is_colour else ""
        numbers = "  ".join(f"{array[index]:>+10.4f}" for array in columns)
        yield f"  {pixel // size + 1:>3}  {pixel % size + 1:>6}  {colour}{numbers}"
