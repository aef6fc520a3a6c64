"""Data sets fetched in the background, one at a time.

Importing this module imports nothing of the network: the operation does, on its thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from digitpad.config.dataset_info import DatasetName
from digitpad.gui.widgets.background import BackgroundWork, Cancelled, Overlap

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from digitpad.data.downloads import DownloadProgress
    from digitpad.gui.widgets.background import Job


class DownloadController(BackgroundWork[DatasetName]):
    """Fetches data sets; `progressed` carries a `DownloadProgress`, `fetched` the name of a data set."""

    fetched = Signal(object)

    shut_down_milliseconds = 30_000  # a server may be silent for 15 seconds before that is noticed

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            _fetch,
            "digitpad download",
            parent,
            error_title="This data set could not be fetched",
            overlap=Overlap.REFUSE,
        )
        self.succeeded.connect(self.fetched)


def _fetch(name: DatasetName, job: Job) -> DatasetName:
    from digitpad.data.downloads import DownloadStopped, fetch_dataset  # noqa: PLC0415 - loads on this thread

    def watch(progress: DownloadProgress) -> None:
        if job.is_cancelled:
            raise DownloadStopped
        job.report(progress)

    try:
        fetch_dataset(name, watch)
    except DownloadStopped:
        raise Cancelled from None
    return name
