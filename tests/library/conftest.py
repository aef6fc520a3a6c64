from pathlib import Path

import pytest

from digitpad.library.library import Library
from tests.support.library import some_checkpoint


@pytest.fixture
def library(user_folder: Path) -> Library:
    return Library(user_folder)


@pytest.fixture
def stocked(library: Library) -> Library:
    """Return a library that holds "mine"."""
    library.add("mine", some_checkpoint())
    return library
