"""The list at the left of the experiments: the ready-made, those of one's own, and what else there is to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.two_line_delegate import ABOUT, TwoLineDelegate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

_KEY = Qt.ItemDataRole.UserRole + 1
_HEADING_PIXELS = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the list."""

    key: str  # what it is chosen by
    title: str
    about: str = ""  # a fainter line below


class ExperimentList(QListWidget):
    """Entries under headings; `chosen` carries the key of the entry that was chosen."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_filling = False
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Experiments"))
        self.currentItemChanged.connect(self._on_changed)

    @property
    def current(self) -> str:
        """The key of the chosen entry; empty if there is none."""
        item = self.currentItem()
        return "" if item is None else str(item.data(_KEY))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all entries, from the top down."""
        keys = (self.item(row).data(_KEY) for row in range(self.count()))
        return tuple(str(key) for key in keys if key)

    def show_entries(self, groups: Sequence[tuple[str, Sequence[Listed]]]) -> None:
        """List entries under their headings in place of those before; the chosen one stays chosen if it is there."""
        before, self._is_filling = self.current, True
        self.clear()
        for heading, entries in groups:
            if not entries:
                continue
            title = QListWidgetItem(heading, self)
            title.setFlags(Qt.ItemFlag.NoItemFlags)
            for entry in entries:
                item = QListWidgetItem(entry.title, self)
                item.setData(_KEY, entry.key)
                item.setData(ABOUT, entry.about)
                item.setToolTip(f"{entry.title}\n{entry.about}" if entry.about else entry.title)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title}, {entry.about}")
        self.choose(before)
        self._is_filling = False

    def show_about(self, key: str, about: str) -> None:
        """Write something else below an entry's title."""
        item = self._item(key)
        if item is not None and item.data(ABOUT) != about:
            item.setData(ABOUT, about)
            item.setToolTip(f"{item.text()}\n{about}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {about}")

    def choose(self, key: str) -> None:
        """Choose an entry, if it is there."""
        item = self._item(key)
        if item is not None:
            self.setCurrentItem(item)

    def _item(self, key: str) -> QListWidgetItem | None:
        rows = (self.item(row) for row in range(self.count()))
        return next((item for item in rows if key and item.data(_KEY) == key), None)

    @Slot()
    def _on_changed(self) -> None:
        if self.current and not self._is_filling:
            self.chosen.emit(self.current)


class _Delegate(TwoLineDelegate):
    """Paints headings as such."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return how large an entry or a heading would like to be."""
        size = super().sizeHint(option, index)
        if not index.data(_KEY):
            size.setHeight(_HEADING_PIXELS)
        return size

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint an entry or a heading."""
        if index.data(_KEY):
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setPen(theme.color(theme.current().muted))
        box = option.rect.adjusted(10, 0, -10, -4)
        painter.drawText(box, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, str(index.data()))
        painter.restore()
