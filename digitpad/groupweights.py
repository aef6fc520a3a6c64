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
    alone
        For all strokes of a row being one digit: most ink is.
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

    alone: float
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
    alone=2.5,
    digit=3.2,
    certainty=1.5,
    likeness=1.15,
    scatter=6.4,
    width=4.9,
    shortness=7.0,
    strokes=3.2,
    overlap=7.9,
    shared=0.9,
    unevenness=1.5,
    offset=5.8,
)
"""Fitted by maximum likelihood of the true groups among all, on 4,800 numbers of 2 to 6 digits composed as in
`bench.numbers` of what writers A01 to A12 of pendigits-train wrote, and on their digits of several strokes alone. The
score came from a gate that has not seen these writers (one that has is far too sure of them), the certainty from three
models in turn: an MLP and softmax regression trained like the bundled ones, and an MLP that knows MNIST only. With
weights fitted to one model the others group worse. `alone` was chosen afterwards: of 4,500 single digits by these
writers and A25 to A30 one or two are split, and 0.05 % more of the numbers are grouped wrongly than with 0."""

FITTED_WITHOUT_LIKENESS = Weights(
    alone=3.0,
    digit=7.8,
    certainty=3.5,
    likeness=0.0,
    scatter=9.4,
    width=9.0,
    shortness=8.3,
    strokes=3.6,
    overlap=11.0,
    shared=2.4,
    unevenness=1.4,
    offset=9.2,
)
"""The same where no score is known. Three to four times as many numbers are grouped wrongly."""

LEAST_CERTAINTY = -3.0
"""Log-probability of the likeliest class counts as at least this; ten equal ones have -2.3."""

LEAST_LIKENESS, MOST_LIKENESS = -5.0, 2.0
"""Scores that it is a digit count as at least and at most this. Beyond 2, which about 95 of 100 pen digits reach, more
says how common a hand is rather than whether it is a digit: without that limit four times as many are grouped
wrongly."""
