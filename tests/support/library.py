"""Models to put into a library, and what to compare."""

from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.library.library import Library
from digitpad.models import checkpoint as checkpoints
from digitpad.models.checkpoint import Checkpoint
from tests.support.models import random_weights


def some_checkpoint(seed: int = 0) -> Checkpoint:
    return Checkpoint(ModelSpec(), Preprocessing(), weights=random_weights(ModelSpec(), seed=seed))


def same(one: Checkpoint, other: Checkpoint) -> bool:
    return checkpoints.encode(one) == checkpoints.encode(other)


def names(library: Library) -> list[str]:
    return [entry.name for entry in library.entries() if not entry.is_bundled]
