"""Why this class, and why not that one: evidence on the raster and on the drawing, with the sums written out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from digitpad.config.model_spec import ModelKind
from digitpad.explanation.method import Method
from digitpad.gui.inside.explanation_thread import ExplanationController, Question
from digitpad.gui.inside.heat_map import HeatMap
from digitpad.gui.inside.page import Page
from digitpad.gui.inside.text_lines import TextLines
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.form_fields import QuietComboBox
from digitpad.gui.widgets.number_text import signed, translated
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtCore import QThread
    from PySide6.QtGui import QHideEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

    from digitpad.errors import DigitpadError
    from digitpad.explanation.evidence import Evidence
    from digitpad.gui.inside.evidence_overlay import EvidenceOverlay
    from digitpad.gui.inside.explanation_thread import Explanation
    from digitpad.gui.inside.subject import Subject

_SIDE = 342  # 28 x 12 pixels and the frame


class WhyView(Page):
    """Evidence for a class of the digit that is shown. `classes_changed` carries the class and the one it is against.

    Each is the index of a class or None: the answer, and none.
    """

    classes_changed = Signal(object, object)
    explained = Signal()

    def __init__(self, reading_thread: QThread, overlay: EvidenceOverlay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overlay = overlay
        self._subject: Subject | None = None
        self._explanation: Explanation | None = None
        self._class: int | None = None
        self._against: int | None = None
        self.controller = ExplanationController(reading_thread, self)
        self.controller.succeeded.connect(self._show)
        self.controller.failed.connect(self._show_problem)
        self.classes = _ClassChoice(self.tr("Which class the evidence is for"))
        self.others = _ClassChoice(self.tr("Which class the evidence is against: why this and not that"))
        self.classes.activated.connect(self._choose)
        self.others.activated.connect(self._choose)
        self.integrated = controls.segment(
            self.tr("Integrated gradients"),
            self.tr("The gradient all the way from a blank raster to this one: it adds up to what the answer gained."),
        )
        self.gradient = controls.segment(
            self.tr("Gradient × input"),
            self.tr("The gradient here alone: what a small change would do. It does not add up to the answer."),
        )
        self.integrated.setChecked(True)
        for button in (self.integrated, self.gradient):
            button.setAutoExclusive(True)
            button.clicked.connect(self._ask)
        self._methods = controls.segments(self.integrated, self.gradient, stretch=1)
        self.map = HeatMap(_SIDE)
        self.map.setAccessibleName(self.tr("Evidence of each pixel"))
        self.map.setToolTip(
            self.tr("Blue pixels speak for the class, orange ones against it. Point at one, or use the arrow keys.")
        )
        self.map.pointed.connect(self._show_pixel)
        self.sums, self.pixel = TextLines(3), TextLines(2, is_muted=True)
        question = controls.row(
            controls.label(self.tr("Why")),
            (self.classes, 1),
            controls.label(self.tr("and not")),
            (self.others, 1),
        )
        controls.column(question, self._methods, (self.map, 1000), self.sums, self.pixel, None, owner=self)
        self._show_nothing()

    @property
    def explanation(self) -> Explanation | None:
        """What is shown; None for nothing."""
        return self._explanation

    @property
    def asked(self) -> tuple[int | None, int | None]:
        """The class the evidence is for, None for the answer, and the one against, None for none."""
        return self._class, self._against

    def show_subject(self, subject: Subject) -> None:
        """Explain another answer."""
        before, self._subject = self._subject, subject
        names = subject.checkpoint.class_names
        if before is None or before.checkpoint.class_names != names:
            self._class = self._against = None
            self.classes.fill(self.tr("the answer"), names)
            self.others.fill(self.tr("nothing else"), names)
            self.classes_changed.emit(None, None)
        if before is not None and before.prediction is not None and subject.prediction is None:
            self.forget()  # whatever comes next is another drawing
        self._methods.setVisible(subject.checkpoint.spec.kind is ModelKind.MLP)
        self._ask()

    def ask(self, class_index: int) -> None:
        """Ask why this class; after another one, why that and not this; the same once more to follow the answer."""
        if class_index == self._class and self._against is None:
            self._set(None, None)
        elif class_index in {self._class, self._against} or self._class is None or self._against is not None:
            self._set(class_index, None)
        else:
            self._set(self._class, class_index)

    @Slot(int)
    def explain_class(self, class_index: int) -> None:
        """Show the evidence for a class, against none."""
        self._set(class_index, None)

    def forget(self) -> None:
        """Follow the answer again."""
        self._set(None, None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing lies over a pad whose evidence is not to be seen, and no class is marked."""
        super().hideEvent(event)
        self.classes_changed.emit(None, None)
        self._overlay.show_evidence(None, ())

    def showEvent(self, event: QShowEvent) -> None:
        """Explain what there is."""
        super().showEvent(event)
        self.classes_changed.emit(*self.asked)
        self._ask()

    @Slot()
    def _choose(self) -> None:
        class_index, against = self.classes.chosen, self.others.chosen
        self._set(class_index, against if against != class_index else None)

    def _set(self, class_index: int | None, against: int | None) -> None:
        self._class, self._against = class_index, against
        self.classes.choose(class_index)
        self.others.choose(against)
        if self.isVisible():
            self.classes_changed.emit(class_index, against)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        subject = self._subject
        if subject is None or subject.prediction is None:
            self._show_nothing()
        elif self.isVisible():
            answer = subject.prediction.ranking[0]
            # The answer has become the class it was to be told from: then why it is the answer at all.
            against = self._against if self._against != (answer if self._class is None else self._class) else None
            self.controller.submit(Question(subject, self._class, against, self._method()))

    def _method(self) -> Method | None:
        is_mlp = self._subject is not None and self._subject.checkpoint.spec.kind is ModelKind.MLP
        return Method.GRADIENT if is_mlp and self.gradient.isChecked() else None

    @Slot(object)
    def _show(self, explanation: Explanation | None) -> None:
        if explanation is None or self._subject is None or self._subject.prediction is None or not self.isVisible():
            return
        if explanation.question.subject.checkpoint is not self._subject.checkpoint:
            return
        self._explanation = explanation
        evidence, subject = explanation.evidence, explanation.question.subject
        seen = subject.prediction.raster.pixels if subject.prediction is not None else None
        self.map.show_values(explanation.values, seen if seen is not None and seen.ndim == 2 else None)
        drawing = subject.drawing
        self._overlay.show_evidence(drawing if isinstance(drawing, Ink) else None, explanation.on_ink)
        self.sums.show_text(self._sums_text(evidence, subject.checkpoint.class_names))
        self._show_pixel(*self.map.cursor_pixel)
        self.explained.emit()

    @Slot(object)
    def _show_problem(self, error: DigitpadError) -> None:
        self._show_nothing()
        self.sums.show_text(": ".join(translated(error)))

    def _show_nothing(self) -> None:
        self._explanation = None
        self.map.show_values(None)
        self._overlay.show_evidence(None, ())
        self.sums.show_text(self.tr("Draw something: what speaks for the answer, and what against it, shows here."))
        self.pixel.show_text("")

    def _sums_text(self, evidence: Evidence, names: tuple[str, ...]) -> str:
        tokens = theme.current()
        values = evidence.values
        positive, negative = float(values[values > 0.0].sum()), float(values[values < 0.0].sum())
        name = escape(names[evidence.class_index])
        other = None if evidence.against is None else escape(names[evidence.against])
        score = f"z({name})" if other is None else f"z({name}) − z({other})"
        parts = [
            self.tr("for {name} {sum}").format(name=name, sum=_colored(signed(positive), tokens.accent)),
            (self.tr("against {sum}") if other is None else self.tr("for {other} {sum}")).format(
                other=other, sum=_colored(signed(negative), tokens.second)
            ),
        ]
        if evidence.bias is not None:
            parts.append(self.tr("bias {bias}").format(bias=f"<b>{signed(evidence.bias)}</b>"))
            whole = evidence.total + evidence.bias
            ending = self.tr("together {sum} = {score}").format(sum=f"<b>{signed(whole)}</b>", score=score)
        elif evidence.baseline is not None:
            ending = self.tr("together {sum} = {score} {now}, less {baseline} for a blank raster").format(
                sum=f"<b>{signed(evidence.total)}</b>",
                score=score,
                now=signed(evidence.difference),
                baseline=signed(evidence.baseline),
            )
        else:
            ending = self.tr("{score} is {now}: these sums do not add up to it").format(
                score=score, now=signed(evidence.difference)
            )
        return f"{' &nbsp; '.join(parts)}<br>{ending}"

    @Slot(int, int)
    def _show_pixel(self, row: int, column: int) -> None:
        explanation = self._explanation
        if explanation is None:
            self.pixel.show_text("")
            return
        size = explanation.values.shape[0]
        if not 0 <= row < size or not 0 <= column < size:
            self.pixel.show_text(self.tr("Point at a pixel to see its value, its weight and their product."))
            return
        evidence = explanation.evidence
        where = [channel * size * size + row * size + column for channel in range(len(evidence.inputs) // size**2)]
        title = self.tr("Row {row}, column {column}").format(row=row + 1, column=column + 1)
        if len(where) > 1:
            shares = (f"{name} {signed(float(evidence.values[at]), 3)}" for name, at in zip("RGB", where, strict=True))
            self.pixel.show_text(f"{title}<br>{', '.join(shares)}")
            return
        factors = {
            Method.EXACT: self.tr("value × weight"),
            Method.GRADIENT: self.tr("value × gradient"),
            Method.INTEGRATED: self.tr("value over blank × mean gradient"),
        }[evidence.method]
        factor, weight, product = (
            float(each[where[0]]) for each in (evidence.factors, evidence.weights, evidence.values)
        )
        self.pixel.show_text(f"{title}: {factors}<br>{factor:.2f} × {signed(weight)} = {signed(product, 3)}")


class _ClassChoice(QuietComboBox):
    """A choice of one class, or of none."""

    def __init__(self, tooltip: str) -> None:
        super().__init__()
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip)

    @property
    def chosen(self) -> int | None:
        """The index of the class; None for the first entry."""
        return self.currentIndex() - 1 if self.currentIndex() > 0 else None

    def choose(self, class_index: int | None) -> None:
        """Show another choice."""
        self.setCurrentIndex(0 if class_index is None else class_index + 1)

    def fill(self, first: str, names: tuple[str, ...]) -> None:
        """Offer the classes of a model."""
        self.clear()
        self.addItems([first, *names])


def _colored(text: str, shade: str) -> str:
    return f'<span style="color: {shade}; font-weight: 600">{text}</span>'
