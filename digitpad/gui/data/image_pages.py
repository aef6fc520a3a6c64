"""The images of a data set's part, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.config.dataset_info import Split
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.image_grid import ImageGrid, cell_of
from digitpad.gui.widgets.number_text import count, translated
from digitpad.gui.widgets.pager import Pager

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.data.image_set import ImageSet


class ImagePages(controls.Card):
    """A page of images with the way to the others.

    `chosen` carries the index of an image that was clicked; `part_chosen` carries the `Split` that was asked for.
    """

    chosen = Signal(int)
    part_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: ImageSet | None = None
        self._shown: Sequence[int] = ()
        self.grid = ImageGrid()
        self.grid.setAccessibleName(self.tr("A page of images"))
        self.parts = {
            Split.TRAIN: controls.segment(self.tr("Train"), self.tr("The part models learn from")),
            Split.TEST: controls.segment(self.tr("Test"), self.tr("The part they are measured on")),
        }
        self.pager = Pager(self.tr("{first} to {last} of {total}"))
        self._switch = controls.segments(*self.parts.values())
        self._warning = controls.label("", theme.Role.MUTED)
        self._warning.setWordWrap(True)
        self._build()
        self.parts[Split.TRAIN].clicked.connect(self._choose_train)
        self.parts[Split.TEST].clicked.connect(self._choose_test)
        self.pager.turned.connect(self._show_page)
        self.grid.chosen.connect(self.chosen)
        self.grid.capacity_changed.connect(self._show_page)

    def check_part(self, part: Split | None) -> None:
        """Show which part the images are of; None where there are no parts."""
        self._switch.setVisible(part is not None)
        for each, button in self.parts.items():
            button.setChecked(each is part)

    def show_images(self, images: ImageSet | None, shown: Sequence[int] = ()) -> None:
        """Show images, by index and in this order, from the first page on; None for nothing."""
        self._images, self._shown, self.pager.first = images, shown, 0
        if images is None:
            self.grid.show_cells(())
            return
        self.grid.fit_images(images.pixels.shape[1])
        self._warning.setVisible(bool(images.problems))
        if images.problems:
            self._warning.setText(
                self.tr("Left out, because they cannot be read: {count}. The first: {first}").format(
                    count=count(len(images.problems)), first=translated(images.problems[0])[1]
                )
            )
        self._show_page()

    def turn_to(self, position: int) -> None:
        """Turn to the page that holds the image at a position among those shown."""
        self.pager.first = position
        self._show_page()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.CONTROL_GAP)
        head.addWidget(self._switch)
        head.addSpacing(theme.CONTROL_GAP)
        head.addWidget(self.pager.range, 1)
        head.addWidget(self.pager.back)
        head.addWidget(self.pager.next)
        self.body.addLayout(head)
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self._warning)

    @Slot()
    def _show_page(self) -> None:
        if self._images is None:
            return
        images, size, total = self._images, self.grid.capacity, len(self._shown)
        first = self.pager.first = min(self.pager.first, max(total - 1, 0)) // size * size
        self.grid.show_cells(tuple(cell_of(images, index) for index in self._shown[first : first + size]))
        self.pager.show_page(size, total, self.tr("no images"))

    @Slot()
    def _choose_train(self) -> None:
        self.part_chosen.emit(Split.TRAIN)

    @Slot()
    def _choose_test(self) -> None:
        self.part_chosen.emit(Split.TEST)
