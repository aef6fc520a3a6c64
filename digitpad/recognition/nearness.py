"""How near strokes come to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from digitpad.ink.ink import Stroke

PLACES = 32
"""Places along a stroke, evenly spread, that the distance is taken between."""


class Nearness:
    """The distances of strokes, each worked out once for as long as its strokes are there."""

    def __init__(self) -> None:
        self._places: dict[Stroke, NDArray[np.float64]] = {}
        self._known: dict[tuple[Stroke, Stroke], float] = {}

    def keep_only(self, strokes: Iterable[Stroke]) -> None:
        """Forget every other stroke."""
        kept = set(strokes)
        self._places = {stroke: places for stroke, places in self._places.items() if stroke in kept}
        self._known = {pair: far for pair, far in self._known.items() if pair[0] in kept and pair[1] in kept}

    def between(self, one: Stroke, other: Stroke) -> float:
        """Return the distance of two strokes in canvas units, to within half of the space between two places."""
        far = self._known.get((one, other))
        if far is None:
            apart = self._along(one)[:, np.newaxis] - self._along(other)
            far = float(np.sqrt(np.einsum("ijk,ijk->ij", apart, apart).min()))
            self._known[one, other] = self._known[other, one] = far
        return far

    def _along(self, stroke: Stroke) -> NDArray[np.float64]:
        """Return places evenly spread along a stroke: shape (places, 2)."""
        places = self._places.get(stroke)
        if places is None:
            places = self._places[stroke] = spread(stroke)
        return places


def spread(stroke: Stroke) -> NDArray[np.float64]:
    """Return `PLACES` places evenly spread along a stroke, or the only one of a dot: shape (places, 2)."""
    corners = np.array([(x, y) for x, y, _ in stroke])
    steps = np.diff(corners, axis=0)
    way = np.concatenate([[0.0], np.cumsum(np.sqrt(np.einsum("ij,ij->i", steps, steps)))])
    if way[-1] == 0.0:
        return corners[:1]
    at = np.linspace(0.0, way[-1], PLACES)
    return np.stack([np.interp(at, way, corners[:, 0]), np.interp(at, way, corners[:, 1])], axis=1)
