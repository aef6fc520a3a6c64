"""Carrying out ``digitpad train``: the run, and what is told of it.

Owns the order: everything that can be refused is refused before training starts. Does not own the options
(`train`), where the model goes (`keeping`) or the training itself (`training`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from digitpad.cli import console, interruption
from digitpad.errors import ConfigError
from digitpad.library import Library

if TYPE_CHECKING:
    from digitpad.checkpoint import Checkpoint, EpochRecord, Measurement
    from digitpad.cli.interruption import Interruption
    from digitpad.cli.keeping import Destination, Kept
    from digitpad.cli.overrides import TrainRequest
    from digitpad.spec import TrainConfig
    from digitpad.training import TrainingReport, TrainingRun


def carry_out(
    request: TrainRequest, destination: Destination, *, measure_without: tuple[str, ...] = (), in_json: bool
) -> None:
    """Train as asked, print what came of it and keep the model.

    Parameters
    ----------
    request
        What to train.
    destination
        Where the model goes.
    measure_without
        Writers the same is trained without first, to state a figure for writers a model has not seen.
    in_json
        Whether results are printed as JSON.

    Raises
    ------
    DigitpadError
        If something asked for cannot be done; then nothing was trained.
    """
    library = Library.of_user()
    initial = None if request.fine_tune is None else library.load(request.fine_tune)
    config = request.config(initial)
    destination.prepare(library)
    with interruption.awaited() as stop:
        unseen: tuple[Measurement, ...] = ()
        if measure_without:
            rehearsal, last = _train(_without(config, measure_without), initial, stop, in_json=in_json)
            if last.progress < 1.0:
                console.note("Stopped while the figure for unseen writers was measured; there is nothing to keep.")
                raise typer.Exit(interruption.EXIT_STATUS)
            unseen = tuple(
                replace(measurement, note=f"Of the same training without its writers, {', '.join(measure_without)}.")
                for measurement in rehearsal.measurements[1:]
            )
        checkpoint, last = _train(config, initial, stop, in_json=in_json)
        checkpoint = replace(checkpoint, measurements=(*checkpoint.measurements, *unseen))
        kept = destination.keep(checkpoint, library)
    is_stopped = last.progress < 1.0
    _note_troubles(kept, destination, is_stopped=is_stopped)
    if in_json:
        console.say_json(_described(checkpoint, kept, is_stopped=is_stopped))
    else:
        _say_result(checkpoint, kept)
    if kept.problem is not None:
        raise typer.Exit(1)
    if is_stopped:
        raise typer.Exit(interruption.EXIT_STATUS)


def _without(config: TrainConfig, writers: tuple[str, ...]) -> TrainConfig:
    if config.ink is None:
        raise ConfigError(
            "There is no ink to leave out", "Writers can be left out of an ink file only: name one with --ink."
        )
    return replace(config, ink=replace(config.ink, held_out_writers=writers))


def _train(
    config: TrainConfig, initial: Checkpoint | None, stop: Interruption, *, in_json: bool
) -> tuple[Checkpoint, TrainingReport]:
    """Train until the end or Ctrl-C; return the checkpoint and the last report."""
    from digitpad.training import train

    with console.status("Preparing"):
        run = train(config, initial)
    for problem in run.problems:
        console.note_problem(problem)
    last = _watch(run, stop, in_json=in_json)
    if last is None:
        console.note("Stopped before the first step; there is nothing to keep.")
        raise typer.Exit(interruption.EXIT_STATUS)
    with console.status("Measuring"):
        checkpoint = run.checkpoint()
    run.close()
    return checkpoint, last


def _watch(run: TrainingRun, stop: Interruption, *, in_json: bool) -> TrainingReport | None:
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
            if report.finished_epoch is not None:
                with console.aside(progress):
                    _say_epoch(report.finished_epoch, report.epochs, in_json=in_json)
    return last


def _say_epoch(record: EpochRecord, epochs: int, *, in_json: bool) -> None:
    if in_json:
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


def _note_troubles(kept: Kept, destination: Destination, *, is_stopped: bool) -> None:
    if is_stopped:
        console.note("Stopped; what was learnt so far is kept.")
    if kept.problem is not None:
        console.note_problem(kept.problem)
        console.note(f"The model was saved as {kept.path} instead.")
    elif kept.name != destination.name:
        console.note(f"“{destination.name}” was taken meanwhile; the model is called “{kept.name}”.")


def _described(checkpoint: Checkpoint, kept: Kept, *, is_stopped: bool) -> dict[str, object]:
    main = checkpoint.measurements[0]
    return {
        "name": kept.name,
        "path": str(kept.path),
        "stopped": is_stopped,
        "epochs": len(checkpoint.history),
        "test_accuracy": main.accuracy,
        "test_loss": main.loss,
        "measurements": [
            {
                "name": measurement.name,
                "count": measurement.count,
                "correct": measurement.correct,
                "accuracy": measurement.accuracy,
                "loss": measurement.loss,
                "note": measurement.note,
            }
            for measurement in checkpoint.measurements
        ],
    }


def _say_result(checkpoint: Checkpoint, kept: Kept) -> None:
    main, *others = checkpoint.measurements
    for measurement in others:
        console.say(
            f"{measurement.name}: accuracy {console.percent(measurement.accuracy)} "
            f"({measurement.correct:,} of {measurement.count:,})"
        )
    console.say(
        f"{kept.name or kept.path}: test accuracy {console.percent(main.accuracy)} "
        f"({main.correct:,} of {main.count:,}), loss {main.loss:.4f}, kept in {kept.path}"
    )
