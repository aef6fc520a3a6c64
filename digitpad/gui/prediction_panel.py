"""What the model says: the class, a bar for each, and what the model was given.

Owns the card and its states: at rest, getting ready, answering, failed. Does not own when they change
(`main_window`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from digitpad.gui import theme
from digitpad.gui.figures import percent
from digitpad.gui.probability_bars import ProbabilityBars
from digitpad.gui.raster_view import RasterView
from digitpad.gui.stages_dialog import StagesDialog
from digitpad.gui.verdict import Lines, Verdict
from digitpad.gui.wording import translated
from digitpad.spec import DIGITS, Preprocessing, Reading

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError
    from digitpad.gui.recognition import Answer

_RASTER_SIDE = 146  # 28 x 5 pixels and the frame
_UNKNOWN = "?"
_PROBLEM_WIDTH = 360
_LEAST_BARS = 200
"""Pixels each way: ten bars with their names."""


class PredictionPanel(theme.Card):
    """The card beside the pad."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: Answer | None = None
        self._class_names = DIGITS
        self._stages: StagesDialog | None = None
        self.verdict = Verdict(self._resting_lines())
        self.bars = ProbabilityBars(DIGITS)
        self.raster = RasterView(_RASTER_SIDE)
        self.raster.setAccessibleName(self.tr("What the model sees"))
        self.raster.setToolTip(
            self.tr("The pixels the model is given, made of what is on the pad. Click to see how, step by step.")
        )
        self.raster.clicked.connect(self.show_stages)
        self.kind = theme.label("", theme.Role.MUTED)
        self.kind.setWordWrap(True)
        self.kind.hide()
        self._problem = _Problem()
        left = QVBoxLayout()
        left.setSpacing(theme.CONTROL_GAP)
        left.addWidget(self.verdict, 1)
        left.addWidget(theme.label(self.tr("What the model sees"), theme.Role.MUTED))
        left.addWidget(self.raster)
        said = QWidget()
        columns = QHBoxLayout(said)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(theme.MARGIN * 2)
        columns.addLayout(left)
        columns.addLayout(self._right_column(), 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(said)
        self._pages.addWidget(self._problem)
        self.body.addWidget(self._pages)

    def _right_column(self) -> QVBoxLayout:
        # A model of many classes has more bars than there is room for.
        scroll = QScrollArea()
        scroll.setWidget(self.bars)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumSize(_LEAST_BARS, _LEAST_BARS)
        for bar in (scroll.verticalScrollBar(), scroll.horizontalScrollBar()):
            bar.setAccessibleName(self.tr("Scroll the classes"))
            bar.setToolTip(bar.accessibleName())
        column = QVBoxLayout()
        column.setSpacing(theme.CONTROL_GAP)
        column.addWidget(scroll, 1)
        column.addWidget(self.kind)
        return column

    @property
    def answer(self) -> Answer | None:
        """The answer that is shown, if any."""
        return self._answer

    @property
    def problem(self) -> DigitpadError | None:
        """The error that is shown in place of an answer, if any."""
        return self._problem.error if self._pages.currentWidget() is self._problem else None

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
        if self._answer is None:
            self.bars.show_probabilities(class_names, ())

    def show_answer(self, answer: Answer) -> None:
        """Show what a model says."""
        self._answer = answer
        prediction = answer.prediction
        self._class_names = prediction.class_names
        first, second = prediction.ranking[:2]
        self.verdict.show_lines(
            Lines(
                self.tr("This looks like"),
                prediction.class_names[first],
                percent(prediction.probabilities[first]),
                self.tr("next: {name} at {share}").format(
                    name=prediction.class_names[second], share=percent(prediction.probabilities[second])
                ),
            )
        )
        self.bars.show_probabilities(prediction.class_names, prediction.probabilities)
        self.raster.show_stage(answer.stages[-1])
        if self._stages is not None:
            self._stages.show_stages(answer.stages)
        self._pages.setCurrentIndex(0)

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
        self._pages.setCurrentWidget(self._problem)

    @Slot()
    def show_stages(self) -> None:
        """Open the window that shows how the drawing becomes what the model sees."""
        if self._stages is None:
            self._stages = StagesDialog(self.window())
        self._stages.show_stages(self._answer.stages if self._answer is not None else ())
        self._stages.show()
        self._stages.raise_()

    def changeEvent(self, event: QEvent) -> None:
        """The theme changed: an image painted in the old colours is painted anew."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _blank(self, lines: Lines) -> None:
        self._answer = None
        self.verdict.show_lines(lines)
        self.bars.show_probabilities(self._class_names, ())
        self.raster.show_stage(None)
        if self._stages is not None:
            self._stages.show_stages(())
        self._pages.setCurrentIndex(0)

    def _resting_lines(self) -> Lines:
        return Lines(self.tr("Nothing drawn yet"), _UNKNOWN, "", "", is_faint=True)


class _Problem(QWidget):
    """An error in place of an answer: what happened and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.error: DigitpadError | None = None
        self._title = QLabel()
        self._detail = QLabel()
        theme.mark(self._title, theme.Role.HEADING)
        theme.mark(self._detail, theme.Role.MUTED)
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
