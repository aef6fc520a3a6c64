"""The line that turns pages: which part of a list is on show, and the buttons to the pages before and after."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count

_BACK = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
_NEXT = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_BUTTON_WIDTH = 36


class Pager(QWidget):
    """The range on show and two buttons. `turned` follows a move to another page, which begins at `first`.

    `range_text`: a template with {first}, {last} and {total}; `has_shortcuts`: whether Page up and Page down turn, too.
    """

    turned = Signal()

    def __init__(self, range_text: str, *, has_shortcuts: bool = False) -> None:
        super().__init__()
        self.first = 0
        """Index of the first item of the page."""
        self._range_text = range_text
        self._size, self._total = 1, 0
        self.range = QLabel()
        if has_shortcuts:
            controls.use_tabular_figures(self.range)
        controls.mark(self.range, theme.Role.MUTED)
        if has_shortcuts:
            self.back = controls.button(_BACK, self.tr("Show the page before (Page up)"))
            self.next = controls.button(_NEXT, self.tr("Show the next page (Page down)"))
            self.back.setShortcut("PgUp")
            self.next.setShortcut("PgDown")
        else:
            self.back = controls.button(_BACK, self.tr("The page before"))
            self.next = controls.button(_NEXT, self.tr("The next page"))
        self.back.setAccessibleName(self.tr("Page before"))
        self.next.setAccessibleName(self.tr("Next page"))
        controls.row((self.range, 1), self.back, self.next, owner=self)
        for button in (self.back, self.next):
            button.setFixedWidth(_BUTTON_WIDTH)
            button.setEnabled(False)
        self.back.clicked.connect(self._turn_back)
        self.next.clicked.connect(self._turn_on)

    def show_page(self, size: int, total: int, empty: str = "") -> None:
        """Show the range of the page that begins at `first` and holds `size` of `total` items; `empty` for no items."""
        self._size, self._total = size, total
        last = min(self.first + size, total)
        text = self._range_text.format(first=count(self.first + 1), last=count(last), total=count(total))
        self.range.setText(text if total else empty)
        self.back.setEnabled(self.first > 0 and total > 0)
        self.next.setEnabled(last < total)

    @Slot(int)
    def turn(self, step: int) -> None:
        """Turn to the page before for -1, to the next for 1, if there is one."""
        first = max(self.first + step * self._size, 0)
        if first != self.first and first < self._total:
            self.first = first
            self.turned.emit()

    @Slot()
    def _turn_back(self) -> None:
        self.turn(-1)

    @Slot()
    def _turn_on(self) -> None:
        self.turn(1)
