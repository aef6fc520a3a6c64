"""Mending what keeps a run from starting: a data set is fetched, or the field at fault is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.config.dataset_info import DATASETS
from digitpad.data.locations import is_present
from digitpad.gui.training.form.obstacle import PENS

if TYPE_CHECKING:
    from digitpad.config.dataset_info import DatasetName
    from digitpad.data.downloads import DownloadProgress
    from digitpad.errors import DigitpadError
    from digitpad.gui.data.download_thread import DownloadController
    from digitpad.gui.training.form.form import SettingsForm
    from digitpad.gui.training.progress import RunPanel


class Mending(QObject):
    """Names beside Start what keeps a run from starting, and mends it.

    `dataset_fetched`: a data set has come. `field_wanted`: the name of the setting to show.

    `downloads`: the thread that fetches; None where nothing can be fetched.
    """

    dataset_fetched = Signal()
    field_wanted = Signal(str)

    def __init__(
        self, form: SettingsForm, panel: RunPanel, downloads: DownloadController | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._form, self._panel, self._row = form, panel, panel.mending
        self._downloads = downloads
        self._fetching: DatasetName | None = None  # what was asked for here
        self._row.fetch.clicked.connect(self._mend)
        self._row.field.clicked.connect(self._show_field)
        self._row.cancel.clicked.connect(self._cancel)
        if downloads is not None:
            downloads.progressed.connect(self._on_progress)
            downloads.fetched.connect(self._on_fetched)
            downloads.failed.connect(self._on_failure)
            downloads.cancelled.connect(self._on_cancelled)

    def show(self) -> None:
        """Name what keeps the settings from being trained now; nothing if they can be."""
        obstacle = self._form.obstacle
        self._panel.show_obstacle(obstacle)
        if obstacle is None:
            return
        if self._under_way is not None and self._under_way is obstacle.dataset:
            self._show_progress(None)
        else:
            can_fetch = self._downloads is not None or is_present(PENS)
            self._row.show_obstacle(obstacle, can_fetch=can_fetch, is_free=self._under_way is None)

    @property
    def _under_way(self) -> DatasetName | None:
        return None if self._downloads is None else self._downloads.current

    @Slot()
    def _mend(self) -> None:
        obstacle = self._form.obstacle
        if obstacle is None or obstacle.dataset is None:
            return
        if self._form.use_pen_digits() or self._downloads is None or self._under_way is not None:
            self.show()
            return
        self._fetching = obstacle.dataset
        self._downloads.submit(obstacle.dataset)
        self._show_progress(None)

    @Slot()
    def _show_field(self) -> None:
        obstacle = self._form.obstacle
        if obstacle is not None and obstacle.field is not None:
            self.field_wanted.emit(obstacle.field)

    @Slot()
    def _cancel(self) -> None:
        if self._downloads is not None:
            self._downloads.cancel()
            self._row.cancel.setEnabled(False)

    def _show_progress(self, progress: DownloadProgress | None) -> None:
        if self._under_way is not None and self._row.cancel.isEnabled():
            self._panel.show_fetching(DATASETS[self._under_way].title, progress)
            self._row.show_progress(progress)

    @Slot(object)
    def _on_progress(self, progress: DownloadProgress) -> None:
        obstacle = self._form.obstacle
        if obstacle is not None and obstacle.dataset is self._under_way:
            self._show_progress(progress)

    @Slot(object)
    def _on_fetched(self, name: DatasetName) -> None:
        was_wanted, self._fetching = self._fetching is name, None
        if was_wanted:
            self._form.use_pen_digits()
        self.dataset_fetched.emit()

    @Slot(object)
    def _on_failure(self, error: DigitpadError) -> None:
        was_wanted, self._fetching = self._fetching is not None, None
        self.show()
        if was_wanted:
            self._panel.show_failure(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._fetching = None
        self.show()
