"""The weights of softmax regression as pictures, one a class, while it learns. Importing it imports no numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.signed_image import signed_image

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from digitpad.models.checkpoint import Checkpoint
    from digitpad.preprocessing.raster import Floats

_GAP = 6
_LINE = 18
"""Pixels of a line of text."""

COMFORTABLE = 160
"""Pixels of height with which ten pictures read well beside the pad."""

_LEAST_PICTURE = 28
_FINE = 4
"""Times a picture is enlarged sharply before it is fitted."""


@dataclass(frozen=True, slots=True, eq=False)
class Templates:
    """The weights of each class, on one scale."""

    class_names: tuple[str, ...]
    side: int  # pixels across and down
    pictures: tuple[Floats, ...]  # a weight a pixel, shape (side, side); of a colour picture, its channels' sum
    full: float  # the weight, positive or negative, from which on the full colour is drawn


def templates_of(checkpoint: Checkpoint) -> Templates | None:
    """Return the templates of softmax regression; None for a model with hidden layers."""
    if checkpoint.spec.hidden_sizes:
        return None
    from digitpad.explanation.layers import first_weights, usual_largest  # noqa: PLC0415 - numpy loads here

    pictures = first_weights(checkpoint)
    full = usual_largest(pictures) or 1.0
    return Templates(checkpoint.class_names, checkpoint.preprocessing.image_size, tuple(pictures), full)


class TemplateView(QWidget):
    """A picture a class, as large as there is room for, with its name and what the colours mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._templates: Templates | None = None
        self.setMinimumHeight(2 * _LINE + 6 + _LEAST_PICTURE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        controls.use_tabular_figures(self, theme.SMALL_PIXELS)
        self.setAccessibleName(self.tr("Weights of each class"))
        self.setToolTip(
            self.tr(
                "The weight of each pixel for each class: ink on blue speaks for the class, ink on orange against it. "
                "All pictures are on one scale."
            )
        )

    @property
    def templates(self) -> Templates | None:
        """What is shown; None while there is nothing."""
        return self._templates

    def show_templates(self, templates: Templates | None) -> None:
        """Show other weights; None for none."""
        if templates != self._templates:
            self._templates = templates
            self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which ten pictures read well."""
        return QSize(400, 200)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the heading and the pictures below it."""
        t = theme.current()
        painter = QPainter(self)
        bold = controls.without_tabular_figures(self.font())
        bold.setPixelSize(theme.BODY_PIXELS)
        bold.setWeight(bold.Weight.DemiBold)
        head = QRectF(0, 0, self.width(), _LINE + 2)
        painter.setFont(bold)
        painter.setPen(theme.color(t.text))
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.tr("Weights"))
        painter.setFont(self.font())
        if self._templates is None:
            return
        self._paint_legend(painter, head, self._templates.full)
        ratio = self.devicePixelRatioF()
        for box, name, picture in zip(
            self._boxes(), self._templates.class_names, self._templates.pictures, strict=True
        ):
            painter.setPen(theme.color(t.line))
            painter.drawImage(box, _fitted(signed_image(picture, self._templates.full), box.width() * ratio))
            painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
            painter.setPen(theme.color(t.muted))
            room = QRectF(box.left() - _GAP / 2, box.bottom(), box.width() + _GAP, _LINE)
            text = QFontMetricsF(self.font()).elidedText(name, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_legend(self, painter: QPainter, head: QRectF, full: float) -> None:
        t, right = theme.current(), head.right()
        texts = (
            (self.tr("full at \N{PLUS-MINUS SIGN}{weight}").format(weight=f"{full:.2g}"), t.muted),
            (self.tr("against"), t.second),
            (self.tr("for the class"), t.accent),
        )
        for text, color in texts:
            painter.setPen(theme.color(color))
            place = QRectF(head.left(), head.top(), right - head.left(), head.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            right -= QFontMetricsF(self.font()).horizontalAdvance(text) + 2 * _GAP

    def _boxes(self) -> list[QRectF]:
        """Return where the pictures stand: in as many rows as make them largest, the last row from the left."""
        count = 0 if self._templates is None else len(self._templates.pictures)
        top, width, height = _LINE + 6.0, float(self.width()), self.height() - _LINE - 6.0

        def side_in(rows: int) -> float:
            return min((width + _GAP) / -(-count // rows) - _GAP, (height + _GAP) / rows - _GAP - _LINE)

        rows = max(range(1, count + 1), key=side_in, default=1)
        side, columns = max(side_in(rows), 4.0), -(-count // rows)
        step = (width + _GAP) / columns
        cells = (divmod(index, columns) for index in range(count))
        return [
            QRectF(column * step + (step - _GAP - side) / 2, top + row * (side + _GAP + _LINE), side, side)
            for row, column in cells
        ]


def _fitted(image: QImage, side: float) -> QImage:
    """Return an image of so many pixels across, in which each of its own is as large as the others to the eye."""
    fine = image.scaled(_FINE * image.width(), _FINE * image.height())
    return fine.scaled(round(side), round(side), mode=Qt.TransformationMode.SmoothTransformation)
