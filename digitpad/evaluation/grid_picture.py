"""A picture of test images, each with its true name above the predicted one.

A right answer has a tick, a wrong one a cross and a frame: no colour is needed to tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from digitpad.errors import require
from digitpad.evaluation.lettering import fonts_for, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from digitpad.evaluation.metrics import Predictions
    from digitpad.evaluation.samples import LabelledSamples

MOST_PICTURES = 1000

_SIDE = 112
"""Pixels of a picture at the most: four times 28, three times 32 and some."""

_COLUMNS = 10
_PADDING, _GAP = 8, 8
_TEXT_PIXELS, _LINE = 17, 24
_MARK = 12
_LONGEST = 320
"""Pixels of a name at the most; what is longer is cut."""

_GROUND, _TEXT, _MUTED = (255, 255, 255), (28, 28, 30), (90, 90, 96)
_LINE_COLOUR, _GOOD, _BAD = (222, 222, 226), (20, 122, 62), (190, 30, 45)


@dataclass(frozen=True, slots=True, eq=False)
class NamedPicture:
    """One image with what it is and what it was taken for."""

    pixels: NDArray[np.uint8]  # shape (rows, columns), 0 black to 255 white, or (rows, columns, 3)
    true: str
    predicted: str

    @property
    def is_right(self) -> bool:
        """Whether it was taken for what it is."""
        return self.true == self.predicted


def named_pictures(
    samples: LabelledSamples,
    answers: Predictions,
    class_names: Sequence[str],
    count: int,
    seed: int | None = None,
) -> tuple[NamedPicture, ...]:
    """Return images of an evaluation with their two names: the first ones, or random ones by a seed.

    Raises
    ------
    ConfigError
        If so many could not be drawn, or there are not so many.
    """
    require(
        1 <= count <= min(MOST_PICTURES, len(answers)),
        "This number of pictures cannot be shown",
        "{count} pictures were asked for, and a grid of these samples can have 1 to {most}.",
        count=count,
        most=min(MOST_PICTURES, len(answers)),
    )
    chosen = np.arange(len(answers)) if seed is None else np.random.default_rng(seed).permutation(len(answers))
    return tuple(
        NamedPicture(
            _levels(samples, int(answers.positions[number])),
            class_names[int(answers.truth[number])],
            class_names[int(answers.predicted[number])],
        )
        for number in chosen[:count].tolist()
    )


def grid_picture(pictures: Sequence[NamedPicture]) -> Image.Image:
    """Return one picture of all of them, ten in a row, or as many as there are."""
    names = {name for each in pictures for name in (each.true, each.predicted)}
    plain, bold = fonts_for(names, _TEXT_PIXELS)
    shown = {name: (shortened(name, plain, _LONGEST), shortened(name, bold, _LONGEST)) for name in names}
    longest = max(max(plain.getlength(first), _MARK + 5 + bold.getlength(second)) for first, second in shown.values())
    width = max(_SIDE, ceil(longest)) + 2 * _PADDING
    height = _SIDE + 2 * _LINE + 3 * _PADDING
    columns = min(len(pictures), _COLUMNS)
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP), _GROUND)
    pen = ImageDraw.Draw(sheet)
    for place, each in enumerate(pictures):
        row, column = divmod(place, columns)
        left, top = _GAP + column * (width + _GAP), _GAP + row * (height + _GAP)
        box = (left, top, left + width - 1, top + height - 1)
        pen.rounded_rectangle(box, 6, outline=_LINE_COLOUR if each.is_right else _BAD, width=1 if each.is_right else 3)
        text = left + _PADDING
        first = top + _PADDING + _LINE // 2
        pen.text((text, first), shown[each.true][0], _MUTED, plain, anchor="lm")
        _draw_mark(pen, text, first + _LINE, is_right=each.is_right)
        pen.text((text + _MARK + 5, first + _LINE), shown[each.predicted][1], _TEXT, bold, anchor="lm")
        image = _enlarged(each.pixels)
        middle = left + width // 2, top + 2 * _PADDING + 2 * _LINE + _SIDE // 2
        sheet.paste(image, (middle[0] - image.width // 2, middle[1] - image.height // 2))
    return sheet


def _levels(samples: LabelledSamples, position: int) -> NDArray[np.uint8]:
    """Return what the model was given of a sample, before normalising."""
    pixels = samples.pixels[position]
    if pixels is None:
        msg = "this sample could not be read"
        raise ValueError(msg)
    levels = pixels if pixels.dtype == np.uint8 else np.round(pixels * np.float32(255))
    return levels.astype(np.uint8)


def _enlarged(pixels: NDArray[np.uint8]) -> Image.Image:
    """Return an image enlarged without smoothing, or made smaller if it is too large."""
    image = Image.fromarray(pixels).convert("RGB")
    scale = max(_SIDE // max(image.size), 1)
    if scale * max(image.size) > _SIDE:
        image.thumbnail((_SIDE, _SIDE))
        return image
    return image.resize((scale * image.width, scale * image.height), Image.Resampling.NEAREST)


def _draw_mark(pen: ImageDraw.ImageDraw, left: int, middle: int, *, is_right: bool) -> None:
    """Draw a tick or a cross."""
    reach = _MARK // 2
    if is_right:
        points = [(left, middle), (left + reach - 1, middle + reach - 1), (left + _MARK, middle - reach)]
        pen.line(points, fill=_GOOD, width=3, joint="curve")
        return
    for side in (-1, 1):
        ends = (left + 1, middle - side * (reach - 1)), (left + _MARK - 1, middle + side * (reach - 1))
        pen.line(ends, fill=_BAD, width=3)
