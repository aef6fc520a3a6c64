"""``digitpad predict``: what a model reads in pictures and ink files."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.options import JsonOption, ModelOption, RecallOption
from digitpad.config.dataset_info import DIGITS
from digitpad.errors import DigitpadError, PictureError, require
from digitpad.paths import is_folder
from digitpad.recognition.thresholds import DEFAULT_RECALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.ink.drawing import Drawing
    from digitpad.recognition.numbers import NumberDigit, NumberReader, NumberReading
    from digitpad.recognition.recognizer import Prediction, Recognizer


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drawing of a file: its place in it from 0 (a line's, in an ink file), and its label if that is known."""

    index: int
    drawing: Drawing
    label: int | None = None


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What a model says of a drawing, as a number too if that was asked, and the least score of what is a digit."""

    model: str
    prediction: Prediction
    least: float
    number: NumberReading | None = None

    @property
    def is_digit(self) -> bool | None:
        """Whether the drawing is like a digit at all; None if the model reads something else."""
        return self.finds_digit(self.prediction)

    def finds_digit(self, prediction: Prediction) -> bool | None:
        """The same of any prediction: of one digit of a number, for example."""
        score = prediction.digit_score
        return None if score is None else score >= self.least


NumbersOption = Annotated[
    bool, typer.Option("--numbers", help="Read ink as numbers: say which strokes make which digit.")
]


def predict(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Pictures and ink files (.jsonl).")],
    *,
    model: ModelOption = "mlp",
    kept_share: RecallOption = DEFAULT_RECALL,
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
    least = detector.thresholds.score_for(kept_share)
    recognizer = Recognizer(Library.of_user().load(model), detector)
    reader = _number_reader(recognizer, model) if numbers else None
    has_failed = False
    for file in files:
        for sheet in sheets(file):
            try:
                if isinstance(sheet, DigitpadError):
                    raise sheet
                prediction = recognizer.predict(sheet.drawing)
                number = _number(reader, sheet.drawing, prediction)
            except DigitpadError as error:
                has_failed = True
                where = "" if str(file) in error.detail else f"{_place(file, sheet)}: "
                console.note(f"{where}{error.title}: {error.detail}")
                continue
            show = (_say_number_json if numbers else _say_json) if json else (_say_number if numbers else _say)
            show(file, sheet, ReadingResult(model, prediction, least, number))
    if has_failed:
        raise typer.Exit(1)


def _number_reader(recognizer: Recognizer, model: str) -> NumberReader:
    """Return a reader of numbers."""
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


def sheets(file: Path) -> Iterator[Sheet | DigitpadError]:
    """Yield the drawings of a file in their order, and an error for each that is beyond reading."""
    if is_folder(file):
        yield PictureError(
            "This is a folder", "{path} is a folder, and files are read. Name those in it: {path}/*.png", path=file
        )
        return
    try:
        from digitpad.ink.ink_file import has_ink_suffix, read_ink_file

        if has_ink_suffix(file):
            ink_file = read_ink_file(file)
            yield from ink_file.problems
            for sample in ink_file.samples:
                yield Sheet(sample.line - 1, sample.ink, sample.label)
        else:
            from digitpad.preprocessing.picture import load_picture

            yield Sheet(0, load_picture(file))
    except DigitpadError as error:
        yield error


def _place(file: Path, sheet: Sheet | DigitpadError) -> str:
    from digitpad.ink.ink_file import has_ink_suffix

    if isinstance(sheet, DigitpadError) or not has_ink_suffix(file):
        return str(file)
    return f"{file}, line {sheet.index + 1}"


def _say_json(file: Path, sheet: Sheet, verdict: ReadingResult) -> None:
    console.say_json(_told(file, sheet, verdict))


def _say_number_json(file: Path, sheet: Sheet, verdict: ReadingResult) -> None:
    number = verdict.number
    digits = [] if number is None else [_told_digit(digit, verdict) for digit in number.digits]
    text = None if number is None else number.text
    console.say_json({**_told(file, sheet, verdict), "number": text, "digits": digits})


def _told(file: Path, sheet: Sheet, verdict: ReadingResult) -> dict[str, object]:
    prediction = verdict.prediction
    return {
        "file": str(file),
        "index": sheet.index,
        "model": verdict.model,
        "digit": int(prediction.label) if prediction.label in DIGITS else None,
        "class": prediction.label,
        "label": sheet.label,
        "probabilities": prediction.probabilities,
        "digit_score": _finite(prediction.digit_score),
        "is_digit": verdict.is_digit,
    }


def _told_digit(digit: NumberDigit, verdict: ReadingResult) -> dict[str, object]:
    prediction = digit.prediction
    return {
        "digit": int(prediction.label),
        "strokes": digit.strokes,
        "bounds": digit.bounds,
        "probabilities": prediction.probabilities,
        "digit_score": _finite(prediction.digit_score),
        "is_digit": verdict.finds_digit(prediction),
    }


def _finite(score: float | None) -> float | None:
    """Return a score, None for a dot, which has none."""
    return score if score is not None and math.isfinite(score) else None


def _say(file: Path, sheet: Sheet, verdict: ReadingResult) -> None:
    prediction = verdict.prediction
    best, second = prediction.ranking[:2]
    line = (
        f"{_place(file, sheet)}: {prediction.label} ({console.percent(prediction.probabilities[best])}; "
        f"next {prediction.class_names[second]}, {console.percent(prediction.probabilities[second])})"
    )
    if verdict.is_digit is False:
        line += ", not a digit?"
    if sheet.label is not None:
        line += f", labelled {sheet.label}" + ("" if str(sheet.label) == prediction.label else ": wrong")
    console.say(line)


def _say_number(file: Path, sheet: Sheet, verdict: ReadingResult) -> None:
    number = verdict.number
    if number is None or len(number.digits) == 1:
        _say(file, sheet, verdict)
        return
    digits = (
        f"{digit.prediction.label} {console.percent(max(digit.prediction.probabilities))}"
        + (" not a digit?" if verdict.finds_digit(digit.prediction) is False else "")
        for digit in number.digits
    )
    console.say(f"{_place(file, sheet)}: {number.text} ({', '.join(digits)})")
