"""Evidence: how much each number a model is given speaks for a class, or for it rather than another. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.model_spec import ModelKind
from digitpad.errors import require
from digitpad.explanation.method import Method
from digitpad.explanation.passes import input_gradient, mean_gradient
from digitpad.models import forward
from digitpad.preprocessing import raster

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digitpad.models.checkpoint import Checkpoint
    from digitpad.preprocessing.raster import Raster

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What each input says for a class; with `against`, for it rather than that one."""

    method: Method
    class_index: int
    against: int | None
    inputs: Floats  # what the model is given, float32, shape (inputs,)
    logits: Floats  # float32, shape (classes,)
    factors: Floats  # the inputs; for integrated gradients, less those of the blank raster
    values: Floats  # the evidence of each input, float32, shape (inputs,); positive for, negative against
    weights: Floats  # what each factor is multiplied by, float32, shape (inputs,)
    total: float  # the sum of the values
    bias: float | None  # of the exact method alone
    baseline: float | None  # of integrated gradients alone: `difference` for the blank raster

    @property
    def difference(self) -> float:
        """The logit of the class, less that of `against`."""
        return _difference(self.logits, self.class_index, self.against)


def default_method(checkpoint: Checkpoint) -> Method:
    """Return the method that adds up: exact for softmax regression, integrated gradients for an MLP."""
    return Method.EXACT if checkpoint.spec.kind is ModelKind.SOFTMAX else Method.INTEGRATED


def find_evidence(
    checkpoint: Checkpoint,
    inputs: Floats,
    class_index: int | None = None,
    against: int | None = None,
    method: Method | None = None,
) -> Evidence:
    """Return the evidence for a class.

    Parameters
    ----------
    checkpoint
        The model.
    inputs
        What it is given, float32, shape (inputs,): see `raster.standardise`.
    class_index
        The class, from 0; the most probable one for None.
    against
        Another class, to learn why it is not that one; None for the class alone.
    method
        The one that adds up for None.

    Raises
    ------
    ConfigError
        If there is no such class, the two are the same, or the method is exact and the model is no softmax regression.
    """
    method = default_method(checkpoint) if method is None else method
    logits = forward.logits(checkpoint.weights, checkpoint.spec, inputs[np.newaxis])[0]
    chosen = int(logits.argmax()) if class_index is None else class_index
    check_question(checkpoint, chosen, against, method)
    direction = np.zeros(checkpoint.spec.classes, np.float32)
    direction[chosen] = 1.0
    if against is not None:
        direction[against] = -1.0
    bias = baseline = None
    factors = inputs
    match method:
        case Method.EXACT:
            weights = direction @ checkpoint.weights["layers.0.weight"]
            bias = float(direction @ checkpoint.weights["layers.0.bias"])
        case Method.GRADIENT:
            weights = input_gradient(checkpoint.weights, checkpoint.spec, inputs, direction)
        case Method.INTEGRATED:
            blank = blank_inputs(checkpoint)
            on_blank = forward.logits(checkpoint.weights, checkpoint.spec, blank[np.newaxis])[0]
            baseline = _difference(on_blank, chosen, against)
            gained = _difference(logits, chosen, against) - baseline
            weights = mean_gradient(checkpoint.weights, checkpoint.spec, blank, inputs, direction, gained)
            factors = inputs - blank
    values = factors * weights
    total = float(values.sum(dtype=np.float64))
    return Evidence(method, chosen, against, inputs, logits, factors, values, weights, total, bias, baseline)


def inputs_of(checkpoint: Checkpoint, seen: Raster) -> Floats:
    """Return the numbers a model is given of a raster: float32, shape (inputs,)."""
    inputs: Floats = raster.standardise(seen.pixels[np.newaxis], checkpoint.preprocessing)[0]
    return inputs


def logits_of(checkpoint: Checkpoint, inputs: Floats) -> tuple[float, ...]:
    """Return the logits of one input, float32, shape (inputs,), as plain numbers."""
    return tuple(forward.logits(checkpoint.weights, checkpoint.spec, inputs[np.newaxis])[0].tolist())


def blank_inputs(checkpoint: Checkpoint) -> Floats:
    """Return what a model is given of a blank raster: float32, shape (inputs,)."""
    preprocessing = checkpoint.preprocessing
    shape = (preprocessing.image_size, preprocessing.image_size)
    pixels = np.zeros((1, *shape, 3) if preprocessing.channels == 3 else (1, *shape), np.float32)
    inputs: Floats = raster.standardise(pixels, preprocessing)[0]
    return inputs


def check_question(checkpoint: Checkpoint, class_index: int | None, against: int | None, method: Method | None) -> None:
    """Raise a `ConfigError` if `find_evidence` would, whatever the model is given."""
    count = checkpoint.spec.classes
    for each in (class_index, against):
        require(
            each is None or 0 <= each < count,
            "There is no such class",
            "The model has classes 0 to {last}, and {index} is none of them.",
            last=count - 1,
            index=each,
        )
    require(
        against is None or class_index != against,
        "These are the same class",
        "Evidence for a class and against the same is 0 everywhere. Choose another class.",
    )
    require(
        method is not Method.EXACT or checkpoint.spec.kind is ModelKind.SOFTMAX,
        "The exact method is for softmax regression",
        "This model has hidden layers, so no product of an input and a weight is its evidence. Use integrated "
        "gradients, which add up.",
    )


def _difference(logits: Floats, class_index: int, against: int | None) -> float:
    return float(logits[class_index]) - (0.0 if against is None else float(logits[against]))
