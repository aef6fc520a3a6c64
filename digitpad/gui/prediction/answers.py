"""Requests to the recognition thread and its answers, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.evaluation.intervals import Interval
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint, Measurement
    from digitpad.preprocessing.raster import Step
    from digitpad.recognition.numbers import NumberReading
    from digitpad.recognition.recognizer import Prediction
    from digitpad.recognition.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Request:
    """A drawing to be read by a model; empty ink makes the model ready only."""

    model: str  # name in the library
    drawing: Drawing  # what is on the pad
    edition: int  # counts up whenever the library may hold another model under the same name
    reads_numbers: bool = False  # whether ink may be read as several digits
    # counts up whenever a model is chosen, be it the same again: `model_loaded` follows each choice
    choice: int = 0


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """How the user wants the pad to be read, whichever model reads it."""

    reads_numbers: bool  # whether ink may be read as several digits
    kept_share: float  # the recall of digits, 0.0 to 1.0; 1.0 to call everything a digit
    is_growing: bool = False  # whether the pen is down or was so a moment ago: the newest digit may not be whole yet


@dataclass(frozen=True, slots=True)
class StageImage:
    """The image after one stage of preprocessing, as plain bytes, row by row."""

    step: Step  # which stage
    rows: int  # pixels
    columns: int
    levels: bytes  # 0 paper to 255 full ink, or black to white of a picture; three a pixel in colour
    channels: int = 1  # 1, or 3 for red, green and blue


@dataclass(frozen=True, slots=True)
class Answer:
    """The prediction of a model for a drawing, with everything the window shows of it."""

    request: Request  # what was asked
    prediction: Prediction  # of the whole drawing
    stages: tuple[StageImage, ...]  # of the whole drawing
    number: NumberReading | None = None  # its digits, if the ink was read as two or more
    digit_stages: tuple[tuple[StageImage, ...], ...] = ()  # what each stage made of each of those digits
    seconds: float = 0.0  # how long all of it took


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is ready."""

    name: str  # its name in the library
    checkpoint: Checkpoint  # the model
    # how good it is: each measurement with the 95 % interval of its accuracy
    figures: tuple[tuple[Measurement, Interval], ...]
    # which score a drawing must reach to count as a digit; None for a model of something else
    thresholds: Thresholds | None = None
    can_read_numbers: bool = False  # whether its digits can be put together to numbers
