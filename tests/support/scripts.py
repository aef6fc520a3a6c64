"""What tests of PyTorch scripts share: data as torchvision expects it, and running a script within the test."""

import runpy
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.training.data import TrainingData


def write_mnist(folder: Path, data: TrainingData) -> None:
    """Write a small MNIST into the folder that a script looks into, so that nothing is fetched."""
    raw = folder / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for stem, part in (("train", data.train), ("t10k", data.test)):
        (raw / f"{stem}-images-idx3-ubyte").write_bytes(_idx(part.pixels))
        (raw / f"{stem}-labels-idx1-ubyte").write_bytes(_idx(part.labels))


def run_script(text: str, folder: Path) -> dict[str, Any]:
    """Run a script in this process, in its working folder; return what its names stand for at its end."""
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    return runpy.run_path(str(path))


def _idx(values: NDArray[np.uint8]) -> bytes:
    return struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape) + values.tobytes()
