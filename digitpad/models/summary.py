"""Summary of a model: one row a layer, like ``print(model)`` in torch, but readable. No numpy."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from digitpad.config.model_spec import Activation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digitpad.config.model_spec import ModelSpec
    from digitpad.config.preprocessing_spec import Preprocessing


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One layer, or one step before the first or after the last."""

    layer: str  # what it is called in the notes and in torch; a name, so it is not translated
    template: str  # what it does, in English; `values` fill its ``{names}``
    shape: tuple[int, ...]  # of what it gives for one sample
    parameters: int = 0  # how many numbers in it training may change
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def purpose(self) -> str:
        """What it does, in English."""
        return self.template.format(**self.values)

    @property
    def shape_words(self) -> str:
        """The shape as one reads it: ``28 x 28``."""
        return " x ".join(map(str, self.shape))


_ACTIVATIONS = {
    Activation.RELU: ("ReLU", "Keeps what is above 0 and makes the rest 0"),
    Activation.SIGMOID: ("Sigmoid", "Squeezes each sum between 0 and 1"),
    Activation.TANH: ("Tanh", "Squeezes each sum between -1 and 1"),
    Activation.GELU: ("GELU", "Keeps what is well above 0, fades out what is below"),
}


def activation_name(activation: Activation) -> str:
    """Return what an activation is called in the notes and in torch; a name, so it is not translated."""
    return _ACTIVATIONS[activation][0]


def summarise(spec: ModelSpec, preprocessing: Preprocessing | None = None) -> tuple[SummaryRow, ...]:
    """Return a model's rows from input to probabilities; without `preprocessing` the image's shape is left out."""
    return (*_input_rows(spec, preprocessing), *_layer_rows(spec))


def _input_rows(spec: ModelSpec, preprocessing: Preprocessing | None) -> Iterator[SummaryRow]:
    if preprocessing is None:
        yield SummaryRow("Input", "The pixels, laid end to end", (spec.inputs,))
        return
    size, channels = preprocessing.image_size, preprocessing.channels
    shape = (size, size) if channels == 1 else (size, size, channels)
    kind = "Pixels from 0, paper, to 1, full ink" if channels == 1 else "Red, green and blue of each pixel, 0 to 1"
    yield SummaryRow("Input", kind, shape)
    if preprocessing.is_normalised:
        yield SummaryRow("Normalise", "Takes out the mean and divides by the standard deviation", shape)
    yield SummaryRow("Flatten", "Lays the pixels end to end", (spec.inputs,))


def _layer_rows(spec: ModelSpec) -> Iterator[SummaryRow]:
    last = len(spec.hidden_sizes)
    for layer, (size, following) in enumerate(pairwise(spec.layer_sizes)):
        sums = "{outputs} weighted sums of {inputs} numbers, each with a bias"
        logits = "A logit for each of {outputs} classes: a weighted sum of {inputs} numbers, and a bias"
        yield SummaryRow(
            "Linear",
            logits if layer == last else sums,
            (following,),
            (size + 1) * following,
            {"inputs": f"{size:,}", "outputs": f"{following:,}"},
        )
        if layer == last:
            yield SummaryRow("Softmax", "Makes probabilities of the logits: they sum to 1", (following,))
            return
        name, template = _ACTIVATIONS[spec.activation]
        yield SummaryRow(name, template, (following,))
        if spec.silences(layer):
            yield SummaryRow(
                "Dropout",
                "Silences {share} % of the units, other ones at each step; in training alone",
                (following,),
                values={"share": f"{100 * spec.dropout:g}"},
            )
