"""Requests to the recognition thread and its answers, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.evaluation.intervals import Interval
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint, Measurement
    from digitpad.preprocessing.raster import Floats, Raster, Step
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
    hides_answer: bool = False  # whether no answer may be seen before a guess


@dataclass(frozen=True, slots=True)
class StageImage:
    """The image after one stage of preprocessing, as plain bytes, row by row."""

    step: Step  # which stage
    rows: int  # pixels
    columns: int
    levels: bytes  # 0 paper to 255 full ink, or black to white of a picture; three a pixel in colour
    channels: int = 1  # 1, or 3 for red, green and blue


def stage_images(raster: Raster) -> tuple[StageImage, ...]:
    """Return what each stage made; asked for only where it is shown, for a number has many that are not."""
    return tuple(_stage_image(step, pixels) for step, pixels in raster.steps)


def input_image(raster: Raster) -> StageImage:
    """Return what the last stage made, which the model is given."""
    return _stage_image(*raster.steps[-1])


def _stage_image(step: Step, pixels: Floats) -> StageImage:
    levels = (pixels * 255.0 + 0.5).astype("uint8").tobytes()
    return StageImage(step, pixels.shape[0], pixels.shape[1], levels, 3 if pixels.ndim == 3 else 1)


@dataclass(frozen=True, slots=True)
class Answer:
    """The prediction of a model for a drawing, with everything the window shows of it."""

    request: Request  # what was asked
    prediction: Prediction  # of the whole drawing
    number: NumberReading | None = None  # its digits, if the ink was read as two or more
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
