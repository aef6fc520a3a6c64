"""A small note to walk through, whose steps can be held up by the test."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from digitpad.config.dataset_info import DatasetName
from digitpad.errors import DatasetError, DigitpadError
from digitpad.ink.labelled_drawing import LabelledDrawing
from digitpad.notes.walk import Curve, Figure, Image, NoteName, Outcome, Plot, Progress, Step, View, Walk
from tests.support.inks import SEVEN

if TYPE_CHECKING:
    from collections.abc import Generator

    from digitpad.notes.walk import Given, Run

PLOT = Plot("epoch", (Curve("train loss", (0.9, 0.5)), Curve("test accuracy", (0.7, 0.8))))


@dataclass
class Gate:
    """Holds a step up until it is opened; tells what became of the step."""

    is_open: threading.Event = field(default_factory=threading.Event)
    was_closed: threading.Event = field(default_factory=threading.Event)

    def run(self, _given: Given) -> Generator[Progress, None, Outcome]:
        """Print a line and a curve, wait for the gate, and come to the outcome."""
        try:
            yield Progress(("first line",), 0.25, PLOT)
            while not self.is_open.wait(0.002):
                yield Progress(share=0.5)
        except GeneratorExit:
            self.was_closed.set()
            raise
        return Outcome(("first line", "last line"), plot=PLOT, figures=(Figure("share", "0.5", "half"),))


def show(_given: Given) -> Generator[Progress, None, Outcome]:
    """Come to an outcome of every kind."""
    yield Progress(("images: (2, 1, 28, 28)",))
    pixels = np.zeros((28, 28), np.uint8)
    return Outcome(
        lines=("images: (2, 1, 28, 28)", "labels: (2,)"),
        images=(Image(pixels, "7", is_right=None), Image(pixels, "ankle boot\nsandal", is_right=False)),
        figures=(Figure("accuracy", "90.28 %", "92.11 %", "Without mean and std."),),
        plot=PLOT,
    )


def put_on_pad(_given: Given) -> Generator[Progress, None, Outcome]:
    """Come to a drawing."""
    yield Progress()
    return Outcome(("label 7",), for_pad=LabelledDrawing(SEVEN, "a note", label="7"))


def read_drawing(given: Given) -> Generator[Progress, None, Outcome]:
    """Tell what was drawn."""
    yield Progress()
    return Outcome((f"drawn: {given.drawing is not None}",))


def find_no_data(_given: Given) -> Generator[Progress, None, Outcome]:
    """Find no data set."""
    yield Progress()
    raise DatasetError("CIFAR-10 is not here", "Fetch it.")


def fail(_given: Given) -> Generator[Progress, None, Outcome]:
    """Fail for another reason."""
    yield Progress()
    raise DigitpadError("The loss grew", "Take a lower rate.")


def step(key: str, run: Run, **more: Any) -> Step:
    """Return a step that does something."""
    texts = {"title": f"About {key}", "text": "Two sentences. And one more.", "verb": "Do it"}
    return Step(key=key, numbers=(1,), run=run, **{**texts, **more})


def small_walks(gate: Gate) -> tuple[Walk, Walk]:
    """Return two walks: one of a step of each kind, and a short one."""
    steps = (
        step("show", show, code="x + y", note_says="92.11 % in the end", dataset=DatasetName.MNIST, view=View.DATA),
        step("held", gate.run, note_says="half", view=View.TRAINING, recipe="softmax-sgd"),
        step("pad", put_on_pad, view=View.SOFTMAX),
        step("drawn", read_drawing, needs_drawing=True, view=View.EXPERIMENT, experiment="why-four-layers"),
        step("missing", find_no_data, dataset=DatasetName.CIFAR10),
        step("failing", fail),
    )
    first = Walk(name=NoteName.A, title="A small note", about="Everything once.", steps=steps)
    return first, Walk(name=NoteName.B, title="Another", about="Once more.", steps=(step("show", show),))


def outcome_of(step: Step, given: Given) -> tuple[list[Progress], Outcome]:
    """Run a step to its end; return what it gave while it ran as well."""
    seen: list[Progress] = []
    running = step.run(given)
    while True:
        try:
            seen.append(next(running))
        except StopIteration as end:
            return seen, end.value
