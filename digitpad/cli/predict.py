"""``digitpad predict``: reading pictures, ink files, or a random test image with a model."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.drawings import FileDrawing, read_each
from digitpad.cli.options import JsonOption, ModelOption, RecallOption, require_png
from digitpad.config.dataset_info import DATASETS, DIGITS, DatasetName
from digitpad.errors import DatasetError, require
from digitpad.recognition.thresholds import DEFAULT_RECALL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from digitpad.ink.drawing import Drawing
    from digitpad.ink.labelled_drawing import LabelledDrawing
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.recognition.numbers import NumberDigit, NumberReader, NumberReading
    from digitpad.recognition.recognizer import Prediction, Recognizer


_SHADES, _PLAIN_SHADES = " ░▒▓█", " .:+#"
"""Grey from black to white, as text, and the same for a terminal that cannot show it."""

_MOST_ROWS = 32
"""Rows of a picture shown as text: two letters a pixel, within the 80 of a usual terminal."""


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
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Pictures and ink files (.jsonl).")
    ] = None,
    *,
    model: ModelOption = "mlp",
    recall: RecallOption = DEFAULT_RECALL,
    numbers: NumbersOption = False,
    random: Annotated[
        bool, typer.Option("--random", help="Read a random test image, and show it with its label.")
    ] = False,
    dataset: Annotated[
        DatasetName | None, typer.Option(help="Data set of the random image; the model's own if left out.")
    ] = None,
    data_folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The folder of pictures, if that is the data set.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Choose the same random image each time.", min=0)
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Save the random image as it is stored.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Read pictures and ink files, or a random test image.

    Goes on past what cannot be read, and then ends with exit status 1.
    """
    if random == bool(files):
        raise typer.BadParameter("name the files to read, or ask for --random: one of them")
    if random and numbers:
        raise typer.BadParameter("--numbers reads ink, and --random is an image of one thing")
    if not random and [dataset, data_folder, seed, output].count(None) < 4:
        raise typer.BadParameter("--dataset, --data-folder, --seed and --output are of the image of --random")
    if data_folder is not None:
        dataset = _folder_among(dataset)
    if output is not None:
        require_png(output)
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

    if random:
        found = _random_image(recognizer.checkpoint, dataset, data_folder, seed)
        _show_image(found, read(found.drawing), output, in_json=json)
        return
    for drawn, result in read_each(files or (), read):
        if json:
            console.say_json(_described(drawn, result) | (_described_number(result) if numbers else {}))
        else:
            console.say(f"{drawn.origin}: {_number_text(result) or _digit_text(drawn, result)}")


def _folder_among(dataset: DatasetName | None) -> DatasetName:
    if dataset not in {None, DatasetName.FOLDER}:
        raise typer.BadParameter(f"--data-folder goes with --dataset folder, and not with {dataset}")
    return DatasetName.FOLDER


def _show_image(found: LabelledDrawing, result: ReadingResult, output: Path | None, *, in_json: bool) -> None:
    pixels = _pixels_of(found.drawing)
    if output is not None:
        _save(pixels, output)
    if in_json:
        console.say_json(_described_image(found, result) | {"pixels": pixels.tolist()})
    else:
        _print_image(found, result, pixels)


def _random_image(
    model: Checkpoint, dataset: DatasetName | None, folder: Path | None, seed: int | None
) -> LabelledDrawing:
    """Return a random test image of a data set of the model's classes; of its own if none is named."""
    import numpy as np

    from digitpad.data.locations import folder_classes
    from digitpad.data.reading import random_test_picture
    from digitpad.evaluation.samples import classes_among
    from digitpad.paths import expanded

    if dataset is None:
        dataset = DatasetName.MNIST if model.config is None else model.config.dataset
    if dataset is DatasetName.FOLDER and folder is None and model.config is not None:
        folder = None if model.config.folder is None else expanded(model.config.folder)
    if dataset in DATASETS:
        try:
            classes_among(DATASETS[dataset].class_names, model.class_names)
        except DatasetError as error:
            raise DatasetError(
                error.title_template,
                f"{error.detail_template} “digitpad train --dataset {{dataset}} --name NAME” trains one.",
                **error.values,
                dataset=dataset,
            ) from error
    elif folder is not None:
        classes_among(folder_classes(folder), model.class_names)
    return random_test_picture(dataset, folder, np.random.default_rng(seed))


def _pixels_of(drawing: Drawing) -> NDArray[np.uint8]:
    """Return a picture's pixels: shape (rows, columns) if it is grey, else (rows, columns, 3)."""
    import numpy as np

    from digitpad.ink.drawing import Picture

    if not isinstance(drawing, Picture):
        msg = "an image of a data set is a picture"
        raise TypeError(msg)
    pixels = np.frombuffer(drawing.rgb, np.uint8).reshape(drawing.height, drawing.width, 3)
    is_grey = bool((pixels == pixels[..., :1]).all())
    return pixels[..., 0] if is_grey else pixels


def _save(pixels: NDArray[np.uint8], file: Path) -> None:
    from io import BytesIO

    from PIL import Image

    from digitpad.files.writing import write_atomically

    content = BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    write_atomically(file, content.getvalue())


def _described_image(found: LabelledDrawing, result: ReadingResult) -> dict[str, object]:
    prediction = result.prediction
    return _described_prediction(result) | {
        "file": None,
        "source": found.source,
        "index": None if found.number is None else found.number - 1,
        "label": int(found.label) if found.label in DIGITS else found.label,
        "is_right": prediction.label == found.label,
    }


def _print_image(found: LabelledDrawing, result: ReadingResult, pixels: NDArray[np.uint8]) -> None:
    """Print an image as text, with its label and the prediction below it."""
    import numpy as np
    from PIL import Image

    image = Image.fromarray(pixels).convert("L")
    most = max(min(_MOST_ROWS, shutil.get_terminal_size().columns // 2), 1)
    image.thumbnail((most, most))
    shades = _SHADES if console.can_show(_SHADES) else _PLAIN_SHADES
    for row in np.rint(np.asarray(image) / 255 * (len(shades) - 1)).astype(int).tolist():
        console.say("".join(2 * shades[shade] for shade in row).rstrip())
    prediction = result.prediction
    place = found.source if found.number is None else f"{found.source}, image {found.number:,}"
    is_right = prediction.label == found.label
    console.say(place)
    console.say(f"label:      {found.label}")
    console.say(f"prediction: {_answer_text(result)}: {'right' if is_right else 'wrong'}")


def _number_reader(recognizer: Recognizer, model: str) -> NumberReader:
    from digitpad.recognition.numbers import NumberReader, reads_numbers

    require(
        reads_numbers(recognizer.checkpoint),
        "This model reads no numbers",
        "Numbers are put together of digits, and “{model}” reads something else. Choose another model, or leave "
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
    return _described_prediction(result) | {"file": str(drawn.file), "index": drawn.index, "label": drawn.label}


def _described_prediction(result: ReadingResult) -> dict[str, object]:
    """Return all keys in their order; where the drawing is from is filled in by others."""
    prediction = result.prediction
    return {
        "file": None,
        "index": None,
        "model": result.model,
        "digit": int(prediction.label) if prediction.label in DIGITS else None,
        "class": prediction.label,
        "label": None,
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
    prediction, text = result.prediction, _answer_text(result)
    if drawn.label is not None:
        text += f", labelled {drawn.label}" + ("" if str(drawn.label) == prediction.label else ": wrong")
    return text


def _answer_text(result: ReadingResult) -> str:
    prediction = result.prediction
    best, second = prediction.ranking[:2]
    text = (
        f"{prediction.label} ({console.percent(prediction.probabilities[best])}; "
        f"next {prediction.class_names[second]}, {console.percent(prediction.probabilities[second])})"
    )
    return text + (", not a digit?" if result.is_digit is False else "")


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
