"""What the model says: the class or number, a bar for each class, and what the model was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from digitpad.config.dataset_info import DIGITS
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.gui.prediction.headline import Headline, Lines
from digitpad.gui.prediction.headline_text import lines_of
from digitpad.gui.prediction.input_image import InputImage
from digitpad.gui.prediction.probability_bars import ProbabilityBars
from digitpad.gui.prediction.steps_dialog import StepsDialog
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import translated

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from digitpad.errors import DigitpadError
    from digitpad.gui.prediction.answers import Answer
    from digitpad.gui.prediction.shown_answer import ShownAnswer

_RASTER_SIDE = 146  # 28 x 5 pixels and the frame
_UNKNOWN = "?"
_PROBLEM_WIDTH = 360
_LEAST_BARS = (244, 200)
"""Pixels across and down: ten bars with their names, and above them a model's figures in one line."""


class PredictionPanel(controls.Card):
    """The card beside the pad. `digit_chosen` carries the place of the digit of a number that shall be looked at.

    `options`: what stands below the bars; None for nothing.
    """

    digit_chosen = Signal(int)

    def __init__(self, options: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sight: ShownAnswer | None = None
        self._class_names = DIGITS
        self._stages: StepsDialog | None = None
        self.verdict = Headline(self._resting_lines())
        self.verdict.digit_chosen.connect(self.digit_chosen)
        self.copy = controls.link(self.tr("Copy"), self.tr("Copy the number as text"))
        self.copy.hide()
        self.verdict.set_corner(self.copy)
        self.bars = ProbabilityBars(DIGITS)
        self.raster = InputImage(_RASTER_SIDE)
        self.raster.setAccessibleName(self.tr("What the model sees"))
        self.raster.setToolTip(
            self.tr("The pixels the model is given, made of what is on the pad. Click to see how, step by step.")
        )
        self.raster.clicked.connect(self.show_stages)
        self.kind = controls.label("", theme.Role.MUTED)
        self.kind.setWordWrap(True)
        self.kind.hide()
        self._problem = _Problem()
        left = QVBoxLayout()
        left.setSpacing(theme.CONTROL_GAP)
        left.addWidget(self.verdict, 1)
        left.addWidget(controls.label(self.tr("What the model sees"), theme.Role.MUTED))
        left.addWidget(self.raster)
        # Not a stack of pages, which would lay one out while the panel is being destroyed.
        self._said = QWidget()
        columns = QHBoxLayout(self._said)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(theme.MARGIN * 2)
        columns.addLayout(left)
        columns.addLayout(self._right_column(options), 1)
        self._problem.hide()
        self.body.addWidget(self._said, 1)
        self.body.addWidget(self._problem, 1)

    def _right_column(self, options: QWidget | None) -> QVBoxLayout:
        # A model of many classes has more bars than there is room for.
        scroll = QScrollArea()
        scroll.setWidget(self.bars)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumSize(*_LEAST_BARS)
        for bar in (scroll.verticalScrollBar(), scroll.horizontalScrollBar()):
            bar.setAccessibleName(self.tr("Scroll the classes"))
            bar.setToolTip(bar.accessibleName())
        column = QVBoxLayout()
        column.setSpacing(theme.CONTROL_GAP)
        column.addWidget(scroll, 1)
        column.addWidget(self.kind)
        if options is not None:
            column.addWidget(options)
        return column

    @property
    def answer(self) -> Answer | None:
        """The answer that is shown, if any."""
        return None if self._sight is None else self._sight.answer

    @property
    def problem(self) -> DigitpadError | None:
        """The error that is shown in place of an answer, if any."""
        return self._problem.error if self._said.isHidden() else None

    def show_kind(self, preprocessing: Preprocessing, class_names: tuple[str, ...]) -> None:
        """Show what the model in use reads, where that is not digits, and the names of its classes."""
        self._class_names = class_names
        is_digit = preprocessing.reading is Reading.DIGIT
        size = preprocessing.image_size
        reads = (
            self.tr("This model reads {size} by {size} colour pictures.")
            if preprocessing.reading is Reading.COLOUR
            else self.tr("This model reads {size} by {size} grey pictures.")
        )
        hint = self.tr("Open or paste one, or take a random test image. Strokes are drawn for it light on dark.")
        self.kind.setText("" if is_digit else f"{reads.format(size=size)} {hint}")
        self.kind.setVisible(not is_digit)
        if self._sight is None:
            self.bars.show_probabilities(class_names, ())

    def show_sight(self, sight: ShownAnswer) -> None:
        """Show what a model says, of one digit if it is a number."""
        self._sight = sight
        part = sight.part
        prediction = part.prediction
        self._class_names = prediction.class_names
        self.verdict.show_lines(lines_of(sight))
        self.copy.setVisible(sight.is_number)
        self.bars.show_probabilities(prediction.class_names, prediction.probabilities, is_muted=part.is_doubted)
        self.raster.show_stage(part.stages[-1])
        if self._stages is not None:
            self._stages.show_stages(part.stages)
        self._turn_to(self._said)

    def show_rest(self) -> None:
        """Show that there is nothing to read."""
        self._blank(self._resting_lines())

    def show_loading(self) -> None:
        """Show that a model is being made ready."""
        self._blank(Lines(self.tr("Getting the model ready…"), _UNKNOWN, "", "", is_faint=True))

    def show_problem(self, error: DigitpadError) -> None:
        """Show why there is no answer."""
        self._blank(self._resting_lines())
        self._problem.show_error(error)
        self._turn_to(self._problem)

    @Slot()
    def show_stages(self) -> None:
        """Open the window that shows how the drawing becomes what the model sees."""
        if self._stages is None:
            self._stages = StepsDialog(self.window())
        self._stages.show_stages(self._sight.part.stages if self._sight is not None else ())
        self._stages.show()
        self._stages.raise_()

    def changeEvent(self, event: QEvent) -> None:
        """The theme changed: an image painted in the old colours is painted anew."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _blank(self, lines: Lines) -> None:
        self._sight = None
        self.verdict.show_lines(lines)
        self.copy.hide()
        self.bars.show_probabilities(self._class_names, ())
        self.raster.show_stage(None)
        if self._stages is not None:
            self._stages.show_stages(())
        self._turn_to(self._said)

    def _turn_to(self, page: QWidget) -> None:
        for other in (self._said, self._problem):
            if other is not page:
                other.hide()
        page.show()

    def _resting_lines(self) -> Lines:
        return Lines(self.tr("Nothing drawn yet"), _UNKNOWN, "", "", is_faint=True)


class _Problem(QWidget):
    """An error in place of an answer: what happened and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.error: DigitpadError | None = None
        self._title = QLabel()
        self._detail = QLabel()
        controls.mark(self._title, theme.Role.HEADING)
        controls.mark(self._detail, theme.Role.MUTED)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        rows.addStretch(1)
        for line in (self._title, self._detail):
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setWordWrap(True)
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            line.setFixedWidth(_PROBLEM_WIDTH)
            rows.addWidget(line, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(1)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_error(self, error: DigitpadError) -> None:
        """Say what happened."""
        self.error = error
        title, detail = translated(error)
        self._title.setText(title)
        self._detail.setText(detail)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)


class ReadingOptions(QWidget):
    """A check box and a link, each of which is its action: enabled, checked and explained with it.

    Where neither means anything, as for a model of pictures, both are gone.
    """

    def __init__(self, numbers: QAction, strictness: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers_action, self._strictness_action = numbers, strictness
        self.numbers = QCheckBox(numbers.iconText())
        self.numbers.setAccessibleName(numbers.iconText())
        self.strictness = controls.link(strictness.iconText(), strictness.toolTip())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.CONTROL_GAP)
        row.addWidget(self.numbers)
        row.addStretch(1)
        row.addWidget(self.strictness)
        self.numbers.clicked.connect(numbers.trigger)
        self.strictness.clicked.connect(strictness.trigger)
        for action in (numbers, strictness):
            action.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        for control, action in (
            (self.numbers, self._numbers_action),
            (self.strictness, self._strictness_action),
        ):
            control.setEnabled(action.isEnabled())
            control.setToolTip(action.toolTip())
            control.setAccessibleDescription(action.toolTip())
        self.numbers.setChecked(self._numbers_action.isChecked())
        if self.parentWidget() is not None:  # without one, it would be a window of its own
            self.setVisible(self._numbers_action.isEnabled() or self._strictness_action.isEnabled())
