"""Two models side by side on the same drawing: what each says, class by class, and where they disagree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from digitpad.gui.inside.compare.agreement_line import AgreementLine, Pair
from digitpad.gui.inside.compare.bars_area import BarsArea
from digitpad.gui.inside.compare.paired_bars import ModelShares, PairedBars, paired_rows
from digitpad.gui.inside.compare.second_reader import SecondReader, SecondRequest
from digitpad.gui.inside.compare.verdict import ask_the_same, different_questions, verdict
from digitpad.gui.prediction.digit_check import DigitCheck
from digitpad.gui.prediction.headline import Headline, Lines
from digitpad.gui.prediction.headline_text import lines_of
from digitpad.gui.prediction.shown_answer import shown_answer_of
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.dock_holder import DockView
from digitpad.gui.widgets.elided import ElidedLabel
from digitpad.gui.widgets.enclosure import Enclosure
from digitpad.gui.widgets.form_fields import QuietComboBox
from digitpad.gui.widgets.number_text import translated

if TYPE_CHECKING:
    from PySide6.QtCore import QThread
    from PySide6.QtGui import QShowEvent

    from digitpad.errors import DigitpadError
    from digitpad.gui.inside.compare.second_reader import PadReading, SecondReading
    from digitpad.gui.prediction.shown_answer import ShownAnswer
    from digitpad.models.checkpoint import Checkpoint

_INTERVAL_MILLISECONDS = 33
"""Least time between two readings: the pad's own answers come first, and the eye sees no more."""

_LEAST_HEADLINE = 130
_SWATCH = 10
_IN_TRAINING = ""
"""Stands for the model in training, which has no name yet."""


class CompareView(DockView):
    """The pad's model on the left, another one on the right. `digit_chosen` carries the index of a digit of a number.

    `reading_thread`: where the pad is read. The second model reads there, too, only while the view is to be seen.
    """

    digit_chosen = Signal(int)

    def __init__(self, reading_thread: QThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pad: PadReading | None = None
        self._reading: SecondReading | None = None  # the pair on show
        self._second: ShownAnswer | None = None  # what is shown of it
        self._problem: DigitpadError | None = None
        self._trained: Checkpoint | None = None
        self._followed_run = False  # whether the model in training was on the right until its run was settled
        self._kept: str | None = None  # a model just kept that is to be on the right once it is offered
        self._offered: tuple[tuple[str, ...], str] | None = None
        self._check = DigitCheck(1.0)
        self._asked: PadReading | None = None  # the last that the second model was to read
        self._pause = QTimer(self, singleShot=True, interval=_INTERVAL_MILLISECONDS)
        self._pause.timeout.connect(self._catch_up)
        self.reader = SecondReader(reading_thread, self)
        self.reader.succeeded.connect(self._on_read)
        self.reader.failed.connect(self._on_failed)
        self.verdict = controls.label("")
        self.verdict.setTextFormat(Qt.TextFormat.RichText)
        self.verdict.setWordWrap(True)
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.verdict.setMinimumHeight(2 * self.verdict.fontMetrics().lineSpacing() + 2)
        self.first_name = ElidedLabel(theme.Role.HEADING)
        self.choice = QuietComboBox()
        self.choice.setAccessibleName(self.tr("The model to compare with"))
        self.choice.setToolTip(
            self.tr("The model to compare with: any you have and, while one trains, that one as it is by now.")
        )
        self.choice.activated.connect(self._on_chosen)
        self.headlines = (Headline(_resting_lines()), Headline(_resting_lines()))
        for headline in self.headlines:
            headline.setMinimumWidth(_LEAST_HEADLINE)
            headline.setSizePolicy(
                QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum
            )  # the bars' room comes first
            headline.digit_chosen.connect(self._choose_digit)
        self.bars = PairedBars()
        self.figures = AgreementLine()
        self._swatches = (QLabel(), QLabel())
        names = controls.row(
            (controls.row(self._swatches[0], (self.first_name, 1)), 1),
            (controls.row(self._swatches[1], (self.choice, 1)), 1),
            spacing=theme.MARGIN,
        )
        answers = controls.row(*((each, 1) for each in self.headlines), spacing=theme.MARGIN)
        content = QWidget()
        controls.column(
            self.verdict,
            names,
            answers,
            (BarsArea(self.bars), 1),
            self.figures,
            spacing=theme.CARD_GAP,
            owner=content,
        )
        body = controls.column(Enclosure(content), owner=self)
        body.setContentsMargins(theme.CARD_GAP, theme.CARD_GAP, theme.MARGIN, theme.MARGIN)
        self._dress()
        self._show()

    @property
    def second_name(self) -> str:
        """Name of the model on the right."""
        return str(self.choice.currentText())

    @property
    def pair(self) -> tuple[ShownAnswer, ShownAnswer] | None:
        """The two answers on show, always to the same drawing; None while there are not two."""
        first = None if self._reading is None else self._reading.asked.pad.shown
        return None if first is None or self._second is None else (first, self._second)

    @property
    def is_settled(self) -> bool:
        """Whether both models have read what is on the pad, and nothing more is being found out."""
        is_read = self._reading is not None and self._reading.asked.pad is self._pad
        return (is_read or self._problem is not None) and not self.reader.is_busy and not self.figures.work.is_busy

    def offer(self, names: tuple[str, ...], current: str) -> None:
        """Offer all models but the one of the pad; if that was on the right, the two change places."""
        if self._offered == (names, current):
            return
        chosen, before = self.choice.currentData(), "" if self._offered is None else self._offered[1]
        self._offered = names, current
        self.choice.clear()
        for name in names:
            if name != current:
                self.choice.addItem(name, name)
        if self._trained is not None:
            self.choice.addItem(self.tr("the model in training"), _IN_TRAINING)
        indices = [self.choice.findData(name) for name in (self._kept, chosen, before) if name is not None]
        self.choice.setCurrentIndex(next((index for index in indices if index >= 0), 0))
        self._kept = None if self._kept in names else self._kept

    def show_pad(self, pad: PadReading) -> None:
        """Compare with what the pad's model says now."""
        self._pad = pad
        if not self._pause.isActive():
            self._pause.start()
            self._ask()

    @Slot()
    def _catch_up(self) -> None:
        if self._pad is not None and self._pad is not self._asked:
            self.show_pad(self._pad)

    @Slot(object)
    def show_trained(self, checkpoint: Checkpoint | None) -> None:
        """Offer the model in training as it is by now; None once there is none any more."""
        was_there, self._trained = self._trained is not None, checkpoint
        self._followed_run = self._followed_run and checkpoint is None
        index = self.choice.findData(_IN_TRAINING)
        if checkpoint is not None and not was_there:
            self.choice.addItem(self.tr("the model in training"), _IN_TRAINING)
        elif checkpoint is None and index >= 0:
            self._followed_run = self.choice.currentIndex() == index
            self.choice.removeItem(index)
            self.choice.setCurrentIndex(0 if self._followed_run else self.choice.currentIndex())
        self._ask()

    def choose(self, name: str) -> None:
        """Compare with the model of that name, if there is one."""
        index = self.choice.findData(name)
        if index >= 0:
            self.choice.setCurrentIndex(index)
            self._ask()

    def show_kept(self, name: str) -> None:
        """Go on with a model that was just kept, if it is the one that was compared with as it learnt."""
        if self._followed_run:
            self._followed_run, self._kept = False, name
            self.choose(name)

    def shut_down(self) -> bool:
        """End the thread of its own; False if it is still busy when the wait runs out."""
        return self.figures.work.shut_down()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nothing was to be seen."""
        super().showEvent(event)
        self._ask()

    def changeEvent(self, event: QEvent) -> None:
        """The theme changed: write in its colours."""
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
            self._show_verdict()
        super().changeEvent(event)

    @Slot()
    def _on_chosen(self) -> None:
        self._followed_run, self._kept = False, None
        self._ask()

    @Slot(int)
    def _choose_digit(self, index: int) -> None:
        """Choose a digit of the left model's number; for one of the right's, the one that shares its strokes."""
        if self.pair is None:
            return
        first, second = self.pair
        if self.sender() is self.headlines[1]:
            strokes = set(second.digits[index].strokes)
            shared = (at for at, digit in enumerate(first.digits) if strokes & set(digit.strokes))
            index = next(shared, first.chosen)
        self.digit_chosen.emit(index)

    def _ask(self) -> None:
        """Have the second model read what the pad shows, unless it has."""
        asked = self._request()
        if asked is None or not self.isVisible():
            return
        self._asked = asked.pad
        if self._reading is not None and self._reading.asked.is_same(asked):
            self._reading = replace(self._reading, asked=asked)
            self._show()
        else:
            self.reader.submit(asked)

    def _request(self) -> SecondRequest | None:
        name, pad = self.choice.currentData(), self._pad
        if pad is None or name is None:
            return None
        checkpoint = self._trained if name == _IN_TRAINING else None
        return SecondRequest(pad, replace(pad.request, model=name, choice=0), checkpoint)

    @Slot(object)
    def _on_read(self, reading: SecondReading) -> None:
        # Once it is closed nothing begins any more: the thread of its own may have ended.
        if self.isVisible() and reading.asked.request.model == self.choice.currentData():
            self._reading, self._problem = reading, None
            self._show()

    @Slot(object, object)
    def _on_failed(self, error: DigitpadError, asked: SecondRequest) -> None:
        if asked.request.model == self.choice.currentData():
            self._reading, self._problem = None, error
            self._show()

    def _show(self) -> None:
        """Show the pair, or that there is none."""
        reading = self._reading
        pad = self._pad if reading is None else reading.asked.pad
        first = None if pad is None or pad.is_hidden else pad.shown
        self._second = None
        if reading is not None and reading.answer is not None and first is not None:
            choice = reading.asked.pad.choice
            self._check.kept_share, self._check.thresholds = choice.kept_share, reading.model.thresholds
            self._second = shown_answer_of(reading.answer, self._check, first, is_growing=choice.is_growing)
        else:
            self._check.forget()
        if pad is not None:
            self.first_name.setText(pad.request.model)
        answers = (first, self._second)
        for headline, shown in zip(self.headlines, answers, strict=True):
            headline.show_lines(_resting_lines() if shown is None else lines_of(shown))
        if reading is None:
            self.bars.show_rows(())
            self.figures.show_pair(None)
        else:
            sides = [_shares(names, shown) for names, shown in zip(self._classes(reading), answers, strict=True)]
            self.bars.show_rows(paired_rows(*sides))
            pair = Pair(self._names(reading), reading.asked.pad.checkpoint, reading.model.checkpoint)
            self.figures.show_pair(pair if ask_the_same(*self._classes(reading)) else None)
        self._show_verdict()

    def _show_verdict(self) -> None:
        tokens, reading = theme.current(), self._reading
        shades = (tokens.accent, tokens.second)
        if self._problem is not None:
            text = ": ".join(translated(self._problem))
        elif reading is None:
            text = ""
        elif self.pair is not None:
            text = verdict(self._names(reading), self.pair, shades)
        elif not ask_the_same(*self._classes(reading)):
            text = different_questions(self._names(reading), self._classes(reading), shades)
        elif reading.asked.pad.is_hidden:
            text = self.tr("Guess first: then both answers show here.")
        else:
            text = self.tr("Draw something: what both models say of it, and whether they agree, shows here.")
        self.verdict.setText(text)

    def _names(self, reading: SecondReading) -> tuple[str, str]:
        return reading.asked.pad.request.model, self.second_name

    @staticmethod
    def _classes(reading: SecondReading) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return reading.asked.pad.checkpoint.class_names, reading.model.checkpoint.class_names

    def _dress(self) -> None:
        tokens = theme.current()
        for swatch, shade in zip(self._swatches, (tokens.accent, tokens.second), strict=True):
            swatch.setFixedSize(_SWATCH, _SWATCH)
            swatch.setStyleSheet(f"background: {shade}; border-radius: {_SWATCH // 2}px")


def _shares(class_names: tuple[str, ...], shown: ShownAnswer | None) -> ModelShares:
    if shown is None:
        return ModelShares(class_names)
    return ModelShares(class_names, shown.digit.prediction.probabilities, shown.digit.is_doubtful)


def _resting_lines() -> Lines:
    return Lines("", "?", "", "", is_faint=True)
