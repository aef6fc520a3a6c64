from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.library.library import Library
from tests.e2e.test_drawing import draw
from tests.support.inks import THREE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import Program, Screen, Window

EPOCHS = (82, 428)
"""The field for epochs in the training window, at its first size."""

START = (417, 630)
"""The button that starts, likewise."""


def start_training(screen: Screen, epochs: int) -> Window:
    """Open the training window, set the epochs and start; return the window once it trains."""
    screen.press("ctrl+t")
    window = screen.wait_for("^Train a model$")
    window.activate()
    window.click(*EPOCHS, times=2)
    screen.press(*str(epochs))
    window.click(*START)
    window.wait_for_title(r"\d+.%|finished")
    return window


def own_models(folder: Path) -> list[str]:
    """Return the names of the user's models."""
    return [entry.name for entry in Library(folder).entries() if not entry.is_bundled]


def test_train_one_epoch_and_use_the_model(program: Program, screen: Screen, user_folder: Path) -> None:
    training = start_training(screen, 1)
    training.wait_for_title("finished$")
    training.activate()
    screen.press("Return")  # the name is asked for; this one will do
    program.window.wait_for_title("^digitpad - my-mlp$")
    assert own_models(user_folder) == ["my-mlp"]
    training.close()
    program.window.activate()
    draw(program, THREE)
    program.window.wait_for_title(r"^digitpad - \d \(\d+.%\) - my-mlp$")
    program.window.close()
    program.expect_end()


def test_the_pad_reads_while_a_model_trains(program: Program, screen: Screen) -> None:
    training = start_training(screen, 900)
    program.window.activate()
    draw(program, THREE)
    program.window.wait_for_title(r"^digitpad - 3 ")
    assert "%" in training.title
    program.window.close()
    screen.wait_for("^Training is under way$").activate()
    screen.press("Tab", "space")  # the second button: stop and discard
    program.expect_end()


def test_digitpad_is_left_by_a_key_from_the_training_window_as_well(program: Program, screen: Screen) -> None:
    screen.press("ctrl+t")
    screen.wait_for("^Train a model$").activate()
    screen.press("ctrl+q")
    program.expect_end()


@pytest.mark.parametrize("closed", ["pad", "training"])
def test_closing_in_mid_training_can_keep_what_was_learnt(
    program: Program, screen: Screen, user_folder: Path, closed: str
) -> None:
    training = start_training(screen, 900)
    (program.window if closed == "pad" else training).close()
    question = screen.wait_for("^Training is under way$")
    question.activate()
    screen.press("Escape")
    training.wait_for_title("%$")
    (program.window if closed == "pad" else training).close()
    screen.wait_for("^Training is under way$").activate()
    screen.press("Return")
    if closed == "training":
        # A question that is still open would keep the window behind it from being closed.
        screen.wait_until_gone("^Train a model")
        program.window.close()
    program.expect_end()
    assert own_models(user_folder) == ["my-mlp"]
