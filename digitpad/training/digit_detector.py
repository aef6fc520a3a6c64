"""Training the digit detector: digits against non-digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from digitpad import __version__
from digitpad.config.dataset_info import Split
from digitpad.config.model_spec import ModelSpec
from digitpad.config.train_config import Optimizer, Schedule, TrainConfig
from digitpad.data.reading import read_mnist
from digitpad.evaluation.digit_detection import COUNT, digit_sets, measure_detection, other_sets
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample
from digitpad.ink.synthetic.digits import TEMPLATES
from digitpad.ink.synthetic.distortions import INK_DISTORTIONS
from digitpad.ink.synthetic.nondigits.families import FROM_DIGITS, Family, make_nondigit
from digitpad.ink.synthetic.strokes import ink_of, unit_strokes
from digitpad.models.checkpoint import DataSource
from digitpad.preprocessing.augmentation import vary_rasters
from digitpad.preprocessing.ink_batches import InkRenderer
from digitpad.preprocessing.raster import equalise
from digitpad.recognition.digit_detector import NOT_A_DIGIT, DigitDetector
from digitpad.recognition.thresholds import Thresholds
from digitpad.training.batches import Batch
from digitpad.training.schedules import RunLength

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from digitpad.data.image_set import ImageSet
    from digitpad.data.ink_set import InkSet

    Floats = NDArray[np.float32]
    Bytes = NDArray[np.uint8]

Report: TypeAlias = Callable[[str], None]
"""Is called with what is being done, a few times a minute."""

SHARES = MappingProxyType(
    {
        Family.SCRIBBLES: 0.14,
        Family.SHAPES: 0.22,
        Family.SYMBOLS: 0.23,
        Family.DOODLES: 0.13,
        Family.SPOTS: 0.04,
        Family.BLOTS: 0.06,
        Family.PAIRS: 0.11,
        Family.TURNED: 0.07,
    }
)
"""The families' shares of the non-digits, which are half of each batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorConfig:
    """How the digit detector is trained."""

    hidden_sizes: tuple[int, ...] = (200, 64)  # of its layers
    # steps, batch_size, learning_rate, weight_decay: AdamW's, on a one-cycle schedule
    steps: int = 20_000
    batch_size: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    # drawings, variants: drawings of each family, and how often each is varied
    drawings: int = 10_000
    variants: int = 2
    pen_variants: int = 10  # how often each pen digit is varied
    images: int | None = None  # how many of MNIST's images are trained on; None for all
    measured: int = COUNT  # drawings of each kind of non-digits to measure on
    seed: int = 0


class TrainedDetector(NamedTuple):
    """The digit detector trained on all of the ink, and the one that was measured, which was trained on a part."""

    detector: DigitDetector
    trial: DigitDetector


def train_detector(
    training: InkSet, held_out: InkSet, config: DetectorConfig | None = None, report: Report = lambda _: None
) -> TrainedDetector:
    """Train a digit detector on all of some ink, and measure the same training without the writers held out on them.

    The thresholds are those of the writers held out.
    """
    config = config or DetectorConfig()
    whole = read_mnist(Split.TRAIN)
    images = replace(whole, pixels=whole.pixels[: config.images], labels=whole.labels[: config.images])
    common = CommonPools(images, config, report)
    report("without the writers measured on")
    trial = _trained(training, images, common, config, report)
    report("measuring")
    sets = [*digit_sets(held_out), *other_sets(held_out, config.measured)]
    thresholds, figures = measure_detection([(each, trial.score(each.images)) for each in sets])
    report("with all writers")
    everything = replace(training, samples=training.samples + held_out.samples)
    detectors = (_trained(everything, images, common, config, report), trial)
    return TrainedDetector(*(replace(each, thresholds=thresholds, figures=figures) for each in detectors))


def _trained(
    ink: InkSet, images: ImageSet, common: CommonPools, config: DetectorConfig, report: Report
) -> DigitDetector:
    """Return a digit detector that was not measured yet."""
    pools = SamplePools(ink, common, config, report)
    spec = ModelSpec(hidden_sizes=config.hidden_sizes, classes=NOT_A_DIGIT + 1)
    report("learning")
    return DigitDetector(
        spec=spec,
        weights=_train_weights(pools, spec, config),
        thresholds=Thresholds((1.0,), (0.0,)),
        data=tuple(DataSource(each.name, len(each), each.sha256) for each in (images, ink)),
        steps=config.steps,
        seed=config.seed,
        digitpad_version=__version__,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _train_weights(pools: SamplePools, spec: ModelSpec, config: DetectorConfig) -> Mapping[str, Floats]:
    from digitpad.training.learner import Learner  # noqa: PLC0415 - imports torch, which takes seconds

    train_config = TrainConfig(
        optimizer=Optimizer.ADAMW,
        learning_rate=config.learning_rate,
        weight_decay=config.weight_decay,
        schedule=Schedule.ONE_CYCLE,
        ema_decay=0.99,
        model=spec,
        steps=config.steps,
        batch_size=config.batch_size,
        seed=config.seed,
    )
    first, dropout = np.random.SeedSequence([config.seed, 1]).spawn(2)
    length = RunLength.of(train_config, config.steps)
    learner = Learner(train_config, length, weights_seed=first, dropout_seed=dropout)
    generator = np.random.default_rng([config.seed, 2])
    for _ in range(config.steps):
        learner.learn(pools.batch(config.batch_size, generator))
    learner.take_outcome()  # raises if the weights diverged
    return {name: array.astype(np.float16).astype(np.float32) for name, array in learner.weights().items()}


class CommonPools:
    """Samples that do not depend on the ink: MNIST, and non-digits that are not made from digits.

    All are rendered once, varied: rendering afresh for every batch would take ten times longer.
    """

    def __init__(self, images: ImageSet, config: DetectorConfig, report: Report) -> None:
        report("varying MNIST")
        self.images = np.concatenate([images.pixels, _varied(images.pixels, np.random.default_rng([config.seed, 5]))])
        self.image_labels = np.tile(images.labels, 2)
        families = [family for family in SHARES if family not in FROM_DIGITS]
        self.others = {family: _nondigits(family, (), config, report) for family in families}


class SamplePools:
    """All samples trained on: pen digits, and the common ones."""

    def __init__(self, ink: InkSet, common: CommonPools, config: DetectorConfig, report: Report) -> None:
        self._common = common
        report("varying pen digits")
        generator = np.random.default_rng([config.seed, 3])
        pens = [*ink.samples, *_rare_forms(ink, generator)]
        self._pens = _rendered(pens, config.pen_variants, generator)
        self._pen_labels = np.tile([sample.label or 0 for sample in pens], config.pen_variants)
        made = {family: _nondigits(family, ink.samples, config, report) for family in SHARES if family in FROM_DIGITS}
        others = common.others | made
        self._others = [others[family] for family in SHARES]

    def batch(self, size: int, generator: np.random.Generator) -> Batch:
        """Return a batch: two tenths pen digits, three tenths MNIST digits, one half non-digits."""
        pens = generator.integers(len(self._pens), size=size // 5)
        images = generator.integers(len(self._common.images), size=size // 2 - len(pens))
        counts = generator.multinomial(size - size // 2, list(SHARES.values()))
        others = [
            pool[generator.integers(len(pool), size=count)] for pool, count in zip(self._others, counts, strict=True)
        ]
        pixels = np.concatenate([self._pens[pens], self._common.images[images], *others])
        labels = np.full(size, NOT_A_DIGIT, np.int64)
        labels[: size // 2] = np.concatenate([self._pen_labels[pens], self._common.image_labels[images]])
        inputs = equalise(pixels.astype(np.float32) / np.float32(255.0)).reshape(size, -1)
        return Batch(inputs, labels)


_CHUNK = 2000

_WRITTEN = 100
"""How often each digit template is written."""


def _nondigits(family: Family, digits: Sequence[InkSample], config: DetectorConfig, report: Report) -> Bytes:
    report(f"drawing {family}")
    generator = np.random.default_rng([config.seed, 4, list(SHARES).index(family)])
    made = [InkSample(make_nondigit(family, generator, digits)) for _ in range(config.drawings)]
    return _rendered(made, config.variants, generator)


def _rare_forms(ink: InkSet, generator: np.random.Generator) -> list[InkSample]:
    """Return digits as some people write them: a crossed 7, a slashed 0, a 1 with a foot."""
    trials = {trial.digit: trial for trial in INK_DISTORTIONS if trial.digit is not None}
    changed_digits = [
        InkSample(changed, sample.label)
        for sample in ink.samples
        if sample.label in trials
        and isinstance(changed := trials[sample.label].change(unit_strokes(sample.ink), generator), Ink)
    ]
    return changed_digits + [
        InkSample(ink_of(form.drawn(generator)), form.digit) for form in TEMPLATES for _ in range(_WRITTEN)
    ]


def _rendered(samples: Sequence[InkSample], variants: int, generator: np.random.Generator) -> Bytes:
    """Return all inks varied so many times: uint8, shape (variants * count, 28, 28), one whole set after another."""
    renderer = InkRenderer(samples)
    every = np.arange(len(samples))
    parts = [every[start : start + _CHUNK] for start in range(0, len(samples), _CHUNK)]
    return np.concatenate([_varied_inks(renderer, part, generator) for _ in range(variants) for part in parts])


def _varied_inks(renderer: InkRenderer, part: NDArray[np.intp], generator: np.random.Generator) -> Bytes:
    """Return some inks varied, a third of them varied once more as pictures are, which looks different."""
    pixels = renderer.render(part, generator, _PEN_WIDTHS)
    pixels[::3] = vary_rasters(pixels[::3], generator)
    return _as_bytes(pixels)


_PEN_WIDTHS = (1.4, 4.6)
"""Widths of the pen, in raster pixels: a wider range than models are trained with, so that none makes a digit odd."""


def _varied(pixels: Bytes, generator: np.random.Generator) -> Bytes:
    """Return images varied: uint8, shape (count, 28, 28)."""
    parts = [pixels[start : start + _CHUNK].astype(np.float32) for start in range(0, len(pixels), _CHUNK)]
    return np.concatenate([_as_bytes(vary_rasters(part / np.float32(255.0), generator)) for part in parts])


def _as_bytes(pixels: Floats) -> Bytes:
    return (np.clip(pixels, 0.0, 1.0) * np.float32(255.0) + np.float32(0.5)).astype(np.uint8)
