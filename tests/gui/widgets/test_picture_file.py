from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from digitpad.errors import PictureError
from digitpad.gui.widgets.picture_file import encoded, write_picture


def test_pictures_are_encoded_as_asked_and_unknown_kinds_as_nothing() -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    assert encoded(image, "png").startswith(b"\x89PNG")
    assert encoded(image, "jpg").startswith(b"\xff\xd8")
    assert encoded(image, "docx") == b""


def test_a_picture_is_written_as_its_suffix_says(tmp_path: Path) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(0)
    for name, start in (("a.png", b"\x89PNG"), ("a.jpg", b"\xff\xd8"), ("plain", b"\x89PNG")):
        write_picture(image, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    with pytest.raises(PictureError):
        write_picture(image, tmp_path / "a.docx")
    assert not (tmp_path / "a.docx").exists()
