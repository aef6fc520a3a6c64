"""Weights of the score that chooses how strokes are grouped into digits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for a choice of groups: for each digit, and off for each height of the row."""

    alone: float  # for all strokes of a row being one digit: most ink is
    digit: float  # for each digit
    certainty: float  # for each nat of the log-probability of the likeliest class
    likeness: float  # for each unit of the score that it is a digit at all, if that is known
    # off for each height between the stroke of a digit that is farthest from its others and the nearest of them
    scatter: float
    width: float  # off for each height a digit is wider than high the row is
    shortness: float  # off for each time a digit is shorter than the row by a factor of e
    strokes: float  # off for each stroke of a digit beyond the second
    overlap: float  # off for each height by which neighbours overlap, left to right
    # off for the share of the narrower neighbour beyond half of it that the other lies over: two digits on top of each
    # other are no number
    stacked: float
    unevenness: float  # off for each factor of e between the heights of neighbours
    offset: float  # off for each height by which the middle of one neighbour lies above that of the other


FITTED = Weights(
    alone=2.0,
    digit=3.7,
    certainty=1.15,
    likeness=0.72,
    scatter=2.6,
    width=6.4,
    shortness=4.8,
    strokes=1.0,
    overlap=19.9,
    stacked=4.75,
    unevenness=1.9,
    offset=5.1,
)
"""Fitted by maximum likelihood of the true groups among all, on what writers A01 to A12 of pendigits-train wrote:
4,800 numbers of 2 to 6 digits composed as in `bench.numbers`, their digits of several strokes alone, and 500 pairs of
digits on top of each other, which must stay one non-digit group. The score came from a detector that had not seen these
writers (one that has is far too sure of them), the certainty from three models in turn: an MLP and softmax
regression trained like the bundled ones, and an MLP that knows MNIST only. With weights fitted to one model the others
group worse. `alone` was chosen afterwards: of 4,500 single digits by these writers and A25 to A30 three or four are
split, of the pairs 2 % (5 % with 0), and 0.1 % more of the numbers are grouped wrongly."""

FITTED_WITHOUT_LIKENESS = Weights(
    alone=2.5,
    digit=7.1,
    certainty=2.9,
    likeness=0.0,
    scatter=8.4,
    width=9.8,
    shortness=7.0,
    strokes=1.6,
    overlap=17.9,
    stacked=6.6,
    unevenness=1.5,
    offset=8.2,
)
"""The same where no score is known. Two to three times as many numbers are grouped wrongly."""

LEAST_CERTAINTY = -3.0
"""Log-probability of the likeliest class counts as at least this; ten equal ones have -2.3."""

LEAST_LIKENESS, MOST_LIKENESS = -5.0, 2.0
"""Scores that it is a digit count as at least and at most this. Beyond 2, which 98 of 100 pen digits reach, more says
how common a hand is rather than whether it is a digit: without that limit three times as many numbers were grouped
wrongly."""
