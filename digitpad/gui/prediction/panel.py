"""The card of the prediction: the class or number, a bar for each class, and the image the model was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from digitpad.config.dataset_info import DIGITS
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.gui.prediction.headline import Headline, Lines
from digitpad.gui.prediction.input_image import InputImage
from digitpad.gui.prediction.origin_line import OriginLine
from digitpad.gui.prediction.probability_bars import ProbabilityBars
from digitpad.gui.prediction.steps_dialog import StepsDialog
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import translated

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from digitpad.errors import DigitpadError
    from digitpad.gui.prediction.shown_answer import ShownAnswer

_RASTER_SIDE = 146  # 28 x 5 pixels and the frame
_UNKNOWN = "?"
_PROBLEM_WIDTH = 360
_SMALL_RASTER_SIDE = 90  # 28 x 3 pixels and the frame
_LEAST_BARS = (244, 200)
"""Pixels across and down: ten bars with their names, and above them a model's figures in one line."""

_LEAST_COMPACT_BARS = (244, 150)


class PredictionPanel(controls.Card):
    """The card beside the pad. `digit_chosen` carries the index of the digit of a number to be shown.

    `options`: the widget below the bars; None for none.
    """

    digit_chosen = Signal(int)

    def __init__(self, options: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: ShownAnswer | None = None
        self._is_compact = False
        self._class_names = DIGITS
        self._stages: StepsDialog | None = None
        self.headline = Headline(self._resting_lines())
        self.headline.digit_chosen.connect(self.digit_chosen)
        self.copy = controls.link(self.tr("Copy"), self.tr("Copy the number as text"))
        self.copy.hide()
        self.headline.set_corner(self.copy)
        self.origin = OriginLine()
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
        self._caption = controls.label(self.tr("What the model sees"), theme.Role.MUTED)
        self._right = self._right_column(options)
        # Not a stack of pages, which would lay one out while the panel is being destroyed.
        self._reading = QWidget()
        self._grid = QGridLayout(self._reading)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.be_compact(is_compact=False)
        self._problem.hide()
        self.body.addWidget(self._reading, 1)
        self.body.addWidget(self._problem, 1)

    def be_compact(self, *, is_compact: bool) -> None:
        """Put the bars below the headline, with a small image beside it; or all of it side by side."""
        grid = self._grid
        self._is_compact = is_compact
        for part in (self.headline, self._caption, self.raster, self._right):
            grid.removeWidget(part)
        self._caption.setVisible(not is_compact)
        down = theme.CARD_GAP if is_compact else theme.MARGIN
        self.body.setContentsMargins(theme.MARGIN, down, theme.MARGIN, down)
        self.raster.set_side(_SMALL_RASTER_SIDE if is_compact else _RASTER_SIDE)
        grid.addWidget(self.headline, 0, 0)
        if is_compact:
            grid.addWidget(self.raster, 0, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self._right, 1, 0, 1, 2)
        else:
            grid.addWidget(self._caption, 1, 0)
            grid.addWidget(self.raster, 2, 0)
            grid.addWidget(self._right, 0, 1, 3, 1)
        grid.setHorizontalSpacing(0 if is_compact else theme.MARGIN * 2)
        grid.setVerticalSpacing(theme.CONTROL_GAP)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 0 if is_compact else 1)
        grid.setRowStretch(1, 1 if is_compact else 0)
        self._scroll.setMinimumSize(*(_LEAST_COMPACT_BARS if is_compact else _LEAST_BARS))
        self._show_hint()
        self._right.updateGeometry()
        self._reading.updateGeometry()

    def _right_column(self, options: QWidget | None) -> QWidget:
        # A model of many classes has more bars than there is room for.
        self._scroll = scroll = controls.scrolled(self.bars)
        for bar in (scroll.verticalScrollBar(), scroll.horizontalScrollBar()):
            bar.setAccessibleName(self.tr("Scroll the classes"))
            bar.setToolTip(bar.accessibleName())
        right = QWidget()
        column = controls.column(self.origin, (scroll, 1), self.kind, owner=right)
        if options is not None:
            column.addWidget(options)
        return right

    def show_kind(self, preprocessing: Preprocessing, class_names: tuple[str, ...]) -> None:
        """Show what the model in use reads, where that is not digits, and the names of its classes."""
        self._class_names = class_names
        is_digit = preprocessing.reading is Reading.DIGIT
        reads = (
            self.tr("This model reads {size} by {size} colour pictures.")
            if preprocessing.reading is Reading.COLOUR
            else self.tr("This model reads {size} by {size} grey pictures.")
        )
        hint = self.tr("Open or paste one, or take a random test image. Strokes are drawn for it light on dark.")
        self.kind.setText("" if is_digit else f"{reads.format(size=preprocessing.image_size)} {hint}")
        self._show_hint()
        if self._shown is None:
            self.bars.show_probabilities(class_names, ())

    def show_answer(self, shown: ShownAnswer, lines: Lines, *, is_hidden: bool = False) -> None:
        """Show what a model says, of one digit if it is a number; hidden, only what it is given."""
        self._shown = shown
        self._show_hint()
        digit = shown.digit
        prediction = digit.prediction
        self._class_names = prediction.class_names
        self.headline.show_lines(lines)
        self.copy.setVisible(shown.is_number and not is_hidden)
        shares = () if is_hidden else prediction.probabilities
        self.bars.show_probabilities(prediction.class_names, shares, is_muted=digit.is_doubtful)
        self.raster.show_stage(digit.input_image)
        if self._stages is not None and self._stages.isVisible():
            self._stages.show_stages(digit.stages)
        self._turn_to(self._reading)

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
        self._stages.show_stages(self._shown.digit.stages if self._shown is not None else ())
        self._stages.show()
        self._stages.raise_()

    def changeEvent(self, event: QEvent) -> None:
        """The theme changed: an image painted in the old colours is painted anew."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _show_hint(self) -> None:
        """Say what the model reads; in the compact form not while the bars of an answer need the room."""
        self.kind.setVisible(bool(self.kind.text()) and not (self._is_compact and self._shown is not None))

    def _blank(self, lines: Lines) -> None:
        self._shown = None
        self._show_hint()
        self.headline.show_lines(lines)
        self.copy.hide()
        self.bars.show_probabilities(self._class_names, ())
        self.raster.show_stage(None)
        if self._stages is not None:
            self._stages.show_stages(())
        self._turn_to(self._reading)

    def _turn_to(self, page: QWidget) -> None:
        for other in (self._reading, self._problem):
            if other is not page:
                other.hide()
        page.show()

    def _resting_lines(self) -> Lines:
        return Lines(self.tr("Nothing drawn yet"), _UNKNOWN, "", "", is_faint=True)


class _Problem(QWidget):
    """An error in place of an answer: what happened and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self._title = controls.paragraph(theme.Role.HEADING, _PROBLEM_WIDTH)
        self._detail = controls.paragraph(theme.Role.MUTED, _PROBLEM_WIDTH)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        rows.addStretch(1)
        for line in (self._title, self._detail):
            rows.addWidget(line, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(1)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_error(self, error: DigitpadError) -> None:
        """Show what happened."""
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
        controls.row(self.numbers, None, self.strictness, owner=self)
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
