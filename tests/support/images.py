"""Tiny data sets in each format digitpad reads, written by the tests themselves."""

import gzip
import io
import struct
import tarfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitpad.data.locations import CIFAR_ARCHIVE, CIFAR_FILES, CIFAR_INNER_FOLDER


def some_pixels(*shape: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def idx_file(values: NDArray[np.uint8]) -> bytes:
    header = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    return gzip.compress(header + values.tobytes())


def write_idx_set(folder: Path, count: int = 30) -> None:
    """Write a data set in MNIST's likeness: `count` images a part, labels 0 to 9 in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = (np.arange(count) % 10).astype(np.uint8)
    for number, stem in enumerate(("train", "t10k")):
        images = some_pixels(count, 28, 28, seed=number)
        (folder / f"{stem}-images-idx3-ubyte.gz").write_bytes(idx_file(images))
        (folder / f"{stem}-labels-idx1-ubyte.gz").write_bytes(idx_file(labels))


def cifar_files(each: int = 4) -> dict[str, bytes]:
    """Return the contents of CIFAR-10's files with `each` images in every one: labels count up through them."""
    contents = {}
    for number, name in enumerate(CIFAR_FILES):
        planes = some_pixels(each, 3, 32, 32, seed=number)
        labels = (np.arange(each) + number * each) % 10
        records = np.concatenate([labels.astype(np.uint8)[:, None], planes.reshape(each, -1)], axis=1)
        contents[name] = records.tobytes()
    return contents


def cifar_archive(contents: dict[str, bytes]) -> bytes:
    """Return the bytes of CIFAR-10's archive with these files in it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in {"batches.meta.txt": b"airplane\n", **contents}.items():
            member = tarfile.TarInfo(f"{CIFAR_INNER_FOLDER}/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def write_cifar_archive(folder: Path, each: int = 4) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CIFAR_ARCHIVE).write_bytes(cifar_archive(cifar_files(each)))


def write_picture_folder(
    folder: Path, classes: tuple[str, ...] = ("cat", "dog"), each: int = 5, image: Image.Image | None = None
) -> None:
    """Write ``train/CLASS/*.png`` and ``test/CLASS/*.png``: all of them one image, or each of another size."""
    for part in ("train", "test"):
        for label, name in enumerate(classes):
            place = folder / part / name
            place.mkdir(parents=True)
            for number in range(each):
                pixels = some_pixels(20 + number, 24, 3, seed=label)
                pixels[..., label % 3] //= 8
                (image or Image.fromarray(pixels)).save(place / f"{number}.png")
