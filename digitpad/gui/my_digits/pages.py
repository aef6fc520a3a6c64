"""The pages of the user's digits, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from digitpad.gui.my_digits.storage_thread import ReadPage
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.image_grid import Cell, ImageGrid
from digitpad.gui.widgets.number_text import count
from digitpad.gui.widgets.pager import Pager

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from digitpad.data.my_digits import MyDigit
    from digitpad.gui.my_digits.storage_thread import Answer, Request

_LABELS_WIDTH = 120


class OwnDigitPages(controls.Card):
    """A page of digits with the way to the others.

    `page_wanted` carries a `ReadPage`. `chosen` follows a change of the chosen digit.
    """

    page_wanted = Signal(object)
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits: tuple[MyDigit, ...] = ()
        self._pictures: tuple[QImage, ...] = ()  # of each of them
        self._total = 0
        self._requested: ReadPage | None = None
        self._is_outdated = False
        self._has_failed = False
        self.grid = ImageGrid()
        self.grid.setAccessibleName(self.tr("A page of my digits"))
        self.labels = QComboBox()
        self.labels.setAccessibleName(self.tr("Which digits"))
        self.labels.setToolTip(self.tr("Show all digits, or those of one label"))
        self.labels.setMinimumWidth(_LABELS_WIDTH)
        self.labels.setMaxVisibleItems(11)
        for index in range(11):
            self.labels.addItem(self._label_name(index))
        self.pager = Pager(self.tr("{first} to {last} of {total}, the newest first"))
        self.body.addLayout(controls.row(self.labels, (self.pager, 1)))
        self.body.addWidget(self.grid, 1)
        self.pager.turned.connect(self.refresh)
        self.labels.currentIndexChanged.connect(self._on_label_chosen)
        self.grid.chosen.connect(self.chosen)
        self.grid.capacity_changed.connect(self._on_capacity_changed)

    @property
    def selected(self) -> MyDigit | None:
        """The chosen digit, if it is on the page."""
        index = self.grid.selected
        if index is None or not self.pager.first <= index < self.pager.first + len(self._digits):
            return None
        return self._digits[index - self.pager.first]

    @Slot()
    def refresh(self) -> None:
        """Request the page again; after the one that is on its way, if one is, so that a failure is shown once."""
        if self._requested is not None:
            self._is_outdated = True
            return
        size = self.grid.capacity
        label = self.labels.currentIndex() - 1
        start, label_or_all = self.pager.first // size * size, label if label >= 0 else None
        self._requested = ReadPage(start, size, label_or_all, theme.current())
        self.page_wanted.emit(self._requested)

    def show_answer(self, answer: Answer) -> None:
        """Show the page if it is the one requested last, and how many digits there are."""
        counts = (answer.total, *answer.counts)
        for index, number in enumerate(counts):
            self.labels.setItemText(index, f"{self._label_name(index)}  ({count(number)})")
        requested = self._requested
        if requested is None or answer.request is not requested:
            return
        self._requested = None
        self._has_failed = False
        if self._is_outdated:
            self._is_outdated = False
            self.refresh()
            return
        chosen, before, total = self.selected, self._total, counts[self.labels.currentIndex()]
        if not answer.digits and total:
            self.pager.first = total - 1  # the last page has gone
            if chosen is not None:
                self.grid.select(total - 1)
            self.refresh()
            return
        self._total = total
        self._digits, self._pictures, self.pager.first = answer.digits, answer.pictures, requested.start
        if chosen is not None:
            self._follow(chosen.number, may_have_gone=total < before)
        self._show_page()

    def show_refusal(self, request: Request) -> bool:
        """Show that the page cannot be read, if it is what was requested; return whether it is."""
        if self._requested is None or request is not self._requested:
            return False
        self._requested = None
        self._is_outdated = False
        self._has_failed = True
        self._digits, self._pictures, self._total = (), (), 0
        self._show_page()
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Have the digits painted in the colours of the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self.isVisible() and not self._has_failed:
            self.refresh()

    def _follow(self, number: int, *, may_have_gone: bool) -> None:
        """Keep the same digit chosen where others came before it; the next one if it has gone itself, or the last."""
        shown = [digit.number for digit in self._digits]
        if number in shown:
            self.grid.select(self.pager.first + shown.index(number))
        elif may_have_gone and self.grid.selected is not None:
            self.grid.select(min(self.grid.selected, self._total - 1))
        else:
            self.grid.select(None)

    def _show_page(self) -> None:
        self.grid.show_cells(
            tuple(
                Cell(index, picture, str(digit.label))
                for index, (digit, picture) in enumerate(
                    zip(self._digits, self._pictures, strict=True), start=self.pager.first
                )
            )
        )
        empty = self.tr("My digits could not be read") if self._has_failed else self.tr("none kept yet")
        self.pager.show_page(self.grid.capacity, self._total, empty)
        self.labels.setEnabled(not self._has_failed)
        if self.selected is None:
            self.grid.select(None)
        self.chosen.emit()

    def _label_name(self, index: int) -> str:
        return self.tr("All") if index == 0 else str(index - 1)

    @Slot()
    def _on_capacity_changed(self) -> None:
        """Show as many digits as fit; after a failure, resizing the window requests nothing."""
        if not self._has_failed:
            self.refresh()

    @Slot()
    def _on_label_chosen(self) -> None:
        self.pager.first = 0
        self.grid.select(None)
        self.refresh()
