"""Ready-made sweeps: a question of the study notes each, and how to read the answer."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.errors import ConfigError
from digitpad.experiments.sweep import Sweep, Variation
from digitpad.training.request import TrainRequest

VALIDATION = 10_000
"""Training images held out to choose by: a sixth of MNIST's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyMade:
    """A sweep with the question it answers."""

    name: str  # what the command line calls it
    title: str
    question: str
    reading: str  # how to read its table and curves
    sweep: Sweep


def find_ready_made(name: str) -> ReadyMade:
    """Return the ready-made sweep of that name.

    Raises
    ------
    ConfigError
        If there is none.
    """
    for each in READY_MADE:
        if each.name == name:
            return each
    raise ConfigError(
        "There is no such ready-made sweep",
        "{name} is not one of them: {names}. To vary settings of your own, give --recipe and --vary.",
        name=name,
        names=", ".join(each.name for each in READY_MADE),
    )


def _base(recipe: str, **asked: object) -> TrainRequest:
    return TrainRequest(recipe=recipe, asked={"validation": VALIDATION, **asked})


_EQUAL = ("305", "263,132", "256,128,64", "254,127,64,32", "254,127,64,32,16")
"""One to five hidden layers, each half the one before, with the 242,762 parameters of the note's three, to 0.2 %."""

_GROWING = ("256", "256,256", "256,256,256", "256,256,256,256", "256,256,256,256,256")
"""One to five hidden layers of 256 units: 203,530 parameters, and 65,792 more with each layer."""


READY_MADE = (
    ReadyMade(
        name="why-four-layers",
        title="Why four layers?",
        question="Are four layers of weights better than two, three, five or six, and is it their depth or their "
        "number of parameters?",
        reading="The first five rows have 1 to 5 hidden layers with the same 242,762 parameters, to within 0.2 %; the "
        "last five have layers of 256 units, so that parameters grow from 203,530 to 466,698. If depth itself "
        "helped, the first five would rise; compare the differences with the range over the seeds.",
        sweep=Sweep(
            name="why-four-layers",
            base=_base("mlp-relu"),
            combinations=tuple((("hidden", sizes),) for sizes in (*_EQUAL, *_GROWING)),
            seeds=3,
        ),
    ),
    ReadyMade(
        name="learning-rates",
        title="Learning rates for sigmoid and ReLU",
        question="Which learning rate suits the sigmoid, and which ReLU?",
        reading="Read down the rates of one activation, and see at which it is best. The sigmoid's slope is at most a "
        "quarter, so that gradients shrink with every layer: see whether small rates move it off chance, which is "
        "about 10 %, and how far apart the two best rates are.",
        sweep=Sweep(
            name="learning-rates",
            base=_base("mlp-relu", hidden_sizes=(256, 128), epochs=4),
            variations=(
                Variation("activation", ("relu", "sigmoid")),
                Variation("learning-rate", ("0.01", "0.03", "0.1", "0.3", "1")),
            ),
            seeds=2,
        ),
    ),
    ReadyMade(
        name="batch-sizes",
        title="Batch sizes",
        question="What does the size of a batch change, at the same learning rate and number of epochs?",
        reading="Half the batch means twice the steps in an epoch, each of a noisier gradient. Look at the accuracies "
        "beside the time, and in the curves by epoch at whether large batches are worse or only behind.",
        sweep=Sweep(
            name="batch-sizes",
            base=_base("mlp-relu", epochs=5),
            variations=(Variation("batch-size", ("16", "32", "64", "128", "256", "512")),),
            seeds=2,
        ),
    ),
    ReadyMade(
        name="optimizers",
        title="The optimisers of note D",
        question="How do plain SGD, momentum, Nesterov with weight decay, and Adam compare?",
        reading="The rates are the note's: 0.01 for the three kinds of SGD, 0.001 for Adam. From row to row one thing "
        "is added: momentum, then Nesterov and weight decay. See in the curves who is ahead early and who at the end.",
        sweep=Sweep(
            name="optimizers",
            base=_base("mlp-relu", epochs=5),
            combinations=(
                (("optimizer", "sgd"), ("learning-rate", "0.01")),
                (("optimizer", "sgd"), ("learning-rate", "0.01"), ("momentum", "0.9")),
                (
                    ("optimizer", "sgd"),
                    ("learning-rate", "0.01"),
                    ("momentum", "0.9"),
                    ("nesterov", "on"),
                    ("weight-decay", "0.0005"),
                ),
                (("optimizer", "adam"), ("learning-rate", "0.001"), ("betas", "0.9,0.999")),
            ),
            seeds=2,
        ),
    ),
    ReadyMade(
        name="how-much-data",
        title="How much data?",
        question="How much better does the same model read when it learns from more images?",
        reading="Every row takes the same 5,000 steps, from the first 100 images up to all that are not held out (0). "
        "Training loss that falls to nothing while validation stays behind is overfitting: see how the gap between "
        "the two closes with more images.",
        sweep=Sweep(
            name="how-much-data",
            base=_base("mlp-relu", steps=5000, learning_rate=0.1),
            variations=(Variation("train-images", ("100", "500", "2000", "10000", "0")),),
            seeds=2,
        ),
    ),
    ReadyMade(
        name="dropout",
        title="Dropout",
        question="Does dropout help against overfitting, when there are only 5,000 images to learn from?",
        reading="Dropout makes the training figures worse, for it trains with units missing. What counts is whether "
        "validation gets better by more than the range over the seeds.",
        sweep=Sweep(
            name="dropout",
            base=_base("mlp-relu", images=5000, epochs=30, learning_rate=0.1),
            variations=(Variation("dropout", ("0", "0.1", "0.25", "0.5")),),
            seeds=3,
        ),
    ),
)
"""All of them, the question of note A first."""
