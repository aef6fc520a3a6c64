from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QImage

from digitpad.gui.widgets import theme
from digitpad.ink.ink_file import InkSample, write_ink_file
from tests.support.inks import SEVEN, SEVENTEEN

if TYPE_CHECKING:
    from pathlib import Path


def screenshot(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would: it needs an application of its own."""
    command = [sys.executable, "-m", "digitpad", "screenshot", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def pictured(out: Path, *arguments: object) -> QImage:
    """Return the picture that the command makes."""
    done = screenshot(out, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return QImage(str(out))


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_main_window_is_pictured_with_its_answer(tmp_path: Path, look: str) -> None:
    ink = tmp_path / "seven.jsonl"
    write_ink_file(ink, [InkSample(SEVEN)])
    image = pictured(tmp_path / "window.png", "--ink", ink, "--theme", look, "--size", "1024x640")
    tokens = theme.tokens(theme.Theme(look))
    assert (image.width(), image.height()) == (1024, 640)
    assert image.pixelColor(8, 300).name() == tokens.ground
    # The winner's bar is the accent's, at the height of the seven.
    shades = {image.pixelColor(860, y).name() for y in range(180, 520)}
    assert tokens.accent in shades


def test_a_number_is_pictured_with_its_boxes_or_as_one_drawing(tmp_path: Path) -> None:
    ink = tmp_path / "number.jsonl"
    write_ink_file(ink, [InkSample(SEVENTEEN)])

    def accents_on_pad(*options: str) -> int:
        image = pictured(tmp_path / "number.png", "--ink", ink, "--size", "1024x640", *options)
        accent = theme.tokens(theme.Theme.LIGHT).accent
        return sum(image.pixelColor(x, 280).name() == accent for x in range(20, 480))

    assert accents_on_pad() > 0
    assert accents_on_pad("--no-numbers", "--kept-share", "1") == 0


def test_the_training_window_is_pictured(tmp_path: Path) -> None:
    image = pictured(tmp_path / "training.png", "--window", "training")
    assert (image.width(), image.height()) == (1280, 720)
    assert image.pixelColor(4, 4) == QColor(theme.tokens(theme.Theme.LIGHT).ground)


@pytest.mark.parametrize("model", ["softmax", "mlp"])
def test_the_evidence_is_pictured_beside_the_pad(tmp_path: Path, model: str) -> None:
    ink = tmp_path / "seven.jsonl"
    write_ink_file(ink, [InkSample(SEVEN)])
    image = pictured(tmp_path / "why.png", "--window", "inside", "--ink", ink, "--model", model)
    assert (image.width(), image.height()) == (1280, 720)

    def is_blue(x: int, y: int) -> bool:
        shade = image.pixelColor(x, y)
        return shade.blue() > shade.red() + 40

    for columns in (range(30, 490), range(880, 1240)):  # the drawing, and the raster
        assert sum(is_blue(x, y) for x in columns[::4] for y in range(150, 560, 4)) > 10


def test_the_experiments_are_pictured(tmp_path: Path) -> None:
    image = pictured(tmp_path / "experiments.png", "--window", "experiments", "--theme", "dark")
    assert (image.width(), image.height()) == (1280, 720)
    accent = theme.tokens(theme.Theme.DARK).accent
    assert accent in {image.pixelColor(x, 35).name() for x in range(1150, 1270)}, "the button that starts"


def test_the_models_are_pictured(tmp_path: Path) -> None:
    image = pictured(tmp_path / "models.png", "--window", "models", "--size", "1024x640", "--theme", "dark")
    assert (image.width(), image.height()) == (1024, 640)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_one_step_is_pictured_beside_the_pad(tmp_path: Path, look: str) -> None:
    ink = tmp_path / "seven.jsonl"
    write_ink_file(ink, [InkSample(SEVEN)])
    shown = ("--window", "step", "--theme", look, "--model", "softmax", "--ink", ink)
    image = pictured(tmp_path / "step.png", *shown)
    tokens = theme.tokens(theme.Theme(look))
    assert (image.width(), image.height()) == (1280, 720)
    # All lines have run: it is the first one's turn again, and the gradient of the other classes is blue.
    shades = {image.pixelColor(x, y).name() for x in range(860, 1270, 2) for y in range(150, 700, 2)}
    assert {tokens.accent, tokens.on_accent} <= shades


def test_the_evaluation_is_pictured_whole_or_with_what_stands_in_its_way(tmp_path: Path) -> None:
    shown, tokens = ("--window", "evaluation"), theme.tokens(theme.Theme.LIGHT)
    image = pictured(tmp_path / "evaluation.png", *shown, "--model", "softmax", "--size", "1024x640")
    assert (image.width(), image.height()) == (1024, 640)
    accent = theme.color(tokens.accent)
    blues = sum(image.pixelColor(100, y).blue() - image.pixelColor(100, y).red() > 90 for y in range(180, 600))
    assert accent.blue() - accent.red() > 90
    assert blues > 20, "the diagonal's first cell"
    failed = pictured(tmp_path / "failed.png", *shown, "--dataset", "kmnist")
    assert failed.pixelColor(640, 640).name() == tokens.card


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["out.png", "--ink", "absent.jsonl"], "absent.jsonl"),
        (["out.png", "--model", "absent"], "absent"),
        (["out.xyz"], "xyz"),
    ],
)
def test_what_cannot_be_pictured_is_told(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = screenshot(tmp_path / arguments[0], *arguments[1:])
    assert done.returncode == 1
    assert said in done.stderr
    assert list(tmp_path.glob("out*")) == []


def test_two_models_are_pictured_beside_the_pad(tmp_path: Path) -> None:
    ink = tmp_path / "seven.jsonl"
    write_ink_file(ink, [InkSample(SEVEN)])
    image = pictured(tmp_path / "compare.png", "--window", "compare", "--ink", ink)
    assert (image.width(), image.height()) == (1280, 720)
    shades = {image.pixelColor(x, y).name() for x in range(850, 1270, 3) for y in range(350, 650)}
    assert {theme.tokens(theme.Theme.LIGHT).accent, theme.tokens(theme.Theme.LIGHT).second} <= shades


def test_the_notes_are_pictured_with_what_came_of_their_first_step(tmp_path: Path) -> None:
    image = pictured(tmp_path / "notes.png", "--window", "notes")
    black = sum(image.pixelColor(x, y).name() == "#000000" for x in range(860, 1260) for y in range(300, 640))
    assert black > 5000  # the digits of a batch, on black
