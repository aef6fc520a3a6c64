"""The progress of a training run in the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from digitpad.cli import console, interruption
from digitpad.cli.epoch_words import measured_words
from digitpad.config.log_style import QUIET
from digitpad.training.note_log import epoch_line, log_style_of, logged_batches, total_line
from digitpad.training.reports import TrainingReport
from digitpad.training.session import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.cli.interruption import Interruption
    from digitpad.config.log_style import LogStyle
    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import EpochRecord
    from digitpad.training.note_log import LoggedBatch
    from digitpad.training.outcome import TrainingOutcome
    from digitpad.training.session import Event, TrainingSession


@dataclass(frozen=True, slots=True)
class ReportStyle:
    """How the progress of a run is printed."""

    in_json: bool  # whether as JSON
    log_every: int | None = None  # print the loss of every so many steps; None as the recipe's note does
    log: LogStyle | None = None  # of the recipe that was asked for; None for that of the recipe the config runs

    def as_note(self, config: TrainConfig) -> LogStyle:
        """Return what is printed of a run as a recipe's note does."""
        if self.log_every is not None:
            return QUIET
        return log_style_of(config) if self.log is None else self.log


def watch(session: TrainingSession, events: Iterator[Event], stop: Interruption, style: ReportStyle) -> TrainingOutcome:
    """Train until the end or Ctrl-C and print how it goes; end the program if that was before the first step.

    A run that broke off after it had learnt something is no error: what it had learnt is the user's to keep.
    """
    with console.status("Preparing"):
        prepared = next(events)
    session.note_event(prepared)
    if isinstance(prepared, Prepared):
        for problem in prepared.problems:
            console.note_problem(problem)
    has_learnt = _follow(session, events, stop, style)
    with console.status("Measuring"):
        for event in events:
            session.note_event(event)
    session.close_run()
    outcome = session.outcome
    if outcome is None or not has_learnt:
        console.note("Stopped before the first step; there is nothing to keep.")
        raise typer.Exit(interruption.EXIT_STATUS)
    if outcome.error is not None and outcome.checkpoint is None:
        raise outcome.error
    if not outcome.is_stopped_early and outcome.checkpoint is not None and not style.in_json:
        total = total_line(style.as_note(outcome.config), outcome.checkpoint.measurements[0])
        if total is not None:
            with stop.unless_unwritable():
                console.say(total)
    return outcome


def _follow(session: TrainingSession, events: Iterator[Event], stop: Interruption, style: ReportStyle) -> bool:
    """Print reports until the last or Ctrl-C; return whether there was one."""
    has_learnt, config = False, session.config
    if config is None:
        raise ValueError("a run without settings")
    note = style.as_note(config)
    with console.progress() as progress:
        task = progress.add_task("training", total=1.0)
        while not stop.has_come:
            report = next(events)
            session.note_event(report)
            if not isinstance(report, TrainingReport):
                return has_learnt
            has_learnt = True
            progress.update(
                task,
                completed=report.progress,
                description=f"epoch {report.epoch}/{report.epochs}  loss {report.train_loss:.4f}  "
                f"{report.images_per_second:,.0f} images/s",
            )
            logged = _logged(report, style.log_every)
            noted = logged_batches(note, report, config.batch_size)
            if logged or noted or report.finished_epoch is not None:
                with stop.unless_unwritable(), console.aside(progress):
                    for batch in noted:
                        _print_batch(batch, style)
                    for step, loss in logged:
                        _print_step(report, step, loss, style)
                    if report.finished_epoch is not None:
                        _print_epoch(report.finished_epoch, report.epochs, style, note)
            if report.is_last:
                return has_learnt
    session.stop()
    return has_learnt


def _logged(report: TrainingReport, every: int | None) -> list[tuple[int, float]]:
    """Return the steps since the last report that are to be printed, each with its loss."""
    if every is None:
        return []
    first = report.step - len(report.losses) + 1
    return [(step, loss) for step, loss in enumerate(report.losses, start=first) if step % every == 0]


def _print_batch(batch: LoggedBatch, style: ReportStyle) -> None:
    if not style.in_json:
        console.say(batch.line)
        return
    console.say_json(
        {
            "step": batch.step,
            "steps": batch.steps,
            "epoch": batch.epoch,
            "loss": batch.loss,
            "batch": batch.batch,
            "samples": batch.samples,
            "of": batch.of,
        }
    )


def _print_step(report: TrainingReport, step: int, loss: float, style: ReportStyle) -> None:
    if style.in_json:
        console.say_json({"step": step, "steps": report.steps, "epoch": report.epoch, "loss": loss})
        return
    width = len(str(report.steps))
    console.say(f"step {step:>{width}}/{report.steps}  epoch {report.epoch}/{report.epochs}  loss {loss:.4f}")


def _print_epoch(record: EpochRecord, epochs: int, style: ReportStyle, note: LogStyle) -> None:
    if style.in_json:
        console.say_json(
            {
                "epoch": record.epoch,
                "epochs": epochs,
                "train_loss": record.train_loss,
                "train_accuracy": record.train_accuracy,
                "test_loss": record.test_loss,
                "test_accuracy": record.test_accuracy,
                "learning_rate": record.learning_rate,
                "seconds": record.seconds,
                "validation_loss": record.validation_loss,
                "validation_accuracy": record.validation_accuracy,
            }
        )
        return
    line = epoch_line(note, record)
    if line is not None:
        console.say(line)
        return
    console.say(
        f"epoch {record.epoch:>{len(str(epochs))}}/{epochs}  "
        f"mean train loss {record.train_loss:.4f}  mean accuracy {console.percent(record.train_accuracy)}  "
        f"{measured_words(record)}  "
        f"{record.seconds:.1f} s"
    )
