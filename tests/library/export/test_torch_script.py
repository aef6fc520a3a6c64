import ast
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitpad.library.export.formats import export
from digitpad.library.export.torch_script import script
from digitpad.library.library import Library
from digitpad.preprocessing.picture import load_picture
from digitpad.recognition.recognizer import Recognizer
from tests.support.models import MODELS, write_pictures
from tests.support.processes import python


def run(path: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a script in an interpreter that finds no digitpad."""
    hidden = "import runpy, sys; sys.modules['digitpad'] = None; sys.argv = sys.argv[1:]; "
    code = hidden + "runpy.run_path(sys.argv[0], run_name='__main__')"
    return python("-W", "error", "-I", "-c", code, path, *arguments, succeeds=False)


@pytest.mark.parametrize(
    "name",
    [
        # Each loads torch in a process of its own.
        pytest.param(name, marks=() if name in {"gelu", "colour pictures as they are"} else pytest.mark.long)
        for name in sorted(MODELS)
    ],
)
def test_a_script_reads_pictures_as_digitpad_does(name: str, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    pictures = write_pictures(tmp_path / "pictures")
    export(MODELS[name], name, tmp_path / "model.py")
    done = run(tmp_path / "model.py", "--json", *pictures)
    assert (done.returncode, done.stderr) == (0, "")
    recognizer = Recognizer(MODELS[name])
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["file"] for answer in answers] == list(map(str, pictures))
    # torch adds up a unit's float32 products in another order than numpy: the error grows as the root of their number.
    tolerance = np.finfo(np.float32).eps * np.sqrt(max(MODELS[name].spec.layer_sizes))
    for path, answer in zip(pictures, answers, strict=True):
        expected = recognizer.predict(load_picture(path))
        np.testing.assert_allclose(answer["probabilities"], expected.probabilities, atol=tolerance, err_msg=path.name)
        assert answer["label"] == expected.label


def test_a_bundled_model_speaks_plainly_and_goes_on_past_a_broken_picture(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    paper = next(path for path in write_pictures(tmp_path / "pictures") if path.name == "paper.png")
    (tmp_path / "broken.png").write_bytes(b"garbage")
    Library.of_user().export_file("softmax", tmp_path / "softmax.py")
    done = run(tmp_path / "softmax.py", tmp_path / "broken.png", paper)
    assert done.returncode == 1
    assert "not a picture" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith(f"{paper}: 7 (")


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_script_is_tidy_python_with_nothing_undefined_or_unused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text(script(MODELS[name], name), encoding="utf-8")
    for command in (["check", "--select", "E,F,I"], ["format", "--diff"]):
        python("-m", "ruff", *command, "--isolated", "--no-cache", "--line-length", "120", path)


def test_a_model_that_was_never_measured_is_told_without_a_figure() -> None:
    told = ast.get_docstring(ast.parse(script(replace(MODELS["plain softmax"], measurements=()), "mine")))
    assert told is not None
    assert "Right" not in told


def test_a_script_shows_the_layers_as_a_lesson_would() -> None:
    text = script(MODELS["equalised and normalised"], "mine")
    assert (
        "    return nn.Sequential(\n        nn.Linear(784, 24),\n        nn.ReLU(),\n        nn.Linear(24, 12),\n"
        "        nn.ReLU(),\n        nn.Linear(12, 10),\n    )\n"
    ) in text


@pytest.mark.parametrize("name", ['"""', "\\", "a'b", "모델", "{x}", 'ends in "'])
def test_any_name_can_be_told_in_a_script(name: str) -> None:
    told = ast.get_docstring(ast.parse(script(MODELS["plain softmax"], name)))
    assert told is not None
    assert ": softmax regression 784-10, trained with digitpad 0.1.0." in told


@pytest.mark.parametrize(
    "name", ["😀", "모델", "côte", 'a "bag"', "it's", "both ' and \"", "\\", "line\u2028break", "\u202e"]
)
def test_a_class_is_called_the_same_in_a_script_whatever_its_name(name: str) -> None:
    checkpoint = replace(MODELS["colour pictures as they are"], class_names=(name, "other"))
    body = ast.parse(script(checkpoint, "mine")).body
    assigned = {ast.unparse(line.targets[0]): line.value for line in body if isinstance(line, ast.Assign)}
    assert ast.literal_eval(assigned["CLASS_NAMES"]) == (name, "other")
