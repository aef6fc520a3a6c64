"""Shapes: figures people draw, from a triangle to a house.

Left out is what is a digit, or as good as one: circles, ellipses and polygons as round as those (0), single upright
lines (1), a circle struck through (a slashed 0), two triangles tip to tip (8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.ink.synthetic.nondigits.pen import drawn
from digitpad.ink.synthetic.strokes import arc, curve, line, turned

if TYPE_CHECKING:
    from digitpad.ink.ink import Ink
    from digitpad.ink.synthetic.strokes import Floats


def shape(generator: np.random.Generator) -> Ink:
    """Return a shape of one of many kinds."""
    kind = _KINDS[int(generator.integers(len(_KINDS)))]
    return drawn(kind(generator), generator)


def _polygon(generator: np.random.Generator) -> list[Floats]:
    """A triangle to a hexagon in any position, even or uneven."""
    corners = int(generator.choice([3, 3, 3, 4, 4, 4, 5, 6]))
    unevenness = generator.uniform(0.0, 0.12 if corners > 4 else 0.3)
    angle = (np.arange(corners) + generator.uniform(-unevenness, unevenness, corners)) / corners * 2 * np.pi
    radius = 1.0 + generator.uniform(-unevenness, unevenness, corners)
    upright = {3: -0.25, 4: 0.125, 5: -0.25, 6: 0.0}[corners] * 2 * np.pi
    angle += upright if generator.random() < 0.6 else generator.uniform(0.0, 2 * np.pi)
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, np.newaxis]
    return _outline(points * (np.exp(generator.uniform(-0.4, 0.4)), 1.0), generator)


def _outline(points: Floats, generator: np.random.Generator) -> list[Floats]:
    """Draw a closed outline in one go, or side by side."""
    closed = np.concatenate([points, points[:1]])
    if generator.random() < 0.75:
        return [closed]
    at = int(generator.integers(1, len(points)))
    return [closed[: at + 1], closed[at:]]


def _box(generator: np.random.Generator) -> list[Floats]:
    """A square or a rectangle, at times with something in it: a cross, a line, another one."""
    width = generator.uniform(0.6, 2.2)
    points = np.array([(0.0, 0.0), (width, 0.0), (width, 1.0), (0.0, 1.0)])
    strokes = _outline(np.roll(points, int(generator.integers(4)), axis=0), generator)
    extra = generator.random()
    if extra < 0.1:
        strokes += [line((0.0, 0.0), (width, 1.0)), line((0.0, 1.0), (width, 0.0))]
    elif extra < 0.2:
        strokes += [line((0.0, 0.0), (width / 2, 0.55), (width, 0.0))]
    elif extra < 0.3:
        strokes += [line((width / 2, 0.0), (width / 2, 1.0)), line((0.0, 0.5), (width, 0.5))]
    elif extra < 0.4:
        strokes += [points * 0.5 + (width / 4, 0.25)]
    return strokes


def _star(generator: np.random.Generator) -> list[Floats]:
    """Five tips in one line, or an outline of four to eight tips, or rays."""
    kind = generator.random()
    if kind < 0.4:
        angle = (np.arange(6) * 2 % 5) / 5 * 2 * np.pi - np.pi / 2
        return [np.stack([np.cos(angle), np.sin(angle)], axis=1)]
    tips = int(generator.integers(4, 9))
    if kind < 0.75:
        angle = np.arange(2 * tips) / (2 * tips) * 2 * np.pi - np.pi / 2
        radius = np.where(np.arange(2 * tips) % 2 == 0, 1.0, generator.uniform(0.3, 0.6))
        return _outline(np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=1), generator)
    inner = generator.uniform(0.0, 0.4)
    angles = (np.arange(tips) + generator.random()) / tips * 2 * np.pi
    return [line((inner * np.cos(a), inner * np.sin(a)), (np.cos(a), np.sin(a))) for a in angles]


def _heart(generator: np.random.Generator) -> list[Floats]:
    depth = generator.uniform(0.1, 0.4)
    left = curve([(0.0, depth), (-0.25, 0.0), (-0.55, 0.05), (-0.6, 0.4), (-0.3, 0.75), (0.0, 1.1)])
    right = left[::-1] * (-1.0, 1.0)
    return [np.concatenate([left, right])] if generator.random() < 0.7 else [left, right]


def _arrow(generator: np.random.Generator) -> list[Floats]:
    """A shaft with a head at one end or both, in any direction."""
    head, length = generator.uniform(0.2, 0.5), 1.0
    strokes = [line((0.0, 0.0), (length, 0.0)), line((length - head, -head), (length, 0.0), (length - head, head))]
    if generator.random() < 0.2:
        strokes.append(line((head, -head), (0.0, 0.0), (head, head)))
    if generator.random() < 0.2:
        strokes[1] = np.concatenate([strokes[1], strokes[1][:1]])
    return turned(strokes, generator.choice([0.0, 0.25, 0.5, 0.75]) + generator.uniform(-0.1, 0.1))


def _cross(generator: np.random.Generator) -> list[Floats]:
    """A plus, a saltire, a Latin cross, or the outline of a plus."""
    at = generator.uniform(0.25, 0.6)
    if generator.random() < 0.2:
        arm = generator.uniform(0.12, 0.2)
        quarter = [(-arm, -0.5), (arm, -0.5), (arm, -arm)]
        return _outline(
            np.concatenate(
                turned([np.array(quarter)], 0.0) + [turned([np.array(quarter)], -turn)[0] for turn in (0.25, 0.5, 0.75)]
            ),
            generator,
        )
    strokes = [line((0.5, 0.0), (0.5, 1.0)), line((generator.uniform(0.0, 0.2), at), (generator.uniform(0.8, 1.0), at))]
    return turned(strokes, generator.choice([0.0, 0.125]))


def _house(generator: np.random.Generator) -> list[Floats]:
    eaves = generator.uniform(0.3, 0.5)
    strokes = [
        line((0.0, eaves), (0.0, 1.0), (1.0, 1.0), (1.0, eaves)),
        line((-0.05, eaves), (0.5, 0.0), (1.05, eaves)),
    ]
    if generator.random() < 0.5:
        strokes.append(line((0.0, eaves), (1.0, eaves)))
    if generator.random() < 0.5:
        strokes.append(line((0.4, 1.0), (0.4, 0.65), (0.6, 0.65), (0.6, 1.0)))
    return strokes


def _face(generator: np.random.Generator) -> list[Floats]:
    """A round head with eyes and a mouth, glad or sad."""
    mouth = (
        arc((0.0, 0.1), (0.5, 0.45), 0.07, 0.43)
        if generator.random() < 0.7
        else arc((0.0, 0.7), (0.4, 0.3), 0.57, 0.93)
    )
    eye = generator.uniform(0.02, 0.12)
    eyes = [arc((x, -0.3), (eye, eye * 1.3), 0.0, 1.0) for x in (-0.35, 0.35)]
    return [arc((0.0, 0.0), (1.0, 1.0), -0.25, 0.78), *eyes, mouth]


def _wave(generator: np.random.Generator) -> list[Floats]:
    """A wave of two periods or more, lying; one line or two."""
    periods = generator.uniform(1.6, 4.0)
    along = np.linspace(0.0, periods, int(periods * 14))
    height = generator.uniform(0.15, 0.6)
    points = np.stack([along, height * np.sin(along * 2 * np.pi + generator.uniform(0.0, 6.0))], axis=1)
    return [points] if generator.random() < 0.7 else [points, np.add(points, (0.0, generator.uniform(0.4, 1.0)))]


def _stairs(generator: np.random.Generator) -> list[Floats]:
    """Steps, or battlements."""
    count, up = int(generator.integers(2, 6)), generator.choice([-1.0, 1.0])
    points = [(0.0, 0.0)]
    is_stair = generator.random() < 0.6
    for step in range(count):
        x, y = points[-1]
        rise = up if is_stair or step % 2 == 0 else -up
        points += [(x + 1.0, y), (x + 1.0, y + rise)]
    return [np.array([*points, (points[-1][0] + 1.0, points[-1][1])])]


def _rings(generator: np.random.Generator) -> list[Floats]:
    """Circles in one another or in a row, or a circle with a cross in it or with rays."""
    kind = generator.random()
    ring = arc((0.0, 0.0), (1.0, 1.0), 0.0, 1.0)
    if kind < 0.25:
        return [ring, ring * generator.uniform(0.3, 0.65)]
    if kind < 0.45:
        count = int(generator.integers(2, 4))
        return [np.add(ring, (k * generator.uniform(1.3, 2.3), generator.uniform(-0.3, 0.3))) for k in range(count)]
    if kind < 0.7:
        across = [line((-1.0, 0.0), (1.0, 0.0)), line((0.0, -1.0), (0.0, 1.0))]
        return [ring, *turned(across, generator.uniform(0.0, 0.25))]
    rays = int(generator.integers(5, 10))
    return [ring * 0.5, *(turned([line((0.65, 0.0), (1.0, 0.0))], k / rays)[0] for k in range(rays))]


def _dash(generator: np.random.Generator) -> list[Floats]:
    """A lying line, two or three of them, or a lying bow."""
    slope = generator.uniform(-0.3, 0.3)
    if generator.random() < 0.3:
        return [
            arc(
                (0.0, 0.0),
                (1.0, generator.uniform(0.15, 0.6)),
                *((0.5, 1.0) if generator.random() < 0.5 else (0.5, 0.0)),
            )
        ]
    count = int(generator.integers(1, 4))
    return [line((0.0, 0.4 * k), (1.0, slope + 0.4 * k)) for k in range(count)]


def _corner(generator: np.random.Generator) -> list[Floats]:
    """A V or a tick; an angle open downward or to a side, its legs alike, as a 1's hook is not."""
    wide, is_tick = generator.uniform(0.35, 0.7), generator.random() < 0.5
    strokes = [line((-wide, -generator.uniform(0.3, 1.0) if is_tick else -1.0), (0.0, 0.0), (wide, -1.0))]
    return turned(strokes, (0.0 if is_tick else generator.choice([0.5, 0.25, 0.75])) + generator.uniform(-0.04, 0.04))


def _plant(generator: np.random.Generator) -> list[Floats]:
    """A tree or a flower."""
    trunk = line((0.0, 0.0), (0.0, generator.uniform(0.6, 1.4)))
    if generator.random() < 0.35:
        return [line((-0.6, 0.0), (0.0, -1.2), (0.6, 0.0), (-0.6, 0.0)), trunk]
    if generator.random() < 0.5:
        petals = int(generator.integers(4, 8))
        bloom = [turned([arc((0.55, 0.0), (0.3, 0.2), 0.0, 1.0)], k / petals)[0] for k in range(petals)]
        return [*bloom, np.add(trunk, (0.0, 0.8))]
    twigs = [line((0.0, y), (x, y - 0.35)) for y, x in ((0.2, 0.5), (0.35, -0.5), (0.6, 0.45), (0.7, -0.4))]
    return [trunk - (0.0, 0.3), *twigs[: int(generator.integers(2, 5))]]


def _figure(generator: np.random.Generator) -> list[Floats]:
    """A stick figure."""
    arms = generator.uniform(-0.3, 0.3)
    return [
        arc((0.0, -1.0), (0.25, 0.3), 0.0, 1.0),
        line((0.0, -0.7), (0.0, 0.2)),
        line((-0.5, -0.4 + arms), (0.0, -0.45), (0.5, -0.4 + arms)),
        line((-0.4, 1.0), (0.0, 0.2), (0.4, 1.0)),
    ]


def _thing(generator: np.random.Generator) -> list[Floats]:
    """A flag, a fish, a cloud, a moon, an umbrella, a cup, a cube or a ladder."""
    things: tuple[list[Floats], ...] = (
        [line((0.0, 1.2), (0.0, 0.0)), line((0.0, 0.0), (0.8, 0.05), (0.8, 0.5), (0.0, 0.5))],
        [np.concatenate([arc((0.0, 0.0), (0.8, 0.4), 0.06, 0.94), line((1.3, 0.4), (1.3, -0.4), (0.75, 0.15))])],
        [
            np.concatenate(
                [
                    arc((x, y), (0.4, 0.35), a, b)
                    for x, y, a, b in ((-0.5, 0.1, 0.3, 0.8), (0.0, -0.2, 0.55, 0.95), (0.5, 0.1, 0.7, 1.2))
                ]
                + [line((-0.5, 0.45))]
            )
        ],
        [np.concatenate([arc((0.0, 0.0), (1.0, 1.0), 0.15, 0.85), arc((0.5, 0.0), (0.65, 0.8), 0.75, 0.25)])],
        [
            arc((0.0, 0.0), (1.0, 0.9), 0.5, 1.0),
            line((-1.0, 0.0), (1.0, 0.0)),
            line((0.0, 0.0), (0.0, 1.0), (-0.3, 1.1)),
        ],
        [
            line((-0.6, -0.5), (-0.45, 0.6), (0.45, 0.6), (0.6, -0.5), (-0.6, -0.5)),
            arc((0.6, 0.0), (0.35, 0.3), -0.22, 0.24),
        ],
        [
            line(
                (0.0, 0.3),
                (0.7, 0.3),
                (0.7, 1.0),
                (0.0, 1.0),
                (0.0, 0.3),
                (0.3, 0.0),
                (1.0, 0.0),
                (1.0, 0.7),
                (0.7, 1.0),
            ),
            line((0.7, 0.3), (1.0, 0.0)),
        ],
        [
            line((0.0, 0.0), (0.0, 1.5)),
            line((0.6, 0.0), (0.6, 1.5)),
            *(line((0.0, y), (0.6, y)) for y in (0.3, 0.7, 1.1)),
        ],
    )
    return things[int(generator.integers(len(things)))]


_KINDS = (
    _polygon,
    _polygon,
    _polygon,
    _box,
    _box,
    _star,
    _star,
    _heart,
    _arrow,
    _arrow,
    _cross,
    _house,
    _face,
    _wave,
    _stairs,
    _rings,
    _dash,
    _corner,
    _plant,
    _figure,
    _thing,
    _thing,
)
"""The kinds; what is closest to digits comes more than once."""
