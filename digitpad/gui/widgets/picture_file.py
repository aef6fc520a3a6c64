"""Picture files: bytes in the format of a name's suffix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImageWriter

from digitpad.errors import PictureError
from digitpad.files.writing import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QImage


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
