"""Whether a stroke goes over another one again: a digit drawn twice, or mended along a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from digitpad.ink.ink import Stroke

    Floats = NDArray[np.float64]

PATH_POINTS = 32
"""Points along a stroke, evenly spaced, that distances are taken between."""

MOST = int(0.9 * (PATH_POINTS - 1))
"""Points of a stroke that must run along another one for it to go over that again, less one."""

MUCH = int(0.5 * (PATH_POINTS - 1))
"""Points of the other one it must run along to go over the whole of it rather than over a part, less one."""

PART = 2.0
"""How many times as near a stroke that goes over a part must be as one that goes over the whole: numbers of touching
digits have strokes that lie along a part of the next digit."""

SLIMNESS = 4.0
"""How many times as long as it is far a stroke must be that goes over another one: a speck beside a stroke does not."""


class RetracingDistances:
    """How far apart strokes run that go over one another, each computed once for as long as its strokes are there."""

    def __init__(self) -> None:
        self._places: dict[Stroke, int] = {}
        self._paths = np.empty((0, PATH_POINTS, 2))
        self._apart = np.empty((0, 0))

    def among(self, strokes: Sequence[Stroke], along: Callable[[Stroke], Floats]) -> Floats:
        """Return the distance of each two strokes in canvas units; infinity if neither goes over the other.

        `along`: the `PATH_POINTS` points along a stroke, shape (points, 2); one of a dot.
        """
        count = len(strokes)
        places = [self._places.get(stroke, -1) for stroke in strokes]
        known = [k for k in range(count) if places[k] >= 0]
        old = [places[k] for k in known]
        paths, apart = np.empty((count, PATH_POINTS, 2)), np.full((count, count), np.inf)
        paths[known] = self._paths[old]
        apart[np.ix_(known, known)] = self._apart[np.ix_(old, old)]
        new = [k for k in range(count) if places[k] < 0]
        for k in new:
            paths[k] = along(strokes[k])
        np.fill_diagonal(apart, 0.0)
        for k in new:
            others = _possible(paths, k)
            if len(others):
                apart[k, others] = apart[others, k] = _distances(paths[k], paths[others])
        self._places, self._paths, self._apart = {stroke: k for k, stroke in enumerate(strokes)}, paths, apart
        return apart


def _possible(paths: Floats, which: int) -> NDArray[np.intp]:
    """Return the other paths that may go over one of them, or it over them, by their boxes alone."""
    spread = np.sort(paths, axis=1)
    first, last = spread[:, 0], spread[:, -1]
    reach = (last - first).max(axis=1, keepdims=True) / SLIMNESS
    least, most = spread[:, PATH_POINTS - 1 - MOST] + reach, spread[:, MOST] - reach  # of what must be near the other
    over = (least >= first[which]) & (most <= last[which])
    under = (least[which] >= first) & (most[which] <= last)
    possible = over.all(axis=1) | under.all(axis=1)
    possible[which] = False
    return np.flatnonzero(possible)


def _distances(one: Floats, others: Floats) -> Floats:
    """Return how far apart one path and each of some others run, shape (others)."""
    apart = one[:, np.newaxis] - others[:, np.newaxis]
    squares = np.einsum("nijk,nijk->nij", apart, apart)
    of_one, of_others = _from_path(squares, others), _from_path(squares.swapaxes(1, 2), one[np.newaxis])
    return np.minimum(_going_over(of_one, of_others, one[np.newaxis]), _going_over(of_others, of_one, others))


def _from_path(squares: Floats, paths: Floats) -> Floats:
    """Return the distances of points from paths, rising, of the squares of those from the paths' points."""
    steps = np.diff(paths, axis=1)
    length = np.maximum(np.einsum("nik,nik->ni", steps, steps), 1e-12)[:, np.newaxis]
    # How far along each step the place nearest to each point is: on the step's line, and on the step itself.
    at = (squares[..., :-1] - squares[..., 1:] + length) / (2.0 * length)
    on = np.clip(at, 0.0, 1.0)
    nearest: Floats = np.sort((squares[..., :-1] + on * (on - 2.0 * at) * length).min(axis=2), axis=1)
    return np.sqrt(np.maximum(nearest, 0.0, out=nearest), out=nearest)


def _going_over(distances: Floats, of_others: Floats, paths: Floats) -> Floats:
    """Return how far paths run from what they go over; infinity for those that do not."""
    apart = distances[:, MOST]
    size = np.ptp(paths, axis=1).max(axis=1)
    counted = np.minimum(PART * apart, np.maximum(apart, of_others[:, MUCH]))
    counted[SLIMNESS * apart > size] = np.inf
    return counted
