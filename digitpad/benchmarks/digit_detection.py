"""Digit detection: digits against non-digits, by several scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.errors import DatasetError
from digitpad.evaluation.digit_detection import COUNT, digit_sets, measure_detection, other_sets
from digitpad.models.forward import log_probabilities, logits
from digitpad.preprocessing.raster import prepare
from digitpad.recognition.digit_detector import energy_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from digitpad.data.ink_set import InkSet
    from digitpad.evaluation.digit_detection import ScoredSet
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.recognition.digit_detector import DetectionFigures, DigitDetector

    Floats = NDArray[np.float32]

DETECTOR = "gate"
"""Name of the digit detector's own score in the output."""

FEWEST = 200
"""Pen digits that thresholds can be found by: at the largest of `RECALLS`, 99.5 %, one of so many is refused."""

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ScoreFigures:
    """One way to score drawings, and its figures for each kind; the first are the digits its thresholds are of."""

    score: str
    figures: tuple[DetectionFigures, ...]


def measure_detection_scores(
    models: Mapping[str, Checkpoint], detector: DigitDetector, ink: InkSet, count: int = COUNT
) -> tuple[ScoreFigures, ...]:
    """Score digits and `count` drawings of each kind of non-digits in every way.

    The thresholds of each score are those of the labelled ink. For honest figures neither the models nor the detector
    may have been trained on its writers.
    """
    if len(ink) < FEWEST:
        raise DatasetError(
            "Too few digits to set thresholds by",
            "Of {name}, {count:,} labelled digits are to be measured with, and a threshold that keeps up to 99.5 % of "
            "them takes at least {fewest}. Name an ink file with more labelled digits, or more writers.",
            name=ink.name,
            count=len(ink),
            fewest=FEWEST,
        )
    sets = [*digit_sets(ink), *other_sets(ink, count)]
    by_score: dict[str, list[Floats]] = {}
    for name, model in models.items():
        answers = [_logits(model, each.images) for each in sets]
        by_score[f"{name}, highest probability"] = [log_probabilities(each).max(axis=1) for each in answers]
        by_score[f"{name}, energy"] = list(map(energy_of, answers))
    by_score[DETECTOR] = [detector.score(each.images) for each in sets]
    for name in models:
        both = (by_score[DETECTOR], by_score[f"{name}, energy"])
        by_score[f"{DETECTOR} and energy of {name}"] = list(map(np.add, *map(_standardised, both)))
    return tuple(ScoreFigures(name, _figures(sets, scores)) for name, scores in by_score.items())


def _figures(sets: list[ScoredSet], scores: list[Floats]) -> tuple[DetectionFigures, ...]:
    return measure_detection(list(zip(sets, scores, strict=True)))[1]


def _standardised(scores: list[Floats]) -> list[Floats]:
    """Return scores in standard deviations of the first set's, from its mean."""
    mean, std = scores[0].mean(), scores[0].std()
    return [(each - mean) / std for each in scores]


def _logits(model: Checkpoint, images: Floats) -> Floats:
    chunks = [images[start : start + _CHUNK] for start in range(0, len(images), _CHUNK)]
    given = [logits(model.weights, model.spec, prepare(chunk, model.preprocessing)) for chunk in chunks]
    return np.concatenate(given)
