"""Which strokes can make one digit of a number, by their place alone, and which choice of groups is best.

Owns the rows of some ink, the groups that are worth reading, how well they stand side by side, and the search. Does
not own what a model says of a group (`segmentation`). Knows no numpy.

Only the place of strokes counts, never when they were written: the bar of a 4 may come last. Lengths are measured in
heights of the row, which is its highest stroke.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from digitpad.ink import Bounds, Stroke

MOST_STROKES = 4
"""Strokes a digit may have; of 7,494 pen digits none has more than 3."""

WIDEST_GAP = 0.45
"""Paper between two strokes of one digit, left to right; the widest of 1,939 in pen digits is 0.25."""

ROW_GAP, LEAST_ROW = 0.3, 0.4
"""Paper between two rows, and the height of the lower of them: the bar of a 5 is no row."""

LEAST_HEIGHT = 0.05
"""Height a group counts as at least: a dash has none."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much in a choice of groups: points for each digit, and off for each height of the row.

    Parameters
    ----------
    digit
        For each digit.
    certainty
        For each nat of the log-probability of the likeliest class.
    gap
        Off for each height of paper inside a digit.
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
    gap: float
    width: float
    shortness: float
    strokes: float
    overlap: float
    shared: float
    unevenness: float
    offset: float


FITTED = Weights(
    digit=8.5,
    certainty=3.4,
    gap=3.7,
    width=6.4,
    shortness=8.2,
    strokes=1.7,
    overlap=8.4,
    shared=4.9,
    unevenness=2.1,
    offset=7.6,
)
"""Fitted by maximum likelihood of the true groups among all, on numbers of 1 to 6 digits composed (`bench.numbers`) of
what writers A01 to A24 of pendigits-train wrote, read by three models in turn: an MLP and softmax regression trained
like the bundled ones, and an MLP that knows MNIST only. With weights fitted to one model the others group worse."""

LEAST_CERTAINTY = -3.0
"""Log-probability of the likeliest class counts as at least this; ten equal ones have -2.3."""


@dataclass(frozen=True, slots=True)
class Row:
    """Strokes that stand side by side.

    Parameters
    ----------
    order
        Their indices in the ink, from left to right by their middle.
    height
        That of the highest stroke, in canvas units; more than 0.
    """

    order: tuple[int, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Group:
    """Strokes next to each other in their row that may be one digit.

    Parameters
    ----------
    start, end
        Which of the row's order, `end` left out.
    strokes
        Their indices in the ink, rising.
    bounds
        The box around them.
    fitness
        Points for its shape.
    """

    start: int
    end: int
    strokes: tuple[int, ...]
    bounds: Bounds
    fitness: float


def rows_of(strokes: Sequence[Stroke]) -> list[Row]:
    """Part strokes into rows, from top to bottom, where paper lies between them all the way across."""
    height = max(stroke.bounds.height for stroke in strokes)
    parts: list[tuple[float, float, list[int]]] = []
    for index in sorted(range(len(strokes)), key=lambda k: strokes[k].bounds.top):
        _, top, _, bottom = strokes[index].bounds
        if parts and top - parts[-1][1] <= ROW_GAP * height:
            first, last, members = parts[-1]
            parts[-1] = (first, max(last, bottom), [*members, index])
        else:
            parts.append((top, bottom, [index]))
    if min(bottom - top for top, bottom, _ in parts) < LEAST_ROW * height:
        return [_row(strokes, range(len(strokes)))]
    return [_row(strokes, members) for _, _, members in parts]


def _row(strokes: Sequence[Stroke], members: Iterable[int]) -> Row:
    order = sorted(members, key=lambda k: (strokes[k].bounds.left + strokes[k].bounds.right, k))
    boxes = [strokes[k].bounds for k in order]
    height = max(box.height for box in boxes) or max(box.width for box in boxes) or 1.0
    return Row(tuple(order), height)


def groups_of(strokes: Sequence[Stroke], row: Row, weights: Weights = FITTED) -> list[Group]:
    """Return the groups of a row that are worth reading: neighbours, not too many, with no wide gap inside."""
    groups: list[Group] = []
    count = len(row.order)
    for start in range(count):
        for end in range(start + 1, min(start + MOST_STROKES, count) + 1):
            members = tuple(sorted(row.order[start:end]))
            boxes = sorted(strokes[k].bounds for k in members)
            gap = _paper_between(boxes) / row.height
            if gap <= WIDEST_GAP:
                bounds = _box_around(boxes)
                groups.append(Group(start, end, members, bounds, _fitness(bounds, gap, end - start, row, weights)))
    return groups


def _paper_between(boxes: Sequence[Bounds]) -> float:
    """Return how much paper lies between boxes that are in order of their left edges, left to right."""
    paper, right = 0.0, boxes[0].right
    for box in boxes[1:]:
        paper += max(box.left - right, 0.0)
        right = max(right, box.right)
    return paper


def _box_around(boxes: Sequence[Bounds]) -> Bounds:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.including(box)
    return whole


def _fitness(bounds: Bounds, gap: float, count: int, row: Row, weights: Weights) -> float:
    return (
        weights.digit
        - weights.gap * gap
        - weights.width * max(bounds.width / row.height - 1.0, 0.0)
        - weights.shortness * -log(_relative_height(bounds, row))
        - weights.strokes * max(count - 2, 0)
    )


def _relative_height(bounds: Bounds, row: Row) -> float:
    return min(max(bounds.height / row.height, LEAST_HEIGHT), 1.0)


def _harmony(left: Bounds, right: Bounds, row: Row, weights: Weights) -> float:
    """Return the points for two digits standing side by side: less for those that overlap, or of unlike height."""
    both = max(min(left.right, right.right) - max(left.left, right.left), 0.0)
    narrower = max(min(left.width, right.width), 0.1 * row.height)
    least = LEAST_HEIGHT * row.height
    offset = (left.top + left.bottom - right.top - right.bottom) / 2.0
    return -(
        weights.overlap * max(left.right - right.left, 0.0) / row.height
        + weights.shared * both / narrower
        + weights.unevenness * abs(log(max(left.height, least) / max(right.height, least)))
        + weights.offset * abs(offset) / row.height
    )


def best_groups(
    row: Row, groups: Sequence[Group], certainties: Mapping[tuple[int, ...], float], weights: Weights = FITTED
) -> list[Group]:
    """Choose groups that hold each stroke of a row once, and together have the most points; from left to right.

    Parameters
    ----------
    row, groups
        As `groups_of` gives them.
    certainties
        For each group's strokes, the log-probability of the likeliest class.
    """
    best: dict[int, list[tuple[float, Group, int]]] = {}  # by end: points, last group, its place in best[start]
    for group in groups:  # in order of their starts
        own = group.fitness + weights.certainty * max(certainties[group.strokes], LEAST_CERTAINTY)
        before = [
            (points + _harmony(last.bounds, group.bounds, row, weights), place)
            for place, (points, last, _) in enumerate(best.get(group.start, ()))
        ]
        points, place = max(before, default=(0.0, -1))
        best.setdefault(group.end, []).append((own + points, group, place))
    end = len(row.order)
    place = max(range(len(best[end])), key=lambda k: best[end][k][0])
    chosen: list[Group] = []
    while end:
        _, group, place_before = best[end][place]
        chosen.append(group)
        end, place = group.start, place_before
    return chosen[::-1]
