"""Training within a step: reports of a run become what the step gives on."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from digitpad.notes.walk import Curve, Plot, Progress
from digitpad.training.note_log import epoch_line, logged_batches

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from digitpad.config.recipes import Recipe
    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import EpochRecord
    from digitpad.notes.workbench import Trained, Workbench
    from digitpad.training.reports import TrainingReport


def train(  # noqa: PLR0913 - keywords with defaults
    bench: Workbench,
    config: TrainConfig,
    *,
    epochs: int | None = None,
    lines_of: Callable[[TrainingReport], Sequence[str]] = lambda _report: (),
    plot_of: Callable[[Sequence[EpochRecord]], Plot] | None = None,
    run: int = 1,
    runs: int = 1,
) -> Generator[Progress, None, Trained]:
    """Train a config, or what of it is still to be done, and give on how far it is.

    Parameters
    ----------
    epochs
        Stop after so many of its epochs; None for the whole run.
    lines_of
        Returns what the note prints since the last report.
    plot_of
        Returns the curves of the finished epochs; None to draw none.
    run, runs
        Which of how many runs of the step this is, from 1: all of them together are the whole step.
    """
    is_told_again = bench.epochs_trained(config) >= (config.epochs if epochs is None else epochs)  # and takes no time
    history: list[EpochRecord] = []
    with closing(bench.train(config, epochs=epochs)) as reports:
        for report in reports:
            plot = None
            if report.finished_epoch is not None:
                history.append(report.finished_epoch)
                plot = None if plot_of is None else plot_of(history)
            share = report.progress if epochs is None else min(report.progress * report.epochs / epochs, 1.0)
            share = (run - 1 + share) / runs
            yield Progress(tuple(lines_of(report)), None if is_told_again else share, plot)
    return bench.trained(config, epochs=epochs)


def note_lines(recipe: Recipe) -> Callable[[TrainingReport], tuple[str, ...]]:
    """Return what the note of a recipe prints of each report: batches, and finished epochs."""

    def lines_of(report: TrainingReport) -> tuple[str, ...]:
        lines = [each.line for each in logged_batches(recipe.log, report, recipe.config.batch_size)]
        if report.finished_epoch is not None:
            lines.append(epoch_line(recipe.log, report.finished_epoch) or "")
        return tuple(filter(None, lines))

    return lines_of


def lines_of_all(trained: Trained, lines_of: Callable[[TrainingReport], Sequence[str]]) -> tuple[str, ...]:
    """Return all that a run has printed."""
    return tuple(line for report in trained.reports for line in lines_of(report))


def three_curves(history: Sequence[EpochRecord]) -> Plot:
    """Return train loss, train accuracy and test accuracy in one frame."""
    return Plot(
        "epoch",
        (
            Curve("train loss", tuple(record.train_loss for record in history)),
            Curve("train accuracy", tuple(record.train_accuracy for record in history)),
            Curve("test accuracy", tuple(known(record.test_accuracy) for record in history)),
        ),
    )


def known(figure: float | None) -> float:
    """Return a figure of an epoch: of the test part, or of the validation part where the run has one."""
    if figure is None:
        msg = "the epoch was not measured on this part"
        raise ValueError(msg)
    return figure
