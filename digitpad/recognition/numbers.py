"""Reading numbers of several digits: which strokes make which digit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, log
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DIGITS
from digitpad.config.preprocessing_spec import Reading
from digitpad.ink.ink import Ink
from digitpad.preprocessing import ink_rendering as strokes
from digitpad.recognition import stroke_groups
from digitpad.recognition.digit_detector import is_dot
from digitpad.recognition.group_weights import (
    FITTED,
    FITTED_WITHOUT_LIKENESS,
    LEAST_CERTAINTY,
    LEAST_LIKENESS,
    MOST_LIKENESS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.ink.ink import Bounds, Stroke
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.preprocessing.raster import Floats
    from digitpad.recognition.group_weights import Weights
    from digitpad.recognition.recognizer import Prediction, Recognizer
    from digitpad.recognition.stroke_groups import Group

MOST_STROKES = 60
"""Strokes of ink that is taken for a number: more is a scribble, and read as one digit."""


@dataclass(frozen=True, slots=True)
class NumberDigit:
    """One digit of a number."""

    strokes: tuple[int, ...]  # indices of its strokes in the whole ink, rising
    ink: Ink  # those strokes alone
    bounds: Bounds  # the box around them, in canvas units, without the width of the pen
    prediction: Prediction


@dataclass(frozen=True, slots=True)
class NumberReading:
    """The digits read in some ink, from left to right."""

    digits: tuple[NumberDigit, ...]

    @property
    def text(self) -> str:
        """The number, as text to copy."""
        return "".join(digit.prediction.label for digit in self.digits)


def reads_numbers(checkpoint: Checkpoint) -> bool:
    """Whether a model can read numbers: it reads ink as digits, and knows all ten."""
    return checkpoint.preprocessing.reading is Reading.DIGIT and checkpoint.class_names == DIGITS


class NumberReader:
    """Reads numbers with a recognizer whose checkpoint `reads_numbers`; not safe to share between threads.

    Cheap while a stroke grows, because it remembers what it read before.
    """

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self._weights = FITTED if recognizer.scores_digits else FITTED_WITHOUT_LIKENESS
        self._known: dict[tuple[int, ...], tuple[tuple[Stroke, ...], Prediction]] = {}
        self._distances = stroke_groups.StrokeDistances()
        self._growing: dict[tuple[int, ...], strokes.GrowingField] = {}

    def read(self, ink: Ink, whole: Prediction | None = None) -> NumberReading:
        """Read ink as a number: row by row from the top, each from left to right.

        Ink that is best read as one digit has exactly the prediction that reading it alone gives.

        Parameters
        ----------
        ink
            Strokes in any order.
        whole
            The recognizer's prediction of all of it as one digit, if that is known.

        Raises
        ------
        EmptyInkError
            If there is no ink.
        """
        if len(ink.strokes) < 2 or len(ink.strokes) > MOST_STROKES:
            return self._alone(ink, whole)
        weights = self._weights
        self._distances.keep_only(ink.strokes)
        rows = stroke_groups.rows_of(ink.strokes, self._distances)
        choices = [stroke_groups.groups_of(ink.strokes, row, self._distances, weights) for row in rows]
        readings = self._readings(ink, [group for groups in choices for group in groups], whole)
        evidence = {key: _evidence(reading, weights) for key, reading in readings.items()}
        chosen = [
            group
            for row, groups in zip(rows, choices, strict=True)
            for group in stroke_groups.best_groups(row, groups, evidence, weights)
        ]
        if len(chosen) == 1:
            return self._alone(ink, whole)
        return NumberReading(
            tuple(NumberDigit(it.strokes, _part(ink, it.strokes), it.bounds, readings[it.strokes]) for it in chosen)
        )

    def _alone(self, ink: Ink, whole: Prediction | None) -> NumberReading:
        prediction = self._recognizer.predict(ink) if whole is None else whole
        bounds = ink.bounds
        if bounds is None:
            return NumberReading(())
        return NumberReading((NumberDigit(tuple(range(len(ink.strokes))), ink, bounds, prediction),))

    def _readings(
        self, ink: Ink, groups: Iterable[Group], whole: Prediction | None
    ) -> dict[tuple[int, ...], Prediction]:
        """Return the prediction of each group, by its strokes; those not known yet are read together."""
        known: dict[tuple[int, ...], tuple[tuple[Stroke, ...], Prediction]] = {}
        unknown: dict[tuple[int, ...], Ink] = {}
        for group in groups:
            part = _part(ink, group.strokes)
            before = self._known.get(group.strokes)
            if whole is not None and len(group.strokes) == len(ink.strokes):
                known[group.strokes] = part.strokes, whole
            elif before is not None and before[0] == part.strokes:
                known[group.strokes] = before
            else:
                unknown[group.strokes] = part
        if unknown:
            fitted = np.stack([self._drawn(key, part) for key, part in unknown.items()])
            predictions = self._recognizer.predict_fitted(fitted)
            for (key, part), prediction in zip(unknown.items(), predictions, strict=True):
                known[key] = part.strokes, _with_dot_score(prediction, part)
        self._known = known
        self._growing = {key: field for key, field in self._growing.items() if key in known and ink.pen_is_down}
        return {key: prediction for key, (_, prediction) in known.items()}

    def _drawn(self, key: tuple[int, ...], part: Ink) -> Floats:
        """Return a group as a fitted image; one whose last stroke grows, from a field that grows with it."""
        if not part.pen_is_down:
            return strokes.draw(part)
        return self._growing.setdefault(key, strokes.GrowingField()).draw(part)


def _with_dot_score(prediction: Prediction, part: Ink) -> Prediction:
    """Return a prediction with the score of a dot if it is one, as reading it alone has."""
    if prediction.digit_score is None or not is_dot(part):
        return prediction
    return replace(prediction, digit_score=-inf)


def _evidence(prediction: Prediction, weights: Weights) -> float:
    """Return a group's points for how it reads."""
    points = weights.certainty * max(log(max(prediction.probabilities)), LEAST_CERTAINTY)
    if prediction.digit_score is not None:
        points += weights.likeness * min(max(prediction.digit_score, LEAST_LIKENESS), MOST_LIKENESS)
    return points


def _part(ink: Ink, which: tuple[int, ...]) -> Ink:
    """Return some strokes of ink alone; the pen is down if it writes one of them."""
    is_growing = ink.pen_is_down and which[-1] == len(ink.strokes) - 1
    return Ink(tuple(ink.strokes[k] for k in which), pen_is_down=is_growing)
