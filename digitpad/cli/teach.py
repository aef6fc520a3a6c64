"""``digitpad teach``: personal fine-tuning of a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.options import JsonOption, ModelOption
from digitpad.errors import DigitpadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.data.ink_set import InkSet
    from digitpad.ink.ink_file import InkSample
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.lesson import Comparison, Lesson
    from digitpad.training.lesson_data import LessonPlan


def teach(
    *,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Keep what was learnt in your library under this name.")
    ],
    model: ModelOption = "mlp",
    digits: Annotated[
        Path | None,
        typer.Option("--digits", metavar="FILE", help="An ink file with labels; your own digits if left out."),
    ] = None,
    replay_ink: Annotated[
        Path | None,
        typer.Option(
            "--replay-ink",
            metavar="FILE",
            help="Replay other people's ink as well as MNIST; UCI's pen digits if left out and here.",
        ),
    ] = None,
    gentle: Annotated[
        bool, typer.Option("--gentle", help="Learn half as long and a third as boldly, to forget less.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Teach a model your hand: fine-tune it on your digits, with others replayed, and measure what it is worth.

    The model itself stays as it is. Ctrl-C ends the lesson, and nothing is kept.
    """
    from digitpad.library.library import Library

    library = Library.of_user()
    library.prepare(name)
    from digitpad.training.lesson_data import GENTLE, LessonPlan, pens_to_replay

    base = library.load(model)
    if replay_ink is None:
        others = pens_to_replay(base)
    else:
        from digitpad.data.ink_set import read_ink_set

        others = read_ink_set(replay_ink)
    lesson = _run_lesson(base, _digits(digits), GENTLE if gentle else LessonPlan(), others)
    problem = None
    try:
        library.add(name, lesson.checkpoint)
    except DigitpadError as error:  # what came of it is told first
        problem = error
    if json:
        console.say_json(_as_json(name, model, lesson))
    else:
        _print_lesson(lesson)
    if problem is not None:
        raise problem
    if not json:
        console.say(f"{name}: learnt from {lesson.digits:,} digits in {lesson.seconds:.1f} s, kept in your library")


def _print_lesson(lesson: Lesson) -> None:
    if lesson.own is not None:
        _print_comparison("your digits, not learnt from", lesson.own)
    _print_comparison("MNIST test", lesson.mnist)
    if lesson.pens is not None:
        _print_comparison(lesson.pens.after.name, lesson.pens)
    console.say(f"MNIST test images it reads differently now: {lesson.changed:,} of {lesson.mnist.after.count:,}")
    if lesson.is_repeated:
        console.note("This model had been taught digits of yours before, so its accuracy before is flattered.")
    if lesson.forgets:
        console.note("More than 0.3 points of MNIST were forgotten: try --gentle under another name.")


def _digits(file: Path | None) -> Sequence[InkSample]:
    if file is None:
        from digitpad.data.my_digits import MyDigits

        mine = MyDigits.of_user()
        samples, unreadable = mine.samples(), mine.unreadable()
        if unreadable.count:
            numbers = ", ".join(str(number) for number in unreadable.numbers[:10])
            console.note(
                f"{unreadable.count:,} of your digits cannot be read and were left out; they stay in {mine.path} "
                f"({numbers or 'set aside'})."
            )
        return samples
    from digitpad.data.ink_set import read_ink_set

    ink = read_ink_set(file)
    for problem in ink.problems:
        console.note_problem(problem)
    return ink.samples


def _run_lesson(base: Checkpoint, digits: Sequence[InkSample], plan: LessonPlan, others: InkSet | None) -> Lesson:
    from digitpad.training.lesson import LessonRun
    from digitpad.training.lesson_data import pens_to_measure_on

    run = LessonRun(base, digits, plan, others, pens_to_measure_on())
    with console.progress() as bar:
        task = bar.add_task("teaching", total=None)
        for progress in run:
            bar.update(task, completed=progress.step, total=progress.steps)
    return run.result()


def _print_comparison(name: str, comparison: Comparison) -> None:
    before, after = comparison.before, comparison.after
    console.say(
        f"{name}: {console.percent(before.accuracy)} before, {console.percent(after.accuracy)} after "
        f"({before.correct:,} and {after.correct:,} of {after.count:,})"
    )


def _as_json(name: str, model: str, lesson: Lesson) -> dict[str, object]:
    def pair(comparison: Comparison | None) -> dict[str, object] | None:
        if comparison is None:
            return None
        before, after = comparison.before, comparison.after
        return {"count": after.count, "correct_before": before.correct, "correct_after": after.correct}

    return {
        "name": name,
        "model": model,
        "digits": lesson.digits,
        "own": pair(lesson.own),
        "mnist": pair(lesson.mnist),
        "pens": pair(lesson.pens),
        "changed": lesson.changed,
        "is_repeated": lesson.is_repeated,
        "forgets": lesson.forgets,
        "seconds": lesson.seconds,
    }
