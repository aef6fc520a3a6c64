"""On what a run's model is measured, and when: the test part only at the end, if there is a validation part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.errors import TrainingError
from digitpad.models.forward import logits

if TYPE_CHECKING:
    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.models.checkpoint import Checkpoint, Measurement
    from digitpad.training.data import TestSamples, TrainingData
    from digitpad.training.learner import Learner


class Measuring:
    """Measures the model of a run, until it is closed."""

    def __init__(self, data: TrainingData, preprocessing: Preprocessing, learner: Learner) -> None:
        self._learner = learner
        self._validation = data.prepared_validation(preprocessing)
        main, *others = (*data.prepared_tests(preprocessing), None)
        ordered = (main, self._validation, *others)
        self._samples: tuple[TestSamples, ...] | None = tuple(each for each in ordered if each is not None)
        self._measured: Measurement | None = None
        self._measured_at = -1
        self.times = 0  # how often everything was measured, and with it the test part

    @property
    def is_open(self) -> bool:
        """Whether the samples are still here."""
        return self._samples is not None

    @property
    def has_validation(self) -> bool:
        """Whether there is a validation part, so that the test part stays closed until the end."""
        return self._validation is not None

    def of_epoch(self) -> Measurement:
        """Measure the learner on the validation part, or without one on the test part; once after each step."""
        if self._measured is None or self._measured_at != self._learner.steps_taken:
            samples = self._validation or self.samples[0]
            self._measured = samples.measure(self._learner.logits(samples.inputs))
            self._measured_at = self._learner.steps_taken
        return self._measured

    def of_learner(self) -> tuple[Measurement, ...]:
        """Measure the learner on everything: test part, validation part, ink of writers held out."""
        of_epoch = self._validation or self.samples[0]
        self.times += 1
        return tuple(
            self.of_epoch() if each is of_epoch else each.measure(self._learner.logits(each.inputs))
            for each in self.samples
        )

    def of(self, kept: Checkpoint) -> tuple[Measurement, ...]:
        """Measure weights that were kept earlier in the run on everything."""
        self.times += 1
        return tuple(each.measure(logits(kept.weights, kept.spec, each.inputs)) for each in self.samples)

    def require_open(self) -> None:
        """Raise a `TrainingError` if the samples are no longer here."""
        if self._samples is None:
            raise TrainingError(
                "This training run is closed", "Take the checkpoint before the run is closed, or train again."
            )

    @property
    def samples(self) -> tuple[TestSamples, ...]:
        """All that is measured on; raise a `TrainingError` once closed."""
        self.require_open()
        return self._samples or ()

    def close(self) -> None:
        """Release the samples."""
        self._samples = self._validation = None
