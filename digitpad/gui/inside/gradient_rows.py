"""The gradient of each layer: as a picture a class for softmax regression, else as a histogram; with its norms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count, scientific
from digitpad.gui.widgets.signed_image import signed_image

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from digitpad.gui.inside.step_thread import LayerNumbers

_LINE = 20
_GAP = 12
_HISTOGRAM = 40
_PICTURES_A_ROW = 10
_PICTURE_GAP = 4
_LEAST_PICTURE = 24


class GradientRows(QWidget):
    """Shows a layer a row, and once the step is taken how far its weights have gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: tuple[LayerNumbers, ...] = ()
        self._is_taken = False
        self._names: tuple[str, ...] = ()
        self._bold, self._figures = controls.use_names_and_figures(self, theme.BODY_PIXELS)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Gradient of each layer"))
        self.setToolTip(self.tr("Blue where the gradient is above 0, orange below: the weights go the other way."))

    @property
    def layers(self) -> tuple[LayerNumbers, ...]:
        """The layers on show; none while there is no gradient."""
        return self._layers

    def show_layers(self, layers: tuple[LayerNumbers, ...], names: tuple[str, ...], *, is_taken: bool) -> None:
        """Show the gradients of some layers; `names`: the classes'; `is_taken`: whether the weights have changed."""
        self._layers, self._names, self._is_taken = layers, names, is_taken
        texts = (f"{layer.name}: {_gradient_text(layer)}, {self._weights_text(layer)}" for layer in layers)
        self.setAccessibleDescription("; ".join(texts))
        self.setVisible(bool(layers))
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        return sum(2 * _LINE + self._plot_height(layer, width) + _GAP for layer in self._layers)

    def sizeHint(self) -> QSize:
        """Return how large the rows are at an ordinary width."""
        return QSize(380, self.heightForWidth(380))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint each row: the layer's name and norms, and its gradient."""
        painter = QPainter(self)
        top = 0.0
        for layer in self._layers:
            height = self._plot_height(layer, self.width())
            self._paint_text(painter, top, layer)
            plot = QRectF(0.0, top + _LINE, self.width(), height)
            if layer.pictures is None:
                self._paint_histogram(painter, plot, layer)
            else:
                self._paint_pictures(painter, plot, layer)
            top += 2 * _LINE + height + _GAP

    def _paint_text(self, painter: QPainter, top: float, layer: LayerNumbers) -> None:
        tokens, width = theme.current(), float(self.width())
        line = QRectF(0.0, top, width, _LINE)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.color(tokens.text))
        painter.setFont(self._bold)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, layer.name)
        name_width = painter.fontMetrics().horizontalAdvance(layer.name) + theme.CONTROL_GAP
        painter.setFont(self._figures)
        painter.drawText(
            line,
            middle | Qt.AlignmentFlag.AlignRight,
            _gradient_text(layer),
        )
        painter.setPen(theme.color(tokens.muted))
        outputs, inputs = layer.shape
        shape = f"{count(outputs)} × {count(inputs)}"
        painter.drawText(line.adjusted(name_width, 0.0, 0.0, 0.0), middle | Qt.AlignmentFlag.AlignLeft, shape)
        foot = QRectF(0.0, top + _LINE + self._plot_height(layer, self.width()), width, _LINE)
        painter.setPen(theme.color(tokens.text if self._is_taken else tokens.muted))
        weights = self._weights_text(layer)
        painter.drawText(foot, middle | Qt.AlignmentFlag.AlignRight, weights)
        if layer.pictures is not None or layer.largest == 0.0:
            return
        room = width - painter.fontMetrics().horizontalAdvance(weights) - theme.CONTROL_GAP
        painter.setPen(theme.color(tokens.muted))
        painter.setFont(self._small())
        reach = self.tr("within ±{largest}").format(largest=scientific(layer.largest))
        shown = painter.fontMetrics().elidedText(reach, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(foot, middle | Qt.AlignmentFlag.AlignLeft, shown)

    def _weights_text(self, layer: LayerNumbers) -> str:
        before, after = (f"{norm:#.7g}" for norm in (layer.weight_norm_before, layer.weight_norm_after))
        if self._is_taken:  # in as many digits as show what it has changed
            return self.tr("weights' norm {before} → {after}").format(before=before, after=after)
        return self.tr("weights' norm {norm}").format(norm=before)

    def _plot_height(self, layer: LayerNumbers, width: int) -> int:
        if layer.pictures is None:
            return _HISTOGRAM
        rows = -(-layer.shape[0] // _PICTURES_A_ROW)
        return rows * (_side(width) + _LINE)

    def _paint_pictures(self, painter: QPainter, plot: QRectF, layer: LayerNumbers) -> None:
        """Paint the gradient of each class as the weights lie on the raster, all on one scale."""
        tokens, side = theme.current(), _side(self.width())
        painter.setFont(self._small())
        largest = float(abs(layer.pictures).max())
        for index, name in enumerate(self._names):
            row, column = divmod(index, _PICTURES_A_ROW)
            square = QRectF(column * (side + _PICTURE_GAP), plot.top() + row * (side + _LINE) + 2, side, side)
            painter.drawImage(square, signed_image(layer.pictures[index], largest))
            painter.setPen(QPen(theme.color(tokens.line), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(theme.color(tokens.muted))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, side)
            painter.drawText(
                square.translated(0.0, side + 1).adjusted(0, 0, 0, _LINE - side), Qt.AlignmentFlag.AlignHCenter, shown
            )

    def _paint_histogram(self, painter: QPainter, plot: QRectF, layer: LayerNumbers) -> None:
        """Paint how many weights have which gradient; heights by logarithm, for most are about 0."""
        tokens = theme.current()
        bins = len(layer.counts)
        most = math.log1p(max(layer.counts, default=1) or 1)
        width = plot.width() / bins
        for index, number in enumerate(layer.counts):
            height = (plot.height() - 4) * math.log1p(number) / most
            middle = bins // 2
            shade = tokens.rest if index == middle else tokens.accent if index > middle else tokens.second
            bar = QRectF(plot.left() + index * width, plot.bottom() - height, max(width - 1.0, 1.0), height)
            painter.fillRect(bar, theme.color(shade))
        painter.setPen(QPen(theme.color(tokens.line), 1.0))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())

    def _small(self) -> QFont:
        font = controls.without_tabular_figures(self.font())
        font.setPixelSize(theme.SMALL_PIXELS)
        return font


def _gradient_text(layer: LayerNumbers) -> str:
    text = QCoreApplication.translate("GradientRows", "gradient's norm {norm}")
    return text.format(norm=scientific(layer.gradient_norm))


def _side(width: int) -> int:
    return max((width - (_PICTURES_A_ROW - 1) * _PICTURE_GAP) // _PICTURES_A_ROW, _LEAST_PICTURE)
