"""Keeping what a run came to: the model in the library, its stopped run beside it, and the record of the run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digitpad.config.recipes import recipe_of
from digitpad.errors import DigitpadError
from digitpad.library.names import discard_resume_file, resume_file_of

if TYPE_CHECKING:
    from digitpad.library.library import Entry, Library
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.outcome import TrainingOutcome


@dataclass(frozen=True, slots=True)
class KeptModel:
    """A model that is kept now."""

    name: str  # its name in the library
    can_resume: bool  # whether its run can be resumed
    problems: tuple[DigitpadError, ...]  # what could not be written beside it


def keep(
    outcome: TrainingOutcome, checkpoint: Checkpoint, name: str, library: Library, resumed: str | None
) -> KeptModel:
    """Keep the model of a run.

    Parameters
    ----------
    outcome, checkpoint
        How the run ended, and what was learnt.
    name
        What to call it.
    library
        Where it is kept.
    resumed
        The model whose stopped run was gone on with: under its name, the new one takes its place.

    Raises
    ------
    LibraryError, StorageError
        If the model cannot be kept; nothing was written then.
    """
    entry = library.add(name, checkpoint) if name != resumed else _replace(library, name, checkpoint)
    problems: list[DigitpadError] = []
    can_resume = outcome.stopped is not None
    if outcome.stopped is None:
        discard_resume_file(entry.path)
    else:
        from digitpad.training import resume_state  # noqa: PLC0415 - numpy is not needed before

        try:
            resume_state.save(outcome.stopped, resume_file_of(entry.path))
        except DigitpadError as error:
            can_resume = False
            problems.append(error)
    problem = record(outcome, entry.name)
    if problem is not None:
        problems.append(problem)
    return KeptModel(entry.name, can_resume, tuple(problems))


def record(outcome: TrainingOutcome, model: str) -> DigitpadError | None:
    """Write a run down; return why that failed if it did, for it costs nobody a model.

    `outcome`: how it ended; `model`: the name its model was kept under; empty if it was not.
    """
    if outcome.checkpoint is None or outcome.curve is None:
        return None
    from digitpad.library.run_records import record_run  # noqa: PLC0415 - needed at the end of a run alone

    recipe = recipe_of(outcome.config)
    try:
        record_run(
            outcome.checkpoint,
            outcome.curve,
            model=model,
            recipe=None if recipe is None else recipe.name,
            is_stopped=outcome.is_stopped_early,
        )
    except DigitpadError as error:
        return error
    return None


def stopped_runs(library: Library) -> tuple[str, ...]:
    """Return the names of the models whose run can be resumed."""
    try:
        entries = library.entries()
    except DigitpadError:
        return ()
    return tuple(entry.name for entry in entries if not entry.is_bundled and resume_file_of(entry.path).is_file())


def _replace(library: Library, name: str, checkpoint: Checkpoint) -> Entry:
    """Put a model that was trained on in place of what it was, with the figures only another training could give."""
    try:
        before = library.load(name).measurements
    except DigitpadError:
        before = ()
    kinds = {measurement.name for measurement in checkpoint.measurements}
    others = tuple(figure for figure in before if figure.note and figure.name not in kinds)
    return library.replace(name, replace(checkpoint, measurements=(*checkpoint.measurements, *others)))
