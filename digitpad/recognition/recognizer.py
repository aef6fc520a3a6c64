"""The recognizer: a checkpoint and a drawing give a prediction. numpy only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.preprocessing_spec import Reading
from digitpad.ink.ink import Ink
from digitpad.models import forward
from digitpad.preprocessing import ink_rendering, raster
from digitpad.preprocessing.pipeline import rasterize
from digitpad.preprocessing.raster import Step
from digitpad.recognition import digit_detector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.preprocessing.raster import Floats, Raster
    from digitpad.recognition.digit_detector import DigitDetector


@dataclass(frozen=True, slots=True)
class Prediction:
    """A model's answer to a drawing."""

    probabilities: tuple[float, ...]  # one a class, 0.0 to 1.0, summing to 1
    class_names: tuple[str, ...]  # in the same order
    raster: Raster  # the model's input, with every step on the way
    seconds: float  # from drawing to probabilities
    # how much the drawing is like a digit (`DigitDetector.score`), ``-inf`` for a dot; None without a detector, and if
    # the model reads something else
    digit_score: float | None = None

    @property
    def ranking(self) -> tuple[int, ...]:
        """Classes from the most to the least probable; ties in class order."""
        return tuple(sorted(range(len(self.probabilities)), key=lambda k: -self.probabilities[k]))

    @property
    def label(self) -> str:
        """Name of the most probable class."""
        return self.class_names[self.ranking[0]]


class Recognizer:
    """Reads drawings with one checkpoint, and scores them with a digit detector if the checkpoint is of digits.

    Cheap while a stroke grows, because it remembers the ink before; so each thread needs its own.
    """

    def __init__(self, checkpoint: Checkpoint, detector: DigitDetector | None = None) -> None:
        self.checkpoint = checkpoint
        self._detector = detector if checkpoint.preprocessing.reading is Reading.DIGIT else None
        self._growing = ink_rendering.GrowingField()

    @property
    def scores_digits(self) -> bool:
        """Whether predictions have a `digit_score`."""
        return self._detector is not None

    def predict(self, drawing: Drawing) -> Prediction:
        """Return the prediction of a drawing.

        Ink whose pen is down is read from a field that grows with it; finished ink and pictures in one shot.
        """
        started = perf_counter()
        preprocessing = self.checkpoint.preprocessing
        if preprocessing.reading is Reading.DIGIT and isinstance(drawing, Ink) and drawing.pen_is_down:
            seen = raster.finish(self._growing.draw(drawing), preprocessing)
        else:
            seen = rasterize(drawing, preprocessing)
        is_dot = self._detector is not None and isinstance(drawing, Ink) and digit_detector.is_dot(drawing)
        return self._read([seen], started, has_dot=is_dot)[0]

    def predict_fitted(self, fitted: Floats) -> tuple[Prediction, ...]:
        """Return the predictions of fitted images, shape (batch, 28, 28), in one pass; for a model of digits."""
        started = perf_counter()
        return self._read(raster.finish_all(fitted, self.checkpoint.preprocessing), started)

    def _read(self, seen: Sequence[Raster], started: float, *, has_dot: bool = False) -> tuple[Prediction, ...]:
        pixels = np.stack([each.pixels for each in seen])
        inputs = raster.standardise(pixels, self.checkpoint.preprocessing)
        logits = forward.logits(self.checkpoint.weights, self.checkpoint.spec, inputs)
        probabilities = forward.probabilities(logits).tolist()
        scores = [-math.inf] * len(seen) if has_dot else self._digit_scores(seen, pixels)
        seconds = (perf_counter() - started) / len(seen)
        return tuple(
            Prediction(tuple(row), self.checkpoint.class_names, each, seconds, score)
            for row, each, score in zip(probabilities, seen, scores, strict=True)
        )

    def _digit_scores(self, seen: Sequence[Raster], pixels: Floats) -> Sequence[float | None]:
        if self._detector is None:
            return [None] * len(seen)
        if self.checkpoint.preprocessing.moments:  # so that the model is given what the detector is
            scores = self._detector.score_equalised(pixels)
        else:
            scores = self._detector.score(np.stack([dict(each.steps)[Step.CENTRED] for each in seen]))
        return [float(score) for score in scores]
