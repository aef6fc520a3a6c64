"""The PyTorch script of settings, which may go on from a model of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.library.library import Library
from digitpad.training.pytorch_script import script_of

if TYPE_CHECKING:
    from digitpad.config.train_config import TrainConfig


def training_script(config: TrainConfig) -> str:
    """Return the script of a config, with the path of the model it fine-tunes.

    Raises
    ------
    LibraryError
        If there is no such model.
    """
    return script_of(config, None if config.initial is None else Library.of_user().path_of(config.initial).absolute())
