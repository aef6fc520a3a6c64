"""From logits to probabilities, a row a class, with a slider for the temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSlider, QWidget

from digitpad.explanation.softmax_steps import softmax_steps
from digitpad.gui.inside.page import Page
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from digitpad.explanation.softmax_steps import SoftmaxSteps
    from digitpad.gui.inside.subject import Subject

_ROW = 28
_STEPS_A_DOUBLING = 10
_DOUBLINGS = 4
"""The slider reaches from a sixteenth to sixteen, a tenth of a doubling a step."""


class SoftmaxView(Page):
    """Shows how the logits of the answer become its probabilities."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logits: tuple[float, ...] = ()
        self._names: tuple[str, ...] = ()
        self.table = _Table()
        self.temperature = QSlider(Qt.Orientation.Horizontal)
        reach = _STEPS_A_DOUBLING * _DOUBLINGS
        self.temperature.setRange(-reach, reach)
        self.temperature.setPageStep(_STEPS_A_DOUBLING)
        self.temperature.setAccessibleName(self.tr("Temperature"))
        self.temperature.setToolTip(
            self.tr("The logits are divided by the temperature first: above 1 the model is less sure, below it surer.")
        )
        self.temperature.valueChanged.connect(self._show)
        self._degree = QLabel()
        controls.use_tabular_figures(self._degree)
        self._degree.setMinimumWidth(self._degree.fontMetrics().horizontalAdvance("00.00"))
        self._reset = controls.link(self.tr("Reset"), self.tr("The temperature of the model as it is: 1"))
        self._reset.clicked.connect(lambda: self.temperature.setValue(0))
        self._text = controls.label("", theme.Role.MUTED)
        self._text.setWordWrap(True)
        caption = controls.label(self.tr("Temperature"), theme.Role.MUTED)
        caption.setBuddy(self.temperature)
        slider = controls.row(caption, (self.temperature, 1), self._degree, self._reset, spacing=theme.CARD_GAP)
        controls.column((controls.scrolled(self.table), 1), slider, self._text, owner=self)
        self._show()

    @property
    def steps(self) -> SoftmaxSteps | None:
        """The numbers on show; None while nothing is read."""
        return softmax_steps(self._logits, self.degree) if self._logits else None

    @property
    def degree(self) -> float:
        """The temperature."""
        return float(2.0 ** (self.temperature.value() / _STEPS_A_DOUBLING))

    def show_subject(self, subject: Subject) -> None:
        """Show the numbers of another answer."""
        self._names = subject.checkpoint.class_names
        self._logits = _logits_of(subject)
        self._show()

    @Slot()
    def _show(self) -> None:
        steps = self.steps
        self.table.show_steps(self._names, steps)
        self._degree.setText(f"{self.degree:.2f}")
        self._reset.setEnabled(self.temperature.value() != 0)
        if steps is None:
            self._text.setText(self.tr("Draw something: how its logits become probabilities shows here."))
            return
        self._text.setText(
            self.tr(
                "Each probability is exp(z − max z), divided by their sum {sum}. Without “− max z” the answer would be "
                "the same, but exp overflows from z = 89 on in 32 bits; and adding 1e-8 to the sum does not help then: "
                "∞ / ∞ stays no number."
            ).format(sum=f"{steps.total:.4f}")
        )


class _Table(QWidget):
    """Five columns, painted, so that ten new numbers a move cost little."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._steps: SoftmaxSteps | None = None
        self._bold, self._figures = controls.use_names_and_figures(self, theme.BODY_PIXELS)
        self.setAccessibleName(self.tr("From logits to probabilities"))

    def show_steps(self, names: tuple[str, ...], steps: SoftmaxSteps | None) -> None:
        """Show other numbers."""
        if len(names) != len(self._names):
            self.updateGeometry()
        self._names, self._steps = names, steps
        if steps is not None:
            shares = zip(names, steps.probabilities, strict=True)
            self.setAccessibleDescription(", ".join(f"{name}: {100 * share:.1f} %" for name, share in shares))
        self.update()

    def sizeHint(self) -> QSize:
        """Return how large the table is."""
        return QSize(380, _ROW * (len(self._names) + 1))

    def minimumSizeHint(self) -> QSize:
        """Return how small it may become."""
        return QSize(300, _ROW * (len(self._names) + 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rows; the winner in bold."""
        painter = QPainter(self)
        tokens = theme.current()
        title_font = controls.without_tabular_figures(self.font())
        titles = (self.tr("class"), "z", "z − max", "exp", "÷ Σ")
        painter.setPen(theme.color(tokens.muted))
        self._paint_row(painter, 0, titles, title_font)
        painter.setPen(QPen(theme.color(tokens.line), 1.0))
        painter.drawLine(0, _ROW - 1, self.width(), _ROW - 1)
        steps = self._steps
        for index, name in enumerate(self._names):
            if steps is None:
                cells: tuple[str, ...] = (name, "", "", "", "")
                is_winner = False
            else:
                cells = (
                    name,
                    _number(steps.logits[index]),
                    _number(steps.shifted[index]),
                    f"{steps.exponentials[index]:.4f}",
                    f"{100 * steps.probabilities[index]:.1f}\N{NO-BREAK SPACE}%",
                )
                is_winner = steps.shifted[index] == 0.0
            painter.setPen(theme.color(tokens.text if is_winner or steps is None else tokens.muted))
            font = QFont(self._figures)
            font.setWeight(QFont.Weight.DemiBold if is_winner else QFont.Weight.Normal)
            self._paint_row(painter, index + 1, cells, font)

    def _paint_row(self, painter: QPainter, row: int, cells: tuple[str, ...], font: QFont) -> None:
        first = min(self.width() * 0.22, 120.0)
        width = (self.width() - first) / (len(cells) - 1)
        painter.setFont(font)
        name = QFontMetricsF(font).elidedText(cells[0], Qt.TextElideMode.ElideRight, first - theme.CONTROL_GAP)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, row * _ROW, first, _ROW), middle | Qt.AlignmentFlag.AlignLeft, name)
        for column, text in enumerate(cells[1:]):
            box = QRectF(first + column * width, row * _ROW, width, _ROW)
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, text)


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def _logits_of(subject: Subject) -> tuple[float, ...]:
    if subject.prediction is None:
        return ()
    from digitpad.explanation.evidence import inputs_of, logits_of  # noqa: PLC0415 - numpy is there by now

    return logits_of(subject.checkpoint, inputs_of(subject.checkpoint, subject.prediction.raster))
