"""Which data sets there are, as a list to choose from, and the folder of one's own.

Owns how the list looks. Does not own where files lie (`datafiles`) or what is shown of the chosen one
(`data_browser`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.catalogue import FACTS, DatasetName, title_of
from digitpad.datafiles import found_folder, is_present
from digitpad.gui import theme
from digitpad.gui.figures import count
from digitpad.gui.form_fields import QuietComboBox

if TYPE_CHECKING:
    from digitpad.catalogue import Facts

_ROW_HEIGHT = 46
_DEFAULT_FOLDER_SIZE = 32
_SIZES = (16, 20, 24, 28, 32, 48, 64, 96, 128)


class DataShelf(QWidget):
    """The list of data sets; `chosen` follows another choice, of a data set, a folder or an image size."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = {name: _Row(title_of(name)) for name in DatasetName}
        self._group = QButtonGroup(self)
        self.folder = QLineEdit()
        self.folder.setPlaceholderText(self.tr("Holds train/CLASS and test/CLASS"))
        self.folder.setAccessibleName(self.tr("Folder of pictures"))
        self.folder.setToolTip(
            self.tr("A folder with the folders train and test; in each a folder of pictures for every class.")
        )
        self.choose_button = theme.button(self.tr("Choose…"), self.tr("Choose the folder that holds train and test"))
        self.size_box = QuietComboBox()
        for size in _SIZES:
            self.size_box.addItem(_size_text(size), size)
        self.size_box.setCurrentText(_size_text(_DEFAULT_FOLDER_SIZE))
        self.size_box.setAccessibleName(self.tr("Image size"))
        self.size_box.setToolTip(self.tr("Pictures of any size are scaled to a square of so many pixels."))
        self._own = QWidget()
        self._build()
        self._listen()
        self.refresh()

    @property
    def value(self) -> DatasetName:
        """The chosen data set."""
        return next(name for name, row in self.rows.items() if row.isChecked())

    @property
    def folder_path(self) -> str | None:
        """The folder of pictures; None if none is named or another data set is chosen."""
        return self.folder.text().strip() or None if self.value is DatasetName.FOLDER else None

    @property
    def image_size(self) -> int | None:
        """The size pictures are scaled to; None for a data set's own."""
        return int(self.size_box.currentData()) if self.value is DatasetName.FOLDER else None

    def choose(self, name: DatasetName, folder: str | None = None, image_size: int | None = None) -> None:
        """Choose a data set, and the folder of one that is a folder."""
        for control in (self.folder, self.size_box):
            control.blockSignals(True)
        if folder:
            self.folder.setText(folder)
        if image_size and name is DatasetName.FOLDER:
            if self.size_box.findData(image_size) < 0:
                self.size_box.addItem(_size_text(image_size), image_size)
            self.size_box.setCurrentText(_size_text(image_size))
        for control in (self.folder, self.size_box):
            control.blockSignals(False)
        self.rows[name].setChecked(True)
        self._own.setVisible(name is DatasetName.FOLDER)
        self.chosen.emit()

    def refresh(self) -> None:
        """Look again which data sets are there."""
        for name, facts in FACTS.items():
            folder = found_folder(name)
            where = "" if folder is None else f"\n{folder}"
            self.rows[name].show_state(self._described(facts), f"{facts.about}{where}", is_here=folder is not None)
        own = self.tr("Your own, in folders by class")
        self.rows[DatasetName.FOLDER].show_state(own, self.tr("Pictures of any size, in any classes."), is_here=True)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for row in self.rows.values():
            self._group.addButton(row)
            column.addWidget(row)
        self.rows[DatasetName.MNIST].setChecked(True)
        above = QHBoxLayout()
        above.setSpacing(theme.CONTROL_GAP)
        above.addWidget(self.folder, 1)
        above.addWidget(self.choose_button)
        below = QHBoxLayout()
        below.setSpacing(theme.CONTROL_GAP)
        below.addWidget(theme.label(self.tr("Image size"), theme.Role.MUTED))
        below.addWidget(self.size_box)
        below.addStretch(1)
        own = QVBoxLayout(self._own)
        own.setContentsMargins(0, theme.CONTROL_GAP, 0, 0)
        own.setSpacing(theme.CONTROL_GAP)
        own.addLayout(above)
        own.addLayout(below)
        self._own.hide()
        column.addWidget(self._own)

    def _listen(self) -> None:
        self._group.buttonClicked.connect(self._note_choice)
        self.folder.editingFinished.connect(self._note_folder)
        self.size_box.currentIndexChanged.connect(self._note_choice)
        self.choose_button.clicked.connect(self._choose_folder)
        self._told_folder = ""

    def _described(self, facts: Facts) -> str:
        if not is_present(facts.name):
            return self.tr("Not here yet · {size} MB to fetch").format(size=f"{facts.download_size / 1e6:.0f}")
        shape = self.tr("{size} × {size} colour") if facts.channels == 3 else self.tr("{size} × {size} grey")  # noqa: RUF001
        images = self.tr("{count} images").format(count=count(facts.train_count + facts.test_count))
        return f"{images} · {shape.format(size=facts.image_size)}"

    @Slot()
    def _note_choice(self) -> None:
        self._own.setVisible(self.value is DatasetName.FOLDER)
        self.chosen.emit()

    @Slot()
    def _note_folder(self) -> None:
        if self.folder.text() != self._told_folder:
            self._told_folder = self.folder.text()
            self.chosen.emit()

    @Slot()
    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(
            self, self.tr("The folder that holds train and test"), self.folder.text()
        )
        if path:
            self.folder.setText(path)
            self._note_folder()


def _size_text(size: int) -> str:
    return f"{size} × {size}"  # noqa: RUF001 - as mathematics writes it


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
        """Say what the data set holds and whether it is there."""
        self._detail, self._is_here = detail, is_here
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(detail)
        self.setToolTip(about)
        self.update()

    @property
    def detail(self) -> str:
        """What is said of the data set."""
        return self._detail

    def sizeHint(self) -> QSize:
        """Qt asks how large the row shall be."""
        return QSize(220, _ROW_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the two lines, on a ground of their own if the row is chosen."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = tokens.accent if self.hasFocus() else tokens.line if self.isChecked() else tokens.card
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
        words = QRectF(self.rect()).adjusted(14, 6, -10, -6)
        painter.setFont(title)
        painter.setPen(theme.color(tokens.text if self._is_here else tokens.muted))
        painter.drawText(words, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.setFont(detail)
        painter.setPen(theme.color(tokens.muted))
        shown = QFontMetricsF(detail).elidedText(self._detail, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, shown)
