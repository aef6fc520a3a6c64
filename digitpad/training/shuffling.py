"""Shuffling: the order of samples, and its state for a resumed run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Indices = NDArray[np.intp]

GENERATOR_WORDS = 6
"""Numbers in `generator_state`."""

_WORD = (1 << 64) - 1


class ShuffledIndices:
    """The indices below `size`, each once before any comes again; in rising order without a generator."""

    def __init__(self, size: int, generator: np.random.Generator | None) -> None:
        self._size = size
        self._generator = generator
        self.rest: Indices = np.empty(0, np.intp)

    def take(self, count: int) -> Indices:
        """Return the next indices; all are shuffled anew whenever they run out."""
        parts = [self.rest]
        missing = count - len(self.rest)
        while missing > 0:
            parts.append(np.arange(self._size) if self._generator is None else self._generator.permutation(self._size))
            missing -= self._size
        whole = np.concatenate(parts)
        self.rest = whole[count:]
        return whole[:count]


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


def set_generator_state(generator: np.random.Generator, words: NDArray[np.uint64]) -> None:
    """Put a generator into a `generator_state`."""
    high, low, increment_high, increment_low, has_half, half = map(int, words)
    generator.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": high << 64 | low, "inc": increment_high << 64 | increment_low},
        "has_uint32": has_half,
        "uinteger": half,
    }
