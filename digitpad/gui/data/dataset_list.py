"""Which data sets there are, as a list to choose from, the folder of pictures and the ink file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QSizePolicy,
    QWidget,
)

from digitpad.config.dataset_info import DATASETS, DatasetName, Split, title_of
from digitpad.data.locations import found_folder, is_present
from digitpad.gui.data.status_page import credited
from digitpad.gui.data.thread import InkRequest, PartRequest
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.focus_ring import is_ringed
from digitpad.gui.widgets.form_fields import FileField, FolderField, QuietComboBox
from digitpad.gui.widgets.number_text import count, megabytes

if TYPE_CHECKING:
    from digitpad.config.dataset_info import DatasetInfo, Split
    from digitpad.gui.data.thread import Request

_ROW_HEIGHT = 44
_DEFAULT_FOLDER_SIZE = 32
_SIZES = (16, 20, 24, 28, 32, 48, 64, 96, 128)


class DatasetList(QWidget):
    """The list of data sets; `chosen` follows another choice, of a data set, a folder, an image size or an ink file."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[DatasetName | None, _Row] = {name: _Row(title_of(name)) for name in DatasetName}
        self.rows[None] = _Row(self.tr("An ink file"))
        self._group = QButtonGroup(self)
        self.folder = FolderField(
            self.tr("Folder of pictures"),
            self.tr("A folder with the folders train and test; in each a folder of pictures for every class."),
            self.tr("Choose…"),
            self.tr("Holds train and test"),
        )
        self.size_box = QuietComboBox()
        for size in _SIZES:
            self.size_box.addItem(_size_text(size), size)
        self.size_box.setCurrentText(_size_text(_DEFAULT_FOLDER_SIZE))
        self.size_box.setAccessibleName(self.tr("Image size"))
        self.size_box.setToolTip(self.tr("Pictures of any size are scaled to a square of so many pixels."))
        self.ink = FileField(
            self.tr("Ink file"),
            self.tr("Labelled pen strokes, one drawing a line as JSON (.jsonl or .jsonl.gz)."),
            self.tr("Choose…"),
            self.tr("Ink files (*.jsonl *.jsonl.gz *.tra *.tes *.Z);;All files (*)"),
            self.tr("A .jsonl file"),
        )
        self._of_folder = QWidget()
        self._build()
        self._connect()
        self.refresh()

    @property
    def value(self) -> DatasetName | None:
        """The chosen data set; None for the ink file."""
        return next(name for name, row in self.rows.items() if row.isChecked())

    @property
    def title(self) -> str:
        """What the chosen data set is called."""
        return self.rows[self.value].text()

    def request(self, part: Split) -> Request | None:
        """Return the part or ink file to read; None while it has no path."""
        name = self.value
        if name is None:
            return InkRequest(self.ink.text) if self.ink.text else None
        if name is not DatasetName.FOLDER:
            return PartRequest(name, part)
        if not self.folder.text:
            return None
        return PartRequest(name, part, self.folder.text, int(self.size_box.currentData()))

    def choose(self, name: DatasetName, folder: str | None = None, image_size: int | None = None) -> None:
        """Choose a data set, and the folder of one that is a folder."""
        if folder:
            self.folder.set_text(folder)
            self.folder.editor.end(False)  # its end tells more than its beginning
        if image_size and name is DatasetName.FOLDER:
            self.size_box.blockSignals(True)  # `chosen` follows once
            if self.size_box.findData(image_size) < 0:
                self.size_box.addItem(_size_text(image_size), image_size)
            self.size_box.setCurrentText(_size_text(image_size))
            self.size_box.blockSignals(False)
        self.rows[name].setChecked(True)
        self._on_choice()

    def choose_ink(self, path: str) -> None:
        """Choose an ink file."""
        self.ink.set_text(path)
        self.ink.editor.end(False)
        self.rows[None].setChecked(True)
        self._on_choice()

    def refresh(self) -> None:
        """Look again which data sets are there."""
        for name, info in DATASETS.items():
            folder = found_folder(name)
            about = "\n".join(filter(None, (info.about, credited(info), "" if folder is None else str(folder))))
            self.rows[name].show_state(self._described(info), about, is_here=folder is not None)
        own = self.tr("Your own, in folders by class")
        self.rows[DatasetName.FOLDER].show_state(own, self.tr("Pictures of any size, in any classes."), is_here=True)
        strokes = self.tr("Pen strokes with their labels")
        self.rows[None].show_state(strokes, self.tr("What a pen wrote, to learn from beside MNIST."), is_here=True)

    def _build(self) -> None:
        column = controls.column(*self.rows.values(), spacing=2, owner=self)
        for row in self.rows.values():
            self._group.addButton(row)
        self.rows[DatasetName.MNIST].setChecked(True)
        size = controls.row(controls.label(self.tr("Image size"), theme.Role.MUTED), self.size_box, None)
        controls.column(self.folder, size, owner=self._of_folder)
        column.addSpacing(theme.CONTROL_GAP)
        for field in (self.folder, self.ink):
            field.hide_label()
        for own in (self._of_folder, self.ink):
            column.addWidget(own)
            own.hide()

    def _connect(self) -> None:
        self._group.buttonClicked.connect(self._on_choice)
        self.folder.picked.connect(self._on_choice)
        self.ink.picked.connect(self._on_choice)
        self.size_box.currentIndexChanged.connect(self._on_choice)

    @Slot()
    def _on_choice(self) -> None:
        self._of_folder.setVisible(self.value is DatasetName.FOLDER)
        self.ink.setVisible(self.value is None)
        self.chosen.emit()

    def _described(self, info: DatasetInfo) -> str:
        if not is_present(info.name):
            return self.tr("Not here yet · {size} MB to fetch").format(size=megabytes(info.download_size))
        if info.writers is not None:
            digits = self.tr("{count} digits").format(count=count(info.train_count + info.test_count))
            return f"{digits} · {self.tr('strokes of {count} people').format(count=sum(info.writers))}"
        shape = self.tr("{size} × {size} colour") if info.channels == 3 else self.tr("{size} × {size} grey")
        images = self.tr("{count} images").format(count=count(info.train_count + info.test_count))
        return f"{images} · {shape.format(size=info.image_size)}"


def _size_text(size: int) -> str:
    return f"{size} × {size}"


class _Row(QAbstractButton):
    """One data set: its name, what it holds, and whether it is there."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._detail, self._is_here = "", True
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, detail: str, about: str, *, is_here: bool) -> None:
        """Show what the data set holds and whether it is there."""
        self._detail, self._is_here = detail, is_here
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(detail)
        self.setToolTip(about)
        self.update()

    @property
    def detail(self) -> str:
        """What the data set holds."""
        return self._detail

    def sizeHint(self) -> QSize:
        """Return how large the row shall be."""
        return QSize(220, _ROW_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the two lines, on a ground of their own if the row is chosen."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = tokens.accent if is_ringed(self) else tokens.line if self.isChecked() else tokens.card
        ground = tokens.track if self.isChecked() or self.underMouse() else tokens.card
        painter.setPen(QPen(theme.color(edge), 1.0))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(frame, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tokens.accent))
            painter.drawRoundedRect(QRectF(1, 11, 3, self.height() - 22), 1.5, 1.5)
        title, detail = QFont(self.font()), QFont(self.font())
        title.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium)
        detail.setPixelSize(theme.SMALL_PIXELS)
        text = QRectF(self.rect()).adjusted(14, 6, -10, -6)
        painter.setFont(title)
        painter.setPen(theme.color(tokens.text if self._is_here else tokens.muted))
        painter.drawText(text, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.setFont(detail)
        painter.setPen(theme.color(tokens.muted))
        shown = QFontMetricsF(detail).elidedText(self._detail, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, shown)
