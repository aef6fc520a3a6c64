"""The weights of each class as a picture, with its score and its probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.image_grid import Cell, CellGrid

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

PADDING = 4
"""Pixels of a cell around its picture, for the ground of the answer's."""

_LINE = 17
_BAR = 3
_BELOW = 2 * _LINE + _BAR + 6
_LEAST_WIDTH, _LARGEST_SIDE = 66, 140
_MOST_IN_ROW = 5
"""Of up to ten classes: ten pictures in one row would be small in a wide window, too."""

_FINE = 4
"""Times an image is enlarged pixel by pixel before it is made to fit, so that all its pixels look alike."""


@dataclass(frozen=True, slots=True)
class TemplateCell(Cell):
    """One class: its weights, and what the drawing scores by them; no score while nothing is read."""

    score: str = ""
    share: float | None = None
    figure: str = ""  # the share in per cent
    is_winner: bool = False


class TemplateGrid(CellGrid[TemplateCell]):
    """One cell a class, in rows of equal length; `chosen` follows the arrow keys, too."""

    def __init__(self) -> None:
        super().__init__(QSize(_LEAST_WIDTH, _LEAST_WIDTH + _BELOW), gap=4, fixed_rows=1)
        self._bold, self._figures = controls.use_names_and_figures(self, theme.SMALL_PIXELS)
        self._strong = QFont(self._figures)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._figure_width = QFontMetrics(self._strong).horizontalAdvance("100.0\N{NO-BREAK SPACE}%")
        self._least = self._side = _LEAST_WIDTH
        self._has_name_line = False  # whether names are too long to stand beside a figure
        self._fitted: dict[int, tuple[QImage, QImage]] = {}  # by class: of which image, and in the size of the cells
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def columns(self) -> int:
        """Cells side by side: as many as fit, but no row much shorter than the others."""
        fitting = max((self.width() + self._gap) // (self._least + self._gap), 1)
        count = max(len(self._cells), 1)
        if count <= 2 * _MOST_IN_ROW:
            fitting = min(fitting, _MOST_IN_ROW)
        return -(-count // -(-count // fitting))

    @property
    def rows(self) -> int:
        """Cells one above the other: as many as it takes."""
        return max(-(-len(self._cells) // self.columns), 1)

    def show_cells(self, cells: tuple[TemplateCell, ...]) -> None:
        """Show other templates, or other scores."""
        has_others = [cell.label for cell in cells] != [cell.label for cell in self._cells]
        super().show_cells(cells)
        if has_others:
            widest = max((QFontMetrics(self._bold).horizontalAdvance(cell.label) for cell in cells), default=0)
            beside = widest + self._figure_width + 2 * PADDING
            self._has_name_line = beside > _LEAST_WIDTH + 2 * PADDING
            self._least = _LEAST_WIDTH if self._has_name_line else max(_LEAST_WIDTH, beside)
            self._fit()

    def sentence(self, cell: TemplateCell) -> str:
        """Return what a cell shows, as a sentence."""
        if cell.share is None:
            return self.tr("The weights of {name}").format(name=cell.label)
        return self.tr("The weights of {name}: score {score}, {share}").format(
            name=cell.label, score=cell.score, share=cell.figure
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the cells to the width."""
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Forget the images in the colours of the other theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._fitted.clear()
        super().changeEvent(event)

    def _fit(self) -> None:
        room = (self.width() + self._gap) // self.columns - self._gap - 2 * PADDING
        self._side = max(min(room, _LARGEST_SIDE), 1)
        height = self._side + 2 * PADDING + _BELOW + (_LINE if self._has_name_line else 0)
        self._cell_size = QSize(self._least, height)
        self.setFixedHeight(self.rows * (height + self._gap) - self._gap)

    def _move_to(self, index: int) -> None:
        self._choose(index)

    def _paint_cell(self, painter: QPainter, box: QRect, cell: TemplateCell) -> None:
        tokens = theme.current()
        box.setWidth(self._side + 2 * PADDING)
        if cell.is_winner:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tokens.accent, 0.12))
            painter.drawRoundedRect(box, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
        inner = box.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        picture = QRect(inner.topLeft(), QSize(self._side, self._side))
        painter.drawImage(picture, self._image(cell, self._side))
        is_chosen = cell.index == self._selected
        edge = tokens.line if not is_chosen else tokens.accent if self.hasFocus() else tokens.text
        painter.setPen(QPen(theme.color(edge), 2.0 if is_chosen else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(picture).adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_numbers(painter, QRect(inner.left(), picture.bottom() + 4, self._side, _LINE), cell)

    def _paint_numbers(self, painter: QPainter, line: QRect, cell: TemplateCell) -> None:
        tokens = theme.current()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name = cell.label
        if self._has_name_line:
            name = QFontMetrics(self._bold).elidedText(name, Qt.TextElideMode.ElideRight, line.width())
        painter.setPen(theme.color(tokens.text))
        painter.setFont(self._bold)
        painter.drawText(line, left, name)
        if self._has_name_line:
            line.translate(0, _LINE)
        if cell.share is None:
            return
        painter.setFont(self._strong if cell.is_winner else self._figures)
        painter.setPen(theme.color(tokens.text if cell.is_winner else tokens.muted))
        painter.drawText(line, right, cell.figure)
        below = line.translated(0, _LINE)
        painter.drawText(below, right, cell.score)
        painter.setFont(self.font())
        painter.setPen(theme.color(tokens.muted))
        painter.drawText(below, left, "z")
        track = QRect(below.left(), below.bottom() + 3, below.width(), _BAR)
        painter.fillRect(track, theme.color(tokens.line))
        track.setWidth(max(round(track.width() * cell.share), 1))
        painter.fillRect(track, theme.color(tokens.accent if cell.is_winner else tokens.rest))

    def _image(self, cell: TemplateCell, side: int) -> QImage:
        pixels = round(side * self.devicePixelRatioF())
        known = self._fitted.get(cell.index)
        if known is None or known[0] is not cell.image or known[1].width() != pixels:
            fine = cell.image.scaled(_FINE * cell.image.width(), _FINE * cell.image.height())
            smooth = Qt.TransformationMode.SmoothTransformation
            known = cell.image, fine.scaled(pixels, pixels, mode=smooth)
            self._fitted[cell.index] = known
        return known[1]
