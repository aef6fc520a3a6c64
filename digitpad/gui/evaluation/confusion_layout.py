"""A confusion matrix as a value, and its layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QFontMetricsF

_LONGEST_NAME = 84.0
"""Pixels a class's name may take beside the matrix, or above it when it is upright."""

MARGIN_WIDTH = 44.0
"""Pixels of the column of recalls: ``100.0 %``."""


LEAST_FOR_NAMES = 11.0
"""Pixels of a cell below which the names of classes and the margins are left out."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A confusion matrix with its margins."""

    class_names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]  # samples by true class (row) and predicted class (column)
    recalls: tuple[float | None, ...]  # one a class; None for a class without samples
    precisions: tuple[float | None, ...]

    @property
    def worst_share(self) -> float:
        """The largest share of a class that was taken for one other."""
        return max(
            (
                number / max(sum(counts), 1)
                for row, counts in enumerate(self.counts)
                for column, number in enumerate(counts)
                if row != column
            ),
            default=0.0,
        )


@dataclass(frozen=True, slots=True)
class MatrixLayout:
    """The boxes of a painted matrix."""

    left: float  # of the first cell
    top: float
    width: float  # of a cell
    height: float
    names_are_upright: bool  # whether the names of columns are upright, being wider than a cell
    has_names: bool = True  # whether there is room for names and margins at all

    def cell(self, row: int, column: int) -> QRectF:
        """Return the box of a cell."""
        return QRectF(self.left + column * self.width, self.top + row * self.height, self.width, self.height)


def laid_out(names: tuple[str, ...], size: QSizeF, metrics: QFontMetricsF, margin_name: str) -> MatrixLayout:
    """Return the layout of a matrix in a room of `size`; `margin_name` is the caption of the row below it."""
    classes = max(len(names), 1)
    longest = min(max((metrics.horizontalAdvance(name) for name in names), default=0.0), _LONGEST_NAME)
    left = max(metrics.height() + 10 + longest, metrics.horizontalAdvance(margin_name) + 6)
    width = (size.width() - left - MARGIN_WIDTH) / classes
    is_upright = longest > width - 2
    top = metrics.height() + 8 + (longest if is_upright else metrics.height())
    height = (size.height() - top - metrics.height() - 6) / classes
    # Cells not much wider than high, nor higher than wide: the eye follows the diagonal.
    width = min(width, 1.35 * height)
    height = min(height, 1.15 * width)
    if min(width, height) >= LEAST_FOR_NAMES:
        return MatrixLayout(left, top, width, height, is_upright)
    corner = metrics.height() + 8
    side = (min(size.width(), size.height()) - corner - 4) / classes
    return MatrixLayout(corner, corner, side, side, names_are_upright=False, has_names=False)
