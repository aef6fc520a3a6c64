"""Carrying out ``digitpad train``: the run or runs, and keeping what came of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from digitpad.cli import console, interruption
from digitpad.cli.train.destination import Destination
from digitpad.cli.train.progress import watch
from digitpad.cli.train.result import TrainingResult, print_result
from digitpad.config.dataset_info import Split
from digitpad.config.recipes import find_recipe, recipe_of
from digitpad.data.formats.folder import FolderReader
from digitpad.errors import ConfigError, DigitpadError
from digitpad.library.keeping import record, stopped_run_of
from digitpad.library.library import Library
from digitpad.paths import expanded
from digitpad.training.effects import find_ineffective, images_known
from digitpad.training.recipe_results import result_of
from digitpad.training.session import TrainingSession
from digitpad.training.temperature import measure_unseen, with_temperature

if TYPE_CHECKING:
    from collections.abc import Collection

    from digitpad.cli.interruption import Interruption
    from digitpad.cli.train.progress import ReportStyle
    from digitpad.config.train_config import TrainConfig
    from digitpad.library.keeping import KeptModel
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.outcome import TrainingOutcome
    from digitpad.training.request import TrainRequest
    from digitpad.training.temperature import Unseen


@dataclass(frozen=True, slots=True)
class Again:
    """What is trained besides the model that is kept."""

    # writers the same is trained without first, to state a figure for writers a model has not seen
    without: tuple[str, ...] = ()
    seeds: int = 1  # how many seeds the same is trained with, one after another; the first model is kept


def carry_out(request: TrainRequest, destination: Destination, again: Again, style: ReportStyle) -> None:
    """Train as asked, print what came of it and keep the model."""
    library = Library.of_user()
    initial = None if request.fine_tune is None else library.load(request.fine_tune)
    config = request.config(initial)
    check_effects(config, request.asked.keys())
    if request.recipe is not None and recipe_of(config) is None:
        console.note("Other options change the recipe: what its note says is of something else.")
    if request.recipe is not None:
        style = replace(style, log=find_recipe(request.recipe).log)
    destination.prepare(library)
    with interruption.awaited() as stop:
        unseen = _measure_unseen(config, again.without, initial, stop, style)
        outcome, problem = _train(config, initial, stop, style), None
        if unseen is not None:
            try:
                outcome = _with_unseen(outcome, unseen)
            except DigitpadError as error:  # its data may be gone by now; the model must not be
                problem = error
        result = _keep(outcome, destination, library, *filter(None, [problem]))
        if not outcome.is_stopped_early and not stop.has_come:
            result = _with_seeds(result, config, again.seeds, initial, stop=stop, style=style)
        _finish(result, destination, style, stop, seeds=again.seeds)


def check_effects(config: TrainConfig, asked: Collection[str]) -> None:
    """Refuse a setting that was asked for and could do nothing; say so of one that came with a recipe."""
    images = images_known(config)
    if images is None:
        images = len(FolderReader(expanded(config.folder or ""), Split.TRAIN).files)
    is_schedule_asked_for = any(name.startswith("schedule") for name in asked)
    for idle in find_ineffective(config, images):
        if is_schedule_asked_for or idle.setting in asked:
            raise idle.error
        console.note(idle.error.detail)


def carry_on(name: str, epochs: int | None, steps: int | None, style: ReportStyle) -> None:
    """Go on with a stopped run exactly where it was, and keep its model in place of what it had come to.

    `name`: the model it had come to: a name of the library or a file; `epochs`, `steps`: how long the whole run is to
    be now; None for as long as it was to be.
    """
    library, session = Library.of_user(), TrainingSession()
    path = library.path_of(name)  # its file may be gone
    own = next((entry.name for entry in library.entries() if entry.path == path), None)
    stopped = stopped_run_of(path)
    if stopped is None:
        raise ConfigError(
            "There is no stopped run of this model",
            "“{name}” has finished, or was not stopped on this machine. To train it further, go on from its weights: "
            "--fine-tune {name} --name NEW.",
            name=name,
        )
    with interruption.awaited() as stop:
        events = session.resume_stopped(stopped, path, own, epochs=epochs, steps=steps)
        outcome = watch(session, events, stop, style)
        destination = Destination(own, path if own is None else None)
        result = _keep(outcome, destination, library)
        _finish(result, destination, style, stop)


def _train(
    config: TrainConfig, initial: Checkpoint | None, stop: Interruption, style: ReportStyle, *, validates: bool = False
) -> TrainingOutcome:
    """Train until the end or Ctrl-C."""
    session = TrainingSession()
    return watch(session, session.start(config, initial, validates=validates), stop, style)


def _measure_unseen(
    config: TrainConfig, writers: tuple[str, ...], initial: Checkpoint | None, stop: Interruption, style: ReportStyle
) -> Unseen | None:
    """Train without some writers, and without some images, and measure on them."""
    if not writers:
        return None
    if config.ink is None:
        raise ConfigError(
            "There is no ink to leave out", "Writers can be left out of an ink file only: name one with --ink."
        )
    without = replace(config, ink=replace(config.ink, held_out_writers=writers))
    outcome = _train(without, initial, stop, style, validates=True)
    if outcome.error is not None:
        raise outcome.error
    if outcome.stopped is not None:
        console.note("Stopped while the figure for unseen writers was measured; there is nothing to keep.")
        raise typer.Exit(interruption.EXIT_STATUS)
    with console.status("Measuring"):
        unseen = measure_unseen(_checkpoint(outcome), without)
    console.note(f"temperature {unseen.temperature:.3f}, fitted on what this run has not seen")
    return unseen


def _with_unseen(outcome: TrainingOutcome, unseen: Unseen) -> TrainingOutcome:
    """Return an outcome whose model has the temperature and the figures of what it has not seen."""
    checkpoint = with_temperature(_checkpoint(outcome), unseen.temperature)
    measurements = (*checkpoint.measurements, *unseen.measurements)
    return replace(outcome, checkpoint=replace(checkpoint, measurements=measurements))


def _checkpoint(outcome: TrainingOutcome) -> Checkpoint:
    if outcome.checkpoint is None:
        raise ValueError("a run without a model")
    return outcome.checkpoint


def _keep(
    outcome: TrainingOutcome, destination: Destination, library: Library, *problems: DigitpadError
) -> TrainingResult:
    """Keep a model, its stopped run beside it, and a record of the run."""
    kept, checkpoint = destination.keep(outcome, library), _checkpoint(outcome)
    recipe = recipe_of(outcome.config)
    return TrainingResult(
        checkpoint=checkpoint,
        kept=kept,
        is_stopped=outcome.stopped is not None,
        recipe=None if recipe is None or outcome.is_stopped_early else result_of(recipe, [checkpoint]),
        seeds=(outcome.config.seed,),
        accuracies=(checkpoint.measurements[0].accuracy,),
        ended_by_patience=outcome.ended_by_patience,
        times_measured=outcome.times_measured,
        problems=(*problems, *filter(None, [outcome.error])),
    )


def _with_seeds(
    result: TrainingResult,
    config: TrainConfig,
    seeds: int,
    initial: Checkpoint | None,
    *,
    stop: Interruption,
    style: ReportStyle,
) -> TrainingResult:
    """Train the same with the next seeds, for their figures alone, until Ctrl-C."""
    finished, problems = [result.checkpoint], list(result.problems)
    for seed in range(config.seed + 1, config.seed + seeds):
        console.note(f"Seed {seed}:")
        try:
            outcome = _train(replace(config, seed=seed), initial, stop, style)
        except DigitpadError as problem:  # the seeds before have their figures
            problems.append(problem)
            break
        if outcome.error is not None:
            problems.append(outcome.error)
            break
        if outcome.stopped is not None:
            console.note(f"Stopped at seed {seed}; the figures are of the seeds before.")
            break
        try:
            record(outcome, "")
        except DigitpadError as problem:
            _note_no_record(problem)
        finished.append(_checkpoint(outcome))
    recipe = recipe_of(config)
    return replace(
        result,
        recipe=None if recipe is None else result_of(recipe, finished),
        seeds=tuple((checkpoint.config or config).seed for checkpoint in finished),
        accuracies=tuple(checkpoint.measurements[0].accuracy for checkpoint in finished),
        problems=tuple(problems),
    )


def _finish(
    result: TrainingResult, destination: Destination, style: ReportStyle, stop: Interruption, seeds: int = 1
) -> None:
    """Print the result, then what went wrong, and end with its status; fewer seeds than asked for come of Ctrl-C."""
    with stop.unless_unwritable():
        print_result(result, in_json=style.in_json)
    _note_troubles(result.kept, destination, is_stopped=result.is_stopped)
    console.note_problems((*result.problems, *filter(None, [stop.problem])))
    if result.kept.problem is not None:
        raise typer.Exit(1)
    if result.is_stopped or len(result.seeds) < seeds:
        raise typer.Exit(interruption.EXIT_STATUS)


def _note_troubles(kept: KeptModel, destination: Destination, *, is_stopped: bool) -> None:
    if is_stopped and kept.path is not None:
        console.note(
            f"Stopped; what was learnt so far is kept. To go on: digitpad train --resume {kept.name or kept.path}"
        )
    if kept.problem is not None:
        console.note_problem(kept.problem)
        console.note("It was kept nowhere." if kept.path is None else f"The model was saved as {kept.path} instead.")
    elif kept.name != destination.name:
        console.note(f"“{destination.name}” was taken meanwhile; the model is called “{kept.name}”.")
    if kept.resume_problem is not None:
        console.note_problem(kept.resume_problem)
    if kept.record_problem is not None:
        _note_no_record(kept.record_problem)


def _note_no_record(problem: DigitpadError) -> None:
    console.note(f"There is no record of the run: {problem.detail}")
