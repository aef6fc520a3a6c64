"""A kept digit as a small picture; painted on the digits' thread, for a page of them takes a while."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from digitpad.gui.pad.coordinates import PAD_SIZE
from digitpad.gui.pad.ink_coverage import InkCoverage
from digitpad.gui.pad.ink_painter import EDGE, paint, seen, smooth_pieces
from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from digitpad.ink.ink import Ink

_PIXELS = 112
_PEN_SHARE, _MARGIN_SHARE = 0.07, 0.1


def picture_of(ink: Ink, tokens: theme.Tokens) -> QImage:
    """Return ink as a small picture in the colours of a theme, as large as fits."""
    image = QImage(_PIXELS, _PIXELS, QImage.Format.Format_RGB32)
    image.fill(theme.color(tokens.paper))
    bounds = ink.bounds
    if bounds is None:
        return image
    scale = _PIXELS * (1 - 2 * _MARGIN_SHARE) / (max(bounds.width, bounds.height) or PAD_SIZE)
    side, x, y = _PIXELS / scale, (bounds.left + bounds.right) / 2, (bounds.top + bounds.bottom) / 2
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(QPointF(_PIXELS / 2, _PIXELS / 2))
    painter.scale(scale, scale)
    painter.translate(QPointF(-x, -y))
    pieces = chain.from_iterable(smooth_pieces(stroke.points_from(0), _PEN_SHARE * side) for stroke in ink.strokes)
    covered = InkCoverage(x - side / 2, y - side / 2, side, EDGE / scale)
    paint(painter, seen(pieces, covered), theme.color(tokens.ink))
    painter.end()
    return image
