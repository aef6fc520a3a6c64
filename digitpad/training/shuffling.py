"""Sampling: the order of samples, and its state for a resumed run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.train_config import Sampling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Indices = NDArray[np.intp]

GENERATOR_WORDS = 6
"""Numbers in `generator_state`."""

_WORD = (1 << 64) - 1


class SampledIndices:
    """The indices below `size`, drawn by permutation (each once before any comes again), with replacement or in order.

    With replacement each index is drawn evenly from all, as torch's `RandomSampler(replacement=True)` does.
    """

    def __init__(self, size: int, generator: np.random.Generator, sampling: Sampling) -> None:
        self._size = size
        self._generator = generator
        self._sampling = sampling
        self.rest: Indices = np.empty(0, np.intp)  # of the last permutation, or of the last time through all in order

    def take(self, count: int) -> Indices:
        """Return the next indices; unless drawn with replacement, all are drawn anew whenever they run out."""
        if self._sampling is Sampling.REPLACEMENT:
            return self._generator.integers(self._size, size=count, dtype=np.intp)
        parts = [self.rest]
        missing = count - len(self.rest)
        while missing > 0:
            parts.append(self._all())
            missing -= self._size
        whole = np.concatenate(parts)
        self.rest = whole[count:]
        return whole[:count]

    def _all(self) -> Indices:
        if self._sampling is Sampling.NONE:
            return np.arange(self._size)
        return self._generator.permutation(self._size)


@dataclass(frozen=True, slots=True)
class BatchesState:
    """The state of `Batches`: what is left of the shuffled samples, and what later orders are drawn from."""

    order: Indices  # the present epoch's samples, int64, shape (samples,)
    # images_left, ink_left: int64
    images_left: Indices
    ink_left: Indices
    # order_generator, variation_generator: `generator_state` of the generators
    order_generator: NDArray[np.uint64]
    variation_generator: NDArray[np.uint64]


def generator_state(generator: np.random.Generator) -> NDArray[np.uint64]:
    """Return the state of a PCG64 generator of numpy's as six 64-bit words."""
    state = generator.bit_generator.state
    position, increment = state["state"]["state"], state["state"]["inc"]
    words = [position >> 64, position & _WORD, increment >> 64, increment & _WORD]
    return np.array([*words, state["has_uint32"], state["uinteger"]], np.uint64)


def is_generator_state(words: NDArray[np.uint64]) -> bool:
    """Whether six words can be a `generator_state`: the last two are a switch, and a number of 32 bits."""
    return bool(words[4] <= 1 and words[5] < 1 << 32)


def set_generator_state(generator: np.random.Generator, words: NDArray[np.uint64]) -> None:
    """Put a generator into a `generator_state`."""
    high, low, increment_high, increment_low, has_half, half = map(int, words)
    generator.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": high << 64 | low, "inc": increment_high << 64 | increment_low},
        "has_uint32": has_half,
        "uinteger": half,
    }
