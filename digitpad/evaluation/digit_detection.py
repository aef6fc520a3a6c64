"""What a digit detector's score is measured on, and its figures. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.data.locations import is_present
from digitpad.data.reading import picture_of, read_dataset, read_mnist
from digitpad.errors import PictureError
from digitpad.ink.ink_file import InkSample
from digitpad.ink.synthetic.nondigits.families import Family, make_nondigit
from digitpad.ink.synthetic.nondigits.printed import printed
from digitpad.preprocessing.ink_batches import InkRenderer
from digitpad.preprocessing.picture import fitted_ink
from digitpad.preprocessing.raster import centre
from digitpad.recognition.digit_detector import DetectionFigures, false_positives_in
from digitpad.recognition.thresholds import Thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from digitpad.data.ink_set import InkSet
    from digitpad.ink.drawing import Picture

    Floats = NDArray[np.float32]

RECALLS = (0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995)
"""Shares of true digits that thresholds are measured for."""

COUNT = 2000
"""Drawings of each synthetic kind."""

_SEED = 7919
"""Of the drawings measured on: none of them is among those trained on."""

_CHUNK = 1000


@dataclass(frozen=True, slots=True, eq=False)
class ScoredSet:
    """Drawings of one kind to score."""

    name: str
    images: Floats  # float32, shape (readable, 28, 28), centred
    count: int  # with those in which no ink is found at all, which count as rejected
    are_digits: bool
    note: str = ""  # what a reader must know of them


def digit_sets(ink: InkSet, count: int | None = None) -> Iterator[ScoredSet]:
    """Yield the digits to measure on, at most `count` of each: ink of people not trained on, and MNIST's test part."""
    samples = ink.samples[:count]
    writers = ", ".join(sorted({sample.writer for sample in samples if sample.writer is not None}))
    note = f"Written by {writers}, whom the digit detector has not seen." if writers else ""
    yield ScoredSet("pen digits", images_of(samples), len(samples), are_digits=True, note=note)
    pixels = read_mnist(Split.TEST).pixels[:count].astype(np.float32) / np.float32(255.0)
    yield ScoredSet("MNIST test", pixels, len(pixels), are_digits=True)


def other_sets(ink: InkSet, count: int = COUNT) -> Iterator[ScoredSet]:
    """Yield non-digits: each family, printed letters, and Fashion-MNIST where it is present."""
    for index, family in enumerate(Family):
        generator = np.random.default_rng([_SEED, index])
        made = [InkSample(make_nondigit(family, generator, ink.samples)) for _ in range(count)]
        yield ScoredSet(family, images_of(made), count, are_digits=False)
    generator = np.random.default_rng([_SEED, len(Family)])
    note = "Kept for testing: nothing was learnt from them or chosen by them."
    yield _of_pictures("printed letters", [printed(generator) for _ in range(count)], note)
    if is_present(DatasetName.FASHION_MNIST):
        clothes = read_dataset(DatasetName.FASHION_MNIST, Split.TEST)
        yield _of_pictures("Fashion-MNIST", [picture_of(clothes, index) for index in range(count)], note)


def images_of(samples: Sequence[InkSample]) -> Floats:
    """Return ink without variation: float32, shape (count, 28, 28), centred."""
    renderer = InkRenderer(samples)
    starts = range(0, len(samples), _CHUNK)
    return np.concatenate([renderer.render(np.arange(start, min(start + _CHUNK, len(samples)))) for start in starts])


def _of_pictures(name: str, pictures: Sequence[Picture], note: str) -> ScoredSet:
    fitted = []
    for picture in pictures:
        try:
            fitted.append(fitted_ink(picture))
        except PictureError:
            continue
    return ScoredSet(name, centre(np.stack(fitted)), len(pictures), are_digits=False, note=note)


def measure_detection(scored: Sequence[tuple[ScoredSet, Floats]]) -> tuple[Thresholds, tuple[DetectionFigures, ...]]:
    """Return the thresholds of the first set, which is of digits, and the figures of each set at them.

    `scored` has each set with the scores of its images, shape (readable,).
    """
    pens = scored[0][1]
    scores = tuple(float(np.quantile(pens, 1.0 - recall)) for recall in RECALLS)
    figures = tuple(
        DetectionFigures(
            name=str(tests.name),
            count=tests.count,
            are_digits=tests.are_digits,
            reached=tuple(float((values >= least).sum()) / tests.count for least in scores),
            area=None if tests.are_digits else area_under_curve(pens, values, tests.count - len(values)),
            note=tests.note,
        )
        for tests, values in scored
    )
    return Thresholds(RECALLS, scores, false_positives_in(figures)), figures


def area_under_curve(digits: Floats, others: Floats, rejected: int = 0) -> float:
    """Return the area under the ROC curve: how often a digit scores higher than another drawing, ties counting half.

    `rejected` is the number of others that have no score; they count as below all digits.
    """
    ordered = np.sort(others)
    below = (np.searchsorted(ordered, digits, "left") + np.searchsorted(ordered, digits, "right")).sum() / 2
    return float(below + rejected * len(digits)) / (len(digits) * (len(others) + rejected))
