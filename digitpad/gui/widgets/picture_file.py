"""Picture files: bytes in the format of a name's suffix; and writing files while the window goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Slot
from PySide6.QtGui import QImageWriter

from digitpad.errors import PictureError
from digitpad.files.writing import write_atomically
from digitpad.gui.widgets.background import BackgroundWork
from digitpad.gui.widgets.error_dialog import show_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from digitpad.errors import DigitpadError


class FileWriting(BackgroundWork["Callable[[], None]"]):
    """Writes one file after another on a thread that ends with the last; an error is shown over `window`.

    A picture takes a while to encode, and a disk may take longer.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(lambda write, _job: write(), "digitpad writing", window, error_title="This could not be saved")
        self._window = window
        self.succeeded.connect(self._rest)
        self.failed.connect(self._show_error)

    def submit(self, request: Callable[[], None]) -> None:
        """Have a file written by a call."""
        self.resume()
        super().submit(request)

    @Slot()
    def _rest(self) -> None:
        if not self.is_busy:
            self.shut_down()

    @Slot(object, object)
    def _show_error(self, error: DigitpadError, _write: Callable[[], None]) -> None:
        self._rest()
        show_error(error, self._window)


def write_picture(image: QImage, path: Path) -> None:
    """Write a picture in the format of its file's suffix; raise a `PictureError` if Qt knows none of that name."""
    content = encoded(image, path.suffix.removeprefix(".") or "png")
    if not content:
        raise PictureError(
            "This kind of picture cannot be written",
            "“{suffix}” is no kind of picture digitpad can write. Call it {name} instead.",
            suffix=path.suffix,
            name=f"{path.stem}.png",
        )
    write_atomically(path, content)


def encoded(image: QImage, kind: str) -> bytes:
    """Return the bytes of a picture file of that kind (``png``, ``jpg`` ...); none if Qt cannot write it."""
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(content, QByteArray(kind.encode())).write(image)
    return bytes(content.data().data())
