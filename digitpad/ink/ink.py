"""Ink: strokes of points, as a pen wrote them. No numpy: the window paints before it is loaded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from digitpad.errors import InkError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COORDINATE_LIMIT = 1e6
"""Largest absolute coordinate, in canvas units: beyond any screen, yet squares stay exact in float32."""


class Point(NamedTuple):
    """A point of the pen: canvas units, x grows right, y grows down; pressure from 0 to 1."""

    x: float
    y: float
    pressure: float | None = None


class Bounds(NamedTuple):
    """The box around some points, in canvas units."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Right less left."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Bottom less top."""
        return self.bottom - self.top

    def including(self, other: Bounds) -> Bounds:
        """Return the smallest box around both."""
        return Bounds(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


class Stroke:
    """The points between pen down and pen up, at least one; immutable.

    Strokes that grew out of one another share one list of points, of which each sees its own first part. So appending a
    point costs the same however long the stroke is, and an older stroke never changes.
    """

    __slots__ = ("_count", "_shared", "bounds")

    bounds: Bounds

    def __init__(self, points: Iterable[Point]) -> None:
        shared = list(points)
        if not shared:
            raise InkError("This stroke is empty", "A stroke needs at least one point.")
        xs, ys, pressures = zip(*shared, strict=True)
        self._shared = shared
        self._count = len(shared)
        self.bounds = left, top, right, bottom = Bounds(min(xs), min(ys), max(xs), max(ys))
        pressed = [] if pressures.count(None) == len(shared) else [each for each in pressures if each is not None]
        # Looked at one by one only if one of them is at fault; a sum is no number if a part of it is none.
        least, greatest = min(left, top, *pressed), max(right, bottom, *pressed)
        is_sound = -COORDINATE_LIMIT <= least <= greatest <= COORDINATE_LIMIT
        if not is_sound or math.isnan(sum(xs) + sum(ys) + sum(pressed)):
            for point in shared:
                checked(point)

    @classmethod
    def _on(cls, shared: list[Point], count: int, bounds: Bounds) -> Stroke:
        """Return the stroke that sees the first `count` of shared points, without looking at each again."""
        stroke = cls.__new__(cls)
        stroke._shared, stroke._count, stroke.bounds = shared, count, bounds  # noqa: SLF001 - its own kind
        return stroke

    def appended(self, point: Point) -> Stroke:
        """Return this stroke with one more point, in constant time for the newest of its line."""
        point = checked(point)
        # An older stroke grows on a list of its own: the shared one already holds another future.
        shared = self._shared if len(self._shared) == self._count else self._shared[: self._count]
        shared.append(point)
        left, top, right, bottom = self.bounds
        x, y, _ = point
        bounds = Bounds(min(left, x), min(top, y), max(right, x), max(bottom, y))
        return Stroke._on(shared, self._count + 1, bounds)

    def grew_from(self, other: Stroke) -> bool:
        """Whether this stroke is `other`, or `other` with points appended, in constant time."""
        return self._shared is other._shared and self._count >= other._count

    def points_from(self, start: int) -> list[Point]:
        """Return the points from index `start` on."""
        return self._shared[start : self._count]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Point]:
        return iter(self.points_from(0))

    def __getitem__(self, index: int) -> Point:
        return self.points_from(0)[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Stroke):
            return NotImplemented
        return self._count == other._count and (
            self._shared is other._shared or self.points_from(0) == other.points_from(0)
        )

    def __hash__(self) -> int:
        return hash((self._count, self.bounds))

    def __repr__(self) -> str:
        return f"Stroke({self.points_from(0)!r})"


def checked(point: Point) -> Point:
    """Return the point if its numbers are those of any thinkable canvas and pen.

    Raises
    ------
    InkError
        If not.
    """
    if all(number is None or abs(number) <= COORDINATE_LIMIT for number in point):  # false for NaN as well
        return point
    raise InkError(
        "This ink has an impossible point",
        "The point {point} is not a number, or too far away. Coordinates must be numbers between -1,000,000 and "
        "1,000,000, and a pressure is a number from 0 to 1.",
        point=f"({', '.join(f'{number:g}' for number in point if number is not None)})",
    )


@dataclass(frozen=True, slots=True)
class Ink:
    """All strokes of one drawing, in the order they were written; immutable."""

    strokes: tuple[Stroke, ...] = ()  # finished ones are shared between an ink and what it grows into
    pen_is_down: bool = False  # whether the last stroke is still being written

    @classmethod
    def of(cls, strokes: Iterable[Iterable[tuple[float, float]]]) -> Ink:
        """Return finished ink made of plain coordinate pairs."""
        return cls(tuple(Stroke(Point(x, y) for x, y in stroke) for stroke in strokes))

    def pen_down(self, point: Point) -> Ink:
        """Return this ink with a new stroke begun at `point`."""
        return Ink((*self.strokes, Stroke([point])), pen_is_down=True)

    def pen_moved(self, point: Point) -> Ink:
        """Return this ink with `point` appended to its last stroke."""
        return Ink((*self.strokes[:-1], self.strokes[-1].appended(point)), pen_is_down=True)

    def pen_up(self) -> Ink:
        """Return this ink with its last stroke finished."""
        return Ink(self.strokes, pen_is_down=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not self.strokes

    @property
    def bounds(self) -> Bounds | None:
        """The box around all points, without the width of the pen; None if there is no ink."""
        if not self.strokes:
            return None
        lefts, tops, rights, bottoms = zip(*(stroke.bounds for stroke in self.strokes), strict=True)
        return Bounds(min(lefts), min(tops), max(rights), max(bottoms))

    @property
    def point_count(self) -> int:
        """How many points all strokes hold together."""
        return sum(map(len, self.strokes))
