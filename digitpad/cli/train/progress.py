"""Watching a training run from the terminal: asking for its reports, and telling them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.cli import console

if TYPE_CHECKING:
    from digitpad.cli.interruption import Interruption
    from digitpad.models.checkpoint import Checkpoint, EpochRecord
    from digitpad.training.reports import Curve, TrainingReport
    from digitpad.training.resume_state import ResumeState
    from digitpad.training.run import TrainingRun


@dataclass(frozen=True, slots=True)
class ReportStyle:
    """How a run is told of."""

    in_json: bool  # whether as JSON
    log_every: int | None = None  # tell the loss of every so many steps; None for none


@dataclass(frozen=True, slots=True)
class EndedRun:
    """A run that has ended."""

    # checkpoint, curve: what came of it, and its training loss
    checkpoint: Checkpoint
    curve: Curve
    stopped: ResumeState | None  # where it was stopped; None if it came to its end


def watch(run: TrainingRun, stop: Interruption, manner: ReportStyle) -> EndedRun | None:
    """Train until the end or Ctrl-C, telling how it goes; None if it was stopped before its first step."""
    for problem in run.problems:
        console.note_problem(problem)
    last = _follow(run, stop, manner)
    if last is None:
        return None
    with console.status("Measuring"):
        checkpoint = run.checkpoint()
    ended = EndedRun(checkpoint, run.curve, run.state() if last.progress < 1.0 else None)
    run.close()
    return ended


def _follow(run: TrainingRun, stop: Interruption, manner: ReportStyle) -> TrainingReport | None:
    """Ask for reports until there are no more or Ctrl-C comes, and tell them; return the last one."""
    last = None
    with console.progress() as progress:
        task = progress.add_task("training", total=1.0)
        while not stop.has_come:
            report = next(run, None)
            if report is None:
                break
            last = report
            progress.update(
                task,
                completed=report.progress,
                description=f"epoch {report.epoch}/{report.epochs}  loss {report.train_loss:.4f}  "
                f"{report.images_per_second:,.0f} images/s",
            )
            logged = _logged(report, manner.log_every)
            if logged or report.finished_epoch is not None:
                with console.aside(progress):
                    for step, loss in logged:
                        _say_step(report, step, loss, manner)
                    if report.finished_epoch is not None:
                        _say_epoch(report.finished_epoch, report.epochs, manner)
    return last


def _logged(report: TrainingReport, every: int | None) -> list[tuple[int, float]]:
    """Return the steps since the last report that are to be told, each with its loss."""
    if every is None:
        return []
    first = report.step - len(report.losses) + 1
    return [(step, loss) for step, loss in enumerate(report.losses, start=first) if step % every == 0]


def _say_step(report: TrainingReport, step: int, loss: float, manner: ReportStyle) -> None:
    if manner.in_json:
        console.say_json({"step": step, "steps": report.steps, "epoch": report.epoch, "loss": loss})
        return
    width = len(str(report.steps))
    console.say(f"step {step:>{width}}/{report.steps}  epoch {report.epoch}/{report.epochs}  loss {loss:.4f}")


def _say_epoch(record: EpochRecord, epochs: int, manner: ReportStyle) -> None:
    if manner.in_json:
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
            }
        )
        return
    console.say(
        f"epoch {record.epoch:>{len(str(epochs))}}/{epochs}  "
        f"train loss {record.train_loss:.4f}  accuracy {console.percent(record.train_accuracy)}  "
        f"test loss {record.test_loss:.4f}  accuracy {console.percent(record.test_accuracy)}  "
        f"{record.seconds:.1f} s"
    )
