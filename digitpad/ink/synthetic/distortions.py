"""Distortions of digits, as people draw them: small, in a corner, turned, shaky, crossed, with a thick pen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from digitpad.ink.drawing import Picture
from digitpad.ink.synthetic.strokes import bounds_of, ink_of, resampled

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.ink.drawing import Drawing
    from digitpad.ink.ink import Ink
    from digitpad.ink.synthetic.strokes import Strokes

    InkChange: TypeAlias = Callable[[Strokes, np.random.Generator], "Drawing | None"]
    PictureChange: TypeAlias = Callable[[Image.Image], Picture]

PAD = 500
"""Units along a side of the pad that ink is put on; points fall on whole ones, as those of a mouse do."""

PAGE = 240
"""Pixels along a side of the page that ink is painted on."""

_SHAKE, _SHAKE_WAVES = 0.012, (5.0, 9.0)
"""Standard deviation of each point's shake, and waves of a line's tremble along the height, for a digit that is 1 high.
The tremble is twice the shake."""

_FEW_POINTS = 10
"""Points a stroke has when a pen runs ahead of a slow tablet."""


@dataclass(frozen=True, slots=True)
class InkDistortion:
    """A distortion of ink."""

    name: str
    change: InkChange  # of strokes whose longer side is 1 and whose middle is 0; gives None where it cannot be done
    digit: int | None = None  # the only digit it is done to; None for all


@dataclass(frozen=True, slots=True)
class PictureDistortion:
    """A distortion of a picture of a digit, light on dark, 28 x 28."""

    name: str
    change: PictureChange


def _on_pad(size: float, middle: tuple[float, float]) -> InkChange:
    """Put ink on the pad, its longer side and its middle given as shares of the pad's side."""

    def change(strokes: Strokes, _: np.random.Generator) -> Ink:
        return ink_of(tuple(np.round((stroke * size + middle) * PAD) for stroke in strokes))

    return change


def _turned(degrees: float) -> InkChange:
    angle = np.radians(degrees)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return lambda strokes, _: ink_of(tuple(stroke @ matrix.T for stroke in strokes))


def _slanted(degrees: float) -> InkChange:
    matrix = np.array([[1.0, -np.tan(np.radians(degrees))], [0.0, 1.0]])  # y grows down
    return lambda strokes, _: ink_of(tuple(stroke @ matrix.T for stroke in strokes))


def _shaky(strokes: Strokes, generator: np.random.Generator) -> Ink:
    waves, phase = generator.uniform(*_SHAKE_WAVES, 2), generator.uniform(0.0, 2 * np.pi, 2)
    return ink_of(
        tuple(
            stroke
            + generator.normal(scale=_SHAKE, size=stroke.shape)
            + 2 * _SHAKE * np.sin(2 * np.pi * stroke[:, ::-1] * waves + phase)
            for stroke in strokes
        )
    )


def _with_few_points(strokes: Strokes, _: np.random.Generator) -> Ink:
    return ink_of(tuple(resampled(stroke, _FEW_POINTS) for stroke in strokes))


def _backwards(strokes: Strokes, _: np.random.Generator) -> Ink:
    return ink_of(tuple(stroke[::-1] for stroke in reversed(strokes)))


def painted(pen: float) -> InkChange:
    """Paint ink on a page, dark on light, with a pen this wide for a digit that is 1 high, and read the picture."""

    def change(strokes: Strokes, _: np.random.Generator) -> Picture:
        scale = 2 * 0.6 * PAGE  # painted twice as large, for soft edges
        page = Image.new("L", (2 * PAGE, 2 * PAGE), 255)
        brush = ImageDraw.Draw(page)
        half = pen * scale / 2
        for stroke in strokes:
            points = [(x, y) for x, y in (stroke * scale + PAGE).tolist()]
            if len(points) > 1:
                brush.line(points, fill=0, width=round(2 * half))
            for x, y in points:
                brush.ellipse((x - half, y - half, x + half, y + half), fill=0)
        return _as_picture(page.reduce(2))

    return change


def _as_picture(page: Image.Image) -> Picture:
    return Picture(page.width, page.height, page.convert("RGB").tobytes())


def _crossed(strokes: Strokes, generator: np.random.Generator) -> Ink | None:
    """Put a bar through the stem of a 7 written in one stroke."""
    if len(strokes) != 1:
        return None
    low, high = bounds_of(strokes)
    y = low[1] + generator.uniform(0.42, 0.6) * (high[1] - low[1])
    points = strokes[0]
    x = points[np.abs(points[:, 1] - y).argmin(), 0]
    half, tilt = generator.uniform(0.13, 0.24), generator.uniform(-0.04, 0.04)
    return ink_of((*strokes, np.linspace((x - half, y + tilt), (x + half, y - tilt), 8)))


def _hooked_with_foot(strokes: Strokes, generator: np.random.Generator) -> Ink:
    """Give a 1 a hook at its top and a foot."""
    points = np.concatenate(strokes)
    top, bottom = points[points[:, 1].argmin()], points[points[:, 1].argmax()]
    hook = top + np.array([-generator.uniform(0.15, 0.32), generator.uniform(0.14, 0.32)])
    left, right = generator.uniform(0.15, 0.32, 2)
    foot = np.linspace(bottom - np.array([left, 0.0]), bottom + np.array([right, generator.uniform(-0.03, 0.03)]), 8)
    return ink_of((np.linspace(hook, top, 8), *strokes, foot))


def _slashed(strokes: Strokes, generator: np.random.Generator) -> Ink:
    """Put a slash through a 0, from the upper right to the lower left, within it or a little beyond."""
    low, high = bounds_of(strokes)
    reach = (high - low) / 2 * generator.uniform(0.65, 1.15) * (1.0, -1.0)
    middle = (low + high) / 2
    return ink_of((*strokes, np.linspace(middle + reach, middle - reach, 8)))


def _turn_name(degrees: int) -> str:
    return f"turned {abs(degrees)}° {'left' if degrees < 0 else 'right'}"


_ANGLES = (-5, 5, -10, 10, -15, 15)

INK_DISTORTIONS = (
    InkDistortion("tiny: 5 % of the pad", _on_pad(0.05, (0.4, 0.6))),
    InkDistortion("huge: the whole pad", _on_pad(1.0, (0.5, 0.5))),
    InkDistortion("in a corner", _on_pad(0.25, (0.85, 0.13))),
    *(InkDistortion(_turn_name(angle), _turned(angle)) for angle in _ANGLES),
    InkDistortion("slanted 20° right", _slanted(20.0)),
    InkDistortion("slanted 20° left", _slanted(-20.0)),
    InkDistortion("shaky lines", _shaky),
    InkDistortion(f"few points: {_FEW_POINTS} a stroke", _with_few_points),
    InkDistortion("strokes in other order and direction", _backwards),
    InkDistortion("painted with a usual pen", painted(0.12)),
    InkDistortion("painted with a thin pen", painted(0.03)),
    InkDistortion("painted with a thick pen", painted(0.24)),
    InkDistortion("7 crossed", _crossed, 7),
    InkDistortion("1 hooked, with a foot", _hooked_with_foot, 1),
    InkDistortion("0 slashed", _slashed, 0),
)
"""Distortions of ink. Painted ink is read as a picture: the pen's width on the pad makes no difference."""


def _placed(side: int, corner: tuple[float, float], page: int, *, is_inverted: bool = True) -> PictureChange:
    """Put a picture on a page: its 28 pixels scaled to `side`, its corner at shares of the room there is."""

    def change(image: Image.Image) -> Picture:
        scaled = image if side == image.width else image.resize((side, side), Image.Resampling.BICUBIC)
        paper = Image.new("L", (page, page))
        across, down = corner
        paper.paste(scaled, (round(across * (page - side)), round(down * (page - side))))
        return _as_picture(ImageOps.invert(paper) if is_inverted else paper)

    return change


def _tilted(degrees: float) -> PictureChange:
    def change(image: Image.Image) -> Picture:
        large = image.resize((140, 140), Image.Resampling.BICUBIC)
        paper = Image.new("L", (300, 300))
        paper.paste(large, (80, 80))
        return _as_picture(ImageOps.invert(paper.rotate(-degrees, Image.Resampling.BICUBIC)))

    return change


PICTURE_DISTORTIONS = (
    PictureDistortion("inverted: dark on light", lambda image: _as_picture(ImageOps.invert(image))),
    PictureDistortion("tiny: 5 % of the page", _placed(28, (0.4, 0.6), 560)),
    PictureDistortion("huge: the whole page", _placed(500, (0.5, 0.5), 500)),
    PictureDistortion("in a corner", _placed(84, (0.95, 0.05), 300)),
    PictureDistortion("in a corner, light on dark", _placed(84, (0.05, 0.95), 300, is_inverted=False)),
    *(PictureDistortion(_turn_name(angle), _tilted(angle)) for angle in _ANGLES),
)
"""Distortions of pictures, such as MNIST's test images; dark on light if not stated."""
