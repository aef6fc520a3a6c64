"""The pictures of an evaluation: all in order, the most confident mistakes, or those of one cell or bin of a chart."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QStackedWidget, QWidget

from digitpad.config.preprocessing_spec import Reading
from digitpad.errors import DigitpadError
from digitpad.gui.evaluation.prediction_grid import PredictionGrid, Tile
from digitpad.gui.prediction.answers import StageImage
from digitpad.gui.prediction.input_image import stage_image
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.error_dialog import show_error
from digitpad.gui.widgets.number_text import count, percent
from digitpad.gui.widgets.pager import Pager
from digitpad.ink.labelled_drawing import EvaluatedAnswer, LabelledDrawing

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QResizeEvent

    from digitpad.gui.evaluation.thread import EvaluationOutcome
    from digitpad.ink.drawing import Drawing


_HEAD_GAPS, _LEAST_NAME = 80, 32
"""Pixels between all in the head, and that the names of the chosen cell have at least, each."""


class Listing(Enum):
    """Which answers are listed."""

    ALL = 0
    MISTAKES = 1
    CELL = 2


class EvaluationBrowser(controls.Card):
    """A page of pictures, and the ways to other pages.

    `drawing_chosen` carries a `LabelledDrawing` to be put on the pad.
    """

    drawing_chosen = Signal(object)

    _is_built = False  # Qt sends events of size and palette while it is being built

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcome: EvaluationOutcome | None = None
        self._listing = Listing.ALL
        self._cell: tuple[int, int] | None = None
        self._bin: tuple[float, float] | None = None
        self._listed: list[int] = []
        self.grid = PredictionGrid()
        self.nothing = controls.label("", theme.Role.MUTED)
        self.note = controls.label("", theme.Role.MUTED)
        self.pager = Pager(self.tr("{first}\N{EN DASH}{last} of {total}"), has_shortcuts=True)
        self.all = controls.segment(self.tr("In order"), self.tr("Every sample, in the order of the data set"))
        self.mistakes = controls.segment(
            self.tr("Mistakes"), self.tr("What the model got wrong, the answers it was most sure of first")
        )
        self.cell = controls.segment(
            self.tr("One cell"),
            self.tr("The pictures of the cell or bin chosen at the left, the most confident first"),
        )
        self._build()
        self._connect()
        self._is_built = True
        self._show_page()

    @property
    def listing(self) -> Listing:
        """Which answers are listed."""
        return self._listing

    @property
    def listed(self) -> tuple[int, ...]:
        """Numbers of all answers listed, of which the grid shows a page."""
        return tuple(self._listed)

    def show_outcome(self, outcome: EvaluationOutcome | None) -> None:
        """Show the answers of another evaluation, listed as before; the chosen cell is forgotten."""
        self._outcome, self._cell, self._bin, self._listed = outcome, None, None, []
        self.cell.setEnabled(False)
        self.note.setText(self.tr("Click a picture to put it on the pad."))
        self.grid.use_names(() if outcome is None else outcome.class_names)
        self.browse(Listing.ALL if self._listing is Listing.CELL else self._listing)

    def show_cell(self, true: int, predicted: int) -> None:
        """List the pictures of one cell of the confusion matrix."""
        self._cell, self._bin = (true, predicted), None
        self.cell.setEnabled(True)
        self.browse(Listing.CELL)

    def show_bin(self, low: float, high: float) -> None:
        """List the pictures of the answers with a confidence above `low` up to `high`, those that are wrong first."""
        self._cell, self._bin = None, (low, high)
        self.cell.setEnabled(True)
        self.browse(Listing.CELL)

    def browse(self, listing: Listing) -> None:
        """List other answers, from their first page."""
        self._listing, self.pager.first = listing, 0
        self._listed = self._answers()
        button = (self.all, self.mistakes, self.cell)[listing.value]
        with QSignalBlocker(self._group):
            button.setChecked(True)
        self._show_page()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the text of the head as far as it must."""
        super().resizeEvent(event)
        if self._is_built:
            self._show_segments()

    def changeEvent(self, event: QEvent) -> None:
        """Paint digits anew in the colours of another theme."""
        super().changeEvent(event)
        if self._is_built and event.type() is QEvent.Type.PaletteChange:
            self._show_page()

    def _build(self) -> None:
        self._group = QButtonGroup(self)
        for listing, button in zip(Listing, (self.all, self.mistakes, self.cell), strict=True):
            self._group.addButton(button, listing.value)
        head = controls.row(controls.segments(self.all, self.mistakes, self.cell), None)
        foot = controls.row((self.note, 1), self.pager)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self.nothing)
        # Two lines at the most, so that no word is cut and the pages stay where they are.
        self.note.setWordWrap(True)
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing())
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.body.setSpacing(theme.CARD_GAP)
        self.body.addLayout(head)
        self.body.addWidget(self._pages, 1)
        self.body.addLayout(foot)

    def _connect(self) -> None:
        self._group.idClicked.connect(self._choose_listing)
        self.pager.turned.connect(self._show_page)
        self.grid.capacity_changed.connect(self._show_page)
        self.grid.chosen.connect(self._put_on_pad)
        self.grid.turned.connect(self.pager.turn)

    def _answers(self) -> list[int]:
        if self._outcome is None:
            return []
        answers = self._outcome.judgement.predictions
        match self._listing:
            case Listing.ALL:
                return [*range(len(answers))]
            case Listing.MISTAKES:
                return [*answers.mistakes.tolist()]
            case Listing.CELL if self._bin is not None:
                return [*answers.sure_between(*self._bin).tolist()]
            case Listing.CELL:
                return [] if self._cell is None else [*answers.in_cell(*self._cell).tolist()]

    @Slot()
    def _show_page(self) -> None:
        """Show the page that begins with the first answer, or what of it there is."""
        capacity, total = self.grid.capacity, len(self._listed)
        first = self.pager.first = max(min(self.pager.first, (total - 1) // capacity * capacity), 0)
        self.grid.show_cells(tuple(self._tile(number) for number in self._listed[first : first + capacity]))
        self._pages.setCurrentWidget(self.grid if total else self.nothing)
        self.nothing.setText("" if self._outcome is None else self._empty_text())
        self.pager.show_page(capacity, total)
        self._show_segments()

    def _show_segments(self) -> None:
        if self._outcome is None:
            return
        evaluation = self._outcome.judgement.evaluation
        mistakes = int(evaluation.confusion.sum()) - evaluation.correct
        self.mistakes.setText(self.tr("Mistakes ({count})").format(count=count(mistakes)))
        if self._cell is None:
            self.cell.setText(self._bin_text() or self.tr("One cell"))
            self.cell.setMinimumWidth(0)
            return
        true, predicted = (self._outcome.class_names[index] for index in self._cell)
        number = count(int(evaluation.confusion[self._cell]))
        text = self.tr("{true} read as {read} ({count})").format(true=true, read=predicted, count=number)
        bold = QFont(self.cell.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        taken = self.all.sizeHint().width() + self.mistakes.sizeHint().width()
        taken += metrics.horizontalAdvance(f" → ({number})")
        room = max((self.width() - taken - _HEAD_GAPS) // 2, _LEAST_NAME)
        names = [metrics.elidedText(name, Qt.TextElideMode.ElideRight, room) for name in (true, predicted)]
        shown = f"{names[0]} → {names[1]} ({number})"
        self.cell.setText(shown.replace("&", "&&"))
        self.cell.setMinimumWidth(metrics.horizontalAdvance(shown) + 28)  # Qt reckons with the lighter letters
        self.cell.setAccessibleName(text)

    def _bin_text(self) -> str:
        if self._bin is None or self._outcome is None:
            return ""
        low, high = self._bin
        number = count(len(self._outcome.judgement.predictions.sure_between(low, high)))
        return self.tr("{low} to {high} sure ({count})").format(
            low=f"{100 * low:.0f}", high=percent(high, 0), count=number
        )

    def _empty_text(self) -> str:
        if self._listing is Listing.MISTAKES:
            return self.tr("Not one mistake: every sample was read right.")
        if self._listing is Listing.CELL:
            return self.tr("There is no picture in this cell.")
        return self.tr("Nothing could be read.")

    def _tile(self, number: int) -> Tile:
        outcome = self._outcome
        if outcome is None:
            msg = "there is nothing to show"
            raise RuntimeError(msg)
        answers, names = outcome.judgement.predictions, outcome.class_names
        true, predicted = int(answers.truth[number]), int(answers.predicted[number])
        return Tile(
            index=number,
            image=_image(outcome, int(answers.positions[number])),
            label=names[true],
            predicted=names[predicted],
            is_right=true == predicted,
            confidence=float(answers.confidence[number]),
        )

    @Slot(int)
    def _choose_listing(self, number: int) -> None:
        self.browse(Listing(number))

    @Slot(int)
    def _put_on_pad(self, number: int) -> None:
        if self._outcome is None:
            return
        position = int(self._outcome.judgement.predictions.positions[number])
        try:
            drawing: Drawing | None = self._outcome.samples.drawings[position]
        except DigitpadError as error:  # its file was moved away meanwhile
            show_error(error, self)
            return
        if drawing is not None:
            tile, name = self._tile(number), self._outcome.samples.name
            self.note.setText(
                self.tr("On the pad: {name}, sample {number}. {words}.").format(
                    name=name, number=count(position + 1), words=self.grid.sentence(tile)
                )
            )
            answer = EvaluatedAnswer(self._outcome.request.model, tile.predicted)
            classes = self._outcome.class_names
            self.drawing_chosen.emit(
                LabelledDrawing(drawing, name, position + 1, label=tile.label, class_names=classes, answer=answer)
            )


def _image(outcome: EvaluationOutcome, position: int) -> QImage:
    """Return what the model was given of a sample, before normalising."""
    from digitpad.preprocessing.raster import Step  # noqa: PLC0415 - imports numpy, which has loaded where there is an outcome

    pixels = outcome.samples.pixels[position]
    if pixels is None:
        msg = "this sample could not be read"
        raise ValueError(msg)
    levels = pixels if pixels.dtype == "uint8" else (pixels * 255.0 + 0.5).astype("uint8")
    step = Step.CENTRED if outcome.checkpoint.preprocessing.reading is Reading.DIGIT else Step.SCALED
    channels = 3 if pixels.ndim == 3 else 1
    return stage_image(StageImage(step, pixels.shape[0], pixels.shape[1], levels.tobytes(), channels))
