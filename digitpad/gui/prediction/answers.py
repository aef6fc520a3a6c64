"""What the pad asks of the recognition thread, and what it is answered: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError
    from digitpad.evaluation.metrics import Interval
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint, Measurement
    from digitpad.preprocessing.raster import Step
    from digitpad.recognition.numbers import NumberReading
    from digitpad.recognition.recognizer import Prediction
    from digitpad.recognition.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Request:
    """What shall be read: a drawing, empty ink to make the model ready only, by the model of that name.

    Parameters
    ----------
    model
        Name in the library.
    drawing
        What is on the pad.
    edition
        Counts up whenever the library may hold another model under the same name.
    reads_numbers
        Whether ink may be read as several digits.
    choice
        Counts up whenever a model is chosen, be it the same again: each choice is told when its model is ready.
    """

    model: str
    drawing: Drawing
    edition: int
    reads_numbers: bool = False
    choice: int = 0


@dataclass(frozen=True, slots=True)
class StageImage:
    """What one stage between drawing and model made, as plain bytes, row by row.

    Parameters
    ----------
    step
        Which stage.
    rows, columns
        Its size in pixels.
    levels
        0 paper to 255 full ink, or black to white of a picture; three a pixel in colour.
    channels
        1, or 3 for red, green and blue.
    """

    step: Step
    rows: int
    columns: int
    levels: bytes
    channels: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says of a drawing, with everything the window shows of it.

    Parameters
    ----------
    request
        What was asked.
    prediction, stages
        What it says of the whole, and what each stage made of it.
    number
        What it says digit by digit, if the ink was read as two or more.
    digit_stages
        What each stage made of each of those digits.
    seconds
        How long all of it took.
    """

    request: Request
    prediction: Prediction
    stages: tuple[StageImage, ...]
    number: NumberReading | None = None
    digit_stages: tuple[tuple[StageImage, ...], ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is ready.

    Parameters
    ----------
    name
        Its name in the library.
    checkpoint
        The model.
    figures
        How good it is: each measurement with the 95 % interval of its accuracy.
    thresholds
        Which score a drawing must reach to count as a digit; None for a model of something else.
    can_read_numbers
        Whether its digits can be put together to numbers.
    """

    name: str
    checkpoint: Checkpoint
    figures: tuple[tuple[Measurement, Interval], ...]
    thresholds: Thresholds | None = None
    can_read_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that has no answer, and why."""

    request: Request
    error: DigitpadError
