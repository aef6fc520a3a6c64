"""The table of a lesson's results: before, after and the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count, percent, signed

if TYPE_CHECKING:
    from digitpad.training.lesson import Comparison, Lesson


class LessonTable(controls.Card):
    """Accuracy on the user's digits, MNIST's test part and other people's pens, before and after, and what changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = controls.label("", theme.Role.MUTED)
        self.note.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.MARGIN)
        grid.setVerticalSpacing(theme.CONTROL_GAP)
        grid.setColumnStretch(0, 1)
        for column, heading in enumerate(("", self.tr("Before"), self.tr("After"), self.tr("Gain"))):
            grid.addWidget(controls.label(heading, theme.Role.MUTED), 0, column, Qt.AlignmentFlag.AlignRight)
        self.own = _row(grid, 1, controls.label(self.tr("My digits, not learnt from")))
        self.mnist = _row(grid, 2, controls.label(self.tr("MNIST test")))
        self._pens_name = controls.label("")
        self.pens = _row(grid, 3, self._pens_name)
        grid.addWidget(controls.label(self.tr("MNIST test images it reads differently now")), 4, 0, 1, 2)
        self.changed = controls.label("")
        controls.use_tabular_figures(self.changed)
        grid.addWidget(self.changed, 4, 2, 1, 2, Qt.AlignmentFlag.AlignRight)
        self.body.addLayout(grid)
        self.body.addWidget(self.note)

    def show_lesson(self, lesson: Lesson) -> None:
        """Show the results of a lesson."""
        _fill(self.own, lesson.own)
        _fill(self.mnist, lesson.mnist)
        self._pens_name.setText(self.tr("Other people's pens") if lesson.pens is None else lesson.pens.after.name)
        _fill(self.pens, lesson.pens)
        text = self.tr("{changed} of {count}")
        self.changed.setText(text.format(changed=count(lesson.changed), count=count(lesson.mnist.after.count)))
        self.note.setText(" ".join(self._remarks(lesson)))

    def _remarks(self, lesson: Lesson) -> list[str]:
        remarks = []
        if lesson.own is None:
            remarks.append(self.tr("With a single digit there is none to measure on. Keep some more."))
        else:
            text = self.tr("My digits: {before} of {count} right before, {after} after, each read by a model that had "
                            "not learnt from it.")  # fmt: skip
            remarks.append(
                text.format(
                    before=count(lesson.own.before.correct),
                    after=count(lesson.own.after.correct),
                    count=count(lesson.own.after.count),
                )
            )
            if lesson.own.after.count < 20:
                remarks.append(self.tr("So few say little; what is kept learns from all of them."))
        if lesson.pens is None:
            remarks.append(self.tr("Other people's pens are measured once UCI Pen Digits is here (Train, Data sets)."))
        if lesson.is_repeated:
            remarks.append(self.tr("The model had been taught digits of yours before, which flatters its “before”."))
        return remarks


def _row(grid: QGridLayout, row: int, name: QLabel) -> tuple[QLabel, ...]:
    grid.addWidget(name, row, 0)
    made = tuple(controls.label("") for _ in range(3))
    for column, each in enumerate(made, start=1):
        controls.use_tabular_figures(each)
        grid.addWidget(each, row, column, Qt.AlignmentFlag.AlignRight)
    return made


def _fill(row: tuple[QLabel, ...], comparison: Comparison | None) -> None:
    before, after, gain = row
    if comparison is None:
        for each in row:
            each.setText("\N{EN DASH}")
        return
    before.setText(percent(comparison.before.accuracy, 2))
    after.setText(percent(comparison.after.accuracy, 2))
    gain.setText(signed(100 * comparison.gain))
