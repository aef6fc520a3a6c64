"""What a run's model gets at its end beside its measurements. Imports neither torch nor numpy before it is needed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.config.recipes import recipe_of
from digitpad.errors import DigitpadError

if TYPE_CHECKING:
    from digitpad.models.checkpoint import Checkpoint


def completed(checkpoint: Checkpoint, before: Checkpoint | None, *, is_early: bool) -> Checkpoint:
    """Return a model with its recipe's figures, and the temperature and noted measurements of the one before it."""
    from digitpad.training.recipe_results import with_figures  # noqa: PLC0415 - needed at the end of a run alone
    from digitpad.training.temperature import with_temperature  # noqa: PLC0415 - the same

    recipe = None if checkpoint.config is None else recipe_of(checkpoint.config)
    if recipe is not None and not is_early:
        checkpoint = with_figures(recipe, checkpoint)
    if before is None:
        return checkpoint
    if before.temperature is not None:
        with suppress(DigitpadError, MemoryError):  # its data may be gone by now; the model must not be
            checkpoint = with_temperature(checkpoint, before.temperature)
    names = {measurement.name for measurement in checkpoint.measurements}
    noted = (it for it in before.measurements if it.note and it.name not in names)
    return replace(checkpoint, measurements=(*checkpoint.measurements, *noted))
