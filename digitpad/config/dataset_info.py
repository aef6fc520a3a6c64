"""Data sets and what is known of each before it is read: classes, shapes, files, statistics. No numpy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

DIGITS = tuple("0123456789")
"""Class names of a model that reads digits."""

MNIST_MEAN = 0.1307
"""Mean of MNIST's 60,000 training images, pixel / 255 (PyTorch's MNIST example; `tests/data/test_reading.py`)."""

MNIST_STD = 0.3081
"""Standard deviation of the same."""


class DatasetName(StrEnum):
    """The data sets one can train and measure on; `FOLDER` is a folder of the user's pictures."""

    MNIST = "mnist"
    FASHION_MNIST = "fashion-mnist"
    KMNIST = "kmnist"
    CIFAR10 = "cifar10"
    PENDIGITS = "pendigits"
    FOLDER = "folder"


class Split(StrEnum):
    """The two parts of a data set: to train on and to test on."""

    TRAIN = "train"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that can be fetched, with its size in bytes and its MD5 or SHA-256."""

    name: str
    size: int
    md5: str = ""
    sha256: str = ""

    @property
    def checksum(self) -> str:
        """What its bytes must come to, for example ``md5:d41d...``."""
        return f"sha256:{self.sha256}" if self.sha256 else f"md5:{self.md5}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetInfo:
    """What is known of a data set."""

    name: DatasetName
    title: str  # what a reader calls it
    about: str  # what it shows, in a sentence
    class_names: tuple[str, ...]
    image_size: int = 28  # rows and columns
    channels: int = 1  # 1 for grey, 3 for red, green and blue
    train_count: int = 60_000
    test_count: int = 10_000
    mean: tuple[float, ...]  # of the training pixels / 255, one a channel
    std: tuple[float, ...]
    site: str = ""  # where its files are fetched from
    files: tuple[RemoteFile, ...] = ()
    writers: tuple[int, int] | None = None  # people who wrote each part of pen strokes; None for images
    credit: str = ""  # whose work it is
    terms: str = ""  # its licence

    @property
    def is_ink(self) -> bool:
        """Whether it holds pen strokes, from which images are drawn."""
        return self.writers is not None

    @property
    def download_size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)

    def count(self, split: Split) -> int:
        """Return how many images a part holds."""
        return self.train_count if split is Split.TRAIN else self.test_count


_MNIST = DatasetInfo(
    name=DatasetName.MNIST,
    title="MNIST",
    about="Handwritten digits, 0 to 9.",
    class_names=DIGITS,
    mean=(MNIST_MEAN,),
    std=(MNIST_STD,),
)

# The addresses and MD5s are those of torchvision's classes of these names; the MD5 of CIFAR-10's binary version is
# that of its own page.
_FASHION_MNIST = DatasetInfo(
    name=DatasetName.FASHION_MNIST,
    title="Fashion-MNIST",
    about="Clothes and shoes from a shop's catalogue, ten kinds.",
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    mean=(0.2860,),
    std=(0.3530,),
    site="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    files=(
        RemoteFile("train-images-idx3-ubyte.gz", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        RemoteFile("train-labels-idx1-ubyte.gz", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
        RemoteFile("t10k-images-idx3-ubyte.gz", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
        RemoteFile("t10k-labels-idx1-ubyte.gz", 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
    ),
)

_KMNIST = DatasetInfo(
    name=DatasetName.KMNIST,
    title="KMNIST",
    about="Cursive Japanese characters from old books, one for each row of the kana table.",
    class_names=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
    mean=(0.1918,),
    std=(0.3483,),
    site="http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
    files=(
        RemoteFile("train-images-idx3-ubyte.gz", 18_165_135, "bdb82020997e1d708af4cf47b453dcf7"),
        RemoteFile("train-labels-idx1-ubyte.gz", 29_497, "e144d726b3acfaa3e44228e80efcd344"),
        RemoteFile("t10k-images-idx3-ubyte.gz", 3_041_136, "5c965bf0a639b31b8f53240b1b52f4d7"),
        RemoteFile("t10k-labels-idx1-ubyte.gz", 5_120, "7320c461ea6c1c855c0b718fb2a4b134"),
    ),
)

_CIFAR10 = DatasetInfo(
    name=DatasetName.CIFAR10,
    title="CIFAR-10",
    about="Small colour photographs of animals and vehicles, ten kinds.",
    class_names=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    image_size=32,
    channels=3,
    train_count=50_000,
    mean=(0.4914, 0.4822, 0.4465),
    std=(0.2470, 0.2435, 0.2616),
    site="https://www.cs.toronto.edu/~kriz/",
    files=(RemoteFile("cifar-10-binary.tar.gz", 170_052_171, "c32a1d4ab5d03f1284b67883e8d87530"),),
)

# UCI publishes no checksum of its archive: this size and SHA-256 are those that public projects which fetched it state
# alike. `data.formats.pendigits` counts digits, classes and writers besides, in files put there by hand as well.
_PENDIGITS = DatasetInfo(
    name=DatasetName.PENDIGITS,
    title="UCI Pen Digits",
    about="Digits as strokes, written with a stylus by 44 people: 30 to learn from, 14 others to measure on.",
    class_names=DIGITS,
    train_count=7_494,
    test_count=3_498,
    mean=(0.1268,),
    std=(0.3061,),
    site="https://archive.ics.uci.edu/static/public/81/",
    files=(
        RemoteFile(
            "pen+based+recognition+of+handwritten+digits.zip",
            1_668_118,
            sha256="1e02bea023613c2b11c9492f6f34caf975420455934f3527d270cee9a1f03b64",
        ),
    ),
    writers=(30, 14),
    credit="E. Alpaydin and F. Alimoglu, Pen-Based Recognition of Handwritten Digits, UCI Machine Learning Repository, "
    "1996, doi.org/10.24432/C5MG6K",
    terms="CC BY 4.0",
)

DATASETS = MappingProxyType({info.name: info for info in (_MNIST, _FASHION_MNIST, _KMNIST, _CIFAR10, _PENDIGITS)})
"""What is known of each data set but a folder, of which nothing is known before it is read."""

OF_DIGITS = frozenset({DatasetName.MNIST, DatasetName.PENDIGITS})
"""Data sets whose images are boxed and centred like digits."""


def title_of(name: DatasetName) -> str:
    """Return what a reader calls a data set."""
    info = DATASETS.get(name)
    return "A folder of pictures" if info is None else info.title
