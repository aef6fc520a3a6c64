"""The shown answer as text around the panel: headline, title bar and status bar; and as boxes over the ink."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.gui.pad.number_boxes import Mark
from digitpad.gui.prediction.headline_text import guess_text, hidden_lines, lines_of, score_text, title_of

if TYPE_CHECKING:
    from digitpad.gui.prediction.guessing import Guessing
    from digitpad.gui.prediction.headline import Lines
    from digitpad.gui.prediction.shown_answer import ShownAnswer

CALM_MILLISECONDS = 100
"""How long title bar and status bar stay as they are while the pen writes: nobody reads them sooner, and each change
delays the panel."""


class AnswerLines(QObject):
    """The text of title bar and status bar: `title_changed` and `timing_changed` carry it."""

    title_changed = Signal(str)
    timing_changed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shown: ShownAnswer | None = None
        self._model = ""
        self._is_hidden = False
        self._calm = QTimer(self, singleShot=True, interval=CALM_MILLISECONDS)
        self._calm.timeout.connect(self._show)

    def show(self, shown: ShownAnswer | None, model: str, *, is_hidden: bool = False, is_writing: bool = False) -> None:
        """Show an answer, None for none; a little later while one writes, and not what is hidden."""
        self._shown, self._model, self._is_hidden = shown, model, is_hidden
        if not is_writing:
            self._show()
        elif not self._calm.isActive():
            self._calm.start()

    @Slot()
    def _show(self) -> None:
        self._calm.stop()
        shown = self._shown
        if shown is None or self._is_hidden:
            self.title_changed.emit(f"digitpad - {self._model}")
        else:  # task bars and screen readers show it
            self.title_changed.emit(f"digitpad - {title_of(shown)} - {shown.answer.request.model}")
        if shown is None:
            self.timing_changed.emit("")
            return
        text = self.tr("{model} on the CPU    answer in {time} ms")
        time = f"{1000 * shown.answer.seconds:.2f}"
        self.timing_changed.emit(text.format(model=shown.answer.request.model, time=time))


def headline_of(shown: ShownAnswer, guessing: Guessing) -> Lines:
    """Return the headline, which asks for a guess where one guesses first."""
    if guessing.hides(shown.answer.request.drawing):
        return hidden_lines(shown, guessing.score)
    lines = lines_of(shown)
    if not guessing.is_on:
        return lines
    return replace(lines, caption=guess_text(guessing.guess), following=score_text(guessing.score))


def marks_of(shown: ShownAnswer | None) -> tuple[Mark, ...]:
    """Return the boxes over a number's digits; none for anything else."""
    if shown is None or not shown.is_number:
        return ()
    return tuple(
        Mark(digit.bounds, digit.prediction.label, index == shown.chosen, digit.is_doubtful)
        for index, digit in enumerate(shown.digits)
        if digit.bounds is not None
    )
