"""Softmax regression from inside: one picture of weights a class, and what a drawing scores by each."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from digitpad.gui.inside.heat_map import HeatMap
from digitpad.gui.inside.page import Page
from digitpad.gui.inside.signs import SignLegend, plain
from digitpad.gui.inside.template_grid import PADDING, TemplateCell, TemplateGrid
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import percent, signed
from digitpad.gui.widgets.signed_image import signed_image

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QResizeEvent

    from digitpad.explanation.layers import LayerReading
    from digitpad.gui.inside.subject import Subject
    from digitpad.models.checkpoint import Checkpoint

_SMALL_MAP, _MAP, _LARGE_MAP = 28 * 6 + 6, 28 * 7 + 6, 28 * 11 + 6
"""Pixels of the large picture: whole ones to a pixel of a digit."""

_WIDE, _HIGH, _WIDEST_SUM = 640, 526, 280
_DASH = "\N{EN DASH}"


class TemplatesView(Page):
    """Shows the weights of every class beside the scores of the drawing. `class_chosen` carries the class clicked.

    The sum below is of the class that was clicked, until it is clicked again; else of the answer.
    """

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checkpoint: Checkpoint | None = None
        self._reading: LayerReading | None = None
        self._ink: Any = None
        self._weights: Any = None  # of each class, on the raster
        self._largest = 1.0
        self._images: tuple[QImage, ...] = ()
        self._chosen: int | None = None
        self.invitation = controls.label(
            self.tr("Draw something, and each picture is laid over it: blue pixels under ink add to the score.")
        )
        self.invitation.setWordWrap(True)
        self.invitation.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.invitation.setAlignment(Qt.AlignmentFlag.AlignTop)
        controls.mark(self.invitation, theme.Role.MUTED)
        self.grid = TemplateGrid()
        self.grid.setAccessibleName(self.tr("The weights of each class, with its score"))
        self.grid.chosen.connect(self._on_chosen)
        self.legend = SignLegend("", "")
        self.legend.setToolTip(self.tr("One scale for all pictures: the same colour is the same weight."))
        self.map = HeatMap(_MAP)
        self.map.setAccessibleName(self.tr("The weights of the chosen class, with the outline of the ink"))
        self.map.setToolTip(self.tr("Point at a pixel, or move with the arrow keys, to see its product."))
        self.map.pointed.connect(self._on_pointed)
        self.sum = _Sum()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.CONTROL_GAP)
        below = controls.row(spacing=theme.MARGIN)
        below.addWidget(self.map, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.sum, 1)
        below.addStretch()
        above = controls.row(self.invitation)
        for each in (above, below):
            each.setContentsMargins(PADDING, 0, PADDING, 0)
        layout.addLayout(above)
        layout.addWidget(self.grid)
        layout.addLayout(controls.row(None, self.legend, None))
        layout.addLayout(below)
        layout.addStretch(1)
        controls.column(controls.scrolled(content), owner=self)
        self.map.setFixedSize(_MAP, _MAP)

    @property
    def class_index(self) -> int | None:
        """The class whose sum is shown: the one that was clicked, or else the answer."""
        if self._chosen is not None or self._reading is None:
            return self._chosen
        logits = self._reading.logits
        return logits.index(max(logits))

    def show_subject(self, subject: Subject) -> None:
        """Explain this from now on; of softmax regression alone."""
        from digitpad.explanation.layers import first_weights, read_layers, usual_largest  # noqa: PLC0415 - numpy

        checkpoint, prediction = subject.checkpoint, subject.prediction
        if checkpoint is not self._checkpoint:
            if self._checkpoint is None or checkpoint.class_names != self._checkpoint.class_names:
                self._chosen = None
            self._checkpoint = checkpoint
            self._weights = first_weights(checkpoint)
            self._largest = usual_largest(self._weights)
            ends = self.tr("against, {weight}"), self.tr("{weight}, for")
            amounts = (signed(-self._largest), signed(self._largest))
            self.legend.show_ends(*(end.format(weight=amount) for end, amount in zip(ends, amounts, strict=True)))
            self._paint_images()
        self._reading = None if prediction is None else read_layers(checkpoint, prediction.raster)
        pixels = None if prediction is None else prediction.raster.pixels
        self._ink = pixels if pixels is not None and pixels.ndim == 2 else None
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Paint the pictures in the colours of the other theme."""
        if event.type() == QEvent.Type.PaletteChange and self._checkpoint is not None:
            self._paint_images()
            self._show()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the picture larger where there is room."""
        super().resizeEvent(event)
        side = _LARGE_MAP if self.width() >= _WIDE else _MAP if self.height() >= _HIGH else _SMALL_MAP
        self.map.setFixedSize(side, side)

    def _paint_images(self) -> None:
        self._images = tuple(signed_image(each, self._largest) for each in self._weights)

    def _show(self) -> None:
        checkpoint, reading, index = self._checkpoint, self._reading, self.class_index
        if checkpoint is None:
            return
        answer = None if reading is None else max(range(len(reading.logits)), key=reading.logits.__getitem__)
        self.grid.show_cells(self._cells(checkpoint, answer))
        self.grid.select(self._chosen)
        self.invitation.setText(self._headline(answer))
        self.map.setVisible(index is not None)
        self.sum.setVisible(index is not None)
        if index is not None:
            self.map.show_values(self._weights[index], self._ink, self._largest)
            bias = float(checkpoint.weights["layers.0.bias"][index])
            self.sum.show_numbers(checkpoint.class_names[index], bias, self._numbers_of(index))
        self._on_pointed(*self.map.cursor_pixel)

    def _cells(self, checkpoint: Checkpoint, answer: int | None) -> tuple[TemplateCell, ...]:
        cells = []
        for index, (name, image) in enumerate(zip(checkpoint.class_names, self._images, strict=True)):
            numbers = self._numbers_of(index)
            if numbers is None:
                cells.append(TemplateCell(index, image, name))
            else:
                score, share = numbers
                cells.append(TemplateCell(index, image, name, plain(score), share, percent(share), index == answer))
        return tuple(cells)

    def _numbers_of(self, index: int) -> tuple[float, float] | None:
        """Return the score and the probability of a class; None while nothing is read."""
        reading = self._reading
        return None if reading is None else (reading.logits[index], reading.probabilities[index])

    def _headline(self, answer: int | None) -> str:
        if answer is None or self._checkpoint is None:
            return self.tr(
                "Draw something: each picture is laid over it, and blue pixels under ink add to the score z."
            )
        return self.tr(
            "{name} has the largest score: its weights suit this drawing best. Click a picture to see its sum."
        ).format(name=self._checkpoint.class_names[answer])

    @Slot(int)
    def _on_chosen(self, index: int) -> None:
        self._chosen = None if index == self._chosen else index
        self._show()
        self.class_chosen.emit(index)

    @Slot(int, int)
    def _on_pointed(self, row: int, column: int) -> None:
        from digitpad.explanation.layers import on_raster  # noqa: PLC0415 - numpy

        checkpoint, index = self._checkpoint, self.class_index
        if checkpoint is None or index is None or row < 0:
            self.sum.show_pixel("", "")
            return
        title = self.tr("Row {row}, column {column}").format(row=row + 1, column=column + 1)
        weight = float(self._weights[index][row, column])
        if self._reading is None:
            self.sum.show_pixel(title, self.tr("weight {weight}").format(weight=signed(weight)))
            return
        inputs = self._reading.inputs
        products = on_raster(checkpoint, inputs * checkpoint.weights["layers.0.weight"][index])
        product = signed(float(products[row, column]))
        if checkpoint.preprocessing.channels > 1:
            text = self.tr("x · w = {product}, its colours added up").format(product=product)
        else:
            value = plain(float(on_raster(checkpoint, inputs)[row, column]))
            weight_text = signed(weight) if weight >= 0 else f"({signed(weight)})"
            text = f"{value} · {weight_text} = {product}"
        self.sum.show_pixel(title, text)


class _Sum(QWidget):
    """The score of one class written out, and below it one of its products."""

    def __init__(self) -> None:
        super().__init__()
        self.title = controls.label("", theme.Role.HEADING)
        self.equation = QLabel("z<sub>k</sub> = Σ x<sub>i</sub> · w<sub>ik</sub> + b<sub>k</sub>")
        self.equation.setTextFormat(Qt.TextFormat.RichText)
        controls.mark(self.equation, theme.Role.MUTED)
        self.equation.setToolTip(
            self.tr(
                "x: the pixels, w: the weights of the class, b: its bias. Softmax makes probabilities of the scores."
            )
        )
        self.numbers = [controls.label("") for _ in range(4)]
        self._names = [QLabel() for _ in range(4)]
        table = QGridLayout()
        table.setContentsMargins(0, 0, 0, 0)
        table.setVerticalSpacing(2)
        for row, (name, number) in enumerate(zip(self._names, self.numbers, strict=True)):
            name.setTextFormat(Qt.TextFormat.RichText)
            controls.mark(name, theme.Role.MUTED)
            controls.use_tabular_figures(number)
            place = row + (row > 1)
            table.addWidget(name, place, 0)
            table.addWidget(number, place, 1, Qt.AlignmentFlag.AlignRight)
        rule = QFrame()
        rule.setFixedHeight(1)
        rule.setFrameShape(QFrame.Shape.HLine)
        rule.setForegroundRole(rule.palette().ColorRole.Mid)
        rule.setFrameShadow(QFrame.Shadow.Plain)
        table.addWidget(rule, 2, 0, 1, 2)
        self.pixel = controls.label("", theme.Role.MUTED)
        self.product = controls.label("")
        self.product.setWordWrap(True)
        self.setMaximumWidth(_WIDEST_SUM)
        column = controls.column(self.title, self.equation, table, owner=self)
        column.addSpacing(theme.CONTROL_GAP)
        column.addLayout(controls.column(self.pixel, self.product, spacing=2))
        column.addStretch(1)

    def show_numbers(self, name: str, bias: float, numbers: tuple[float, float] | None) -> None:
        """Show the sum of a class with its score and its probability; its bias alone for None."""
        self.title.setText(self.tr("Score of {name}").format(name=name))
        index = f"<sub>{escape(name)}</sub>" if len(name) <= 2 else "<sub>k</sub>"
        for label, text in zip(self._names, (f"Σ x · w{index}", f"b{index}", f"z{index}", f"p{index}"), strict=True):
            label.setText(text)
        texts = [_DASH, signed(bias), _DASH, _DASH]
        if numbers is not None:
            score, share = numbers
            texts = [signed(score - bias), signed(bias), plain(score), percent(share)]
        for label, text in zip(self.numbers, texts, strict=True):
            label.setText(text)
        self.setAccessibleName(
            self.tr("Score of {name}: sum {sum}, bias {bias}, score {score}, probability {share}").format(
                name=name, sum=texts[0], bias=texts[1], score=texts[2], share=texts[3]
            )
        )

    def show_pixel(self, title: str, text: str) -> None:
        """Show one product; empty to say how to see one."""
        self.pixel.setText(title or self.tr("Point at a pixel:"))
        self.product.setText(text or self.tr("its ink · its weight"))
