"""A confusion matrix as a value, and where its parts lie in the room it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QFontMetricsF

_LONGEST_NAME = 84.0
"""Pixels a class's name may take beside the matrix, or above it when it stands upright."""

MARGIN_WIDTH = 44.0
"""Pixels of the column of recalls: ``100.0 %``."""


LEAST_FOR_NAMES = 11.0
"""Pixels of a cell below which the names of classes and the margins are left out."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """What is shown."""

    class_names: tuple[str, ...]  # what the classes are called
    counts: tuple[tuple[int, ...], ...]  # samples by true class (row) and predicted class (column)
    # recalls, precisions: A share a class; None where there is none
    recalls: tuple[float | None, ...]
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
    """Where everything lies."""

    # left, top: the first cell's corner
    left: float
    top: float
    # width, height: A cell's sides
    width: float
    height: float
    names_stand: bool  # whether the names of columns stand upright, being wider than a cell
    has_names: bool = True  # whether there is room for names and margins at all

    def cell(self, row: int, column: int) -> QRectF:
        """Return where a cell lies."""
        return QRectF(self.left + column * self.width, self.top + row * self.height, self.width, self.height)


def laid_out(names: tuple[str, ...], size: QSizeF, metrics: QFontMetricsF, margin_name: str) -> MatrixLayout:
    """Return where a matrix lies in some room.

    `names`: what the classes are called; `size`: the room; `metrics`: of the font the names are written in;
    `margin_name`: what the row below the matrix is called.
    """
    classes = max(len(names), 1)
    longest = min(max((metrics.horizontalAdvance(name) for name in names), default=0.0), _LONGEST_NAME)
    left = max(metrics.height() + 10 + longest, metrics.horizontalAdvance(margin_name) + 6)
    width = (size.width() - left - MARGIN_WIDTH) / classes
    stand = longest > width - 2
    top = metrics.height() + 8 + (longest if stand else metrics.height())
    height = (size.height() - top - metrics.height() - 6) / classes
    # Cells not much wider than high, nor higher than wide: the eye follows the diagonal.
    width = min(width, 1.35 * height)
    height = min(height, 1.15 * width)
    if min(width, height) >= LEAST_FOR_NAMES:
        return MatrixLayout(left, top, width, height, stand)
    corner = metrics.height() + 8
    side = (min(size.width(), size.height()) - corner - 4) / classes
    return MatrixLayout(corner, corner, side, side, names_stand=False, has_names=False)
