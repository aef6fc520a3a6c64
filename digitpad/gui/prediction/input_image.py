"""The image a model is given, pixel by pixel."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.focus_ring import is_ringed
from digitpad.gui.widgets.image_grid import draw_enlarged

if TYPE_CHECKING:
    from digitpad.gui.prediction.answers import StageImage

_FRAME = 6
"""Pixels between the frame and the raster, of both sides together."""


class InputImage(QAbstractButton):
    """One image, enlarged without smoothing; a button that shows more of it."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._stage: StageImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_side(self, side: int) -> None:
        """Make the view larger or smaller."""
        if side != self._side:
            self._side = side
            self.updateGeometry()

    @property
    def stage(self) -> StageImage | None:
        """What is shown; None for an empty frame."""
        return self._stage

    def show_stage(self, stage: StageImage | None) -> None:
        """Show another image; None for an empty frame."""
        if stage != self._stage:
            self._stage = stage
            self.update()

    def sizeHint(self) -> QSize:
        """Return how large the view shall be."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame and the pixels."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = tokens.accent if is_ringed(self) else tokens.muted if self.underMouse() else tokens.line
        painter.setPen(QPen(theme.color(edge), 1.0))
        painter.setBrush(theme.color(tokens.paper))
        painter.drawRoundedRect(frame, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
        if self._stage is not None:
            inset = _FRAME / 2
            room = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            draw_enlarged(painter, room, stage_image(self._stage))


def stage_image(stage: StageImage) -> QImage:
    """Return a stage as an image: a digit in the theme's colours, from paper to ink, a picture in its own."""
    if stage.channels == 3:
        kind = QImage.Format.Format_RGB888
    elif stage.step == "scaled":  # raster.Step.SCALED, whose module imports numpy
        kind = QImage.Format.Format_Grayscale8
    else:
        kind = QImage.Format.Format_Indexed8
    image = QImage(stage.levels, stage.columns, stage.rows, stage.columns * stage.channels, kind)
    if kind is QImage.Format.Format_Indexed8:
        image.setColorTable(_shades(theme.current()))
    return image.convertToFormat(QImage.Format.Format_RGB32)  # a copy: a QImage made of bytes does not keep them


@cache  # once a theme: 256 shades take longer than the rest of the painting
def _shades(tokens: theme.Tokens) -> list[int]:
    return [theme.mixed(tokens.paper, tokens.ink, level / 255).rgb() for level in range(256)]
