"""Training the gate: digits against drawings that are none."""

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
from digitpad.evaluation.digit_detection import COUNT, digit_sets, other_sets
from digitpad.evaluation.digit_detection import measure_detection as measured
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
from digitpad.recognition.digit_detector import NOT_A_DIGIT, DetectionFigures, DigitDetector, Rejector
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

Tell: TypeAlias = Callable[[str], None]
"""Is told what is being done."""

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
"""What is no digit, by family, in the half of each batch that is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorConfig:
    """How the gate is trained."""

    hidden_sizes: tuple[int, ...] = (200, 64)  # of its layers
    # steps, batch_size, learning_rate, weight_decay: AdamW's, on a one-cycle schedule
    steps: int = 20_000
    batch_size: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    # drawings, forms: drawings of each family, and how often each is varied
    drawings: int = 10_000
    forms: int = 2
    pen_forms: int = 10  # how often each pen digit is varied
    images: int | None = None  # how many of MNIST's images take part; None for all
    measured: int = COUNT  # drawings of each kind that is none to measure on
    seed: int = 0  # of everything


class TrainedDetector(NamedTuple):
    """The gate that learnt from all of the ink, and the one that was measured, which learnt from a part."""

    gate: DigitDetector
    trial: DigitDetector


def train_detector(
    learnt: InkSet, held_out: InkSet, plan: DetectorConfig | None = None, tell: Tell = lambda _: None
) -> TrainedDetector:
    """Train a gate on all of some ink, and measure the same training without the part held out on that part.

    `learnt`, `held_out`: labelled pen digits, by other writers each; the thresholds are found by those held out;
    `tell`: is told what is being done, a few times a minute.
    """
    plan = plan or DetectorConfig()
    whole = read_mnist(Split.TRAIN)
    images = replace(whole, pixels=whole.pixels[: plan.images], labels=whole.labels[: plan.images])
    common = Common(images, plan, tell)
    tell("without the writers measured on")
    trial = _trained(learnt, images, common, plan, tell)
    tell("measuring")
    thresholds, figures = figures_of(Rejector(trial), held_out, plan.measured)
    tell("with all writers")
    everything = replace(learnt, samples=learnt.samples + held_out.samples)
    gates = (_trained(everything, images, common, plan, tell), trial)
    return TrainedDetector(*(replace(each, thresholds=thresholds, figures=figures) for each in gates))


def figures_of(rejector: Rejector, ink: InkSet, count: int = COUNT) -> tuple[Thresholds, tuple[DetectionFigures, ...]]:
    """Score all sets, the digits of `ink` first, and so many drawings of each kind that is none."""
    sets = [*digit_sets(ink), *other_sets(ink, count)]
    return measured([(each, rejector.score(each.images)) for each in sets])


def _trained(ink: InkSet, images: ImageSet, common: Common, plan: DetectorConfig, tell: Tell) -> DigitDetector:
    """Return a gate that was not measured yet."""
    pools = Pools(ink, common, plan, tell)
    spec = ModelSpec(hidden_sizes=plan.hidden_sizes, classes=NOT_A_DIGIT + 1)
    tell("learning")
    return DigitDetector(
        spec=spec,
        weights=_learnt(pools, spec, plan),
        thresholds=Thresholds((1.0,), (0.0,)),
        data=tuple(DataSource(each.name, len(each), each.sha256) for each in (images, ink)),
        steps=plan.steps,
        seed=plan.seed,
        digitpad_version=__version__,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _learnt(pools: Pools, spec: ModelSpec, plan: DetectorConfig) -> Mapping[str, Floats]:
    from digitpad.training.learner import Learner  # noqa: PLC0415 - imports torch, which takes seconds

    config = TrainConfig(
        optimizer=Optimizer.ADAMW,
        learning_rate=plan.learning_rate,
        weight_decay=plan.weight_decay,
        schedule=Schedule.ONE_CYCLE,
        ema_decay=0.99,
        model=spec,
        steps=plan.steps,
        batch_size=plan.batch_size,
        seed=plan.seed,
    )
    first, dropout = np.random.SeedSequence([plan.seed, 1]).spawn(2)
    learner = Learner(config, RunLength.of(config, plan.steps), weights_seed=first, dropout_seed=dropout)
    generator = np.random.default_rng([plan.seed, 2])
    for _ in range(plan.steps):
        learner.learn(pools.batch(plan.batch_size, generator))
    learner.take_outcome()  # raises if the weights ran away
    return {name: array.astype(np.float16).astype(np.float32) for name, array in learner.weights().items()}


class Common:
    """What is learnt from whoever wrote the ink: MNIST, and drawings that are made of nothing.

    All is drawn once in several forms: drawing afresh for every batch would take ten times longer.

    `images`: MNIST's; `plan`: how many of what; `tell`: is told which are being drawn.
    """

    def __init__(self, images: ImageSet, plan: DetectorConfig, tell: Tell) -> None:
        tell("varying MNIST")
        self.images = np.concatenate([images.pixels, _varied(images.pixels, np.random.default_rng([plan.seed, 5]))])
        self.image_labels = np.tile(images.labels, 2)
        families = [family for family in SHARES if family not in FROM_DIGITS]
        self.others = {family: _negatives(family, (), plan, tell) for family in families}


class Pools:
    """All that is learnt from.

    `ink`: the pen digits; `common`, `plan`, `tell`: the rest, how many of what, and who is told.
    """

    def __init__(self, ink: InkSet, common: Common, plan: DetectorConfig, tell: Tell) -> None:
        self._common = common
        tell("varying pen digits")
        generator = np.random.default_rng([plan.seed, 3])
        pens = [*ink.samples, *_habits(ink, generator)]
        self._pens = _drawn(pens, plan.pen_forms, generator)
        self._pen_labels = np.tile([sample.label or 0 for sample in pens], plan.pen_forms)
        made = {family: _negatives(family, ink.samples, plan, tell) for family in SHARES if family in FROM_DIGITS}
        others = common.others | made
        self._others = [others[family] for family in SHARES]

    def batch(self, size: int, generator: np.random.Generator) -> Batch:
        """Return two tenths pen digits, three tenths MNIST's and a half of what is none."""
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
"""How often each form of a digit is written that few people use."""


def _negatives(family: Family, digits: Sequence[InkSample], plan: DetectorConfig, tell: Tell) -> Bytes:
    tell(f"drawing {family}")
    generator = np.random.default_rng([plan.seed, 4, list(SHARES).index(family)])
    made = [InkSample(make_nondigit(family, generator, digits)) for _ in range(plan.drawings)]
    return _drawn(made, plan.forms, generator)


def _habits(ink: InkSet, generator: np.random.Generator) -> list[InkSample]:
    """Return digits as some people write them: a crossed 7, a slashed 0, a 1 with a foot."""
    trials = {trial.digit: trial for trial in INK_DISTORTIONS if trial.digit is not None}
    habits = [
        InkSample(changed, sample.label)
        for sample in ink.samples
        if sample.label in trials
        and isinstance(changed := trials[sample.label].change(unit_strokes(sample.ink), generator), Ink)
    ]
    return habits + [
        InkSample(ink_of(form.drawn(generator)), form.digit) for form in TEMPLATES for _ in range(_WRITTEN)
    ]


def _drawn(samples: Sequence[InkSample], forms: int, generator: np.random.Generator) -> Bytes:
    """Draw each ink in so many forms: uint8, shape (forms * count, 28, 28), form after form."""
    renderer = InkRenderer(samples)
    every = np.arange(len(samples))
    parts = [every[start : start + _CHUNK] for start in range(0, len(samples), _CHUNK)]
    return np.concatenate([_rendered(renderer, part, generator) for _ in range(forms) for part in parts])


def _rendered(renderer: InkRenderer, part: NDArray[np.intp], generator: np.random.Generator) -> Bytes:
    """Draw some inks varied, a third of them varied once more as pictures are, which is another look."""
    pixels = renderer.render(part, generator, _PEN_WIDTHS)
    pixels[::3] = vary_rasters(pixels[::3], generator)
    return _as_bytes(pixels)


_PEN_WIDTHS = (1.4, 4.6)
"""Widths of the pen, in raster pixels: more than digits are learnt with, so that no pen makes one a stranger."""


def _varied(pixels: Bytes, generator: np.random.Generator) -> Bytes:
    """Vary images: uint8, shape (count, 28, 28)."""
    parts = [pixels[start : start + _CHUNK].astype(np.float32) for start in range(0, len(pixels), _CHUNK)]
    return np.concatenate([_as_bytes(vary_rasters(part / np.float32(255.0), generator)) for part in parts])


def _as_bytes(pixels: Floats) -> Bytes:
    return (np.clip(pixels, 0.0, 1.0) * np.float32(255.0) + np.float32(0.5)).astype(np.uint8)
