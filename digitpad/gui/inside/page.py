"""What every page of the docks has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from digitpad.gui.inside.subject import Subject


class Page(QWidget):
    """A view of one answer; told of another only while it is to be seen."""

    def show_subject(self, subject: Subject) -> None:
        """Explain this answer from now on."""
        raise NotImplementedError
