"""Which strokes can make one digit of a number, by their place alone, and which choice of groups is best.

Only the place of strokes counts, never when they were written: the bar of a 4 may come last. Lengths are measured in
heights of the row: that of its highest stroke, or of strokes that lie over each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from digitpad.recognition.group_weights import FITTED
from digitpad.recognition.nearness import Nearness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from digitpad.ink.ink import Bounds, Stroke
    from digitpad.recognition.group_weights import Weights

MOST_STROKES = 4
"""Strokes a digit may have; of 7,494 pen digits none has more than 3."""

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
    """Strokes that stand side by side."""

    order: tuple[int, ...]  # their indices in the ink, from left to right by their middle
    height: float  # that of the highest stroke, or of strokes above each other; in canvas units, more than 0


@dataclass(frozen=True, slots=True)
class Group:
    """Strokes next to each other in their row that may be one digit."""

    # start, end: which of the row's order, `end` left out
    start: int
    end: int
    strokes: tuple[int, ...]  # their indices in the ink, rising
    bounds: Bounds  # the box around them
    fitness: float  # points for its shape


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
    stacks = boxes[:1]
    for box in boxes[1:]:
        if _shared(stacks[-1], box, height) >= HALF:
            stacks[-1] = stacks[-1].including(box)
        else:
            stacks.append(box)
    return Row(tuple(order), max(height, *(stack.height for stack in stacks)))


def groups_of(
    strokes: Sequence[Stroke], row: Row, nearness: Nearness | None = None, weights: Weights = FITTED
) -> list[Group]:
    """Return the groups of a row that are worth reading: neighbours, not too many, with no wide gap inside.

    `strokes`, `row`: all strokes of the ink, and one of its rows; `nearness`: what remembers distances from call to
    call.
    """
    apart = _distances(strokes, row, nearness or Nearness())
    groups: list[Group] = []
    count = len(row.order)
    for start in range(count):
        for end in range(start + 1, min(start + MOST_STROKES, count) + 1):
            members = row.order[start:end]
            boxes = sorted(strokes[k].bounds for k in members)
            if _paper_between(boxes) <= WIDEST_GAP * row.height:
                bounds = _box_around(boxes)
                fitness = _fitness(bounds, _scatter(members, apart) / row.height, len(members), row, weights)
                groups.append(Group(start, end, tuple(sorted(members)), bounds, fitness))
    return groups


def _distances(strokes: Sequence[Stroke], row: Row, nearness: Nearness) -> dict[tuple[int, int], float]:
    """Return the distances of all strokes of a row that may be of one group, by their indices in either order."""
    apart: dict[tuple[int, int], float] = {}
    for place, one in enumerate(row.order):
        for other in row.order[place + 1 : place + MOST_STROKES]:
            apart[one, other] = apart[other, one] = nearness.between(strokes[one], strokes[other])
    return apart


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


def _scatter(members: Sequence[int], apart: Mapping[tuple[int, int], float]) -> float:
    """Return how far from all others the stroke lies that lies farthest from them."""
    if len(members) == 1:
        return 0.0
    return max(min(apart[one, other] for other in members if other != one) for one in members)


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
    """Return the points for two digits standing side by side: less for those that overlap, or of unlike height."""
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
    """Choose groups that hold each stroke of a row once, and together have the most points; from left to right.

    `row`, `groups`: as `groups_of` gives them; `evidence`: for each group's strokes, the points for how it reads.
    """
    best: dict[int, list[tuple[float, Group, int]]] = {}  # by end: points, last group, its place in best[start]
    for group in groups:  # in order of their starts
        before = [
            (points + _harmony(last.bounds, group.bounds, row, weights), place)
            for place, (points, last, _) in enumerate(best.get(group.start, ()))
        ]
        points, place = max(before, default=(0.0, -1))
        points += group.fitness + evidence[group.strokes]
        best.setdefault(group.end, []).append((points, group, place))
    end = len(row.order)
    place = max(range(len(best[end])), key=lambda k: best[end][k][0])
    chosen: list[Group] = []
    while end:
        _, group, place_before = best[end][place]
        chosen.append(group)
        end, place = group.start, place_before
    return chosen[::-1]
