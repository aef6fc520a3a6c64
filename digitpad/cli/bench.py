"""``digitpad bench``: what digitpad measures of itself."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.options import JsonOption, ModelOption

if TYPE_CHECKING:
    from digitpad.recognition.digit_detector import DigitDetector

app = typer.Typer(
    name="bench",
    help="Measure how fast digitpad is here, how much teaching helps, how numbers are read, what is no digit.",
    no_args_is_help=True,
)

InkOption = Annotated[Path, typer.Option("--ink", metavar="FILE", help="An ink file with labels and writers.")]
WritersOption = Annotated[
    str, typer.Option("--writers", metavar="NAMES", help="Whose digits, for example A25,A26; all if left out.")
]
DetectorOption = Annotated[
    Path | None, typer.Option("--gate", metavar="FILE", help="Another gate than the one that ships.")
]

_MOST_NUMBERS = 100_000
"""Most numbers of each kind that are composed, which takes an hour."""


def _names(writers: str) -> list[str]:
    return [name.strip() for name in writers.split(",") if name.strip()]


def _detector(path: Path | None) -> DigitDetector:
    from digitpad.recognition import digit_detector

    return digit_detector.DigitDetector.bundled() if path is None else digit_detector.load(path)


@app.command()
def train(*, json: JsonOption = False) -> None:
    """Time training against the tutorial loop: CPU seconds of an epoch, that over this."""
    from digitpad.benchmarks.training import measure_training

    with console.status("Training both ways in turn, about 40 s"):
        figures = measure_training()
    if json:
        console.say_json({name: {"ratio": ratio.ratio} for name, ratio in figures.items()})
        return
    for name, ratio in figures.items():
        console.say(f"{name}: {ratio.ratio:.1f} times less CPU time an epoch than the tutorial loop")


@app.command()
def draw(*, json: JsonOption = False) -> None:
    """Time drawing: from a point to probabilities, and from a mouse event to the panel."""
    from digitpad.benchmarks.drawing import measure_drawing

    with console.status("Drawing, about 20 s"):
        figures = measure_drawing()
    if json:
        console.say_json(asdict(figures))
        return
    console.say(f"softmax: {figures.softmax_p50_ms:.3f} ms from a point to probabilities (median)")
    console.say(f"mlp: {figures.mlp_p50_ms:.3f} ms from a point to probabilities (median)")
    console.say(f"a move at 6,000 points costs {figures.growth:.2f} times one at 60")
    console.say(
        f"window: {figures.window_p50_ms:.2f} ms from mouse event to panel (median), "
        f"{figures.window_p99_ms:.2f} ms (99th percentile)"
    )
    console.say(
        f"with the view inside open: {figures.inside_p50_ms:.2f} ms to its evidence (median), "
        f"{figures.inside_p99_ms:.2f} ms (99th percentile)\n"
        f"the window's events, on random ink: {figures.late_p50_ms:.1f} ms late (median), "
        f"{figures.late_p99_ms:.1f} ms (99th percentile), {figures.late_max_ms:.1f} ms (most)"
    )


@app.command()
def start(*, json: JsonOption = False) -> None:
    """Time the start of the window: until it is painted, and until its first prediction."""
    from digitpad.benchmarks.start import measure_start

    with console.status("Starting the window, about 10 s"):
        figures = measure_start()
    if json:
        console.say_json(asdict(figures))
        return
    console.say(f"painted {figures.painted_s:.3f} s after the start of the process")
    console.say(f"first prediction {figures.predicted_s:.3f} s after the start of the process")
    console.say(f"memory {figures.rss_mb:.0f} MB")


@app.command()
def personal(
    *,
    ink: InkOption,
    writers: Annotated[
        str, typer.Option("--writers", metavar="NAMES", help="Whom to measure, for example A25,A26; all if left out.")
    ] = "",
    model: ModelOption = "mlp",
    json: JsonOption = False,
) -> None:
    """Teach a model each writer's hand by ten digits, and read the rest of theirs: errors before and after.

    Honest for a model that was not trained on these writers.
    """
    from digitpad.benchmarks.lessons import PersonalFigures, measure_personal
    from digitpad.library.library import Library

    with console.status("Teaching, about 2 s a writer"):
        figures = PersonalFigures(tuple(measure_personal(Library.of_user().load(model), ink, _names(writers))))
    if json:
        rates = ("mean_before", "mean_after", "worst_before", "worst_after", "mean_forgotten", "worst_forgotten")
        summary = {name: getattr(figures, name) for name in rates}
        console.say_json({"model": model, **summary, "writers": [asdict(each) for each in figures.writers]})
        return
    for each in figures.writers:
        console.say(
            f"{each.writer}: errors {each.errors_before} before, {each.errors_after} after, of {each.count:,} digits; "
            f"on MNIST test {each.mnist_errors_before} before, {each.mnist_errors_after} after"
        )
    percent = console.percent
    console.say(
        f"mean of the writers: errors {percent(figures.mean_before)} before, {percent(figures.mean_after)} after"
    )
    console.say(f"worst writer: errors {percent(figures.worst_before)} before, {percent(figures.worst_after)} after")
    console.say(
        f"forgotten of MNIST test: {percent(figures.mean_forgotten)} (mean), {percent(figures.worst_forgotten)} (worst)"
    )


@app.command()
def numbers(
    *,
    ink: InkOption,
    writers: WritersOption = "",
    model: ModelOption = "mlp",
    gate: DetectorOption = None,
    each: Annotated[int, typer.Option(min=1, max=_MOST_NUMBERS, metavar="N", help="Numbers of each kind.")] = 1000,
    json: JsonOption = False,
) -> None:
    """Read numbers composed of single digits, one writer a number: how many are wholly right.

    Honest for a model and a gate that were not trained on these writers: digitpad's own were, if they are UCI's.
    """
    from digitpad.benchmarks.numbers import STACKS, measure_moves, measure_numbers, measure_singles, measure_stacked
    from digitpad.library.library import Library
    from digitpad.recognition.recognizer import Recognizer

    names = _names(writers)
    recognizer = Recognizer(Library.of_user().load(model), _detector(gate))
    with console.status("Reading numbers, about 3 minutes"):
        singles = measure_singles(recognizer, ink, names)
        stacked = measure_stacked(recognizer, ink, names)
        move = measure_moves(recognizer, ink, names)
        figures = list(measure_numbers(recognizer, ink, names, each))
    if json:
        console.say_json(
            {
                "model": model,
                "singles": asdict(singles),
                "stacked": {"count": STACKS, "kept": stacked},
                "move_p50_ms": 1000 * move,
                "numbers": [{**asdict(kind), "share": kind.right / kind.count} for kind in figures],
            }
        )
        return
    percent = console.percent
    for kind in figures:
        console.say(
            f"{kind.digits} digits, {kind.spacing}: {percent(kind.right / kind.count)} of {kind.count:,} wholly right, "
            f"{percent(kind.grouped / kind.count)} grouped right; {percent(kind.ceiling / kind.count)} were it known "
            "which strokes make each digit"
        )
    console.say(
        f"single digits: {singles.kept:,} of {singles.count:,} read as they are alone; {singles.right:,} right, "
        f"{singles.right_alone:,} alone"
    )
    console.say(f"two digits on top of each other: {stacked:,} of {STACKS:,} not taken for a number")
    console.say(
        f"a move of the pen at the last of four digits: {1000 * move:.2f} ms more than reading one digit (median)"
    )


@app.command()
def reject(
    *,
    ink: InkOption,
    writers: WritersOption = "",
    gate: DetectorOption = None,
    json: JsonOption = False,
) -> None:
    """Tell digits from other drawings by several scores, and say what each keeps and lets through.

    Honest for scores that were not trained on these writers: digitpad's own were, if they are UCI's.
    """
    from digitpad.benchmarks.digit_detection import measure_detection_scores
    from digitpad.data.ink_set import read_ink_set
    from digitpad.evaluation.digit_detection import RECALLS
    from digitpad.library.library import BUNDLED, Library

    digits, names = read_ink_set(ink), _names(writers)
    if names:
        digits = digits.by_writers(names)
    if not len(digits):
        raise typer.BadParameter(f"No digits by {writers} are in {ink}.", param_hint="--writers")
    models = {name: Library.of_user().load(name) for name in BUNDLED}
    with console.status("Scoring, about 2 minutes"):
        scores = measure_detection_scores(models, _detector(gate), digits)
    if json:
        for each in scores:
            console.say_json(asdict(each) | {"kept": RECALLS})
        return
    for each in scores:
        console.say(f"{each.score}: taken for digits if 95 and 99 % of the pen digits are")
        for kind in each.figures:
            at = dict(zip(RECALLS, kind.reached, strict=True))
            area = "" if kind.area is None else f", area under the curve {kind.area:.4f}"
            console.say(
                f"  {kind.name} ({kind.count:,}): {console.percent(at[0.95])} and {console.percent(at[0.99])}{area}"
            )
