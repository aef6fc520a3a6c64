"""A workbench of small data."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.data.image_set import ImageSet
from digitpad.data.locations import missing_dataset
from digitpad.notes.walk import Given, Outcome, Progress
from digitpad.notes.walks import find_step, find_walk
from digitpad.notes.workbench import Workbench
from tests.support.inks import SEVEN
from tests.support.notes import outcome_of
from tests.support.training_samples import first_images

Told = Callable[[str, str], tuple[list[Progress], Outcome]]

COUNTS = {Split.TRAIN: 640, Split.TEST: 300}


def read_slice(name: DatasetName, split: Split, folder: Path | None, image_size: int | None) -> ImageSet:
    """Read the first images of MNIST; nothing else is here."""
    assert folder is None
    assert image_size is None
    if name is not DatasetName.MNIST:
        raise missing_dataset(name)
    return first_images(split, COUNTS[split])


@pytest.fixture(scope="session")
def bench() -> Workbench:
    """Return a workbench that reads slices of MNIST, shared by all tests, which read and train the same."""
    return Workbench(read_slice, np.random.default_rng(1))


@pytest.fixture(scope="session")
def told(bench: Workbench) -> Told:
    """Return a function that does a step of a note with a drawing on the pad, each but once."""
    return cache(lambda note, key: outcome_of(find_step(find_walk(note), key), Given(bench, drawing=SEVEN)))
