"""Softmax and cross-entropy as the notes write them by hand, and in the form that cannot overflow. numpy only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Tensor = NDArray[np.floating]

ADDED = 1e-8
"""What note D adds to the denominator, so that it is not 0."""


def softmax_by_hand(logits: Tensor, added: float = 0.0) -> Tensor:
    """Return exp(z) over its sum, and over what is added to that, for each row; NaN where exp(z) is infinite."""
    with np.errstate(over="ignore", invalid="ignore"):
        exponentials = np.exp(logits)
        shares: Tensor = exponentials / (exponentials.sum(axis=1, keepdims=True) + logits.dtype.type(added))
    return shares


def cross_entropy_one_hot(shares: Tensor, one_hot: Tensor) -> float:
    """Return the mean over a batch of -sum(one_hot * log(shares)); NaN or infinity where that is what comes out."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(-(one_hot * np.log(shares)).sum(axis=1).mean(dtype=np.float64))


def cross_entropy_picked(shares: Tensor, labels: NDArray[np.integer]) -> Tensor:
    """Return minus the logarithm of the probability of each row's true class, which note E picks by its index."""
    losses: Tensor = -np.log(shares[np.arange(len(labels)), labels])
    return losses


def one_hot_of(labels: NDArray[np.integer], classes: int) -> NDArray[np.float32]:
    """Return a row for each label, with a 1 in its column and 0 elsewhere: float32, shape (count, classes)."""
    rows: NDArray[np.float32] = np.eye(classes, dtype=np.float32)[labels]
    return rows
