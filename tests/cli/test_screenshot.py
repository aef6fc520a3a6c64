"""The picture is made in a process of its own: it chooses Qt's platform, and there is one application a process."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.ink.ink_file import InkSample, write_ink_file
from tests.support.cli import Outcome, run_apart
from tests.support.inks import THREE


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_window_is_pictured_in_size_and_theme_without_a_trace(
    tmp_path: Path, user_folder: Path, theme: str
) -> None:
    out = tmp_path / "out.png"
    done = run_apart("screenshot", out, "--size", "1024x640", "--theme", theme)
    assert done == Outcome(0, "", "")
    with Image.open(out) as image:
        assert image.size == (1024, 640)
        assert (np.median(np.asarray(image.convert("L"))) > 128) == (theme == "light")
    assert not user_folder.exists(), "the user's settings are left alone"


def test_ink_is_on_the_pad_and_the_training_window_is_another_one(tmp_path: Path) -> None:
    write_ink_file(tmp_path / "three.jsonl", [InkSample(THREE)])
    pictures = []
    for number, options in enumerate(([], ["--ink", tmp_path / "three.jsonl"], ["--window", "training"])):
        done = run_apart("screenshot", tmp_path / f"{number}.png", *options)
        assert (done.status, done.stderr) == (0, "")
        with Image.open(tmp_path / f"{number}.png") as image:
            pictures.append(np.asarray(image.convert("L")).copy())
    empty, drawn, training = pictures
    pad = (slice(100, 600), slice(50, 580))
    assert (drawn[pad] < 64).sum() > 20 * (empty[pad] < 64).sum()
    assert (training != empty).mean() > 0.02


@pytest.mark.parametrize("option", [("--ink", "missing.jsonl"), ("--model", "nonsuch")])
def test_what_cannot_be_shown_is_a_plain_error_and_no_picture(tmp_path: Path, option: tuple[str, str]) -> None:
    done = run_apart("screenshot", tmp_path / "out.png", *option)
    assert done.status == 1
    assert len(done.stderr.splitlines()) == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.png").exists()
