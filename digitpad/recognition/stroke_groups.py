"""Which strokes can make one digit of a number, by their position alone, and which choice of groups is best.

The order of writing never counts: the bar of a 4 may come last. Lengths are measured in heights of the row: that of its
highest stroke, or of strokes above each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np

from digitpad.recognition.group_weights import FITTED
from digitpad.recognition.retracing import PATH_POINTS, RetracingDistances

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from digitpad.ink.ink import Bounds, Stroke
    from digitpad.recognition.group_weights import Weights

MOST_STROKES = 4
"""Strokes a digit may have, each with all that retraces it; of 7,494 pen digits none has more than 3."""

RETRACED = 0.09
"""How far apart strokes may run that retrace one another: a pen's width, and some more for an unsteady hand. Of 400
pairs of pen digits' ones, each drawn twice, 57 were grouped wrongly without this and 1 is with it; of 1,200 numbers of
four touching digits, some of which lie on the next, 24 were and 26 are (`bench.numbers` composes them)."""

WIDEST_GAP = 0.45
"""Paper between two strokes of one digit, left to right; the widest of 1,939 in pen digits is 0.25."""

ROW_GAP, LEAST_ROW = 0.3, 0.4
"""Paper between two rows, and the height of the lower of them: the bar of a 5 is no row."""

LEAST_HEIGHT = 0.05
"""Height a group counts as at least: a dash has none."""

LEAST_WIDTH = 0.1
"""Width a group counts as at least, on either side of its middle: an upright line has none."""

HALF = 0.5
"""Share of the narrower of two boxes that the other reaches over, from which on it counts as above, below or on it."""


@dataclass(frozen=True, slots=True)
class Row:
    """Strokes side by side."""

    # from left to right by their middle: the index of each stroke in the ink, together with all that retrace it
    order: tuple[tuple[int, ...], ...]
    height: float  # that of the highest stroke, or of strokes above each other; in canvas units, more than 0


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring strokes of a row that may be one digit."""

    # start, end: a slice of the row's order
    start: int
    end: int
    strokes: tuple[int, ...]  # their indices in the ink, rising
    bounds: Bounds  # the box around them
    fitness: float  # points for its shape


def rows_of(strokes: Sequence[Stroke], known: StrokeDistances | None = None) -> list[Row]:
    """Return the rows of strokes, from top to bottom, parted where paper lies between them all the way across."""
    apart = (known or StrokeDistances()).of_retracing(strokes)
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
        return [_row(strokes, range(len(strokes)), apart)]
    return [_row(strokes, members, apart) for _, _, members in parts]


def _row(strokes: Sequence[Stroke], members: Iterable[int], apart: NDArray[np.float64]) -> Row:
    order = sorted(members, key=lambda k: (strokes[k].bounds.left + strokes[k].bounds.right, k))
    boxes = [strokes[k].bounds for k in order]
    height = max(box.height for box in boxes) or max(box.width for box in boxes) or 1.0
    stacks = boxes[:1]
    for box in boxes[1:]:
        if _shared(stacks[-1], box, height) >= HALF:
            stacks[-1] = stacks[-1].including(box)
        else:
            stacks.append(box)
    height = max(height, *(stack.height for stack in stacks))
    units = _bound(order, apart <= RETRACED * height)
    if len(units) < len(order):
        units.sort(key=lambda unit: (_middle(strokes, unit), unit))
    return Row(tuple(units), height)


def _bound(order: Sequence[int], together: NDArray[np.bool_]) -> list[tuple[int, ...]]:
    """Return the strokes of a row, those in one tuple that are together, directly or through others."""
    if np.count_nonzero(together) == len(together):  # each with itself alone, as a rule
        return [(k,) for k in order]
    unit_of = {k: [k] for k in order}
    for one, other in np.argwhere(np.triu(together, 1)).tolist():
        if one in unit_of and other in unit_of and unit_of[one] is not unit_of[other]:
            more = unit_of[other]
            unit_of[one] += more
            unit_of.update(dict.fromkeys(more, unit_of[one]))
    return [tuple(sorted(unit)) for k, unit in unit_of.items() if unit[0] == k]


def _middle(strokes: Sequence[Stroke], unit: Sequence[int]) -> float:
    box = _box_around([strokes[k].bounds for k in unit])
    return box.left + box.right


def groups_of(
    strokes: Sequence[Stroke], row: Row, known: StrokeDistances | None = None, weights: Weights = FITTED
) -> list[Group]:
    """Return the groups of a row that are worth reading: neighbours, not too many, with no wide gap inside."""
    distances = _distances(strokes, row, known or StrokeDistances())
    around = [_box_around([strokes[k].bounds for k in unit]) for unit in row.order]
    groups: list[Group] = []
    count = len(row.order)
    for start in range(count):
        for end in range(start + 1, min(start + MOST_STROKES, count) + 1):
            boxes = sorted(around[start:end])
            if _paper_between(boxes) <= WIDEST_GAP * row.height:
                bounds = _box_around(boxes)
                scatter = _scatter(range(start, end), distances) / row.height
                fitness = _fitness(bounds, scatter, end - start, row, weights)
                members = tuple(sorted(k for unit in row.order[start:end] for k in unit))
                groups.append(Group(start, end, members, bounds, fitness))
    return groups


class StrokeDistances:
    """The distances between strokes, each computed once for as long as its strokes are there."""

    def __init__(self) -> None:
        self._points: dict[Stroke, NDArray[np.float64]] = {}
        self._known: dict[tuple[Stroke, Stroke], float] = {}
        self._of_retracing = RetracingDistances()

    def keep_only(self, strokes: Iterable[Stroke]) -> None:
        """Forget every other stroke."""
        kept = set(strokes)
        self._points = {stroke: points for stroke, points in self._points.items() if stroke in kept}
        self._known = {pair: distance for pair, distance in self._known.items() if kept.issuperset(pair)}

    def between(self, one: Stroke, other: Stroke) -> float:
        """Return the distance of two strokes in canvas units, to within half of the space between two points."""
        distance = self._known.get((one, other))
        if distance is None:
            apart = self._along(one)[:, np.newaxis] - self._along(other)
            distance = float(np.sqrt(np.einsum("ijk,ijk->ij", apart, apart).min()))
            self._known[one, other] = self._known[other, one] = distance
        return distance

    def of_retracing(self, strokes: Sequence[Stroke]) -> NDArray[np.float64]:
        """Return the `RetracingDistances` of each two of all strokes, shape (strokes, strokes)."""
        return self._of_retracing.among(strokes, self._along)

    def _along(self, stroke: Stroke) -> NDArray[np.float64]:
        points = self._points.get(stroke)
        if points is None:
            points = self._points[stroke] = points_along(stroke)
        return points


def points_along(stroke: Stroke) -> NDArray[np.float64]:
    """Return `PATH_POINTS` points evenly spaced along a stroke, or the only one of a dot: shape (points, 2)."""
    corners = np.array([(x, y) for x, y, _ in stroke])
    steps = np.diff(corners, axis=0)
    way = np.concatenate([[0.0], np.cumsum(np.sqrt(np.einsum("ij,ij->i", steps, steps)))])
    if way[-1] == 0.0:
        return corners[:1]
    at = np.linspace(0.0, way[-1], PATH_POINTS)
    return np.stack([np.interp(at, way, corners[:, 0]), np.interp(at, way, corners[:, 1])], axis=1)


def _distances(strokes: Sequence[Stroke], row: Row, known: StrokeDistances) -> dict[tuple[int, int], float]:
    """Return the distances within a row of all that may be of one group, by their places in its order, either way."""
    distances: dict[tuple[int, int], float] = {}
    count = len(row.order)
    for one in range(count):
        for other in range(one + 1, min(one + MOST_STROKES, count)):
            nearest = min(known.between(strokes[k], strokes[j]) for k in row.order[one] for j in row.order[other])
            distances[one, other] = distances[other, one] = nearest
    return distances


def _paper_between(boxes: Sequence[Bounds]) -> float:
    """Return the total gap between boxes, left to right; they are in order of their left edges."""
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


def _scatter(members: Sequence[int], distances: Mapping[tuple[int, int], float]) -> float:
    """Return the largest distance of a stroke from the nearest of the others."""
    if len(members) == 1:
        return 0.0
    return max(min(distances[one, other] for other in members if other != one) for one in members)


def _fitness(bounds: Bounds, scatter: float, count: int, row: Row, weights: Weights) -> float:
    height = min(max(bounds.height / row.height, LEAST_HEIGHT), 1.0)
    return (
        weights.digit
        + (weights.alone if count == len(row.order) else 0.0)
        - weights.scatter * scatter
        - weights.width * max(bounds.width / row.height - 1.0, 0.0)
        - weights.shortness * -log(height)
        - weights.strokes * max(count - 2, 0)
    )


def _shared(one: Bounds, other: Bounds, height: float) -> float:
    """Return the share of the narrower box that the other reaches over, left to right: 0.0 to 1.0."""
    narrow, wide = (one, other) if one.width <= other.width else (other, one)
    more = max(LEAST_WIDTH * height - narrow.width, 0.0) / 2.0
    both = min(narrow.right + more, wide.right) - max(narrow.left - more, wide.left)
    return min(max(both, 0.0) / (narrow.width + 2.0 * more), 1.0)


def _harmony(left: Bounds, right: Bounds, row: Row, weights: Weights) -> float:
    """Return the points for two neighbouring digits: less for those that overlap, or of unlike height."""
    least = LEAST_HEIGHT * row.height
    offset = (left.top + left.bottom - right.top - right.bottom) / 2.0
    return -(
        weights.overlap * max(left.right - right.left, 0.0) / row.height
        + weights.stacked * max(_shared(left, right, row.height) - HALF, 0.0)
        + weights.unevenness * abs(log(max(left.height, least) / max(right.height, least)))
        + weights.offset * abs(offset) / row.height
    )


def best_groups(
    row: Row, groups: Sequence[Group], evidence: Mapping[tuple[int, ...], float], weights: Weights = FITTED
) -> list[Group]:
    """Return the groups, from left to right, that hold each stroke of a row once and have the most points together.

    `groups` are in order of their starts; `evidence` has the points for how each group reads, by its strokes.
    """
    best: dict[int, list[tuple[float, Group, int]]] = {}  # by end: points, last group, index of the one before it
    for group in groups:
        before = [
            (points + _harmony(last.bounds, group.bounds, row, weights), index)
            for index, (points, last, _) in enumerate(best.get(group.start, ()))
        ]
        points, index = max(before, default=(0.0, -1))
        points += group.fitness + evidence[group.strokes]
        best.setdefault(group.end, []).append((points, group, index))
    end = len(row.order)
    index = max(range(len(best[end])), key=lambda k: best[end][k][0])
    chosen: list[Group] = []
    while end:
        _, group, index_before = best[end][index]
        chosen.append(group)
        end, index = group.start, index_before
    return chosen[::-1]
