"""Small sets to train on, cut from real MNIST, and a little ink."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from digitpad.config.dataset_info import Split
from digitpad.data.image_set import ImageSet
from digitpad.data.ink_set import InkSet
from digitpad.data.reading import read_mnist
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample
from digitpad.ink.synthetic.digits import TEMPLATES
from digitpad.ink.synthetic.strokes import ink_of
from digitpad.training.data import TrainingData


@cache
def mnist(part: Split) -> ImageSet:
    """Return a part of MNIST, decoded once for all tests; its arrays are read-only."""
    return read_mnist(part)


def first_images(part: Split, count: int) -> ImageSet:
    whole = mnist(part)
    return replace(whole, pixels=whole.pixels[:count], labels=whole.labels[:count])


def small_data(train: int = 1280, test: int = 500) -> TrainingData:
    return TrainingData(first_images(Split.TRAIN, train), first_images(Split.TEST, test))


def line_samples(count: int = 40) -> tuple[InkSample, ...]:
    """Return ink of ones and sevens by two writers, no two alike."""
    source = np.random.default_rng(0)
    samples = []
    for number in range(count):
        slant = float(source.uniform(-30, 30))
        one = [(100 + slant, 20), (100, 100), (100 - slant, 180)]
        seven = [(40 + slant, 30), (150, 30 + slant / 5), (80 - slant / 2, 180)]
        label = 7 if number % 2 else 1
        samples.append(InkSample(Ink.of([seven if number % 2 else one]), label, "ANNA" if number < 30 else "BERT"))
    return tuple(samples)


def line_ink(count: int = 40) -> InkSet:
    """Return the same as a set."""
    return InkSet("lines.jsonl", line_samples(count), hashlib.sha256(b"lines").hexdigest())


def written_forms(each: int = 1, writers: Sequence[str | None] = (None,), seed: int = 0) -> tuple[InkSample, ...]:
    """Return digitpad's own forms of digits, each written so many times by each writer."""
    generator = np.random.default_rng(seed)
    hands = [(form, writer) for form in TEMPLATES for writer in writers for _ in range(each)]
    return tuple(InkSample(ink_of(form.drawn(generator)), form.digit, writer) for form, writer in hands)
