"""What counts how much when strokes are grouped into digits.

Owns the weights, and what they were fitted to. Does not own what is weighed (`grouping`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much in a choice of groups: points for each digit, and off for each height of the row.

    Parameters
    ----------
    digit
        For each digit.
    certainty
        For each nat of the log-probability of the likeliest class.
    likeness
        For each unit of the score that it is a digit at all, if that is known.
    scatter
        Off for each height between the stroke of a digit that lies farthest from its others and the nearest of them.
    width
        Off for each height a digit is wider than high the row is.
    shortness
        Off for each time a digit is shorter than the row by a factor of e.
    strokes
        Off for each stroke of a digit beyond the second.
    overlap
        Off for each height by which neighbours overlap, left to right.
    shared
        Off for the share of the narrower neighbour that the other overlaps.
    unevenness
        Off for each factor of e between the heights of neighbours.
    offset
        Off for each height by which the middle of one neighbour lies above that of the other.
    """

    digit: float
    certainty: float
    likeness: float
    scatter: float
    width: float
    shortness: float
    strokes: float
    overlap: float
    shared: float
    unevenness: float
    offset: float


FITTED = Weights(
    digit=7.8,
    certainty=3.5,
    likeness=0.0,
    scatter=9.3,
    width=6.0,
    shortness=6.8,
    strokes=2.4,
    overlap=7.0,
    shared=3.7,
    unevenness=0.8,
    offset=5.6,
)
"""Fitted by maximum likelihood of the true groups among all, on numbers of 1 to 6 digits composed (`bench.numbers`) of
what writers A01 to A24 of pendigits-train wrote, read by three models in turn: an MLP and softmax regression trained
like the bundled ones, and an MLP that knows MNIST only. With weights fitted to one model the others group worse."""

LEAST_CERTAINTY = -3.0
"""Log-probability of the likeliest class counts as at least this; ten equal ones have -2.3."""
