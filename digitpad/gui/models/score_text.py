"""How a model's two numbers read in the windows: short beside one another, and in whole in a tooltip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from digitpad.gui.widgets.number_text import count, percent
from digitpad.library.scores.values import ScoreState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.library.scores.values import ModelScores, Score
    from digitpad.models.checkpoint import DataSource


GAP = "    "
"""Between two figures in a line."""


def short(figure: Score) -> str:
    """Return a figure for a table: ``99.0 ± 0.2 %``, ``96.8 +2.7 -4.2 %``, or why there is none."""
    if figure.measurement is not None and figure.interval is not None:
        accuracy = figure.measurement.accuracy
        above, below = (f"{100 * abs(end - accuracy):.1f}" for end in (figure.interval.high, figure.interval.low))
        space = "\N{NO-BREAK SPACE}"
        # Resampled by writer, an interval may reach much farther down than up.
        reach = f"±{space}{above}" if above == below else f"+{above}{space}\N{MINUS SIGN}{below}"
        return f"{100 * accuracy:.1f}{space}{reach}{space}%"
    match figure.state:
        case ScoreState.MISSING:
            return _tr("measuring…")
        case ScoreState.NO_DATA:
            return _tr("not measured")
        case _:
            return "\N{EN DASH}"


def named(figure: Score) -> str:
    """Return a figure with the set it is of: ``MNIST test 99.0 ± 0.2 %``."""
    return f"{figure.title}\N{NO-BREAK SPACE} {short(figure)}"


def names_and_figures(scores: ModelScores) -> list[str]:
    """Return each figure with the set it is of; none for a model of something else."""
    return [named(figure) for figure in scores.scores if figure.state is not ScoreState.NOT_APPLICABLE]


def line(scores: ModelScores) -> str:
    """Return both figures in one line; empty for a model of something else."""
    return GAP.join(names_and_figures(scores))


def explained(figure: Score) -> str:
    """Return a figure in full: its counts, its interval and where it comes from."""
    made, interval = figure.measurement, figure.interval
    if made is None or interval is None:
        return f"{figure.title}: {short(figure)}"
    text = _tr("{title}: {correct} of {count} right, {accuracy}; 95\N{NO-BREAK SPACE}% interval {low} to {high}")
    shown = text.format(
        title=figure.title,
        correct=count(made.correct),
        count=count(made.count),
        accuracy=percent(made.accuracy, 2),
        low=percent(interval.low, 2),
        high=percent(interval.high, 2),
    )
    if made.interval is not None:
        shown += _tr(", resampled by its {count} writers").format(count=len(made.writers))
    if made.calibration_error is not None:
        shown += _tr("; calibration error {error}").format(error=percent(made.calibration_error, 2))
    return f"{shown}. {made.note}" if made.note else f"{shown}."


def learnt_from(sources: Iterable[DataSource]) -> str:
    """Return what was in training: ``Learnt from MNIST (60,000), pendigits-train (7,494)``; empty if not known."""
    names = (f"{_plain(source.name)} ({count(source.count)})" for source in sources)
    listed = ", ".join(names)
    return _tr("Learnt from {sources}").format(sources=listed) if listed else ""


def sources(learnt: Iterable[DataSource]) -> str:
    """Return what was in training, for a table: ``MNIST, pendigits-train``."""
    return ", ".join(_plain(source.name) for source in learnt)


def _plain(name: str) -> str:
    return name.removesuffix(" train").removesuffix(".gz").removesuffix(".jsonl")


def _tr(text: str) -> str:
    return QCoreApplication.translate("score_text", text)
