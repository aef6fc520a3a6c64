"""``digitpad notes``: the study notes step by step, and running their steps."""

from __future__ import annotations

import math
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console, interruption
from digitpad.cli.options import JsonOption
from digitpad.errors import DigitpadError, require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.cli.interruption import Interruption
    from digitpad.notes.walk import Figure, Outcome, Plot, Step, Walk
    from digitpad.notes.workbench import Workbench

_INDENT = "    "
_MOST = 100
"""Columns of prose, on a terminal that has them."""


def notes(
    note: Annotated[
        str | None,
        typer.Argument(metavar="NOTE", help="One of the notes, a to e; all if left out.", show_default=False),
    ] = None,
    *,
    run: Annotated[bool, typer.Option("--run", help="Do its steps, and print what comes of each.")] = False,
    step: Annotated[
        str | None, typer.Option(metavar="KEY", help="This step alone, as the list of steps names it.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Walk through the five study notes: list their steps, read them, or run them.

    Steps that need a drawing are done in the window alone: Help, Notes.
    """
    from digitpad.notes.walks import WALKS, find_step, find_walk

    walks: Sequence[Walk] = WALKS if note is None else (find_walk(note),)
    require(
        step is None or note is not None,
        "Of which note?",
        "Steps are named within their note. Name the note too: digitpad notes a --step {step}.",
        step=step,
    )
    chosen = [(walk, each) for walk in walks for each in (walk.steps if step is None else (find_step(walk, step),))]
    if run:
        _run_all(chosen, in_json=json)
    elif json:
        for walk, each in chosen:
            console.say_json(_told(walk, each))
    elif note is None:
        _print_list(walks)
    else:
        _print_walk(walks[0], [each for _, each in chosen])


def _print_list(walks: Sequence[Walk]) -> None:
    for walk in walks:
        console.say(f"{walk.name}  {walk.title}")
        widest = max((len(each.key) for each in walk.steps), default=0)
        for each in walk.steps:
            console.say(f"{_INDENT}{each.key:<{widest}}  {each.title}")
    console.note("To read one: digitpad notes a. To run its steps: digitpad notes a --run.")


def _print_walk(walk: Walk, steps: Sequence[Step]) -> None:
    import shutil
    import textwrap

    width = min(shutil.get_terminal_size((_MOST, 24)).columns, _MOST)
    console.say(f"{walk.name}  {walk.title}")
    for line in textwrap.wrap(walk.about, width):
        console.say(line)
    for each in steps:
        console.say(f"\n{each.key}: {each.title}")
        for line in textwrap.wrap(each.text, max(width - len(_INDENT), 20)):
            console.say(_INDENT + line)
        if each.code:
            console.say(textwrap.indent(f"\n{each.code}\n", 2 * _INDENT).rstrip())
        if each.note_says:
            console.say(f"{_INDENT}The note says: {each.note_says}")


def _told(walk: Walk, step: Step) -> dict[str, object]:
    return {
        **_named(walk, step),
        "numbers": list(step.numbers),
        "text": step.text,
        "code": step.code,
        "note_says": step.note_says,
        "dataset": step.dataset,
        "needs_drawing": step.needs_drawing,
        "recipe": step.recipe,
        "experiment": step.experiment,
    }


def _named(walk: Walk, step: Step) -> dict[str, object]:
    return {"note": walk.name.value, "step": step.key, "title": step.title}


def _run_all(chosen: Sequence[tuple[Walk, Step]], *, in_json: bool) -> None:
    """Run steps one after another until Ctrl-C; one that cannot be done does not keep the others from it."""
    from digitpad.notes.workbench import Workbench

    bench, has_failed = Workbench(), False
    with interruption.awaited() as stop:
        for walk, step in chosen:
            if step.needs_drawing:
                console.note(f"{walk.name} {step.key} needs a drawing: it is done in the window, under Help, Notes.")
                continue
            if not in_json:
                console.say(f"\n{walk.name} {step.key}: {step.title}")
            try:
                outcome = _run(step, bench, stop, in_json=in_json)
            except DigitpadError as error:
                has_failed = True
                console.note(f"{walk.name} {step.key}: {error.title}: {error.detail}")
                if in_json:
                    console.say_json({**_named(walk, step), "result": None})
                continue
            if in_json:
                console.say_json({**_named(walk, step), "result": _result(outcome)})
            else:
                _print_outcome(outcome)
    if has_failed:
        raise typer.Exit(1)


def _run(step: Step, bench: Workbench, stop: Interruption, *, in_json: bool) -> Outcome:
    """Run a step and print its lines, as they come and then the rest; end the program on Ctrl-C."""
    from digitpad.notes.walk import Given

    printed: list[str] = []
    with closing(step.run(Given(bench))) as running, console.progress() as display:
        task = display.add_task(step.key, total=1.0)
        while not stop.has_come:
            try:
                progress = next(running)
            except StopIteration as end:
                outcome: Outcome = end.value
                break
            if progress.share is not None:
                display.update(task, completed=progress.share)
            if progress.lines and not in_json:
                with console.aside(display):
                    _say_all(progress.lines)
                printed += progress.lines
        else:
            console.note("Stopped.")
            raise typer.Exit(interruption.EXIT_STATUS)
    if not in_json:
        _say_all(_without(outcome.lines, printed))
    return outcome


def _say_all(lines: Sequence[str]) -> None:
    for line in lines:
        console.say(_INDENT + line)


def _without(lines: Sequence[str], printed: Sequence[str]) -> list[str]:
    """Return the lines that were not printed yet."""
    rest = list(lines)
    for line in printed:
        if line in rest:
            rest.remove(line)
    return rest


def _print_outcome(outcome: Outcome) -> None:
    """Print all of an outcome but its lines."""
    if outcome.images:
        titles = ", ".join(image.title.replace("\n", " / ") for image in outcome.images)
        console.say(f"{_INDENT}pictures: {titles}")
    if outcome.plot is not None:
        console.say(_INDENT + _plot_text(outcome.plot))
    for figure in outcome.figures:
        beside = f", the note says {figure.note_says}" if figure.note_says else ""
        console.say(f"{_INDENT}{figure.label}: obtained {figure.obtained}{beside}")
        if figure.remark:
            console.say(f"{2 * _INDENT}{figure.remark}")


def _plot_text(plot: Plot) -> str:
    """Return which curves the window draws, and in which frame if the note fixes one."""
    names = "; ".join(curve.name for curve in plot.curves)
    frames = ((plot.x_name, plot.x_range), ("y", plot.y_range))
    fixed = [f"{name} from {ends[0]:g} to {ends[1]:g}" for name, ends in frames if ends is not None]
    return f"curves: {names}" + (f" ({', '.join(fixed)})" if fixed else "")


def _result(outcome: Outcome) -> dict[str, object]:
    pad = outcome.for_pad
    return {
        "lines": list(outcome.lines),
        "figures": [_figure(figure) for figure in outcome.figures],
        "images": [{"title": image.title, "is_right": image.is_right} for image in outcome.images],
        "plot": None if outcome.plot is None else _plot(outcome.plot),
        "picture": None if pad is None else {"source": pad.source, "number": pad.number, "label": pad.label},
        "values": _finite(outcome.values),
    }


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "label": figure.label,
        "obtained": figure.obtained,
        "note_says": figure.note_says,
        "remark": figure.remark,
    }


def _plot(plot: Plot) -> dict[str, object]:
    return {
        "x": plot.x_name,
        "curves": [
            {"name": curve.name, "values": _finite(list(curve.values)), "places": list(curve.places)}
            for curve in plot.curves
        ],
        "x_range": plot.x_range,
        "y_range": plot.y_range,
    }


def _finite(value: object) -> object:
    """Return the same with null for numbers that JSON does not know, such as one that overflowed."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
