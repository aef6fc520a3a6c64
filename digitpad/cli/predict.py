"""``digitpad predict``: what a model reads in pictures and ink files."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.catalogue import DIGITS
from digitpad.cli import console
from digitpad.cli.options import JsonOption, KeptShareOption, ModelOption
from digitpad.errors import DigitpadError
from digitpad.strictness import DEFAULT_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.drawing import Drawing
    from digitpad.recognizer import Prediction


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drawing of a file: its place in it from 0 (a line's, in an ink file), and its label if that is known."""

    index: int
    drawing: Drawing
    label: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a model says of a drawing, and the least score of what counts as a digit."""

    model: str
    prediction: Prediction
    least: float

    @property
    def is_digit(self) -> bool | None:
        """Whether the drawing is like a digit at all; None if the model reads something else."""
        score = self.prediction.digit_score
        return None if score is None else score >= self.least

    @property
    def finite_score(self) -> float | None:
        """The score, None for a dot, which has none."""
        score = self.prediction.digit_score
        return score if score is not None and math.isfinite(score) else None


def predict(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Pictures and ink files (.jsonl).")],
    *,
    model: ModelOption = "mlp",
    kept_share: KeptShareOption = DEFAULT_KEPT,
    json: JsonOption = False,
) -> None:
    """Read pictures and ink files.

    Goes on past what cannot be read, and then ends with exit status 1.
    """
    from digitpad.library import Library
    from digitpad.recognizer import Recognizer
    from digitpad.rejection import Rejector

    rejector = Rejector.bundled()
    least = rejector.thresholds.score_for(kept_share)
    recognizer = Recognizer(Library.of_user().load(model), rejector)
    has_failed = False
    for file in files:
        for sheet in sheets(file):
            try:
                if isinstance(sheet, DigitpadError):
                    raise sheet
                prediction = recognizer.predict(sheet.drawing)
            except DigitpadError as error:
                has_failed = True
                where = "" if str(file) in error.detail else f"{_place(file, sheet)}: "
                console.note(f"{where}{error.title}: {error.detail}")
                continue
            show = _say_json if json else _say
            show(file, sheet, Verdict(model, prediction, least))
    if has_failed:
        raise typer.Exit(1)


def sheets(file: Path) -> Iterator[Sheet | DigitpadError]:
    """Yield the drawings of a file in their order, and an error for each that is beyond reading."""
    try:
        from digitpad.inkfile import has_ink_suffix, read_ink_file

        if has_ink_suffix(file):
            ink_file = read_ink_file(file)
            yield from ink_file.problems
            for sample in ink_file.samples:
                yield Sheet(sample.line - 1, sample.ink, sample.label)
        else:
            from digitpad.picture import load_picture

            yield Sheet(0, load_picture(file))
    except DigitpadError as error:
        yield error


def _place(file: Path, sheet: Sheet | DigitpadError) -> str:
    from digitpad.inkfile import has_ink_suffix

    if isinstance(sheet, DigitpadError) or not has_ink_suffix(file):
        return str(file)
    return f"{file}, line {sheet.index + 1}"


def _say_json(file: Path, sheet: Sheet, verdict: Verdict) -> None:
    prediction = verdict.prediction
    console.say_json(
        {
            "file": str(file),
            "index": sheet.index,
            "model": verdict.model,
            "digit": int(prediction.label) if prediction.label in DIGITS else None,
            "class": prediction.label,
            "label": sheet.label,
            "probabilities": prediction.probabilities,
            "digit_score": verdict.finite_score,
            "is_digit": verdict.is_digit,
        }
    )


def _say(file: Path, sheet: Sheet, verdict: Verdict) -> None:
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
