from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digitpad.library.library import Library
from tests.e2e.test_drawing import draw
from tests.support.inks import THREE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import Program, Screen

SETTINGS = (1000, 390)
"""A place among the settings of the training view, beside the pad in the window at its first size."""

NOTCHES = 3
"""Of the mouse wheel, after which the field for epochs is at `EPOCHS`."""

EPOCHS = (896, 379)

START = (867, 605)
"""The button that starts."""

CLOSE = (1204, 54)
"""The button that closes the view."""


def start_training(program: Program, screen: Screen, epochs: int) -> None:
    """Open the training view, set the epochs and start; return once it trains."""
    screen.press("ctrl+t")
    program.window.turn_wheel(*SETTINGS, NOTCHES)
    program.window.click(*EPOCHS, times=2)
    screen.press(*str(epochs))
    program.window.click(*START)
    program.window.wait_for_title(r"\d+.%$|kept$")


def own_models(folder: Path) -> list[str]:
    """Return the names of the user's models."""
    return [entry.name for entry in Library(folder).entries() if not entry.is_bundled]


def test_train_one_epoch_and_use_the_model(program: Program, screen: Screen, user_folder: Path) -> None:
    start_training(program, screen, 1)
    program.window.wait_for_title("kept$")
    screen.press("Return")  # the name is asked for; this one will do
    program.window.wait_for_title("^digitpad - my-mlp$")
    assert own_models(user_folder) == ["my-mlp"]
    draw(program, THREE)
    program.window.wait_for_title(r"^digitpad - \d \([\d.]+.%\) - my-mlp$")
    program.window.close()
    program.expect_end()


def test_the_pad_reads_while_a_model_trains(program: Program, screen: Screen) -> None:
    start_training(program, screen, 900)
    draw(program, THREE)
    program.window.wait_for_title(r"^digitpad - 3 .*\d+.%$")
    program.window.close()
    screen.wait_for("^Training is under way$").activate()
    screen.press("Tab", "space")  # the second button: stop and discard
    program.expect_end()


def test_a_run_goes_on_when_its_view_is_closed(program: Program, screen: Screen) -> None:
    start_training(program, screen, 100)  # one a percent
    program.window.click(*CLOSE)
    before = program.window.title
    program.window.wait_for_title(rf"^(?!{re.escape(before)}$).*\d+.%$")
    program.window.close()
    screen.wait_for("^Training is under way$").activate()
    screen.press("Tab", "space")
    program.expect_end()


def test_closing_in_mid_training_can_keep_what_was_learnt(program: Program, screen: Screen, user_folder: Path) -> None:
    start_training(program, screen, 900)
    program.window.close()
    screen.wait_for("^Training is under way$").activate()
    screen.press("Escape")
    screen.wait_until_gone("^Training is under way$")
    program.window.close()
    screen.wait_for("^Training is under way$").activate()
    screen.press("Return")
    program.expect_end()
    assert own_models(user_folder) == ["my-mlp"]
