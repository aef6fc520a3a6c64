"""The five lines of a training step in PyTorch, a button each, with what came of each beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from digitpad.gui.inside.step_walk import Stage
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import FittingLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

_GAP = 4
_LOSSES = {Stage.LOSS, Stage.STEP}
_LOSS_PIXELS = 16
"""Height of what all of it is about."""


class CodeLines(QWidget):
    """`pressed` carries the `Stage` of the line whose turn it was."""

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lines = {
            Stage.FORWARD: ("logits = model(x)", self.tr("Forward: from the sample to a logit a class")),
            Stage.LOSS: ("loss = criterion(logits, y)", self.tr("Cross-entropy: −log of the label's probability")),
            Stage.ZERO_GRAD: (
                "optimizer.zero_grad()",
                self.tr("Clear the gradients of the step before: PyTorch would add the new ones to them"),
            ),
            Stage.BACKWARD: ("loss.backward()", self.tr("Backward: the gradient of the loss in each layer")),
            Stage.STEP: ("optimizer.step()", self.tr("Update: weights − learning rate × gradient")),
        }
        self.buttons: dict[Stage, QPushButton] = {}
        self._results: dict[Stage, FittingLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.CARD_GAP)
        grid.setVerticalSpacing(_GAP)
        grid.setColumnStretch(1, 1)
        for row, (stage, (code, tooltip)) in enumerate(lines.items()):
            button, result = controls.button(code, tooltip), FittingLabel()
            button.setProperty("code", True)
            controls.mark(button, theme.Role.SECONDARY)  # look at it
            button.clicked.connect(self._press)
            result.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            if stage in _LOSSES:
                controls.use_tabular_figures(result, _LOSS_PIXELS, QFont.Weight.DemiBold)
            else:
                controls.use_tabular_figures(result)
            self.buttons[stage], self._results[stage] = button, result
            grid.addWidget(button, row, 0)
            grid.addWidget(result, row, 1)

    def enable(self, stage: Stage | None) -> None:
        """Let one line be pressed, or none."""
        had_focus = any(button.hasFocus() for button in self.buttons.values())
        for each, button in self.buttons.items():
            role = theme.Role.PRIMARY if each is stage else theme.Role.SECONDARY
            if button.property("role") != role.value:
                controls.mark(button, role)
            button.setEnabled(each is stage)
        if had_focus and stage is not None:  # so that Space runs line after line
            self.buttons[stage].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_result(self, stage: Stage, *texts: str) -> None:
        """Show what came of a line, in as many words as there is room for; nothing without a text."""
        self._results[stage].show_texts(*texts)

    def result(self, stage: Stage) -> str:
        """Return what is shown beside a line."""
        return self._results[stage].shown

    def _press(self) -> None:
        self.pressed.emit(next(stage for stage, button in self.buttons.items() if button is self.sender()))
