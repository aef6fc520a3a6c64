"""How fast drawing is: from a point appended to probabilities, and from a mouse event to the panel."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from itertools import count, islice
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from digitpad.benchmarks.window import ask
from digitpad.ink.ink import Ink, Point
from digitpad.library.library import Library
from digitpad.paths import user_folder
from digitpad.recognition.recognizer import Recognizer

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW_POINTS, MANY_POINTS = 60, 6000
"""Points of a digit, and of a pad scribbled full: `growth` is what a move costs at the one over the other."""

ROUNDS = 25
"""Digits drawn of `FEW_POINTS` each, by either model in turn: 1,500 moves a model."""

WINDOW_MOVES = 600
"""Moves of the mouse in the window."""


@dataclass(frozen=True, slots=True)
class DrawingFigures:
    """Times of drawing, in milliseconds."""

    # softmax_p50_ms, mlp_p50_ms: median from a point appended to probabilities, on one thread, with each bundled model
    softmax_p50_ms: float
    mlp_p50_ms: float
    growth: float  # time of a move at 6,000 points over that at 60
    # window_p50_ms, window_p99_ms: median and 99th percentile from a mouse event to the panel, through the worker
    window_p50_ms: float
    window_p99_ms: float
    # inside_p50_ms, inside_p99_ms: the same with the view inside open, to the evidence shown
    inside_p50_ms: float
    inside_p99_ms: float
    # late_p50_ms, late_p99_ms, late_max_ms: how late the window's events are while random ink is painted and drawn on
    late_p50_ms: float
    late_p99_ms: float
    late_max_ms: float


def measure_drawing() -> DrawingFigures:
    """Draw with a simulated pen and measure; takes about 20 s."""
    softmax, mlp = _recognizer("softmax"), _recognizer("mlp")
    softmax_seconds, mlp_seconds = _interleaved_moves(softmax, mlp)
    growth = _growth(_recognizer("mlp"), _recognizer("mlp"))
    measured = _window_moves()
    closed, inside = sorted(measured["closed"]), sorted(measured["inside"])
    return DrawingFigures(
        softmax_p50_ms=1000 * median(softmax_seconds),
        mlp_p50_ms=1000 * median(mlp_seconds),
        growth=growth,
        window_p50_ms=1000 * median(closed),
        window_p99_ms=1000 * _percentile_99(closed),
        inside_p50_ms=1000 * median(inside),
        inside_p99_ms=1000 * _percentile_99(inside),
        late_p50_ms=measured["late_p50"],
        late_p99_ms=measured["late_p99"],
        late_max_ms=measured["late_max"],
    )


def pen_path() -> Iterator[Point]:
    """Yield the points of a pen that loops in a box of 300 x 360 for ever, 60 of them about once around."""
    for step in count():
        angle = 0.1 * step
        yield Point(250 + 150 * math.sin(3 * angle), 250 + 180 * math.sin(2.01 * angle + 0.5))


def _recognizer(name: str) -> Recognizer:
    return Recognizer(Library(user_folder()).load(name))


def _interleaved_moves(softmax: Recognizer, mlp: Recognizer) -> tuple[list[float], list[float]]:
    """Draw digits point by point, each read by both models in turn; return the seconds of each move."""
    seconds: tuple[list[float], list[float]] = ([], [])
    path = pen_path()
    for _ in range(ROUNDS):
        inks = [Ink().pen_down(next(path))] * 2
        for point in islice(path, FEW_POINTS):
            for which, recognizer in enumerate((softmax, mlp)):
                inks[which], taken = _timed_move(recognizer, inks[which], point)
                seconds[which].append(taken)
    return seconds


def _growth(few: Recognizer, many: Recognizer) -> float:
    """Return the median cost of a move at `MANY_POINTS` over that at `FEW_POINTS`, measured in turn."""
    path = pen_path()
    full = Ink().pen_down(next(path))
    for point in islice(path, MANY_POINTS):
        full = full.pen_moved(point)
    many.predict(full)
    few_seconds, many_seconds = [], []
    for _ in range(ROUNDS):
        short = Ink().pen_down(next(path))
        for point in islice(path, FEW_POINTS // 2):
            short = short.pen_moved(point)
        few.predict(short)
        for point in islice(path, FEW_POINTS):
            short, taken = _timed_move(few, short, point)
            few_seconds.append(taken)
            full, taken = _timed_move(many, full, point)
            many_seconds.append(taken)
    return median(many_seconds) / median(few_seconds)


def _percentile_99(rising: list[float]) -> float:
    return rising[math.ceil(0.99 * len(rising)) - 1]


def _window_moves() -> dict[str, Any]:
    """Draw in the window; return what `print_moves` prints."""
    path = [(point.x, point.y) for point in islice(pen_path(), WINDOW_MOVES)]
    code = "import json, sys; from digitpad.gui.timing import print_moves; print_moves(json.loads(sys.argv[1]))"
    measured: dict[str, Any] = ask(code, json.dumps(path))
    return measured


def _timed_move(recognizer: Recognizer, ink: Ink, point: Point) -> tuple[Ink, float]:
    started = perf_counter()
    ink = ink.pen_moved(point)
    recognizer.predict(ink)
    return ink, perf_counter() - started
