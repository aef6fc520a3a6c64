from pathlib import Path

import pytest

from digitpad.errors import StorageError
from digitpad.files.writing import discard


def test_a_file_that_another_digitpad_has_removed_is_simply_gone(tmp_path: Path) -> None:
    file = tmp_path / "archive"
    file.touch()
    for _ in range(2):
        discard(file)
        assert not file.exists()


def test_what_cannot_be_removed_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="This file could not be removed"):
        discard(tmp_path)
