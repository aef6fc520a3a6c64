"""Samples of a lesson: the user's digits in many variants, and rehearsal samples so that no others are forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.train_config import Optimizer, Schedule, TrainConfig
from digitpad.data.ink_set import read_ink_set
from digitpad.data.locations import is_present
from digitpad.data.reading import read_mnist, read_strokes
from digitpad.models.checkpoint import DataSource
from digitpad.models.forward import logits
from digitpad.paths import expanded, is_file
from digitpad.preprocessing.augmentation import vary_rasters
from digitpad.preprocessing.ink_batches import InkRenderer
from digitpad.preprocessing.raster import prepare
from digitpad.preprocessing.scaling import as_read
from digitpad.training.batches import Batch, prepared_images
from digitpad.training.schedules import RunLength

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from numpy.typing import NDArray

    from digitpad.data.image_set import ImageSet
    from digitpad.data.ink_set import InkSet
    from digitpad.ink.ink_file import InkSample
    from digitpad.models.checkpoint import Checkpoint

    Floats = NDArray[np.float32]
    Labels = NDArray[np.int64]

REHEARSAL_IMAGES, REHEARSAL_INK = 3000, 1500
"""Augmented MNIST images, and other people's ink where there is some, that batches are drawn from."""

MOST_VARIANTS, MOST_RENDERED = 19, 1600
"""Variants of each digit beside the one drawn, and of all digits: many digits vary by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonPlan:
    """Settings of a lesson: all layers are trained, with Adam."""

    # The learning rate falls along a cosine. Held constant, a model that knew six writers well errs on 11 of their
    # digits after ten drawings; so on 8, without any lesson on 10.
    steps: int = 100
    learning_rate: float = 3e-4
    # own, replayed: samples in each batch: the user's, and rehearsal samples (a third of them other people's ink where
    # there is some). With 32 and 128, the worst of six writers keeps 40 of 66 errors of a model that knew MNIST alone;
    # with these, 33.
    own: int = 48
    replayed: int = 112
    seed: int = 0


GENTLE = LessonPlan(steps=50, learning_rate=1e-4)
"""For a model that forgets too much."""


class LessonData:
    """Rehearsal samples, MNIST's test part and the settings of a lesson; `others` is other people's ink."""

    def __init__(self, base: Checkpoint, plan: LessonPlan, others: InkSet | None) -> None:
        self.base, self.plan = base, plan
        train, test = read_mnist(Split.TRAIN), read_mnist(Split.TEST)
        self.test = (prepared_images(test, base.preprocessing), test.labels)
        self.sources = [DataSource(train.name, len(train), train.sha256)]
        if others is not None:
            self.sources.append(DataSource(others.name, len(others), others.sha256))
        self._generator = np.random.default_rng(plan.seed)
        self._images = self._varied_images(train)
        self._ink = None if others is None else self._varied_ink(others)

    def logits_of(self, weights: Mapping[str, Floats], inputs: Floats) -> Floats:
        """Return the logits of these weights, shape (count, 10)."""
        return logits(weights, self.base.spec, inputs)

    def train(self, own: OwnSamples, indices: NDArray[np.intp]) -> Generator[int, None, Mapping[str, Floats]]:
        """Fine-tune on the digits with these indices; yield each step's number, and return the weights."""
        from digitpad.training.learner import Learner  # noqa: PLC0415 - imports torch, which takes seconds

        plan, base = self.plan, self.base
        config = TrainConfig(
            model=base.spec,
            preprocessing=base.preprocessing,
            optimizer=Optimizer.ADAM,
            learning_rate=plan.learning_rate,
            schedule=Schedule.COSINE,
            steps=plan.steps,
            batch_size=plan.own + plan.replayed,
            seed=plan.seed,
        )
        seed = np.random.SeedSequence(plan.seed)
        learner = Learner(
            config,
            RunLength.of(config, plan.steps),
            weights_seed=seed,
            dropout_seed=seed,
            initial_weights=base.weights,
        )
        generator = np.random.default_rng(seed)
        for step in range(1, plan.steps + 1):
            learner.learn(self._batch(own, indices, generator))
            yield step
        learner.take_outcome()  # raises if the weights diverged
        return learner.weights()

    def _batch(self, own: OwnSamples, indices: NDArray[np.intp], generator: np.random.Generator) -> Batch:
        plan = self.plan
        parts = [own.varied(generator.choice(indices, plan.own), generator)]
        ink_count = 0 if self._ink is None else plan.replayed // 3
        for pool, count in ((self._images, plan.replayed - ink_count), (self._ink, ink_count)):
            if pool is not None and count:
                inputs, labels = pool
                chosen = generator.integers(len(labels), size=count)
                parts.append((inputs[chosen], labels[chosen]))
        inputs, labels = (np.concatenate(each) for each in zip(*parts, strict=True))
        return Batch(inputs, labels)

    def _varied_images(self, train: ImageSet) -> tuple[Floats, Labels]:
        chosen = self._generator.permutation(len(train))[:REHEARSAL_IMAGES]
        pixels = vary_rasters(as_read(train.pixels[chosen], self.base.preprocessing), self._generator)
        return prepare(pixels, self.base.preprocessing), train.labels[chosen].astype(np.int64)

    def _varied_ink(self, others: InkSet) -> tuple[Floats, Labels]:
        chosen = self._generator.permutation(len(others))[:REHEARSAL_INK]
        pixels = InkRenderer([others.samples[index] for index in chosen]).render(
            np.arange(len(chosen)), self._generator
        )
        return prepare(pixels, self.base.preprocessing), others.labels[chosen].astype(np.int64)


class OwnSamples:
    """The user's digits as inputs of a lesson's model: as they were drawn, and varied unless they are only read."""

    def __init__(self, digits: Sequence[InkSample], data: LessonData, *, is_varied: bool = True) -> None:
        preprocessing, count = data.base.preprocessing, len(digits)
        renderer = InkRenderer(digits)
        variants = min(MOST_VARIANTS, max(1, MOST_RENDERED // count)) if is_varied else 0
        every = np.arange(count)
        generator = np.random.default_rng(data.plan.seed)
        drawn = [renderer.render(every), *(renderer.render(every, generator) for _ in range(variants))]
        # Made once for all folds: rendering ink afresh for every batch would cost more than the steps.
        self._variants: Floats = np.stack([prepare(pixels, preprocessing) for pixels in drawn])
        self.labels: Labels = np.array([sample.label for sample in digits], np.int64)

    @property
    def inputs(self) -> Floats:
        """The digits as they were drawn: float32, shape (count, 784)."""
        inputs: Floats = self._variants[0]
        return inputs

    def varied(self, indices: NDArray[np.intp], generator: np.random.Generator) -> tuple[Floats, Labels]:
        """Return inputs and labels of these digits, each in a random one of its variants."""
        variants = generator.integers(len(self._variants), size=len(indices))
        return self._variants[variants, indices], self.labels[indices]


def pens_to_replay(base: Checkpoint) -> InkSet | None:
    """Return other people's ink to rehearse: what the model was trained on, if its file exists, or UCI's pens."""
    source = None if base.config is None else base.config.ink
    if source is not None and Path(source.path).is_absolute() and is_file(expanded(source.path)):
        return read_ink_set(expanded(source.path)).without_writers(source.held_out_writers)
    return read_strokes(Split.TRAIN) if is_present(DatasetName.PENDIGITS) else None


def pens_to_measure_on() -> InkSet | None:
    """Return the pen digits every model is measured on; None if they are not present."""
    return read_strokes(Split.TEST) if is_present(DatasetName.PENDIGITS) else None


def import_torch() -> None:
    """Load torch and its optimisers, which takes seconds the first time."""
    import torch.optim  # noqa: F401, PLC0415 - see above
