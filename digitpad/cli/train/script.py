"""``digitpad train --as-pytorch``: the script that would train the same, instead of training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.cli import console
from digitpad.cli.train.runner import check_effects
from digitpad.library.library import Library
from digitpad.library.training_script import training_script

if TYPE_CHECKING:
    from digitpad.training.request import TrainRequest


def print_script(request: TrainRequest) -> None:
    """Print the PyTorch script of what was asked for."""
    initial = None if request.fine_tune is None else Library.of_user().load(request.fine_tune)
    config = request.config(initial)
    check_effects(config, request.asked.keys())
    console.say(training_script(config).rstrip("\n"))
