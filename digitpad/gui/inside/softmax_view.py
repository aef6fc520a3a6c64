"""From logits to probabilities, a row a class, with a slider for the temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QSlider

from digitpad.explanation.softmax_steps import softmax_steps
from digitpad.gui.inside.class_table import ClassTable
from digitpad.gui.inside.page import Page
from digitpad.gui.inside.signs import plain
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import percent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.explanation.softmax_steps import SoftmaxSteps
    from digitpad.gui.inside.subject import Subject

_STEPS_A_DOUBLING = 10
_DOUBLINGS = 4
"""The slider reaches from a sixteenth to sixteen, a tenth of a doubling a step."""


class SoftmaxView(Page):
    """Shows how the logits of the answer become its probabilities."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logits: tuple[float, ...] = ()
        self._names: tuple[str, ...] = ()
        self.table = ClassTable(self._titles("z"))
        self.table.setAccessibleName(self.tr("From logits to probabilities"))
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

    def _titles(self, logit: str) -> tuple[str, ...]:
        return self.tr("class"), logit, "z − max", "exp", "÷ Σ"

    @Slot()
    def _show(self) -> None:
        steps = self.steps
        self.table.name_columns(self._titles("z" if self.temperature.value() == 0 else "z / T"))
        self.table.show_rows(*_rows(self._names, steps))
        self.table.setAccessibleDescription(
            "" if steps is None else ", ".join(f"{name}: {cells[-1]}" for name, *cells in self.table.rows)
        )
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


def _rows(names: tuple[str, ...], steps: SoftmaxSteps | None) -> tuple[list[tuple[str, ...]], int | None]:
    """Return the rows of the table, and which is the winner's."""
    if steps is None:
        return [(name, "", "", "", "") for name in names], None
    columns = (names, steps.logits, steps.shifted, steps.exponentials, steps.probabilities)
    rows: list[tuple[str, ...]] = [
        (name, plain(logit), plain(shifted), f"{exponential:.4f}", percent(probability))
        for name, logit, shifted, exponential, probability in zip(*columns, strict=True)
    ]
    return rows, steps.shifted.index(0.0)


def _logits_of(subject: Subject) -> tuple[float, ...]:
    if subject.prediction is None:
        return ()
    from digitpad.explanation.evidence import inputs_of, logits_of  # noqa: PLC0415 - numpy is there by now

    return logits_of(subject.checkpoint, inputs_of(subject.checkpoint, subject.prediction.raster))
