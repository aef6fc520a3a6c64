"""What a table and its curves are saved as: text on the clipboard, a table file, a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QMenu

from digitpad.files.writing import write_atomically
from digitpad.gui.widgets.picture_file import FileWriting, write_picture
from digitpad.library.names import nearest_valid_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    class Exported(Protocol):
        """A table that can be exported."""

        def copy(self) -> None:
            """Copy the table as text."""

        def csv(self) -> str:
            """Return the table as comma-separated values."""


class TableExport(QObject):
    """The actions that copy and save a table, and picture the page it is on.

    `page`: what is pictured; `name`: what the files are called at first.
    """

    def __init__(self, table: Exported, page: QWidget, name: Callable[[], str]) -> None:
        super().__init__(page)
        self._table, self._page, self._name = table, page, name
        self.writing = FileWriting(page)

    def menu(self, parent: QWidget) -> QMenu:
        """Return a menu of the actions."""
        made = QMenu(parent)
        made.setToolTipsVisible(True)
        tr = self.tr
        self.copy = _action(made, tr("Copy table as text"), tr("For a document or a spreadsheet"), self._copy)
        self.csv = _action(
            made,
            tr("Table (CSV)…"),
            tr("Save the settings and all figures in full, an accuracy a seed"),
            self._save_table,
        )
        self.picture = _action(
            made, tr("Picture of this view (PNG)…"), tr("Save table and curves as they look now"), self._save_picture
        )
        return made

    @Slot()
    def _copy(self) -> None:
        self._table.copy()

    @Slot()
    def _save_table(self) -> None:
        path = self._ask(self.tr("Save the table"), "csv", self.tr("Table (*.csv)"))
        if path is not None:
            content = self._table.csv().encode()
            self.writing.submit(lambda: write_atomically(path, content))

    @Slot()
    def _save_picture(self) -> None:
        path = self._ask(self.tr("Save the view"), "png", self.tr("Picture (*.png)"))
        if path is not None:
            image = self._page.grab().toImage()
            self.writing.submit(lambda: write_picture(image, path))

    def _ask(self, title: str, ending: str, kind: str) -> Path | None:
        proposed = nearest_valid_name(self._name())
        name, _ = QFileDialog.getSaveFileName(self._page.window(), title, f"{proposed}.{ending}", kind)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(f".{ending}")


def _action(menu: QMenu, text: str, tip: str, slot: Callable[[], None]) -> QAction:
    action = menu.addAction(text)
    action.setToolTip(tip)
    action.triggered.connect(slot)
    return action
