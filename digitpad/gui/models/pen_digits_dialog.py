"""The window that gets the pens every model is measured on: it asks first, then shows how far the download is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from digitpad.config.dataset_info import DatasetName
from digitpad.data.locations import is_present
from digitpad.gui.data.status_page import StatusPage
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from digitpad.data.downloads import DownloadProgress
    from digitpad.errors import DigitpadError
    from digitpad.gui.data.download_thread import DownloadController

PENS = DatasetName.PENDIGITS


class PenDigitsDialog(QDialog):
    """Offers UCI's pen digits; `fetched` follows their arrival, and closes it."""

    fetched = Signal()

    def __init__(self, downloads: DownloadController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._is_fetching = False
        self.setWindowTitle(self.tr("Accuracy on other people's pens"))
        purpose = controls.label(
            self.tr(
                "How well a model reads people it has never seen is measured on the test part of UCI Pen Digits, by 14 "
                "writers: for every model the same, in the background, once it is here."
            )
        )
        purpose.setWordWrap(True)
        self.status = StatusPage()
        self.close_button = controls.button(self.tr("Not now"), self.tr("Close this window; models stay as they are"))
        self.close_button.clicked.connect(self.close)
        card = controls.Card()
        card.body.addWidget(self.status)
        foot = controls.row(None, self.close_button)
        controls.column(purpose, (card, 1), foot, spacing=theme.CARD_GAP, owner=self, margin=theme.MARGIN)
        self.resize(540, 480)
        self.status.download_wanted.connect(self._fetch)
        self.status.stop_wanted.connect(self._stop)
        downloads.progressed.connect(self._on_progress)
        downloads.fetched.connect(self._on_fetched)
        downloads.failed.connect(self._on_failure)
        downloads.cancelled.connect(self._on_stopped)

    def show_state(self) -> None:
        """Show what there is to decide, or what is under way; windows of data sets may have begun it."""
        if is_present(PENS):
            self._on_fetched(PENS)
        elif self._downloads.current is PENS:
            self._is_fetching = True
            self.status.show_fetching(PENS, None)
        else:
            self.status.show_absent(PENS, can_fetch=self._downloads.current is None)

    def done(self, result: int) -> None:
        """End the download that was begun here: Qt calls this however a dialog is closed."""
        if self._is_fetching:
            self._downloads.cancel()
        super().done(result)

    @Slot()
    def _fetch(self) -> None:
        if self._downloads.current is not None:
            self.show_state()
            return
        self._is_fetching = True
        self._downloads.submit(PENS)
        self.status.show_fetching(PENS, None)

    @Slot()
    def _stop(self) -> None:
        self._downloads.cancel()
        self.status.show_stopping()

    @Slot(object)
    def _on_progress(self, progress: DownloadProgress) -> None:
        if self._is_fetching and self.status.stop.isEnabled():
            self.status.show_fetching(PENS, progress)

    @Slot(object)
    def _on_fetched(self, name: DatasetName) -> None:
        if name is PENS:
            self._is_fetching = False
            self.fetched.emit()
            self.close()
        elif self.isVisible():
            self.show_state()

    @Slot(object)
    def _on_failure(self, error: DigitpadError) -> None:
        if self._is_fetching:
            self._is_fetching = False
            self.status.show_error(error)
            self.status.offer_download()
        elif self.isVisible():
            self.show_state()

    @Slot()
    def _on_stopped(self) -> None:
        self._is_fetching = False
        if self.isVisible():
            self.show_state()
