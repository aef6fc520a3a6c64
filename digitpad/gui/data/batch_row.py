"""One batch of a data set: images and classes in a row, and the shapes and types of its tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QSpinBox

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.form_fields import QuietComboBox
from digitpad.gui.widgets.image_grid import Cell, ImageGrid, image_at
from digitpad.gui.widgets.number_text import count

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.data.image_set import ImageSet
    from digitpad.data.tensor_batch import TensorBatch

_MOST = 1024
"""Images of the largest batch."""

_SIZES = (14, 32, 64, 96, 128, 224)
"""Rows and columns that images can be resized to here; 64 is a study note's."""

_SIZE_WIDTH, _RESIZE_WIDTH, _TEXT_MARGIN = 78, 122, 8


class BatchRow(controls.Card):
    """A shuffled batch; `chosen` carries the index of an image that was clicked."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: ImageSet | None = None
        self._batch: TensorBatch | None = None
        self._number = 0
        self._usual: tuple[int, ...] = ()
        self.grid = ImageGrid(rows=1)
        self.grid.setAccessibleName(self.tr("The images of one batch"))
        self.shapes = controls.label("", theme.Role.MUTED)
        self.shapes.setWordWrap(True)
        self.shapes.setToolTip(
            self.tr(
                "What PyTorch's loaders give a step of training: images as count, channels, rows and columns, their "
                "labels, and how many batches there are."
            )
        )
        self.size_box = QSpinBox()
        self.size_box.setRange(1, _MOST)
        self.size_box.setKeyboardTracking(False)
        self.size_box.setFixedWidth(_SIZE_WIDTH)
        self.size_box.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)  # the style sheet's reaches no box with arrows
        self.size_box.setAccessibleName(self.tr("Batch size"))
        self.side_box = QuietComboBox()
        self.side_box.setFixedWidth(_RESIZE_WIDTH)
        self.side_box.setAccessibleName(self.tr("Resized to"))
        self.side_box.setToolTip(self.tr("Resize the images of the batch, as a loader with a resize does"))
        self.side_box.addItem(self.tr("own size"))
        for side in _SIZES:
            self.side_box.addItem(f"{side} × {side}", side)
        self.next = controls.button(self.tr("Next batch"), self.tr("Show the next batch of a shuffled epoch"))
        self._build()
        self.size_box.valueChanged.connect(self._begin)
        self.side_box.currentIndexChanged.connect(self._show_batch)
        self.next.clicked.connect(self._show_next)
        self.grid.chosen.connect(self.chosen)
        self.grid.capacity_changed.connect(self._show_cells)

    def show_images(self, images: ImageSet | None, sizes: tuple[int, ...] = ()) -> None:
        """Show the first batch of another part; None for no images. `sizes` are the notes' of this data set."""
        self._images = images
        if images is not None and sizes != self._usual:
            self._usual = sizes
            with QSignalBlocker(self.size_box):
                self.size_box.setValue(sizes[0])
            self.size_box.setToolTip(
                self.tr("Images of a batch. The study notes have {sizes}.").format(sizes=", ".join(map(str, sizes)))
            )
        self._begin()

    def select(self, index: int) -> None:
        """Mark an image as chosen, if it is in the batch."""
        self.grid.select(index)

    def _build(self) -> None:
        self.body.setContentsMargins(theme.MARGIN, theme.CARD_GAP, theme.MARGIN, theme.CARD_GAP)
        heading = controls.label(self.tr("One batch"), theme.Role.HEADING)
        size, resized = (
            controls.label(text, theme.Role.MUTED) for text in (self.tr("Batch size"), self.tr("Resized to"))
        )
        size.setBuddy(self.size_box)
        resized.setBuddy(self.side_box)
        self.body.addLayout(controls.row(heading, None, size, self.size_box, resized, self.side_box, self.next))
        self.body.addWidget(self.shapes)
        self.body.addWidget(self.grid)

    @Slot()
    def _begin(self) -> None:
        self._number = 0
        self._show_batch()

    @Slot()
    def _show_next(self) -> None:
        self._number += 1
        self._show_batch()

    @Slot()
    def _show_batch(self) -> None:
        images = self._images
        self._batch = None
        self.shapes.setText("")
        if images is not None:
            from digitpad.data.tensor_batch import batch_of  # noqa: PLC0415 - imports numpy, which has loaded by now

            batch = self._batch = batch_of(images, self.size_box.value(), self._number, self.side_box.currentData())
            self.grid.fit_images(batch.pixels.shape[1])
            self.shapes.setText(
                self.tr(
                    "images {images} float32, {low} to {high} · labels {labels} int64 · {epoch} batches, {whole} with "
                    "drop_last"
                ).format(
                    images=batch.shape,
                    low=f"{batch.low:.3g}",
                    high=f"{batch.high:.3g}",
                    labels=batch.labels.shape,
                    epoch=count(batch.epoch),
                    whole=count(batch.whole),
                )
            )
        self._show_cells()

    @Slot()
    def _show_cells(self) -> None:
        images, batch = self._images, self._batch
        if images is None or batch is None:
            self.grid.show_cells(())
            return
        shown = zip(batch.indices[: self.grid.capacity].tolist(), batch.labels.tolist(), strict=False)
        self.grid.show_cells(
            tuple(
                Cell(index, image_at(batch.pixels, place), images.class_names[label])
                for place, (index, label) in enumerate(shown)
            )
        )
