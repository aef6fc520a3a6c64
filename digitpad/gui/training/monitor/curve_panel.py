"""The curves of a run, what they are drawn over, and where a panel of them lies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRectF

    from digitpad.config.train_config import TrainConfig
    from digitpad.training.reports import TrainingReport

FIRST_EPOCHS = 20
"""Most epochs the axis spans at first; it doubles as a long run goes on, whose beginning is thus seen as well."""

FIRST_STEPS = 5000
"""The same of a run that is counted in steps."""


class CurveKind(Enum):
    """The curves a run draws."""

    TRAIN_ACCURACY = "train accuracy"
    TEST_ACCURACY = "test accuracy"
    TRAIN_LOSS = "train loss"
    TEST_LOSS = "test loss"
    VALIDATION_ACCURACY = "validation accuracy"
    VALIDATION_LOSS = "validation loss"
    LEARNING_RATE = "learning rate"

    @property
    def is_noisy(self) -> bool:
        """Whether it is measured on a few samples at a time, and so is smoothed."""
        return self in {CurveKind.TRAIN_ACCURACY, CurveKind.TRAIN_LOSS}

    @property
    def is_marked(self) -> bool:
        """Whether its points are few, one an epoch, and so have marks."""
        return self in {CurveKind.TEST_ACCURACY, CurveKind.TEST_LOSS} or self.is_of_validation

    @property
    def is_of_validation(self) -> bool:
        """Whether it is measured on the validation part."""
        return self in {CurveKind.VALIDATION_ACCURACY, CurveKind.VALIDATION_LOSS}

    @property
    def is_share(self) -> bool:
        """Whether its values are shares, of 0.0 to 1.0."""
        return self in {CurveKind.TRAIN_ACCURACY, CurveKind.TEST_ACCURACY, CurveKind.VALIDATION_ACCURACY}


class LayerMeasure(Enum):
    """What is drawn of each layer."""

    GRADIENT_NORM = "gradient norm"
    DEAD_UNITS = "dead units"


@dataclass(frozen=True, slots=True)
class LayerCurve:
    """The curve of one layer."""

    measure: LayerMeasure
    layer: int  # 0 for the first hidden layer
    is_output: bool = False  # whether it is the last one, which gives the logits

    @property
    def is_noisy(self) -> bool:
        """Whether it is smoothed: each point is of one batch."""
        return True

    @property
    def is_marked(self) -> bool:
        """Whether its points have marks: they are many."""
        return False


Plotted: TypeAlias = CurveKind | LayerCurve
"""A curve of any kind."""


@dataclass(frozen=True, slots=True)
class Span:
    """What curves are drawn over: epochs, or steps if the run is counted in them."""

    end: int  # how many there are
    is_by_steps: bool  # whether they are steps

    @classmethod
    def of(cls, config: TrainConfig) -> Span:
        """Return that of a config's run."""
        return cls(config.epochs, is_by_steps=False) if config.steps is None else cls(config.steps, is_by_steps=True)

    @property
    def first(self) -> int:
        """How much of it the axis shows at first."""
        return min(self.end, FIRST_STEPS if self.is_by_steps else FIRST_EPOCHS)

    def per_step(self, report: TrainingReport) -> float:
        """Return how far a step leads."""
        return 1.0 if self.is_by_steps else report.epochs / report.steps


@dataclass(frozen=True, slots=True)
class Panel:
    """Where one panel's axes lie, what they span and how their numbers read."""

    # title, curves: what it shows
    title: str
    curves: tuple[Plotted, ...]
    plot: QRectF  # where, in the widget's pixels, without the numbers
    # low, high, steps: the values at its bottom and top, and in how many steps lines stand between them
    low: float
    high: float
    steps: int
    text: Callable[[float], str]  # how a value reads at the axis
    note: str = ""  # behind its title, where there is room
    is_logarithmic: bool = False  # whether equal distances are equal factors; what is below `low` lies there then

    def y(self, value: float) -> float:
        """Return where a value lies, in pixels from the widget's top."""
        if self.is_logarithmic:
            share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.plot.bottom() - share * self.plot.height()

    def at_line(self, line: int) -> float:
        """Return the value at one of the lines, the lowest of which is 0."""
        share = line / self.steps
        if self.is_logarithmic:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + (self.high - self.low) * share
