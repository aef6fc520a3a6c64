"""What the empty pad says: what to draw, and at the first start what else one can do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from digitpad.gui.widgets import theme

_SMALLEST_TEXT = 14
_HINT_SHARE = 0.68
"""Size of a hint's text as a share of the invitation's."""

_LEADING = 2.1


class Invitation:
    """A line in the middle of the pad, with hints below it."""

    def __init__(self) -> None:
        self.hints: tuple[str, ...] = ()
        self._text = ""
        self.invite(to_digits=True, to_numbers=False)

    def invite(self, *, to_digits: bool, to_numbers: bool) -> None:
        """Invite to draw digits, numbers or other pictures."""
        digits = _tr("Draw a digit or a number here") if to_numbers else _tr("Draw a digit here")
        self._text = digits if to_digits else _tr("Open a picture, or draw")

    def paint(self, painter: QPainter, font: QFont, side: float) -> None:
        """Paint on a pad of so many pixels."""
        line = QFont(font)
        line.setPixelSize(round(max(side / 24, _SMALLEST_TEXT)))
        painter.setFont(line)
        painter.setPen(theme.color(theme.current().muted, 0.6 if not self.hints else 1.0))
        middle = QRectF(0, 0, side, side if not self.hints else side * 0.72)
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self._text)
        if self.hints:
            self._paint_hints(painter, line, side)

    def _paint_hints(self, painter: QPainter, line: QFont, side: float) -> None:
        font = QFont(line)
        font.setPixelSize(max(round(line.pixelSize() * _HINT_SHARE), theme.SMALL_PIXELS))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        width = min(max(map(metrics.horizontalAdvance, self.hints)), side - 2 * theme.MARGIN)
        for index, hint in enumerate(self.hints):
            box = QRectF(
                (side - width) / 2, side * 0.5 + index * font.pixelSize() * _LEADING, width, 2 * font.pixelSize()
            )
            text = metrics.elidedText(hint, Qt.TextElideMode.ElideRight, width)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("invitation", text)
