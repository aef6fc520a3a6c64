from pathlib import Path

import pytest

from digitpad.ink.ink_file import write_ink_file
from tests.support.training_samples import line_samples


@pytest.fixture
def ink_path(tmp_path: Path) -> Path:
    path = tmp_path / "lines.jsonl"
    write_ink_file(path, line_samples())
    return path
