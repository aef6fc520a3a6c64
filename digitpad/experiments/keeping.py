"""Keeping a model of a sweep in the library."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.config.recipes import recipe_of
from digitpad.errors import StorageError
from digitpad.library.run_records import record_run

if TYPE_CHECKING:
    from digitpad.experiments.results import SweepResults
    from digitpad.experiments.store import SweepStore
    from digitpad.library.library import Entry, Library


def keep_chosen(results: SweepResults, store: SweepStore, name: str, library: Library) -> Entry | None:
    """Keep the chosen combination's model of the first seed under a name, and record its run as that model's.

    Returns
    -------
    Entry | None
        The model, with a number behind its name if that was taken meanwhile; None if no combination is chosen.

    Raises
    ------
    LibraryError, StorageError
        If it cannot be kept.
    """
    done = results.first_of_chosen
    if done is None:
        return None
    checkpoint, test = done.checkpoint, store.test_of(done.job)
    if test is not None:  # a model of the library is told by its figure on the test part
        checkpoint = replace(checkpoint, measurements=(test, *checkpoint.measurements))
    entry = library.add_beside(name, checkpoint)
    recipe = None if checkpoint.config is None else recipe_of(checkpoint.config)
    with suppress(StorageError):  # the model is kept; without its record, it only cannot be found among the runs
        record_run(checkpoint, done.curve, model=entry.name, recipe=None if recipe is None else recipe.name)
    return entry
