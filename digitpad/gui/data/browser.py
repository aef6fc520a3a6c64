"""The data browser: the images and ink that models learn from.

Imports no numpy: images come from the data thread.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from digitpad.config.dataset_info import DATASETS, DatasetName, Split, title_of
from digitpad.data.locations import is_present
from digitpad.gui.data.batch_row import BatchRow
from digitpad.gui.data.class_bars import ClassBars
from digitpad.gui.data.dataset_list import DatasetList
from digitpad.gui.data.image_card import ImageCard
from digitpad.gui.data.image_pages import ImagePages
from digitpad.gui.data.status_page import StatusPage
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.error_dialog import show_error

if TYPE_CHECKING:
    from digitpad.data.downloads import DownloadProgress
    from digitpad.data.image_set import ImageSet
    from digitpad.errors import DigitpadError
    from digitpad.gui.data.download_thread import DownloadController
    from digitpad.gui.data.thread import DataController, LoadedPart, PartProgress
    from digitpad.ink.ink import Ink

_LIST_WIDTH = 272


class DataBrowser(QDialog):
    """Every data set, part by part.

    `drawing_wanted` carries a `LabelledDrawing` for the pad. `dataset_fetched` follows a download. `settled`: what was
    chosen is shown, or why it cannot be.
    """

    drawing_wanted = Signal(object)
    dataset_fetched = Signal()
    settled = Signal()

    def __init__(self, data: DataController, downloads: DownloadController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data, self._downloads = data, downloads
        self._images: ImageSet | None = None
        self._inks: tuple[Ink, ...] = ()
        self._writers: tuple[str | None, ...] = ()
        self._fetching: DatasetName | None = None
        self._shown: list[int] = []
        self._part = Split.TRAIN
        self.setWindowTitle(self.tr("Data sets"))
        self.datasets = DatasetList()
        self.classes = ClassBars()
        self.status = StatusPage()
        self.pages = ImagePages()
        self.sample = ImageCard()
        self.batch = BatchRow()
        self._stack = QStackedWidget()
        self._classes_scroll = controls.scrolled(self.classes)
        self._build()
        self._connect()
        self.pages.check_part(self._part)

    @property
    def images(self) -> ImageSet | None:
        """The part that is shown; None while there is none."""
        return self._images

    def show_dataset(
        self, name: DatasetName | None = None, folder: str | None = None, image_size: int | None = None
    ) -> None:
        """Show a data set; without a name, look again at the one that is chosen."""
        self.datasets.refresh()
        if name is None:
            self._read()
        else:
            self.datasets.choose(name, folder, image_size)

    def done(self, result: int) -> None:
        """Let go of the images, a download goes on: Qt calls this however a dialog is closed."""
        self._data.forget()
        self._show_images(None)
        super().done(result)

    def _build(self) -> None:
        self.setMinimumSize(940, 620)
        self.resize(1120, 680)
        body = controls.row(self._left(), (self._stack, 1), spacing=theme.CARD_GAP, owner=self)
        body.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        self._stack.addWidget(self._found())
        waiting = controls.Card()
        waiting.body.addWidget(self.status)
        self._stack.addWidget(waiting)

    def _left(self) -> QVBoxLayout:
        sets, classes = controls.Card(), controls.Card()
        sets.body.setContentsMargins(theme.CONTROL_GAP, theme.CARD_GAP, theme.CONTROL_GAP, theme.CARD_GAP)
        sets.body.addWidget(self.datasets)
        classes.body.addWidget(controls.label(self.tr("Classes"), theme.Role.HEADING))
        classes.body.addWidget(self._classes_scroll, 1)
        self._classes_card = classes
        for card in (sets, classes):
            card.setFixedWidth(_LIST_WIDTH)
        column = controls.column(sets, (classes, 1), spacing=theme.CARD_GAP)
        column.addStretch()  # takes the room of the classes while there are none
        return column

    def _found(self) -> QWidget:
        page = QWidget()
        above = controls.row((self.pages, 1), self.sample, spacing=theme.CARD_GAP)
        controls.column((above, 1), self.batch, spacing=theme.CARD_GAP, owner=page)
        return page

    def _connect(self) -> None:
        self.datasets.chosen.connect(self._read)
        self.pages.part_chosen.connect(self._show_part)
        self.pages.chosen.connect(self._show_sample)
        self.classes.chosen.connect(self._show_class)
        self.batch.chosen.connect(self._show_sample)
        self.sample.use.clicked.connect(self._use)
        self.sample.random.clicked.connect(self._choose_random)
        self.status.download_wanted.connect(self._download)
        self.status.stop_wanted.connect(self._stop_download)
        self._data.loaded.connect(self._on_loaded)
        self._data.failed.connect(self._on_failure)
        self._data.progressed.connect(self._on_progress)
        self._downloads.progressed.connect(self._on_download_progress)
        self._downloads.fetched.connect(self._on_fetched)
        self._downloads.failed.connect(self._on_download_failure)
        self._downloads.cancelled.connect(self._on_download_end)

    @Slot()
    def _read(self) -> None:
        """Read what is chosen, or show why that cannot be."""
        name = self.datasets.value
        request = self.datasets.request(self._part)
        self._show_images(None)
        self.pages.check_part(None if name is None else self._part)
        if request is None:
            self.status.show_invitation(to_ink=name is None)
        elif name is not None and name is self._downloads.current:
            self.status.show_fetching(name, None)
        elif name is not None and name in DATASETS and not is_present(name):
            self.status.show_absent(name, can_fetch=self._downloads.current is None)
        else:
            self.status.show_reading(self.datasets.title)
            self._data.submit(request)
            return
        self._data.forget()
        self.settled.emit()

    def _show_images(self, images: ImageSet | None) -> None:
        self._images = images
        self._stack.setCurrentIndex(0 if images is not None else 1)
        self._classes_card.setVisible(images is not None)
        if images is None:
            self.batch.show_images(None)
            self._shown = []
            self.classes.show_counts((), ())
            self.pages.show_images(None)
            self.sample.show_none()
            return
        from digitpad.data.tensor_batch import note_batch_sizes  # noqa: PLC0415 - loaded by the data thread by now

        self.batch.show_images(images, note_batch_sizes(self.datasets.value))
        self.classes.show_counts(images.class_names, images.class_counts)
        self._show_class(-1)

    @Slot(int)
    def _show_class(self, label: int) -> None:
        """Show the images of a class from their first page on; of all classes for -1."""
        if self._images is None:
            return
        if label < 0 and self.datasets.value is DatasetName.FOLDER:
            # Read folder by folder, they would fill the first pages with one class.
            self._shown = self._images.batch(0, len(self._images), seed=1).tolist()
        else:
            self._shown = self._images.indices_of(None if label < 0 else label).tolist()
        self.pages.show_images(self._images, self._shown)
        if label >= 0:
            row = self.classes.row_box(label)
            self._classes_scroll.ensureVisible(0, row.center().y(), 0, row.height())
        if self._shown:
            self._show_sample(self._shown[0])
        else:
            self._show_no_sample()

    @Slot(int)
    def _show_sample(self, index: int) -> None:
        if self._images is not None:
            self.sample.show_sample(self._images, index, self._writers[index] if self._writers else None)
            self.sample.random.setEnabled(bool(self._shown))  # the image may be of a batch, the class without any
            self.pages.grid.select(index)
            self.batch.select(index)

    def _show_no_sample(self) -> None:
        self.sample.show_none()
        self.pages.grid.select(None)
        self.batch.grid.select(None)

    @Slot()
    def _choose_random(self) -> None:
        position = random.randrange(len(self._shown))
        self.pages.turn_to(position)
        self._show_sample(self._shown[position])

    @Slot(object)
    def _show_part(self, part: Split) -> None:
        self._part = part
        self._read()

    @Slot()
    def _use(self) -> None:
        if self._images is None or self.sample.index is None:
            return
        from digitpad.data.reading import labelled_drawing_of  # noqa: PLC0415 - loaded by the data thread by now

        index = self.sample.index
        ink = self._inks[index] if self._inks else None
        self.drawing_wanted.emit(labelled_drawing_of(self._images, index, ink))

    @Slot()
    def _download(self) -> None:
        if self._downloads.current is not None:
            self._read()  # another window has begun one meanwhile
            return
        self._fetching = self.datasets.value
        if self._fetching is not None:
            self._downloads.submit(self._fetching)
            self.status.show_fetching(self._fetching, None)

    @Slot()
    def _stop_download(self) -> None:
        self._downloads.cancel()
        self.status.show_stopping()

    @Slot(object)
    def _on_loaded(self, part: LoadedPart) -> None:
        self._inks, self._writers = part.inks, part.writers
        self._show_images(part.images)
        self.settled.emit()

    @Slot(object)
    def _on_failure(self, error: DigitpadError) -> None:
        self._show_images(None)
        self.status.show_error(error)
        self.settled.emit()

    @Slot(object)
    def _on_progress(self, progress: PartProgress) -> None:
        self.status.show_reading(title_of(progress.request.dataset), progress.done, progress.total)

    @Slot(object)
    def _on_download_progress(self, progress: DownloadProgress) -> None:
        if self._fetching is not None and self._fetching is self.datasets.value and self.status.stop.isEnabled():
            self.status.show_fetching(self._fetching, progress)

    @Slot()
    def _on_fetched(self) -> None:
        self.datasets.refresh()
        self.dataset_fetched.emit()
        self._on_download_end()

    @Slot()
    def _on_download_end(self) -> None:
        """Look again at what is not shown yet; images that are looked at stay."""
        self._fetching = None
        if self._images is None and self.isVisible():
            self._read()

    @Slot(object)
    def _on_download_failure(self, error: DigitpadError) -> None:
        if self._fetching is None:
            self._on_download_end()  # the window that began it shows its failure
            return
        is_in_view = self._fetching is self.datasets.value
        self._on_download_end()
        if not self.isVisible():
            show_error(error, self.parentWidget())
        elif is_in_view:
            self.status.show_error(error)
            self.status.offer_download()
        else:
            show_error(error, self)
