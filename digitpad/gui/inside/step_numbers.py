"""The numbers of a step: those of each class, the gradient of each layer, and what 1e-8 does to softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QScrollArea, QWidget

from digitpad.gui.inside.class_table import ClassTable
from digitpad.gui.inside.gradient_rows import GradientRows
from digitpad.gui.inside.overflow_section import OverflowSection
from digitpad.gui.inside.step_thread import DrawnSample
from digitpad.gui.inside.step_walk import Stage
from digitpad.gui.prediction.input_image import InputImage
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import scientific

if TYPE_CHECKING:
    from digitpad.gui.inside.step_thread import Prepared
    from digitpad.gui.inside.step_walk import StepWalk

_IMAGE_SIDE = 62  # 28 x 2 pixels and the frame
_ROW_HEIGHT = 17


class StepNumbers(QWidget):
    """Shows as much of a step as its lines have come to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = InputImage(_IMAGE_SIDE)
        self.image.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.image.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.image.setAccessibleName(self.tr("What the model is given"))
        self.sample = controls.label("", theme.Role.HEADING)
        self.sample.setWordWrap(True)
        about = controls.label(
            self.tr("Plain gradient descent on one sample: no dropout, momentum or decay. Nothing is saved."),
            theme.Role.MUTED,
        )
        about.setWordWrap(True)
        self.table = ClassTable((self.tr("class"), "z", "p", "−log p", "p − y"), _ROW_HEIGHT, 0.16)
        self.table.setAccessibleName(self.tr("Logits, probabilities, loss and gradient of each class"))
        self.gradients = GradientRows()
        self.overflow = OverflowSection()
        self.overflow.hide()
        self.question = controls.link(
            self.tr("What 1e-8 can and cannot do"), self.tr("Softmax with 1e-8 added to its denominator, and without")
        )
        self.question.clicked.connect(self._toggle_overflow)
        texts = controls.column(self.sample, about, None, spacing=2)
        head = controls.row(self.image, (texts, 1), spacing=theme.CARD_GAP)
        controls.column(
            head,
            self.table,
            self.gradients,
            controls.row(self.question, None),
            self.overflow,
            None,
            owner=self,
        ).setContentsMargins(0, 0, theme.CONTROL_GAP, 0)

    def show_preparing(self, *, loads_torch: bool) -> None:
        """Say that a sample is being made ready, in view."""
        _scroll(self, 0, 0)
        self.sample.setText(
            self.tr("Preparing a fresh model: PyTorch is being loaded…") if loads_torch else self.tr("Reading images…")
        )

    def show_walk(self, prepared: Prepared | None, walk: StepWalk | None) -> None:
        """Show a sample, and what a walk has come to."""
        self.image.show_stage(None if prepared is None else prepared.image)
        self.sample.setText(self._sample_text(prepared))
        names = () if prepared is None else prepared.checkpoint.class_names
        sample = None if prepared is None else prepared.sample
        self.table.setVisible(sample is not None)
        label = None if sample is None else sample.label
        self.table.show_rows(_rows(names, label, walk), label)
        self.table.setAccessibleDescription("; ".join(" ".join(row) for row in self.table.rows if row[1]))
        held = None if walk is None else walk.gradients
        is_taken = walk is not None and held is walk.taken and walk.has_reached(Stage.STEP)
        self.gradients.show_layers(() if held is None else held.layers, names, is_taken=is_taken)

    def bring_into_view(self, stage: Stage) -> None:
        """Scroll to what a line has brought about, or to another sample; after a step stay, be it at class or layer."""
        if stage is Stage.FRESH:
            _scroll(self, 0, 0)
        elif stage in {Stage.FORWARD, Stage.LOSS}:
            _bring(self.table)
        elif stage is Stage.BACKWARD:
            _bring(self.gradients)

    @Slot()
    def _toggle_overflow(self) -> None:
        self.overflow.setVisible(self.overflow.isHidden())
        if not self.overflow.isHidden():
            QTimer.singleShot(0, self._show_overflow)

    @Slot()
    def _show_overflow(self) -> None:
        _bring(self.overflow)

    def _sample_text(self, prepared: Prepared | None) -> str:
        if prepared is None:
            return ""
        sample = prepared.sample
        if sample is None:
            return self.tr("Draw something, or take a training image.")
        name = prepared.checkpoint.class_names[sample.label]
        if isinstance(prepared.setup.sample, DrawnSample):
            return self.tr("The drawing, labelled {name}").format(name=name)
        return self.tr("{sample}: {name}").format(sample=sample.name, name=name)


def _bring(widget: QWidget) -> None:
    """Scroll as little as shows all of a widget, or else its top."""
    _scroll(widget, widget.y(), widget.y() + widget.height())


def _scroll(widget: QWidget, top: int, bottom: int) -> None:
    area: QWidget | None = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is None:
        return
    bar, room = area.verticalScrollBar(), area.viewport().height()
    bar.setValue(min(max(bar.value(), bottom - room), top))


def _rows(names: tuple[str, ...], label: int | None, walk: StepWalk | None) -> list[tuple[str, ...]]:
    """Return a row a class, with as many numbers as the lines have brought about."""
    if walk is None or walk.taken is None:
        return [(name, "", "", "", "") for name in names]
    step = walk.taken.step
    columns = (names, step.softmax.logits, step.softmax.probabilities, step.logit_gradient)
    return [
        (
            name,
            scientific(logit),
            scientific(probability),
            scientific(step.loss) if index == label and walk.has_reached(Stage.LOSS) else "",
            scientific(gradient) if walk.has_reached(Stage.BACKWARD) else "",
        )
        for index, (name, logit, probability, gradient) in enumerate(zip(*columns, strict=True))
    ]
