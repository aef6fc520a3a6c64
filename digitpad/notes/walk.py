"""A walk through a study note: its steps, what a step gives while it runs, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import numpy as np
    from numpy.typing import NDArray

    from digitpad.config.dataset_info import DatasetName
    from digitpad.ink.drawing import Drawing
    from digitpad.ink.labelled_drawing import LabelledDrawing
    from digitpad.notes.workbench import Workbench


class NoteName(StrEnum):
    """The notes, as the command line calls them."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"


class View(StrEnum):
    """A view of the window in which a step can be gone into further; which one, `gui.notes` knows."""

    DATA = "data"  # the data browser, on the step's data set
    TRAINING = "training"  # the training view, filled with the step's recipe
    INSIDE = "inside"  # why the model says so
    SOFTMAX = "softmax"  # the softmax step by step, in the same dock
    STEP = "step"  # one step of training in numbers
    EVALUATION = "evaluation"
    EXPERIMENT = "experiment"  # the ready-made sweep of the step's name
    PYTORCH = "pytorch"  # the step's recipe as a plain PyTorch script


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """A picture to show, with what stands above it."""

    pixels: NDArray[np.uint8]  # shape (rows, columns) in grey, 0 black to 255 white, or (rows, columns, 3) in colour
    title: str
    is_right: bool | None = None  # whether a prediction in the title is right; None if there is none


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a plot: a value after each epoch, from the first one on, or after each step, or at other places."""

    name: str  # for example ``"train loss"``
    values: tuple[float, ...]
    xs: tuple[float, ...] = ()  # where each value stands; empty to count from 1

    @property
    def places(self) -> tuple[float, ...]:
        """Where each value stands."""
        return self.xs or tuple(float(place) for place in range(1, len(self.values) + 1))


@dataclass(frozen=True, slots=True)
class Plot:
    """Curves in one frame."""

    x_name: str  # ``"epoch"`` or ``"step"``
    curves: tuple[Curve, ...]
    # x_range, y_range: the frame's ends where the note fixes them; None to fit
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that came out, beside the one the note states."""

    label: str  # for example ``"accuracy after 2 epochs"``
    obtained: str  # for example ``"90.28 %"``
    note_says: str  # for example ``"92.11 %"``; empty if the note states none
    remark: str = ""  # why they differ, in a sentence; empty if they do not, or nothing is known


@dataclass(frozen=True, slots=True)
class Progress:
    """What a step gives while it runs."""

    lines: tuple[str, ...] = ()  # printed since the last one, as the note prints them
    share: float | None = None  # of the step that is done, 0.0 to 1.0; None if that is not known
    plot: Plot | None = None  # the curves so far, in place of the last ones


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step came to."""

    lines: tuple[str, ...] = ()  # all that was printed, as the note prints it
    images: tuple[Image, ...] = ()
    columns: int = 10  # images in a row
    plot: Plot | None = None
    figures: tuple[Figure, ...] = ()
    for_pad: LabelledDrawing | None = None  # what the window puts on the pad
    values: dict[str, object] = field(default_factory=dict)  # the same for `--json`: numbers, texts, lists of them


@dataclass(frozen=True, slots=True)
class Given:
    """What a step has to work with."""

    bench: Workbench  # keeps what earlier steps trained and read, so that no step must wait for it twice
    drawing: Drawing | None = None  # what lies on the pad; None on the command line and where nothing does


Run: TypeAlias = "Callable[[Given], Generator[Progress, None, Outcome]]"
"""Does a step; closed to cancel it. Raises a `DigitpadError` if it cannot be done."""


def deferred(find: Callable[[], Run]) -> Run:
    """Return what does a step and is found, and with it imported, when it is wanted: lists need no numpy."""

    def run(given: Given) -> Generator[Progress, None, Outcome]:
        return find()(given)

    return run


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a walk."""

    key: str  # unique in its walk, and for ever: what was done is remembered by it
    numbers: tuple[int, ...]  # the note's steps it is of, from 1, as `docs/notes.md` counts them
    title: str
    text: str  # two to four sentences
    code: str = ""  # the formula or the lines of PyTorch it speaks of
    verb: str  # on the button that does it, for example ``"Show a batch"``
    note_says: str = ""  # what the note prints or states there; empty if nothing
    run: Run
    dataset: DatasetName | None = None  # what must be here; None for a step that needs no data
    needs_drawing: bool = False  # whether there is nothing to do where nothing is drawn
    view: View | None = None  # where to go on looking; None for nowhere
    recipe: str | None = None  # of `View.TRAINING` and `View.PYTORCH`
    experiment: str | None = None  # of `View.EXPERIMENT`


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One note, step by step."""

    name: NoteName
    title: str
    about: str  # what one will have seen at its end, in a sentence
    steps: tuple[Step, ...]
