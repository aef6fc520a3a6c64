from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.settings import load_settings
from tests.support.inks import SEVEN, THREE

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.ink.ink import Ink
    from tests.e2e.conftest import Program, Screen

PAD = (16, 46)
"""Top left corner of the pad in the window: the margin, and the menu bar above it."""

SOFTMAX = (743, 82)
"""The switch to softmax regression, at 1280 by 720."""


def draw(program: Program, ink: Ink) -> None:
    for stroke in ink.strokes:
        program.window.drag((PAD[0] + point.x, PAD[1] + point.y) for point in stroke)


def test_draw_a_three_read_the_answer_switch_the_model_and_leave(
    program: Program, screen: Screen, user_folder: Path
) -> None:
    draw(program, THREE)
    by_mlp = program.window.wait_for_title(r"^digitpad - 3 \([\d.]+.%\) - mlp$")
    program.window.click(*SOFTMAX)
    by_softmax = program.window.wait_for_title(r" - softmax$")
    assert by_softmax != by_mlp
    screen.press("ctrl+2")
    assert program.window.wait_for_title(r" - mlp$") == by_mlp
    screen.press("ctrl+z")
    program.window.wait_for_title(r"^digitpad - mlp$")
    draw(program, SEVEN)
    program.window.wait_for_title(r"^digitpad - 7 ")
    program.window.close()
    program.expect_end()
    assert load_settings(user_folder / "settings.json").model == "mlp"
