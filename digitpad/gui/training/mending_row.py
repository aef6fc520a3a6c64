"""The row of buttons that mend what keeps a run from starting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QWidget

from digitpad.config.dataset_info import DATASETS
from digitpad.data.locations import is_present
from digitpad.gui.training.form.obstacle import PENS
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from digitpad.data.downloads import DownloadProgress
    from digitpad.gui.training.form.obstacle import Obstacle

_BAR_WIDTH = 200
_THOUSANDTHS = 1000


class MendingRow(QWidget):
    """The buttons that mend an obstacle; how far the download is in their place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fetch = controls.button(
            self.tr("Fetch"), self.tr("Fetch this data set over the network."), theme.Role.PRIMARY
        )
        self.field = controls.button(
            self.tr("Show the field"), self.tr("Bring the setting that is at fault into view.")
        )
        self.cancel = controls.button(self.tr("Cancel"), self.tr("End the download; whole files stay."))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.setAccessibleName(self.tr("How far the download is"))
        controls.row(self.fetch, self.field, self.cancel, self.bar, None, owner=self)

    def show_obstacle(self, obstacle: Obstacle, *, can_fetch: bool, is_free: bool) -> None:
        """Offer what mends an obstacle; `can_fetch`: whether data can be fetched here; `is_free`: and at once."""
        self._offer(self.fetch, self.field)
        self.fetch.setVisible(obstacle.dataset is not None and can_fetch)
        self.field.setVisible(obstacle.field is not None)
        if obstacle.dataset is None:
            return
        text, tooltip = self.tr("Fetch {name}"), self.tr("Fetch this data set over the network.")
        if obstacle.dataset is PENS:
            text = self.tr("Fetch pen digits")
            if is_present(PENS):
                text, tooltip = self.tr("Use pen digits"), self.tr("Name UCI's pen digits as the ink file.")
        if not is_free:
            tooltip = self.tr("Another data set is being fetched. Wait until it is here.")
        text = text.format(name=DATASETS[obstacle.dataset].title)
        self.fetch.setText(text)
        self.fetch.setAccessibleName(text)
        self.fetch.setToolTip(tooltip)
        self.fetch.setAccessibleDescription(tooltip)
        self.fetch.setEnabled(is_free)

    def show_progress(self, progress: DownloadProgress | None) -> None:
        """Show how far a download is; None if that is not known yet."""
        self._offer(self.cancel, self.bar)
        self.bar.setRange(0, 0 if progress is None else _THOUSANDTHS)
        if progress is not None:
            self.bar.setValue(_THOUSANDTHS * progress.received // max(progress.total, 1))

    def _offer(self, first: QPushButton, *others: QWidget) -> None:
        """Show these parts alone, the first with the focus if one that goes had it: else it would leap away."""
        had_focus = self.fetch.hasFocus() or self.cancel.hasFocus()
        first.setVisible(True)
        first.setEnabled(True)
        if had_focus:
            first.setFocus()
        for part in (self.fetch, self.field, self.cancel, self.bar):
            part.setVisible(part is first or part in others)
