"""What of my digits cannot be read, said calmly wherever they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count

if TYPE_CHECKING:
    from digitpad.data.digits_file import Unreadable

_MOST_NUMBERS = 10
"""Numbers of unreadable rows that are shown: more would fill the window."""


class UnreadableNotice(QLabel):
    """Seen only if something cannot be read."""

    def __init__(self) -> None:
        super().__init__()
        controls.mark(self, theme.Role.MUTED)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def show_unreadable(self, unreadable: Unreadable) -> None:
        """Say how much it is, and where it is kept."""
        lines = []
        if unreadable.place is not None:
            text = self.tr("The file of my digits was damaged. It is kept whole as {name}; here is what could be read.")
            lines.append(text.format(name=unreadable.place.name))
        if unreadable.lost:
            lines.append(self.tr("Rows in it that could not be read: {count}.").format(count=count(unreadable.lost)))
        if unreadable.numbers:
            shown = ", ".join(str(number) for number in unreadable.numbers[:_MOST_NUMBERS])
            dots = "…" if len(unreadable.numbers) > _MOST_NUMBERS else ""
            many = count(len(unreadable.numbers))
            lines.append(
                self.tr("Of my digits, rows that cannot be read: {count} (number {numbers}).").format(
                    count=many, numbers=shown + dots
                )
            )
            lines.append(self.tr("They stay in the file as they are."))
        self.setText(" ".join(lines))
        self.setVisible(bool(lines))
