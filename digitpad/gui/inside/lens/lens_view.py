"""The lens: the drawing's steps to the model, each to be left out, and the answer over moving, turning, scaling."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QLabel, QSlider

from digitpad.config.preprocessing_spec import Reading
from digitpad.explanation.lens_steps import LensSteps
from digitpad.explanation.transformations import AS_IT_IS, PLACES, STEPS, Amounts, Transformation
from digitpad.gui.inside.lens.lens_stages import LensStages
from digitpad.gui.inside.lens.lens_thread import CurveFinder, LensQuestion, LensReader
from digitpad.gui.inside.lens.transformation_plot import AXIS_WIDTH, RIGHT_MARGIN, TransformationPlot, amount_text
from digitpad.gui.inside.page import Page
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import percent, translated
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtCore import QThread
    from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QPushButton, QWidget

    from digitpad.errors import DigitpadError
    from digitpad.gui.inside.lens.lens_thread import Curve, LensAnswer
    from digitpad.gui.inside.subject import Subject

_PLACE = {Transformation.MOVE_X, Transformation.MOVE_Y, Transformation.SCALE}
"""What fitting takes out again."""

_PAGE_STEP, _HANDLE = 3, 16
_NARROW = 380
"""Width below which a direction has its arrow alone."""


class LensView(Page):
    """Shows the steps from the drawing to the model, and what the answer would be without them, or changed.

    `answered`: what is on show is the answer to what was asked; `drawn`: so are the curves.
    """

    answered = Signal()
    drawn = Signal()

    def __init__(self, reading_thread: QThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        self._answer: LensAnswer | None = None
        self._curve_problem: DigitpadError | None = None
        self._places = dict.fromkeys(Transformation, STEPS)
        self.reader = LensReader(reading_thread, self)
        self.reader.succeeded.connect(self._show)
        self.reader.failed.connect(self._show_problem)
        self.finder = CurveFinder(reading_thread, self)
        self.finder.found.connect(self._show_curve)
        self.finder.failed.connect(self._show_no_curve)
        self.stages = LensStages()
        self.stages.switched.connect(self._ask)
        self.said = controls.label("", theme.Role.MUTED)
        self.said.setTextFormat(Qt.TextFormat.RichText)
        self.said.setWordWrap(True)
        self.remark = controls.label("", theme.Role.MUTED)
        self.remark.setWordWrap(True)
        self.remark.setMinimumHeight(2 * self.remark.fontMetrics().lineSpacing())
        self.remark.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.reset = controls.link(
            self.tr("Reset"), self.tr("Every step on, and the drawing as it is: what the model was trained for")
        )
        self.reset.clicked.connect(self._reset)
        self._kinds = QButtonGroup(self)
        self._buttons = [self._kind(*texts) for texts in self._kind_texts()]
        self._kinds.idClicked.connect(self._turn_to)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(PLACES) - 1)
        self.slider.setPageStep(_PAGE_STEP)
        self.slider.valueChanged.connect(self._place)
        self.amount_label = QLabel()
        controls.use_tabular_figures(self.amount_label)
        self.amount_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.amount_label.setFixedWidth(
            AXIS_WIDTH - 2 * theme.CONTROL_GAP
        )  # in line with the numbers beside the curves
        self.plot = TransformationPlot()
        slider = controls.row(self.amount_label, (self.slider, 1))
        slider.setContentsMargins(0, 0, RIGHT_MARGIN - _HANDLE // 2, 0)  # its handle stands above the marker
        controls.column(
            self.stages,
            controls.row((self.said, 1), self.reset, spacing=theme.MARGIN),
            self.remark,
            controls.segments(*self._buttons, stretch=1),
            slider,
            (self.plot, 1),
            owner=self,
        )
        self._buttons[2].setChecked(True)
        self._turn_to(2)
        self._show_nothing()

    @property
    def answer(self) -> LensAnswer | None:
        """What is shown; None for nothing."""
        return self._answer

    @property
    def transformation(self) -> Transformation:
        """What the slider changes, and the curves are drawn over."""
        return tuple(Transformation)[self._kinds.checkedId()]

    @property
    def amounts(self) -> Amounts:
        """How the drawing is changed."""
        amounts = AS_IT_IS
        for transformation, index in self._places.items():
            amounts = amounts.changed(transformation, transformation.amount(PLACES[index]))
        return amounts

    def show_subject(self, subject: Subject) -> None:
        """Look at another answer."""
        self._subject = subject
        self.stages.offer(LensSteps.of(subject.checkpoint.preprocessing))
        self._ask()

    def turn_to(self, transformation: Transformation) -> None:
        """Draw the curves over another change."""
        self._turn_to(tuple(Transformation).index(transformation))

    def showEvent(self, event: QShowEvent) -> None:
        """Look at what there is."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Find nothing that is not to be seen."""
        super().hideEvent(event)
        self.finder.give_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave a direction its arrow alone where there is little room."""
        super().resizeEvent(event)
        for button, (text, short, _) in zip(self._buttons, self._kind_texts(), strict=True):
            button.setText(short if self.width() < _NARROW else text)

    def changeEvent(self, event: QEvent) -> None:
        """Write the answers in the colours of another theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self.answer is not None:
            self.said.setText(self._said(self.answer))

    @Slot()
    def _ask(self) -> None:
        subject = self._subject
        if subject is None or subject.drawing is None:
            self._show_nothing()
        elif self.isVisible():
            question, self._curve_problem = self._question(subject), None
            self.reader.submit(question)
            if isinstance(subject.drawing, Ink) and subject.drawing.pen_is_down:
                self.finder.give_up()  # until the stroke is finished: the pen comes first
                self.plot.show_curve(None)
            else:
                self.finder.find(question, self.transformation)

    def _question(self, subject: Subject) -> LensQuestion:
        steps = LensSteps.of(subject.checkpoint.preprocessing).without(*self.stages.off)
        return LensQuestion(subject, steps, self.amounts)

    @Slot(int)
    def _turn_to(self, index: int) -> None:
        self._kinds.button(index).setChecked(True)
        name = self._kinds.button(index).accessibleName()
        self.slider.setAccessibleName(name)
        self.slider.setToolTip(self._kinds.button(index).toolTip())
        self.slider.setValue(self._places[self.transformation])
        self._tell_place()
        self._ask()

    @Slot(int)
    def _place(self, index: int) -> None:
        self._places[self.transformation] = index
        self._tell_place()
        if self._subject is not None and self._subject.drawing is not None and self.isVisible():
            self.reader.submit(self._question(self._subject))  # the curves stay the same

    def _tell_place(self) -> None:
        index = self._places[self.transformation]
        text = amount_text(self.transformation, PLACES[index])
        self.amount_label.setText(text)
        self.slider.setAccessibleDescription(text)
        self.plot.mark(index)

    @Slot()
    def _reset(self) -> None:
        self._places = dict.fromkeys(Transformation, STEPS)
        self.stages.switch_all_on()
        self._turn_to(self._kinds.checkedId())

    @Slot(object)
    def _show(self, answer: LensAnswer | None) -> None:
        subject = self._subject
        if answer is None or subject is None or subject.drawing is None or not self.isVisible():
            return
        if answer.question.subject.checkpoint is not subject.checkpoint:
            return
        self._answer = answer
        self.stages.show_images(answer.images)
        self.reset.setEnabled(self._is_changed())
        self.said.setText(self._said(answer))
        self._show_remark()
        self.answered.emit()

    @Slot(object)
    def _show_curve(self, curve: Curve) -> None:
        if self._subject is not None and self._subject.drawing is not None and self.isVisible():
            self.plot.show_curve(curve)
            self.drawn.emit()

    @Slot(object)
    def _show_no_curve(self, error: DigitpadError) -> None:
        self._curve_problem = error
        self.plot.show_curve(None)
        self._show_remark()

    @Slot(object)
    def _show_problem(self, error: DigitpadError) -> None:
        self._show_nothing()
        self.remark.setText(": ".join(translated(error)))

    def _show_nothing(self) -> None:
        self._answer = None
        self.finder.give_up()
        self.stages.show_images(())
        self.plot.show_curve(None)
        self.said.setText("")
        self.reset.setEnabled(self._is_changed())
        self.remark.setText(self.tr("Draw something: every step on its way to the model shows here."))

    def _said(self, answer: LensAnswer) -> str:
        subject = answer.question.subject
        if subject.prediction is None:
            return ""
        names, shares = subject.checkpoint.class_names, answer.probabilities
        trained, now = subject.prediction.ranking[0], max(range(len(names)), key=shares.__getitem__)
        text = _in_words(self.tr("as trained {answer}"), names[trained], subject.prediction.probabilities[trained])
        if not self._is_changed():
            return text
        changed = _in_words(self.tr("now {answer}"), names[now], shares[now], is_other=now != trained)
        return f"{text} &nbsp; {changed}"

    def _is_changed(self) -> bool:
        return bool(self.stages.off) or self.amounts != AS_IT_IS

    def _show_remark(self) -> None:
        off = self.stages.off
        is_digit = self._subject is not None and self._subject.checkpoint.preprocessing.reading is Reading.DIGIT
        if self._curve_problem is not None:
            text = ": ".join(translated(self._curve_problem))
        elif len(off) == 1:
            text = self.tr("The model was trained with this step: without it, it is given what it has never seen.")
        elif off:
            text = self.tr("The model was trained with these steps: without them, it is given what it has never seen.")
        elif is_digit and self.transformation in _PLACE:
            text = self.tr(
                "Place and size do not matter: these steps take them out. Switch all of them off, and they do."
            )
        else:
            text = self.tr("Switch a step off to see what it is for.")
        self.remark.setText(text)

    def _kind(self, text: str, short: str, tooltip: str) -> QPushButton:
        made = controls.segment(text, tooltip)
        made.setText(short)
        made.ensurePolished()
        made.setMinimumWidth(made.minimumSizeHint().width())
        made.setAccessibleName(tooltip)
        self._kinds.addButton(made, len(self._kinds.buttons()))
        return made

    def _kind_texts(self) -> tuple[tuple[str, str, str], ...]:
        """Return each transformation's name, its short one, and what it does, in their order."""
        return (
            (self.tr("Move →"), "→", self.tr("Move to the right, in per cent of the pad")),
            (self.tr("Move ↓"), "↓", self.tr("Move down, in per cent of the pad")),
            (self.tr("Turn"), self.tr("Turn"), self.tr("Turn to the right, in degrees")),
            (self.tr("Scale"), self.tr("Scale"), self.tr("Make the drawing larger")),
            (self.tr("Thickness"), self.tr("Thickness"), self.tr("Make the lines thicker, in pixels of the raster")),
        )


def _in_words(text: str, name: str, share: float, *, is_other: bool = False) -> str:
    """Return an answer with the class in bold, in orange if it is another than the model's own."""
    tokens = theme.current()
    color = tokens.second if is_other else tokens.text
    answer = (
        f'<b style="color:{color}">{escape(name)}</b>&nbsp;<span style="color:{tokens.text}">{percent(share)}</span>'
    )
    return escape(text).format(answer=answer)
