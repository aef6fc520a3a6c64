"""A view with the pad beside it as one picture, to copy or to save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QFileDialog

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.picture_file import FileWriting, write_picture

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class ViewPicture(QObject):
    """Takes pictures of a pad and a view side by side."""

    def __init__(self, pad: QWidget, view: QWidget) -> None:
        super().__init__(view)
        self._pad, self._view = pad, view
        self.writing = FileWriting(view)

    @property
    def image(self) -> QImage:
        """The picture, as sharp as the screen."""
        pad, view = self._pad.grab().toImage(), self._view.grab().toImage()
        ratio = self._view.devicePixelRatioF()
        gap = round(theme.MARGIN * ratio)
        size = (3 * gap + pad.width() + view.width(), 2 * gap + max(pad.height(), view.height()))
        image = QImage(*size, QImage.Format.Format_RGB32)
        image.fill(theme.color(theme.current().ground))
        for each in (pad, view):
            each.setDevicePixelRatio(1.0)
        painter = QPainter(image)
        painter.drawImage(gap, gap, pad)
        painter.drawImage(2 * gap + pad.width(), gap, view)
        painter.end()
        return image

    @Slot()
    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.image)

    @Slot()
    def ask_and_save(self) -> None:
        """Let the user choose a file, and save the picture there."""
        image = self.image  # before a dialog lies over it
        name, _ = QFileDialog.getSaveFileName(
            self._view, self.tr("Save this view"), "why.png", self.tr("Picture (*.png)")
        )
        if name:
            path = Path(name) if Path(name).suffix else Path(name).with_suffix(".png")
            self.writing.submit(lambda: write_picture(image, path))
