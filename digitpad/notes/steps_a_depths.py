"""What the last step of note A does: it tries networks of several depths."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.config.model_spec import ModelSpec
from digitpad.config.recipes import find_recipe
from digitpad.notes import streaming
from digitpad.notes.figures import percent
from digitpad.notes.walk import Curve, Figure, Outcome, Plot, Progress
from digitpad.notes.wording import said

if TYPE_CHECKING:
    from collections.abc import Generator

    from digitpad.notes.walk import Given

DEPTHS = (256, 128, 64, 32, 16)
"""Units of the hidden layers whose number is tried: the first so many of them."""

SLICE = 6_000
"""Training images of that trial: a tenth."""

TRIAL = replace(find_recipe("mlp-relu").config, learning_rate=0.1, epochs=4)
"""How it trains: at the note's own rate, so few steps would teach hardly anything."""


def compare_depths(given: Given) -> Generator[Progress, None, Outcome]:
    """Count the parameters of one to five hidden layers, and train each for a moment on a tenth of the images."""
    yield Progress()
    lines, curves, compared = [], [], []
    for depth in range(1, len(DEPTHS) + 1):
        spec = ModelSpec(hidden_sizes=DEPTHS[:depth])
        config = replace(TRIAL, model=spec)
        done = depth - 1
        with closing(given.bench.train(config, first=SLICE)) as reports:
            for report in reports:
                yield Progress(share=(done + report.progress) / len(DEPTHS))
        history = given.bench.trained(config, first=SLICE).history
        accuracy = streaming.known(history[-1].test_accuracy)
        sizes = "-".join(map(str, spec.layer_sizes))
        line = f"{sizes:<28} {spec.parameter_count:>8,} parameters {percent(accuracy):>10}"
        lines.append(line)
        curves.append(
            Curve(
                said("{depth} hidden", depth=depth), tuple(streaming.known(record.test_accuracy) for record in history)
            )
        )
        plot = Plot("epoch", tuple(curves))
        compared.append(
            {
                "hidden_sizes": list(spec.hidden_sizes),
                "parameters": spec.parameter_count,
                "accuracy": accuracy,
                "accuracies": [record.test_accuracy for record in history],
            }
        )
        yield Progress((line,), depth / len(DEPTHS), plot)
    best = max(range(len(curves)), key=lambda index: curves[index].values[-1])
    figure = Figure(
        said("hidden layers that did best in this trial"),
        str(best + 1),
        "3",
        said(
            "Deeper networks start more slowly, and {images:,} images for {epochs} epochs at a learning rate of "
            "{rate:g} with one seed are a look, not an answer. The experiment takes all images and three seeds.",
            images=SLICE,
            epochs=TRIAL.epochs,
            rate=TRIAL.learning_rate,
        ),
    )
    return Outcome(tuple(lines), plot=plot, figures=(figure,), values={"images": SLICE, "compared": compared})
