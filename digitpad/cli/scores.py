"""The two scores of a model on the terminal, and ``digitpad models measure``, which measures what is missing."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from digitpad.cli import console, interruption
from digitpad.errors import DigitpadError
from digitpad.library.scores.measuring import ScoreBoard
from digitpad.library.scores.values import ScoreState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digitpad.library.scores.values import ModelScores, Score
    from digitpad.models.checkpoint import DataSource, Measurement

_STATE_TEXTS = {
    ScoreState.MISSING: "not measured",
    ScoreState.NO_DATA: "not measured",
    ScoreState.NOT_APPLICABLE: "reads something else",
}


def short(figure: Score) -> str:
    """Return a score for a table, with its interval: ``99.04 % (98.83 to 99.21)``; or why there is none."""
    if figure.measurement is None or figure.interval is None:
        return _STATE_TEXTS[figure.state]
    low, high = figure.interval
    return f"{console.percent(figure.measurement.accuracy)} ({100 * low:.2f} to {100 * high:.2f})"


def print_score(figure: Score) -> None:
    """Print a score with its note."""
    if figure.measurement is None:
        console.say(f"{figure.title}: {_STATE_TEXTS[figure.state]}")
        return
    print_measurement(figure.measurement, figure.title, figure.interval or ())


def print_measurement(made: Measurement, title: str, interval: Sequence[float]) -> None:
    """Print a measurement with its interval and its note."""
    low, high = interval
    by_writer = f", resampled by its {len(made.writers)} writers" if made.interval is not None else ""
    error = made.calibration_error
    calibration = "" if error is None else f", calibration error {console.percent(error)}"
    console.say(
        f"{title}: accuracy {console.percent(made.accuracy)} ({made.correct:,} of {made.count:,}), 95 % interval "
        f"{console.percent(low)} to {console.percent(high)}{by_writer}, loss {made.loss:.4f}"
        f"{calibration}"
    )
    if made.note:
        console.say(f"  {made.note}")


def column_title(models: Iterable[ModelScores]) -> str:
    """Return the title of the pen digits' column: all scores of a table are of one set."""
    return next(
        (each.pens.title for each in models if each.pens.state in {ScoreState.MEASURED, ScoreState.MISSING}), "pens"
    )


def learnt_from(sources: Iterable[DataSource]) -> str:
    """Return the names of the training data, shortened."""
    return " + ".join(
        source.name.removesuffix(" train").removesuffix(".gz").removesuffix(".jsonl") for source in sources
    )


def described(model_scores: ModelScores) -> dict[str, object]:
    """Return both scores for a JSON object."""
    return {"mnist": _object(model_scores.mnist), "pens": _object(model_scores.pens)}


def note_what_is_missing(models: Sequence[ModelScores]) -> None:
    """Print how to measure missing scores."""
    if any(each.missing for each in models):
        console.note("What is not measured yet, “digitpad models measure” measures.")
    if any(each.pens.state is ScoreState.NO_DATA for each in models):
        console.note("Pens are measured on UCI's, which “digitpad data get pendigits” fetches.")


def measure(names: Sequence[str]) -> None:
    """Measure models on the sets they were not measured on yet, and print their scores."""
    board = ScoreBoard.of_user()
    every: list[ModelScores] = []
    problems: list[DigitpadError] = []
    with interruption.awaited() as interrupted, console.progress() as progress:
        for name in names:
            try:
                for standard in board.of(name).missing:
                    task = progress.add_task(f"{name} on {standard.samples}", total=1.0)
                    for share in board.measure(name, standard):
                        if interrupted.has_come:
                            raise typer.Exit(interruption.EXIT_STATUS)
                        progress.update(task, completed=share)
                every.append(board.of(name))
            except DigitpadError as problem:
                problems.append(problem)
    for model_scores in every:
        for figure in model_scores.scores:
            console.say(f"{model_scores.name}  {figure.title}: {short(figure)}")
    note_what_is_missing(every)
    console.note_problems(problems)


def _object(figure: Score) -> dict[str, object]:
    if figure.measurement is None or figure.interval is None:
        return {"state": figure.state.value, "name": figure.title}
    made = figure.measurement
    return {
        "state": figure.state.value,
        "name": figure.title,
        "count": made.count,
        "correct": made.correct,
        "accuracy": made.accuracy,
        "interval": list(figure.interval),
        "calibration_error": made.calibration_error,
        "writers": [asdict(each) for each in made.writers],
        "note": made.note,
    }
