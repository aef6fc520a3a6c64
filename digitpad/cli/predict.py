"""``digitpad predict``: what a model reads in pictures and ink files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.catalogue import DIGITS
from digitpad.cli import console
from digitpad.cli.options import JsonOption, ModelOption
from digitpad.errors import DigitpadError

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


def predict(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Pictures and ink files (.jsonl).")],
    *,
    model: ModelOption = "mlp",
    json: JsonOption = False,
) -> None:
    """Read pictures and ink files.

    Goes on past what cannot be read, and then ends with exit status 1.
    """
    from digitpad.library import Library
    from digitpad.recognizer import Recognizer

    recognizer = Recognizer(Library.of_user().load(model))
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
            show(file, sheet, model, prediction)
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


def _say_json(file: Path, sheet: Sheet, model: str, prediction: Prediction) -> None:
    console.say_json(
        {
            "file": str(file),
            "index": sheet.index,
            "model": model,
            "digit": int(prediction.label) if prediction.label in DIGITS else None,
            "class": prediction.label,
            "label": sheet.label,
            "probabilities": prediction.probabilities,
        }
    )


def _say(file: Path, sheet: Sheet, _model: str, prediction: Prediction) -> None:
    best, second = prediction.ranking[:2]
    line = (
        f"{_place(file, sheet)}: {prediction.label} ({console.percent(prediction.probabilities[best])}; "
        f"next {prediction.class_names[second]}, {console.percent(prediction.probabilities[second])})"
    )
    if sheet.label is not None:
        line += f", labelled {sheet.label}" + ("" if str(sheet.label) == prediction.label else ": wrong")
    console.say(line)
