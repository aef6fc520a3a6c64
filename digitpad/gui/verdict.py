"""The predicted class, the biggest thing on screen, with how sure the model is and what comes next.

Owns how the verdict looks, also while there is none. Does not own the probabilities (`recognizer`).
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui import theme

_LARGEST_DIGIT = 112
_SMALLEST_DIGIT = 56
_DIGIT_LEADING = 1.06
_OTHER_LINES = 74
"""Pixels of the three small lines and the gaps."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The four lines of a verdict.

    Parameters
    ----------
    caption
        Small, above.
    name
        The class, as large as there is room.
    sure
        How sure the model is.
    following
        The class that comes second.
    is_faint
        Whether nothing is said yet, so that no line may look like an answer.
    """

    caption: str
    name: str
    sure: str
    following: str
    is_faint: bool = False


class Verdict(QWidget):
    """Four lines, painted, so that a new answer moves nothing around it."""

    def __init__(self, lines: Lines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.use_tabular_figures(self)
        self.setAccessibleName(self.tr("Prediction"))
        self.setToolTip(self.tr("The class the model finds most probable, how sure it is, and its second choice."))

    @property
    def lines(self) -> Lines:
        """What is shown."""
        return self._lines

    def show_lines(self, lines: Lines) -> None:
        """Show another verdict."""
        if lines != self._lines:
            self._lines = lines
            self.setAccessibleDescription(f"{lines.name} {lines.sure} {lines.following}".strip())
            self.update()

    def sizeHint(self) -> QSize:
        """Qt asks how large the verdict would like to be."""
        return QSize(172, 190)

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the verdict may become."""
        return QSize(172, 136)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the four lines from the top down."""
        tokens, lines = theme.current(), self._lines
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        y = self._paint_line(painter, 0.0, lines.caption, theme.BODY_PIXELS, tokens.muted)
        pixels = min(max(int((self.height() - _OTHER_LINES) / _DIGIT_LEADING), _SMALLEST_DIGIT), _LARGEST_DIGIT)
        strong = tokens.line if lines.is_faint else tokens.text
        y = self._paint_line(painter, y + 2, lines.name, pixels, strong, QFont.Weight.DemiBold, _DIGIT_LEADING)
        y = self._paint_line(painter, y + 6, lines.sure, theme.FIGURE_PIXELS, tokens.text, QFont.Weight.DemiBold)
        self._paint_line(painter, y + 4, lines.following, theme.BODY_PIXELS, tokens.muted)

    def _paint_line(  # noqa: PLR0913, PLR0917 - a line of text is so many things
        self,
        painter: QPainter,
        top: float,
        text: str,
        pixels: int,
        shade: str,
        weight: QFont.Weight = QFont.Weight.Normal,
        leading: float = 1.3,
    ) -> float:
        """Paint one line, made smaller if it is too wide, and return where the next may begin."""
        height = pixels * leading
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setWeight(weight)
        width = QFontMetricsF(font).horizontalAdvance(text)
        if width > self.width():
            font.setPixelSize(max(int(pixels * self.width() / width), theme.SMALL_PIXELS))
            text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        painter.setFont(font)
        painter.setPen(theme.color(shade))
        # Large digits have a visible margin of their own, which would break the left edge.
        bearing = max(QFontMetricsF(font).leftBearing(text[0]), 0.0) if text else 0.0
        box = QRectF(-bearing, top, self.width() + bearing, height)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        return top + height
