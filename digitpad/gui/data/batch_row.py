"""One batch of a data set: images and classes in a row, and the shapes and types of a training step's input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.image_grid import ImageGrid, cell_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.data.image_set import ImageSet

BATCH_SIZE = 64
"""Images of a batch, as in the study notes."""


class BatchRow(controls.Card):
    """A shuffled batch; `chosen` carries the index of an image that was clicked."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: ImageSet | None = None
        self._number = 0
        self._indices: list[int] = []
        self.grid = ImageGrid(rows=1)
        self.grid.setAccessibleName(self.tr("The images of one batch"))
        self.shapes = controls.label("", theme.Role.MUTED)
        self.shapes.setToolTip(
            self.tr(
                "What one step of training is given: the images as they are stored, the numbers made of them, one row "
                "an image, and their labels."
            )
        )
        self.next = controls.button(self.tr("Next batch"), self.tr("Show the next batch of a shuffled epoch"))
        heading = controls.label(self.tr("One batch"), theme.Role.HEADING)
        self.body.setContentsMargins(theme.MARGIN, theme.CARD_GAP, theme.MARGIN, theme.CARD_GAP)
        self.body.addLayout(controls.row(heading, (self.shapes, 1), self.next))
        self.body.addWidget(self.grid)
        self.next.clicked.connect(self._show_next)
        self.grid.chosen.connect(self.chosen)
        self.grid.capacity_changed.connect(self._show_cells)

    def show_images(self, images: ImageSet | None) -> None:
        """Show the first batch of another part; None for no images."""
        self._images, self._number = images, 0
        if images is not None:
            self.grid.fit_images(images.pixels.shape[1])
        self._show_batch()

    def select(self, index: int) -> None:
        """Mark an image as chosen, if it is in the batch."""
        self.grid.select(index)

    @Slot()
    def _show_next(self) -> None:
        self._number += 1
        self._show_batch()

    def _show_batch(self) -> None:
        images = self._images
        if images is None:
            self._indices = []
            self.shapes.setText("")
        else:
            chosen = images.batch(self._number, BATCH_SIZE)
            self._indices = chosen.tolist()
            pixels, labels = images.pixels[chosen], images.labels[chosen]
            numbers = pixels[0].size
            self.shapes.setText(
                self.tr("images {images} {kind} → inputs ({count}, {numbers}) float32 · labels {labels} int64").format(
                    images=tuple(pixels.shape),
                    kind=pixels.dtype,
                    count=len(chosen),
                    numbers=numbers,
                    labels=tuple(labels.shape),
                )
            )
        self._show_cells()

    @Slot()
    def _show_cells(self) -> None:
        images = self._images
        if images is None:
            self.grid.show_cells(())
            return
        self.grid.show_cells(tuple(cell_of(images, index) for index in self._indices[: self.grid.capacity]))
