"""Where the files of data sets are: what ships with digitpad, what was fetched, what the system has.

Owns the places. Does not read the files (`datasets`) or fetch them (`downloads`). Knows no numpy.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.catalogue import FACTS, DatasetName
from digitpad.paths import shipped, user_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

SYSTEM_FOLDER = Path("/usr/share/datasets")
"""Where Debian's packages put data sets, such as dataset-fashion-mnist."""

IDX_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
"""The files of MNIST and of the data sets made in its likeness."""

CIFAR_ARCHIVE = "cifar-10-binary.tar.gz"

CIFAR_FILES = (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin")
"""The files in CIFAR-10's archive that hold images."""

CIFAR_INNER_FOLDER = "cifar-10-batches-bin"
"""The folder in the archive they lie in."""


def dataset_folder(name: DatasetName) -> Path:
    """Return the folder that a data set is fetched into, or its files are put into by hand. It may not exist yet."""
    return user_folder() / "data" / name.value


def places(name: DatasetName) -> tuple[Path, ...]:
    """Return the folders a data set is looked for in, in order."""
    if name is DatasetName.MNIST:
        return (shipped("assets", "mnist"),)
    fetched = dataset_folder(name)
    if name is DatasetName.CIFAR10:
        return (fetched, fetched / CIFAR_INNER_FOLDER)
    return (fetched, SYSTEM_FOLDER / name.value)


def found_folder(name: DatasetName) -> Path | None:
    """Return the folder that holds all files of a data set; None if there is none.

    A folder of one's own pictures is not looked for: whoever wants it names it.
    """
    if name not in FACTS:
        return None
    for folder in places(name):
        if name is not DatasetName.CIFAR10:
            if _has_all(folder, IDX_FILES):
                return folder
        elif _has_all(folder, CIFAR_FILES) or _has_all(folder, (CIFAR_ARCHIVE,)):
            return folder
    return None


def is_present(name: DatasetName) -> bool:
    """Whether a data set can be read now, without fetching anything."""
    return found_folder(name) is not None


def size_on_disk(name: DatasetName) -> int:
    """Return the bytes of a data set's files; 0 if it is not there."""
    folder = found_folder(name)
    if folder is None:
        return 0
    files = (*CIFAR_FILES, CIFAR_ARCHIVE) if name is DatasetName.CIFAR10 else IDX_FILES
    return sum((folder / file).stat().st_size for file in files if (folder / file).is_file())


def _has_all(folder: Path, files: Iterable[str]) -> bool:
    return all((folder / file).is_file() for file in files)
