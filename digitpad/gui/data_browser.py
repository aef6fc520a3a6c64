"""The data browser: what models learn from, to look at.

Owns the window and what follows from each choice in it. Does not own the reading (`data_worker`), the fetching
(`download_worker`) or how its parts look. Imports no numpy: images come from the data thread.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from digitpad.catalogue import DatasetName, Part, title_of
from digitpad.datafiles import is_present
from digitpad.gui import theme
from digitpad.gui.batch_strip import BatchStrip
from digitpad.gui.class_bars import ClassBars
from digitpad.gui.data_notice import DataNotice
from digitpad.gui.data_shelf import DataShelf
from digitpad.gui.data_worker import DataController, PartWish
from digitpad.gui.figures import count
from digitpad.gui.sample_card import SampleCard
from digitpad.gui.sample_grid import SampleGrid, cell_of

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from digitpad.datasets import ImageSet
    from digitpad.downloads import DownloadProgress
    from digitpad.errors import DigitpadError
    from digitpad.gui.data_worker import LoadedPart, PartFailure, PartProgress
    from digitpad.gui.download_worker import DownloadController

_SHELF_WIDTH = 272


class DataBrowser(QDialog):
    """Every data set, part by part.

    `picture_wanted` carries a `Picture` for the pad. `dataset_fetched` follows a download. `settled`: what was chosen
    is shown, or why it cannot be.

    Parameters
    ----------
    data
        Reads data sets.
    downloads
        Fetches them.
    """

    picture_wanted = Signal(object)
    dataset_fetched = Signal()
    settled = Signal()

    def __init__(self, data: DataController, downloads: DownloadController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data, self._downloads = data, downloads
        self._images: ImageSet | None = None
        self._shown: list[int] = []
        self._first = 0
        self._part = Part.TRAIN
        self.setWindowTitle(self.tr("Data sets"))
        self.shelf = DataShelf()
        self.classes = ClassBars()
        self.notice = DataNotice()
        self.grid = SampleGrid()
        self.grid.setAccessibleName(self.tr("A page of images"))
        self.sample = SampleCard()
        self.batch = BatchStrip()
        self.parts = {
            Part.TRAIN: theme.button(self.tr("Train"), self.tr("The part models learn from"), theme.Role.SEGMENT),
            Part.TEST: theme.button(self.tr("Test"), self.tr("The part they are measured on"), theme.Role.SEGMENT),
        }
        self.back = theme.button("‹", self.tr("The page before"))  # noqa: RUF001 - an arrow
        self.forward = theme.button("›", self.tr("The next page"))  # noqa: RUF001
        self._range = theme.label("", theme.Role.MUTED)
        self._warning = theme.label("", theme.Role.MUTED)
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self._show_buttons()

    @property
    def images(self) -> ImageSet | None:
        """The part that is shown; None while there is none."""
        return self._images

    def show_dataset(
        self, name: DatasetName | None = None, folder: str | None = None, image_size: int | None = None
    ) -> None:
        """Show a data set; without a name, look again at the one that is chosen."""
        self.shelf.refresh()
        self.shelf.choose(name or self.shelf.value, folder, image_size)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the images; a download goes on."""
        self._data.forget()
        self._show_images(None)
        super().closeEvent(event)

    def _build(self) -> None:
        self.setMinimumSize(880, 560)
        self.resize(1120, 680)
        body = QHBoxLayout(self)
        body.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        body.setSpacing(theme.CARD_GAP)
        body.addLayout(self._left())
        body.addWidget(self._pages, 1)
        self._pages.addWidget(self._found())
        waiting = theme.Card()
        waiting.body.addWidget(self.notice)
        self._pages.addWidget(waiting)

    def _left(self) -> QVBoxLayout:
        sets, classes = theme.Card(), theme.Card()
        sets.body.setContentsMargins(theme.CONTROL_GAP, theme.CARD_GAP, theme.CONTROL_GAP, theme.CARD_GAP)
        sets.body.addWidget(self.shelf)
        scroll = QScrollArea()
        scroll.setWidget(self.classes)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        classes.body.addWidget(theme.label(self.tr("Classes"), theme.Role.HEADING))
        classes.body.addWidget(scroll, 1)
        self._classes_card = classes
        column = QVBoxLayout()
        column.setSpacing(theme.CARD_GAP)
        for card in (sets, classes):
            card.setFixedWidth(_SHELF_WIDTH)
        column.addWidget(sets)
        column.addWidget(classes, 1)
        column.addStretch()  # takes the room of the classes while there are none
        return column

    def _found(self) -> QWidget:
        group = QFrame()
        theme.mark(group, theme.Role.SEGMENT_GROUP)
        segments = QHBoxLayout(group)
        segments.setContentsMargins(3, 3, 3, 3)
        segments.setSpacing(3)
        for button in self.parts.values():
            button.setCheckable(True)
            segments.addWidget(button)
        head = QHBoxLayout()
        head.setSpacing(theme.CONTROL_GAP)
        head.addWidget(group)
        head.addSpacing(theme.CONTROL_GAP)
        head.addWidget(self._range, 1)
        for button in (self.back, self.forward):
            button.setFixedWidth(36)
            head.addWidget(button)
        images = theme.Card()
        images.body.addLayout(head)
        images.body.addWidget(self.grid, 1)
        images.body.addWidget(self._warning)
        self._warning.setWordWrap(True)
        above = QHBoxLayout()
        above.setSpacing(theme.CARD_GAP)
        above.addWidget(images, 1)
        above.addWidget(self.sample)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.CARD_GAP)
        rows.addLayout(above, 1)
        rows.addWidget(self.batch)
        return page

    def _connect(self) -> None:
        self.shelf.chosen.connect(self._read)
        self.parts[Part.TRAIN].clicked.connect(self._show_train)
        self.parts[Part.TEST].clicked.connect(self._show_test)
        self.back.clicked.connect(self._page_back)
        self.forward.clicked.connect(self._page_forward)
        self.classes.chosen.connect(self._show_class)
        self.grid.chosen.connect(self._show_sample)
        self.grid.capacity_changed.connect(self._show_page)
        self.batch.chosen.connect(self._show_sample)
        self.sample.use.clicked.connect(self._use)
        self.sample.random.clicked.connect(self._choose_random)
        self.notice.download_wanted.connect(self._download)
        self.notice.stop_wanted.connect(self._stop_download)
        self._data.loaded.connect(self._note_loaded)
        self._data.failed.connect(self._note_failure)
        self._data.progressed.connect(self._note_progress)
        self._downloads.progressed.connect(self._note_download)
        self._downloads.fetched.connect(self._note_fetched)
        self._downloads.failed.connect(self._note_download_failure)
        self._downloads.stopped.connect(self._read)

    @Slot()
    def _read(self) -> None:
        """Read what is chosen, or say why that cannot be."""
        name = self.shelf.value
        self._show_images(None)
        self._show_buttons()
        if name is DatasetName.FOLDER and self.shelf.folder_path is None:
            self.notice.show_invitation()
        elif self._downloads.current is name:
            self.notice.show_fetching(name, None)
        elif name is not DatasetName.FOLDER and not is_present(name):
            self.notice.show_absent(name, can_fetch=self._downloads.current is None)
        else:
            self.notice.show_reading(title_of(name))
            self._data.read(PartWish(name, self._part, self.shelf.folder_path, self.shelf.image_size))
            return
        self._data.forget()
        self.settled.emit()

    def _show_images(self, images: ImageSet | None) -> None:
        self._images = images
        self._pages.setCurrentIndex(0 if images is not None else 1)
        self._classes_card.setVisible(images is not None)
        self._first = 0
        if images is None:
            self._shown = []
            self.classes.show_counts((), ())
            self.grid.show_cells(())
            self.batch.show_images(None)
            self.sample.show_none()
            return
        self.classes.show_counts(images.class_names, images.class_counts)
        self.grid.fit_images(images.pixels.shape[1])
        self.batch.show_images(images)
        left_out = len(images.problems)
        self._warning.setVisible(bool(left_out))
        if left_out:
            first = images.problems[0].detail
            self._warning.setText(
                self.tr("Left out, because they cannot be read: {count}. The first: {first}").format(
                    count=count(left_out), first=first
                )
            )
        self._show_class(-1)

    @Slot(int)
    def _show_class(self, label: int) -> None:
        """Show the images of a class from their first page on; of all classes for -1."""
        if self._images is None:
            return
        if label < 0 and self.shelf.value is DatasetName.FOLDER:
            # Read folder by folder, they would fill the first pages with one class.
            self._shown = self._images.batch(0, len(self._images), seed=1).tolist()
        else:
            self._shown = self._images.indices_of(None if label < 0 else label).tolist()
        self._first = 0
        if self._shown:
            self._show_sample(self._shown[0])
        self._show_page()

    @Slot()
    def _show_page(self) -> None:
        if self._images is None:
            return
        size = self.grid.capacity
        self._first = min(self._first // size * size, max(len(self._shown) - 1, 0) // size * size)
        page = self._shown[self._first : self._first + size]
        self.grid.show_cells(tuple(cell_of(self._images, index) for index in page))
        last = self._first + len(page)
        self._range.setText(
            self.tr("{first} to {last} of {total}").format(
                first=count(self._first + 1), last=count(last), total=count(len(self._shown))
            )
            if page
            else self.tr("no images")
        )
        self.back.setEnabled(self._first > 0)
        self.forward.setEnabled(last < len(self._shown))

    @Slot(int)
    def _show_sample(self, index: int) -> None:
        if self._images is not None:
            self.sample.show_sample(self._images, index)
            self.grid.select(index)
            self.batch.select(index)

    @Slot()
    def _page_back(self) -> None:
        self._first = max(self._first - self.grid.capacity, 0)
        self._show_page()

    @Slot()
    def _page_forward(self) -> None:
        self._first += self.grid.capacity
        self._show_page()

    @Slot()
    def _choose_random(self) -> None:
        place = random.randrange(len(self._shown))
        self._first = place
        self._show_page()
        self._show_sample(self._shown[place])

    @Slot()
    def _show_train(self) -> None:
        self._part = Part.TRAIN
        self._read()

    @Slot()
    def _show_test(self) -> None:
        self._part = Part.TEST
        self._read()

    def _show_buttons(self) -> None:
        for part, button in self.parts.items():
            button.setChecked(part is self._part)

    @Slot()
    def _use(self) -> None:
        if self._images is not None and self.sample.index is not None:
            from digitpad.datasets import picture_of  # noqa: PLC0415 - loaded by the data thread by now

            self.picture_wanted.emit(picture_of(self._images, self.sample.index))

    @Slot()
    def _download(self) -> None:
        self._downloads.fetch(self.shelf.value)
        self.notice.show_fetching(self.shelf.value, None)

    @Slot()
    def _stop_download(self) -> None:
        self._downloads.stop()
        self.notice.show_stopping()

    @Slot(object)
    def _note_loaded(self, part: LoadedPart) -> None:
        self._show_images(part.images)
        self.settled.emit()

    @Slot(object)
    def _note_failure(self, failure: PartFailure) -> None:
        self._show_images(None)
        self.notice.show_error(failure.error)
        self.settled.emit()

    @Slot(object)
    def _note_progress(self, progress: PartProgress) -> None:
        self.notice.show_reading(title_of(progress.wish.dataset), progress.done, progress.total)

    @Slot(object)
    def _note_download(self, progress: DownloadProgress) -> None:
        if self._downloads.current is self.shelf.value and self.notice.stop.isEnabled():
            self.notice.show_fetching(self.shelf.value, progress)

    @Slot(object)
    def _note_fetched(self, name: DatasetName) -> None:
        self.shelf.refresh()
        self.dataset_fetched.emit()
        if name is self.shelf.value or self._images is None:
            self._read()

    @Slot(object)
    def _note_download_failure(self, error: DigitpadError) -> None:
        if self._images is None:
            self.notice.show_error(error)
            self.notice.offer_download()
