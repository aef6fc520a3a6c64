"""Keeping what a run came to: the model in the library, its stopped run beside it, and the record of the run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digitpad.config.recipes import recipe_of
from digitpad.errors import DigitpadError
from digitpad.library.names import discard_resume_file, resume_file_of
from digitpad.models import checkpoint as checkpoints
from digitpad.models.fingerprint import weights_sha256
from digitpad.paths import is_file
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.library.library import Library
    from digitpad.training.outcome import TrainingOutcome


@dataclass(frozen=True, slots=True)
class KeptModel:
    """A model that is kept now."""

    name: str | None  # its name in the library; None if it is not there
    path: Path | None  # its file; None if it could be kept nowhere
    problem: DigitpadError | None = None  # why it is not where it was asked for; None if it is
    resume_file: Path | None = None  # its stopped run; None if it came to its end, or that could not be written
    resume_problem: DigitpadError | None = None  # why the stopped run could not be written
    record: str | None = None  # name of the run record; None if that could not be written
    record_problem: DigitpadError | None = None  # why


def keep(outcome: TrainingOutcome, name: str, library: Library) -> KeptModel:
    """Keep the model of a run in the library.

    Parameters
    ----------
    outcome
        How the run ended, with its checkpoint.
    name
        What to call it: a name that is free, or that of the model whose stopped run was resumed, which it replaces.
    library
        Where it is kept.

    Raises
    ------
    LibraryError, StorageError
        If the model cannot be kept; nothing was written then.
    """
    if outcome.checkpoint is None:
        raise ValueError("a run without a model")
    add = library.replace if name == outcome.resumed else library.add
    entry = add(name, outcome.checkpoint)
    return keep_run(outcome, KeptModel(entry.name, entry.path))


def keep_run(outcome: TrainingOutcome, kept: KeptModel, copy: Path | None = None) -> KeptModel:
    """Keep or discard the stopped run beside a model and its copy, and write the run record.

    What cannot be written is noted, for it costs nobody a model.
    """
    for path in {path for path in (kept.path, copy) if path is not None}:
        if outcome.stopped is None or outcome.checkpoint is None:
            discard_resume_file(path)
            continue
        from digitpad.training import resume_state  # noqa: PLC0415 - numpy is not needed before

        try:
            tied = replace(outcome.stopped, model_sha256=weights_sha256(outcome.checkpoint.weights))
            resume_state.save(tied, resume_file_of(path))
            kept = replace(kept, resume_file=resume_file_of(kept.path or path))
        except DigitpadError as error:
            kept = replace(kept, resume_problem=error)
    try:
        return replace(kept, record=record(outcome, kept.name or ("" if kept.path is None else escaped(kept.path))))
    except DigitpadError as error:
        return replace(kept, record_problem=error)


def record(outcome: TrainingOutcome, model: str) -> str | None:
    """Write a run record and return its name, or None if nothing was learnt; raise StorageError if that fails.

    `model`: the name or the file the model was kept under; empty if it was not kept.
    """
    if outcome.checkpoint is None or outcome.curve is None:
        return None
    from digitpad.library.run_records import record_run  # noqa: PLC0415 - needed at the end of a run alone

    recipe = recipe_of(outcome.config)
    return record_run(
        outcome.checkpoint,
        outcome.curve,
        model=model,
        recipe=None if recipe is None else recipe.name,
        is_stopped=outcome.is_stopped_early,
        ended_by_patience=outcome.ended_by_patience,
        steps=outcome.steps,
        origin=outcome.origin,
    ).name


def stopped_run_of(model: Path) -> Path | None:
    """Return the file of the stopped run that had come to a model, by its file; None if there is none.

    Weights are not compared before it is gone on with. What cannot be read is returned: whoever reads it says why.
    """
    path = resume_file_of(model)
    if not is_file(path):
        return None
    from digitpad.training import resume_state  # noqa: PLC0415 - numpy is not needed before

    try:
        return (
            path
            if resume_state.may_belong_to(resume_state.load_metadata(path), checkpoints.load_metadata(model))
            else None
        )
    except DigitpadError:
        return path


def stopped_runs(library: Library) -> tuple[str, ...]:
    """Return the names of the models whose run can be resumed."""
    try:
        entries = library.entries()
    except DigitpadError:
        return ()
    return tuple(entry.name for entry in entries if not entry.is_bundled and stopped_run_of(entry.path) is not None)
