"""``digitpad predict``: reading pictures and ink files with a model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.drawings import FileDrawing, read_each
from digitpad.cli.options import JsonOption, ModelOption, RecallOption
from digitpad.config.dataset_info import DIGITS
from digitpad.errors import require
from digitpad.recognition.thresholds import DEFAULT_RECALL

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.recognition.numbers import NumberDigit, NumberReader, NumberReading
    from digitpad.recognition.recognizer import Prediction, Recognizer


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """A model's prediction of a drawing, as a number too if asked for, and the detection threshold."""

    model: str
    prediction: Prediction
    threshold: float
    number: NumberReading | None = None

    @property
    def is_digit(self) -> bool | None:
        """Whether the drawing is a digit; None if the model reads something else."""
        return self.finds_digit(self.prediction)

    def finds_digit(self, prediction: Prediction) -> bool | None:
        """Return the same for any prediction, such as one digit of a number."""
        score = prediction.digit_score
        return None if score is None else score >= self.threshold


NumbersOption = Annotated[
    bool, typer.Option("--numbers", help="Read ink as numbers: say which strokes make which digit.")
]


def predict(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Pictures and ink files (.jsonl).")],
    *,
    model: ModelOption = "mlp",
    recall: RecallOption = DEFAULT_RECALL,
    numbers: NumbersOption = False,
    json: JsonOption = False,
) -> None:
    """Read pictures and ink files.

    Goes on past what cannot be read, and then ends with exit status 1.
    """
    from digitpad.library.library import Library
    from digitpad.recognition.digit_detector import DigitDetector
    from digitpad.recognition.recognizer import Recognizer

    detector = DigitDetector.bundled()
    threshold = detector.thresholds.score_for(recall)
    recognizer = Recognizer(Library.of_user().load(model), detector)
    reader = _number_reader(recognizer, model) if numbers else None

    def read(drawing: Drawing) -> ReadingResult:
        prediction = recognizer.predict(drawing)
        return ReadingResult(model, prediction, threshold, _number(reader, drawing, prediction))

    for drawn, result in read_each(files, read):
        if json:
            console.say_json(_described(drawn, result) | (_described_number(result) if numbers else {}))
        else:
            console.say(f"{drawn.origin}: {_number_text(result) or _digit_text(drawn, result)}")


def _number_reader(recognizer: Recognizer, model: str) -> NumberReader:
    from digitpad.recognition.numbers import NumberReader, reads_numbers

    require(
        reads_numbers(recognizer.checkpoint),
        "This model reads no numbers",
        'Numbers are put together of digits, and "{model}" reads something else. Choose another model, or leave '
        "--numbers out.",
        model=model,
    )
    return NumberReader(recognizer)


def _number(reader: NumberReader | None, drawing: Drawing, prediction: Prediction) -> NumberReading | None:
    from digitpad.ink.ink import Ink

    return reader.read(drawing, prediction) if reader is not None and isinstance(drawing, Ink) else None


def _described_number(result: ReadingResult) -> dict[str, object]:
    number = result.number
    digits = [] if number is None else [_described_digit(digit, result) for digit in number.digits]
    return {"number": None if number is None else number.text, "digits": digits}


def _described(drawn: FileDrawing, result: ReadingResult) -> dict[str, object]:
    prediction = result.prediction
    return {
        "file": str(drawn.file),
        "index": drawn.index,
        "model": result.model,
        "digit": int(prediction.label) if prediction.label in DIGITS else None,
        "class": prediction.label,
        "label": drawn.label,
        "probabilities": prediction.probabilities,
        "digit_score": _finite(prediction.digit_score),
        "is_digit": result.is_digit,
    }


def _described_digit(digit: NumberDigit, result: ReadingResult) -> dict[str, object]:
    prediction = digit.prediction
    return {
        "digit": int(prediction.label),
        "strokes": digit.strokes,
        "bounds": digit.bounds,
        "probabilities": prediction.probabilities,
        "digit_score": _finite(prediction.digit_score),
        "is_digit": result.finds_digit(prediction),
    }


def _finite(score: float | None) -> float | None:
    """Return a score, None for a dot, which has none."""
    return score if score is not None and math.isfinite(score) else None


def _digit_text(drawn: FileDrawing, result: ReadingResult) -> str:
    prediction = result.prediction
    best, second = prediction.ranking[:2]
    text = (
        f"{prediction.label} ({console.percent(prediction.probabilities[best])}; "
        f"next {prediction.class_names[second]}, {console.percent(prediction.probabilities[second])})"
    )
    if result.is_digit is False:
        text += ", not a digit?"
    if drawn.label is not None:
        text += f", labelled {drawn.label}" + ("" if str(drawn.label) == prediction.label else ": wrong")
    return text


def _number_text(result: ReadingResult) -> str:
    """Return the text of a number of several digits; empty for one digit."""
    number = result.number
    if number is None or len(number.digits) == 1:
        return ""
    digits = (
        f"{digit.prediction.label} {console.percent(max(digit.prediction.probabilities))}"
        + (" not a digit?" if result.finds_digit(digit.prediction) is False else "")
        for digit in number.digits
    )
    return f"{number.text} ({', '.join(digits)})"
