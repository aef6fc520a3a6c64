from pathlib import Path

import pytest
from filelock import FileLock

from digitpad.diagnostics.recovery_folder import Leftovers
from digitpad.diagnostics.unsaved import drawing_of
from digitpad.errors import PictureError


@pytest.mark.parametrize("content", [b"\x89P", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\xff" * 40])
def test_a_picture_left_damaged_is_refused(tmp_path: Path, content: bytes) -> None:
    lock = FileLock(tmp_path / "lock")
    left = Leftovers(tmp_path, lock, trace="", drawing=content, is_ink=False, returns=0, when=0.0)
    with pytest.raises(PictureError):
        drawing_of(left)
