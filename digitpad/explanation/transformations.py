"""What can be done to a drawing to see how the answer changes: moved, turned, scaled, drawn with another pen.

Importing this module imports no numpy: the window asks it for ranges alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing

PAD_SIZE = 500.0
"""Width and height of the pad in canvas units."""

DETAIL = 0.003
"""Share of the longer side that a reduced line may be off by: a twentieth of a pixel of the raster."""

LARGEST_PICTURE = 160
"""Pixels of the longer side a picture is made smaller to before it is changed, so that a change takes 2 ms."""


STEPS = 18
"""Places of a curve on either side of its middle: 10 degrees of a turn from one to the next."""

PLACES = tuple(step / STEPS for step in range(-STEPS, STEPS + 1))
"""All places of a curve, -1.0 to 1.0."""


class Transformation(StrEnum):
    """One way to change a drawing, with an amount of its own."""

    MOVE_X = "move_x"  # to the right, as a share of the pad's side
    MOVE_Y = "move_y"  # down, likewise
    TURN = "turn"  # degrees to the right, about the middle of the drawing
    SCALE = "scale"  # a factor, about the middle of the drawing
    THICKEN = "thicken"  # pixels of the raster that lines are wider

    def amount(self, position: float) -> float:
        """Return the amount at a place of its range, -1.0 to 1.0; 0.0 is the drawing as it is."""
        match self:
            case Transformation.MOVE_X | Transformation.MOVE_Y:
                return 0.36 * position
            case Transformation.TURN:
                return 180.0 * position  # a 6 all the way round is a 9
            case Transformation.SCALE:
                return float(2.0**position)
            case Transformation.THICKEN:
                return 1.8 * position


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much of each transformation a drawing undergoes: as it is, unless said otherwise."""

    move_x: float = 0.0
    move_y: float = 0.0
    turn: float = 0.0
    scale: float = 1.0
    thicken: float = 0.0

    def changed(self, transformation: Transformation, amount: float) -> Amounts:
        """Return the same with another amount of one transformation."""
        return replace(self, **{transformation.value: amount})


AS_IT_IS = Amounts()
"""No change at all."""


def reduced(drawing: Drawing) -> Drawing:
    """Return nearly the same drawing with less in it, so that it can be changed and read many times a second.

    No line moves by more than `DETAIL` of the ink's longer side [Douglas, Peucker, "Algorithms for the reduction of the
    number of points", 1973].
    """
    if not isinstance(drawing, Ink):
        return _reduced_picture(drawing)
    if drawing.bounds is None:
        return drawing
    tolerance = DETAIL * max(drawing.bounds.width, drawing.bounds.height)
    return Ink.of(_reduced_stroke([(x, y) for x, y, _ in stroke], tolerance) for stroke in drawing.strokes)


def transformed(drawing: Drawing, amounts: Amounts) -> Drawing:
    """Return a drawing scaled and turned about its middle, then moved.

    How thick lines are is no property of strokes: see `lens`. What leaves a picture's frame is lost, and what comes in
    is of the colour of its rim.
    """
    if replace(amounts, thicken=0.0) == AS_IT_IS:
        return drawing
    return _transformed_ink(drawing, amounts) if isinstance(drawing, Ink) else _transformed_picture(drawing, amounts)


def _transformed_ink(ink: Ink, amounts: Amounts) -> Ink:
    bounds = ink.bounds
    if bounds is None:
        return ink
    angle = math.radians(amounts.turn)
    cos, sin = amounts.scale * math.cos(angle), amounts.scale * math.sin(angle)
    middle_x, middle_y = (bounds.left + bounds.right) / 2, (bounds.top + bounds.bottom) / 2
    to_x, to_y = middle_x + amounts.move_x * PAD_SIZE, middle_y + amounts.move_y * PAD_SIZE
    return Ink.of(
        [
            (
                to_x + cos * (x - middle_x) - sin * (y - middle_y),
                to_y + sin * (x - middle_x) + cos * (y - middle_y),
            )
            for x, y, _ in stroke
        ]
        for stroke in ink.strokes
    )


def _reduced_stroke(points: list[tuple[float, float]], tolerance: float) -> list[tuple[float, float]]:
    """Return the ends, and of what lies between any two kept points the farthest from their line, if it is far."""
    import numpy as np  # noqa: PLC0415 - on a thread, not at start

    places = np.array(points)
    is_kept = np.zeros(len(points), bool)
    is_kept[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        between = places[first + 1 : last] - places[first]
        along = places[last] - places[first]
        share = np.clip(between @ along / max(float(along @ along), 1e-12), 0.0, 1.0)
        off = between - share[:, np.newaxis] * along
        squares = (off * off).sum(axis=1)
        farthest = int(squares.argmax())
        if squares[farthest] > tolerance * tolerance:
            middle = first + 1 + farthest
            is_kept[middle] = True
            spans += [(first, middle), (middle, last)]
    return [point for point, is_there in zip(points, is_kept.tolist(), strict=True) if is_there]


def _reduced_picture(picture: Picture) -> Picture:
    from PIL import Image  # noqa: PLC0415 - ink needs no pillow

    if max(picture.width, picture.height) <= LARGEST_PICTURE:
        return picture
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    image.thumbnail((LARGEST_PICTURE, LARGEST_PICTURE), Image.Resampling.BOX)
    return Picture(image.width, image.height, image.tobytes(), picture.name)


def _transformed_picture(picture: Picture, amounts: Amounts) -> Picture:
    import numpy as np  # noqa: PLC0415 - on a thread, not at start
    from PIL import Image  # noqa: PLC0415 - ink needs no pillow

    picture = _reduced_picture(picture)
    width, height = picture.width, picture.height
    image = Image.frombytes("RGB", (width, height), picture.rgb)
    pixels = np.asarray(image)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    paper = tuple(np.median(rim, axis=0).astype(int).tolist())
    angle = math.radians(amounts.turn)
    cos, sin = math.cos(angle) / amounts.scale, math.sin(angle) / amounts.scale
    to_x, to_y = (0.5 + amounts.move_x) * width, (0.5 + amounts.move_y) * height
    # Pillow asks where each pixel of the result comes from.
    back = (cos, sin, width / 2 - cos * to_x - sin * to_y, -sin, cos, height / 2 + sin * to_x - cos * to_y)
    moved = image.transform(image.size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=paper)
    return Picture(width, height, moved.tobytes(), picture.name)
