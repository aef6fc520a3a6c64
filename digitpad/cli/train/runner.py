"""Carrying out ``digitpad train``: the run or runs, and keeping what came of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from digitpad.cli import console, interruption
from digitpad.cli.train.destination import Destination, KeptFile
from digitpad.cli.train.progress import watch
from digitpad.cli.train.result import TrainingResult, say_result
from digitpad.config.recipes import recipe_of
from digitpad.errors import CheckpointError, ConfigError, LibraryError, StorageError
from digitpad.library.library import Library
from digitpad.library.names import discard_resume_file, resume_file_of
from digitpad.library.run_records import record_run
from digitpad.models import checkpoint as checkpoints
from digitpad.paths import is_file
from digitpad.training import resume_state
from digitpad.training.recipe_results import result_of, with_figures
from digitpad.training.temperature import measure_unseen, with_temperature

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.cli.interruption import Interruption
    from digitpad.cli.train.overrides import TrainRequest
    from digitpad.cli.train.progress import EndedRun, ReportStyle
    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import Checkpoint, Measurement
    from digitpad.training.run import TrainingRun
    from digitpad.training.temperature import Unseen


@dataclass(frozen=True, slots=True)
class Again:
    """What is trained besides the model that is kept."""

    # writers the same is trained without first, to state a figure for writers a model has not seen
    without: tuple[str, ...] = ()
    seeds: int = 1  # how many seeds the same is trained with, one after another; the first model is kept


def carry_out(request: TrainRequest, destination: Destination, again: Again, manner: ReportStyle) -> None:
    """Train as asked, print what came of it and keep the model.

    `request`: what to train; `destination`: where the model goes; `again`: what is trained besides; `manner`: how it is
    told of.
    """
    library = Library.of_user()
    initial = None if request.fine_tune is None else library.load(request.fine_tune)
    config = request.config(initial)
    if request.recipe is not None and recipe_of(config) is None:
        console.note("Other options change the recipe: what its note says is of something else.")
    destination.prepare(library)
    with interruption.awaited() as stop:
        unseen = _measure_unseen(config, again.without, initial, stop, manner)
        ended = _train(config, initial, stop, manner)
        if unseen is not None:
            ended = replace(
                ended, checkpoint=_stated(with_temperature(ended.checkpoint, unseen.temperature), unseen.measurements)
            )
        result = _keep(ended, destination, library)
        if ended.stopped is None:
            result = _with_seeds(result, config, again.seeds, initial, stop=stop, manner=manner)
    _finish(result, manner, seeds=again.seeds)


def carry_on(name: str, epochs: int | None, steps: int | None, manner: ReportStyle) -> None:
    """Go on with a stopped run exactly where it was, and keep its model in place of what it had come to.

    `name`: the model it had come to: a name of the library or a file; `epochs`, `steps`: how long the whole run is to
    be now; None for as long as it was to be; `manner`: how it is told of.
    """
    from digitpad.training.run import resume

    library = Library.of_user()
    path, destination = _located(name, library)
    if not is_file(resume_file_of(path)):
        raise ConfigError(
            "There is no stopped run of this model",
            "“{name}” has finished, or was not stopped on this machine. To train it further, go on from its weights: "
            "--fine-tune {name} --name NEW.",
            name=name,
        )
    stopped = resume_state.load(resume_file_of(path))
    try:
        before = checkpoints.load(path)
    except CheckpointError:
        before = None
    with interruption.awaited() as stop:
        with console.status("Preparing"):
            run = resume(stopped, epochs=epochs, steps=steps)
        ended = _watched(run, stop, manner)
        if before is not None:
            ended = replace(ended, checkpoint=_inheriting(ended.checkpoint, before))
        result = _keep(ended, destination, library)
    _finish(result, manner)


def _inheriting(checkpoint: Checkpoint, before: Checkpoint) -> Checkpoint:
    """Return a resumed run's model with what another training had given the stopped one."""
    if before.temperature is not None:
        checkpoint = with_temperature(checkpoint, before.temperature)
    kinds = {measurement.name for measurement in checkpoint.measurements}
    return _stated(
        checkpoint, tuple(figure for figure in before.measurements if figure.name not in kinds and figure.note)
    )


def _located(name: str, library: Library) -> tuple[Path, Destination]:
    """Return a model's file, which may be gone, and where the model goes when it has been trained further."""
    path = library.path_of(name)
    own = next((entry.name for entry in library.entries() if entry.path == path), None)
    return path, Destination(None, path) if own is None else Destination(own, None, is_taken=True)


def _train(
    config: TrainConfig, initial: Checkpoint | None, stop: Interruption, manner: ReportStyle, *, validates: bool = False
) -> EndedRun:
    """Train until the end or Ctrl-C."""
    from digitpad.training.run import train

    with console.status("Preparing"):
        run = train(config, initial, validates=validates)
    return _watched(run, stop, manner)


def _watched(run: TrainingRun, stop: Interruption, manner: ReportStyle) -> EndedRun:
    ended = watch(run, stop, manner)
    if ended is None:
        console.note("Stopped before the first step; there is nothing to keep.")
        raise typer.Exit(interruption.EXIT_STATUS)
    config = ended.checkpoint.config
    recipe = None if config is None else recipe_of(config)
    if recipe is None or ended.stopped is not None:
        return ended
    return replace(ended, checkpoint=with_figures(recipe, ended.checkpoint))


def _measure_unseen(
    config: TrainConfig, writers: tuple[str, ...], initial: Checkpoint | None, stop: Interruption, manner: ReportStyle
) -> Unseen | None:
    """Train without some writers, and without some images, and measure on them."""
    if not writers:
        return None
    if config.ink is None:
        raise ConfigError(
            "There is no ink to leave out", "Writers can be left out of an ink file only: name one with --ink."
        )
    without = replace(config, ink=replace(config.ink, held_out_writers=writers))
    ended = _train(without, initial, stop, manner, validates=True)
    if ended.stopped is not None:
        console.note("Stopped while the figure for unseen writers was measured; there is nothing to keep.")
        raise typer.Exit(interruption.EXIT_STATUS)
    with console.status("Measuring"):
        unseen = measure_unseen(ended.checkpoint, without)
    console.note(f"temperature {unseen.temperature:.3f}, fitted on what this run has not seen")
    return unseen


def _stated(checkpoint: Checkpoint, others: tuple[Measurement, ...]) -> Checkpoint:
    return replace(checkpoint, measurements=(*checkpoint.measurements, *others))


def _keep(ended: EndedRun, destination: Destination, library: Library) -> TrainingResult:
    """Keep a model, its stopped run beside it, and a record of the run."""
    kept = destination.keep(ended.checkpoint, library)
    _note_troubles(kept, destination, is_stopped=ended.stopped is not None)
    beside = None
    for path in {kept.path, *([destination.file] if destination.file and not kept.problem else [])}:
        if ended.stopped is None:
            discard_resume_file(path)
            continue
        try:
            resume_state.save(ended.stopped, resume_file_of(path))
            beside = resume_file_of(kept.path)
        except StorageError as problem:
            console.note_problem(problem)
    config = ended.checkpoint.config
    recipe = None if config is None else recipe_of(config)
    return TrainingResult(
        checkpoint=ended.checkpoint,
        kept=kept,
        is_stopped=ended.stopped is not None,
        resumption=beside,
        record=_recorded(ended, kept.name or str(kept.path)),
        recipe=None if recipe is None or ended.stopped is not None else result_of(recipe, [ended.checkpoint]),
        seeds=() if config is None else (config.seed,),
        accuracies=(ended.checkpoint.measurements[0].accuracy,),
    )


def _recorded(ended: EndedRun, model: str) -> str | None:
    """Write a run down and return the record's name; a folder that cannot be written costs no model."""
    config = ended.checkpoint.config
    recipe = None if config is None else recipe_of(config)
    try:
        return record_run(
            ended.checkpoint,
            ended.curve,
            model=model,
            recipe=None if recipe is None else recipe.name,
            is_stopped=ended.stopped is not None,
        ).name
    except (StorageError, LibraryError) as problem:
        console.note(f"The model is kept, but no record of its run: {problem.detail}")
        return None


def _with_seeds(
    result: TrainingResult,
    config: TrainConfig,
    seeds: int,
    initial: Checkpoint | None,
    *,
    stop: Interruption,
    manner: ReportStyle,
) -> TrainingResult:
    """Train the same with the next seeds, for their figures alone, until Ctrl-C."""
    finished = [result.checkpoint]
    for seed in range(config.seed + 1, config.seed + seeds):
        console.note(f"Seed {seed}:")
        ended = _train(replace(config, seed=seed), initial, stop, manner)
        if ended.stopped is not None:
            console.note(f"Stopped at seed {seed}; the figures are of the seeds before.")
            break
        _recorded(ended, "")
        finished.append(ended.checkpoint)
    recipe = recipe_of(config)
    return replace(
        result,
        recipe=None if recipe is None else result_of(recipe, finished),
        seeds=tuple((checkpoint.config or config).seed for checkpoint in finished),
        accuracies=tuple(checkpoint.measurements[0].accuracy for checkpoint in finished),
    )


def _finish(result: TrainingResult, manner: ReportStyle, seeds: int = 1) -> None:
    """Tell the result and end with its status; fewer seeds than were asked for come of Ctrl-C."""
    say_result(result, in_json=manner.in_json)
    if result.kept.problem is not None:
        raise typer.Exit(1)
    if result.is_stopped or len(result.seeds) < seeds:
        raise typer.Exit(interruption.EXIT_STATUS)


def _note_troubles(kept: KeptFile, destination: Destination, *, is_stopped: bool) -> None:
    if is_stopped:
        console.note(
            f"Stopped; what was learnt so far is kept. To go on: digitpad train --resume {kept.name or kept.path}"
        )
    if kept.problem is not None:
        console.note_problem(kept.problem)
        console.note(f"The model was saved as {kept.path} instead.")
    elif kept.name != destination.name:
        console.note(f"“{destination.name}” was taken meanwhile; the model is called “{kept.name}”.")
