"""One model made ready to read the pad, and what the window shows of it.

Importing this module imports no numpy: making a `Reader` does.
"""

from __future__ import annotations

import logging
from time import perf_counter
from typing import TYPE_CHECKING

from digitpad.errors import DigitpadError
from digitpad.gui.prediction.answers import Answer, LoadedModel, StageImage
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from digitpad.gui.prediction.answers import Request
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.recognition.digit_detector import DigitDetector
    from digitpad.recognition.recognizer import Prediction

_log = logging.getLogger(__name__)


def bundled_detector() -> DigitDetector | None:
    """Load what tells digits from other things; None if it cannot be, for the pad reads without it as well."""
    from digitpad.recognition.digit_detector import DigitDetector  # noqa: PLC0415 - numpy loads on the worker's thread, not at start

    try:
        return DigitDetector.bundled()
    except DigitpadError as error:
        _log.warning('nothing will be called "not a digit?": %s', error)
        return None


class Reader:
    """Reads the pad with one model. It has read once when it is made, so that the first drawing finds all imported.

    Not safe to share between threads.

    `model`: its name in the library; `detector`: tells digits from other things; None to take everything for a digit;
    `checkpoint`: the model itself, if it is in no library.
    """

    def __init__(self, model: str, detector: DigitDetector | None, checkpoint: Checkpoint | None = None) -> None:
        from digitpad.library.library import Library  # noqa: PLC0415 - numpy loads on the worker's thread, not at start
        from digitpad.recognition.numbers import NumberReader, reads_numbers  # noqa: PLC0415
        from digitpad.recognition.recognizer import Recognizer  # noqa: PLC0415

        if checkpoint is None:
            checkpoint = Library.of_user().load(model)
        can_read_numbers = reads_numbers(checkpoint)
        self._model = model
        self._detector = detector if can_read_numbers else None
        self._recognizer = Recognizer(checkpoint, self._detector)
        self._numbers = NumberReader(self._recognizer) if can_read_numbers else None
        first = Ink.of([[(0.0, 0.0), (0.0, 9.0)], [(6.0, 0.0), (6.0, 9.0)]])
        self._recognizer.predict(first)
        if self._numbers is not None:
            self._numbers.read(first)

    def describe(self) -> LoadedModel:
        """Return what the window shows of the model."""
        from digitpad.evaluation.intervals import wilson_interval  # noqa: PLC0415 - numpy loads on the worker's thread

        checkpoint = self._recognizer.checkpoint
        figures = tuple(
            (measurement, wilson_interval(measurement.correct, measurement.count))
            for measurement in checkpoint.measurements
        )
        thresholds = None if self._detector is None else self._detector.thresholds
        return LoadedModel(self._model, checkpoint, figures, thresholds, self._numbers is not None)

    def answer(self, request: Request) -> Answer:
        """Read a drawing, and make plain bytes of every stage."""
        started = perf_counter()
        drawing = request.drawing
        prediction = self._recognizer.predict(drawing)
        number = None
        if self._numbers is not None and request.reads_numbers and isinstance(drawing, Ink):
            number = self._numbers.read(drawing, prediction)
        seconds = perf_counter() - started
        if number is None or len(number.digits) < 2:
            return Answer(request, prediction, _stages(prediction), seconds=seconds)
        stages = tuple(_stages(digit.prediction) for digit in number.digits)
        return Answer(request, prediction, _stages(prediction), number, stages, seconds)


def _stages(prediction: Prediction) -> tuple[StageImage, ...]:
    return tuple(
        StageImage(
            step,
            pixels.shape[0],
            pixels.shape[1],
            (pixels * 255.0 + 0.5).astype("uint8").tobytes(),
            3 if pixels.ndim == 3 else 1,
        )
        for step, pixels in prediction.raster.steps
    )
