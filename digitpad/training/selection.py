"""Which epoch of a run is kept, and when it stops early: by the figures on its validation part. Knows no torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.number_limits import require_counts
from digitpad.models.checkpoint import weight_shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from digitpad.config.model_spec import ModelSpec
    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import Checkpoint, EpochRecord

    Weights = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class BestEpoch:
    """The epoch of a run that did best on the validation part so far."""

    epoch: int
    step: int  # steps taken at its end
    # accuracy, loss: on the validation part; the accuracy decides, and of equal ones the loss
    accuracy: float
    loss: float

    def __post_init__(self) -> None:
        require_counts(best_epoch=self.epoch, step=self.step)


class Selection:
    """Follows the epochs of a run with a validation part; of a run without one nothing is ever best.

    `best`: the best epoch so far; `weights`: the weights at its end, None unless they are to be kept.
    """

    def __init__(self, config: TrainConfig) -> None:
        self._config = config
        self._latest = 0
        self.best: BestEpoch | None = None
        self.weights: Weights | None = None

    @property
    def is_over(self) -> bool:
        """Whether the last epochs, as many as the patience, did no better than one before."""
        patience = self._config.patience
        return patience is not None and self.best is not None and self._latest - self.best.epoch >= patience

    def note(self, record: EpochRecord, step: int, weights: Callable[[], Weights]) -> None:
        """Take in an epoch that has ended after so many steps; the weights are asked for if they may be kept."""
        self._latest = record.epoch
        if record.validation_accuracy is None or record.validation_loss is None:
            return
        found = BestEpoch(record.epoch, step, record.validation_accuracy, record.validation_loss)
        if self.best is None or (found.accuracy, -found.loss) > (self.best.accuracy, -self.best.loss):
            self.best = found
            self.weights = weights() if self._config.keep_best else None

    def keeps_weights_of(self, step: int) -> bool:
        """Whether what is kept after a step are its own weights."""
        return self.weights is None or self.best is None or self.best.step == step

    def kept(self, present: Checkpoint) -> Checkpoint:
        """Return what is kept of a run: the present state, with the weights of its best epoch if those are kept."""
        if self.weights is None or self.best is None:
            return present
        return replace(present, weights=self.weights, kept_epoch=self.best.epoch)

    def lengthen(self, config: TrainConfig) -> TrainConfig:
        """Take on the config of a longer run; return it with the patience for an epoch more if the run had ended so."""
        if self.is_over and self.best is not None:
            config = replace(config, patience=self._latest + 1 - self.best.epoch)
        self._config = config
        return config

    @property
    def vector(self) -> NDArray[np.float32] | None:
        """The weights in one vector, shape (parameters,); None if there are none."""
        return None if self.weights is None else flat(self.weights, self._config.model)

    def restore(self, best: BestEpoch | None, vector: NDArray[np.float32] | None, latest: int) -> None:
        """Go on where a run was stopped after so many finished epochs, with such a vector of weights."""
        self.best, self._latest = best, latest
        self.weights = None if vector is None else unflat(vector, self._config.model)


def flat(weights: Weights, spec: ModelSpec) -> NDArray[np.float32]:
    """Return a model's weights in one vector, shape (parameters,)."""
    return np.concatenate([weights[name].reshape(-1) for name in weight_shapes(spec)])


def unflat(vector: NDArray[np.float32], spec: ModelSpec) -> Weights:
    """Return the weights of a vector under their names."""
    shapes = weight_shapes(spec)
    ends = np.cumsum([np.prod(shape) for shape in shapes.values()])[:-1]
    parts = np.split(vector, ends)
    return {name: part.reshape(shape).copy() for (name, shape), part in zip(shapes.items(), parts, strict=True)}
