"""From logits to probabilities, step by step. Knows no numpy: ten numbers need none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class SoftmaxSteps:
    """Softmax in its stable form, one number a class in each step."""

    logits: tuple[float, ...]  # z, divided by the temperature
    shifted: tuple[float, ...]  # z - max z: none overflows, and the answer is the same
    exponentials: tuple[float, ...]  # exp of that, 0.0 to 1.0
    total: float  # their sum, 1.0 to the number of classes
    probabilities: tuple[float, ...]


def softmax_steps(logits: Sequence[float], temperature: float = 1.0) -> SoftmaxSteps:
    """Return every step of softmax at a temperature above 0: a higher one makes the model less sure."""
    scaled = tuple(float(logit) / temperature for logit in logits)
    largest = max(scaled)
    shifted = tuple(logit - largest for logit in scaled)
    exponentials = tuple(math.exp(logit) for logit in shifted)
    total = math.fsum(exponentials)
    return SoftmaxSteps(scaled, shifted, exponentials, total, tuple(each / total for each in exponentials))


def naive_softmax(logits: Sequence[float], added: float = 0.0) -> tuple[float, ...]:
    """Return softmax without the shift, in float64, with a number added to the denominator; NaN where it overflows.

    What is added keeps a sum of 0 from being divided by; it cannot help where an exponential is infinite already.
    """
    exponentials = tuple(_exp(float(logit)) for logit in logits)
    total = math.fsum(exponentials) if all(map(math.isfinite, exponentials)) else math.inf
    total += added
    if total == 0.0:
        return (math.nan,) * len(exponentials)
    return tuple(each / total for each in exponentials)


def _exp(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf
