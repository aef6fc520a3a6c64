"""What a model is given of a drawing or an image."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from digitpad.config.dataset_info import DATASETS, OF_DIGITS, DatasetName
from digitpad.errors import require

RASTER_SIZE = 28
"""Rows and columns of a raster, as in MNIST."""

LARGEST_IMAGE = 256
"""Most rows and columns a model may be given."""

_LEAST_STD, _MOST_MEAN = 1e-6, 1e6
"""Far from those of any pixels, and yet float32 has digits to spare for what comes of them."""


class Reading(StrEnum):
    """How a drawing becomes what a model is given.

    ``DIGIT``: a raster of 28 x 28 pixels, its digit scaled into a box and centred by mass, as MNIST was made.
    ``GREY`` and ``COLOUR``: the picture itself, scaled to a square, with one channel or with three.
    """

    DIGIT = "digit"
    GREY = "grey"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preprocessing:
    """What a model is given: the same in training and in recognition."""

    reading: Reading = Reading.DIGIT  # how a drawing becomes pixels
    image_size: int = RASTER_SIZE  # rows and columns of the pixels; 28 for a digit
    moments: bool = False  # second-moment normalisation of the centred raster (`raster.equalise`); for digits alone
    # Subtracted from every pixel (0.0 to 1.0), and then divided by: one number for all channels, or one a channel.
    # 0 and 1 leave pixels as they are. Empty: to be measured on the training images when a run starts.
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        require(
            self.reading is not Reading.DIGIT or self.image_size == RASTER_SIZE,
            "This image size cannot work",
            "A digit is read from 28 x 28 pixels. Leave the size as it is, or have pictures read as they are.",
        )
        require(
            4 <= self.image_size <= LARGEST_IMAGE,
            "This image size cannot work",
            "An image has 4 to {largest} pixels each way; {size} were asked for.",
            largest=LARGEST_IMAGE,
            size=self.image_size,
        )
        require(
            not self.moments or self.reading is Reading.DIGIT,
            "Only digits are equalised",
            "Second moments make a digit upright; they would bend other pictures. Turn equalising off.",
        )
        require(
            len(self.mean) == len(self.std) and len(self.mean) in {0, 1, self.channels},
            "This normalisation does not fit",
            "There is one mean and one standard deviation for all channels, or one of each for each of {channels}.",
            channels=self.channels,
        )
        require(
            all(abs(mean) <= _MOST_MEAN for mean in self.mean)
            and all(_LEAST_STD <= std <= _MOST_MEAN for std in self.std),
            "This normalisation cannot work",
            "Pixels are numbers from 0 to 1, and so is about their mean; the standard deviation is above 0. They are "
            "{mean} and {std}.",
            mean=listed(self.mean),
            std=listed(self.std),
        )

    @property
    def channels(self) -> int:
        """Numbers a pixel: 3 in colour, else 1."""
        return 3 if self.reading is Reading.COLOUR else 1

    @property
    def inputs(self) -> int:
        """Numbers a model is given."""
        return self.image_size * self.image_size * self.channels

    @property
    def summary(self) -> str:
        """What a model is given, in a few words, for example ``32 x 32 colour pictures``."""
        kind = {Reading.DIGIT: "digits", Reading.GREY: "grey pictures", Reading.COLOUR: "colour pictures"}
        return f"{self.image_size} x {self.image_size} {kind[self.reading]}"

    @property
    def is_normalised(self) -> bool:
        """Whether pixels are changed by mean and standard deviation."""
        return any(self.mean) or any(std != 1.0 for std in self.std) or self.is_to_be_measured

    @property
    def is_to_be_measured(self) -> bool:
        """Whether mean and standard deviation are still to be found on the training images."""
        return not self.mean

    def with_mean_std(self, dataset: DatasetName = DatasetName.MNIST) -> Preprocessing:
        """Return the same with a data set's mean and standard deviation.

        Those of a folder, and those of a data set that is read in other channels than its own, are left to be
        measured.
        """
        info = DATASETS.get(dataset)
        if info is None or info.channels != self.channels:
            return replace(self, mean=(), std=())
        return replace(self, mean=info.mean, std=info.std)

    def without_mean_std(self) -> Preprocessing:
        """Return the same with pixels left as they are."""
        return replace(self, mean=(0.0,), std=(1.0,))


def reading_for(dataset: DatasetName) -> Preprocessing:
    """Return the default preprocessing of a data set, without mean and standard deviation."""
    if dataset in OF_DIGITS:
        return Preprocessing()
    info = DATASETS.get(dataset)
    if info is None:
        return Preprocessing(reading=Reading.COLOUR, image_size=32)
    reading = Reading.COLOUR if info.channels == 3 else Reading.GREY
    return Preprocessing(reading=reading, image_size=info.image_size)


def listed(numbers: tuple[float, ...]) -> str:
    """Return numbers in a row, for example ``0.4914, 0.4822, 0.4465``."""
    return ", ".join(f"{number:g}" for number in numbers)
