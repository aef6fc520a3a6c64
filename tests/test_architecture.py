"""Rules of the architecture: who may import whom, what must not be loaded when, sizes, and no unused code."""

import ast
import json
import os
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

import digitpad
from tests.support.cli import add_model
from tests.support.processes import python

PACKAGE = Path(digitpad.__file__).parent
REPOSITORY = PACKAGE.parent
HEAVY = ("PySide6", "torch", "torchvision")
COMMAND_LINE = ("typer", "click", "rich")


def loaded_by(code: str, *arguments: str, environment: dict[str, str] | None = None) -> set[str]:
    """Run code in a fresh process and return the top-level packages it has loaded at its end."""
    report = "\nimport json as j, sys as s; print('\\n' + j.dumps(sorted({m.split('.')[0] for m in s.modules})))"
    return set(json.loads(python("-c", code + report, *arguments, env=environment).stdout.splitlines()[-1]))


def modules_of(*parts: str) -> list[str]:
    folder = PACKAGE.joinpath(*parts)
    names = (path.relative_to(PACKAGE.parent).with_suffix("") for path in folder.rglob("*.py"))
    return sorted(".".join(name.parts).removesuffix(".__init__") for name in names)


def test_imports_point_down_and_every_module_has_its_layer() -> None:
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    assert "0 broken" in python("-c", lint, "--no-cache", cwd=REPOSITORY).stdout


def test_no_modules_import_one_another_in_a_circle_not_even_in_functions_or_for_types() -> None:
    graph = grimp.build_graph("digitpad", cache_dir=None)
    assert graph.direct_import_exists(importer="digitpad.__main__", imported="digitpad.gui.app"), "in a function"
    assert graph.direct_import_exists(importer="digitpad.models.summary", imported="digitpad.config.preprocessing_spec")
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the modules


def test_no_code_is_unused() -> None:
    python("-m", "vulture", "digitpad", "tests", cwd=REPOSITORY)


def test_the_command_line_loads_neither_qt_nor_torch() -> None:
    code = "\n".join(f"import {module}" for module in modules_of("cli"))
    assert not loaded_by(code) & set(HEAVY)


@pytest.mark.parametrize(
    "module",
    [
        "recognition.recognizer",
        "library.library",
        "evaluation.metrics",
        "models.checkpoint",
        "training.run",
        "benchmarks.training",
        "config.recipes",
    ],
)
def test_the_core_is_imported_without_qt_and_torch(module: str) -> None:
    assert not loaded_by(f"import digitpad.{module}") & set(HEAVY)


@pytest.mark.parametrize("module", ["evaluation.dialog", "models.dialog", "models.score_text"])
def test_windows_beside_the_pad_and_scores_need_no_numpy(module: str) -> None:
    loaded = loaded_by(f"import digitpad.gui.{module}")
    assert not loaded & {"torch", "torchvision", "numpy", "PIL", "safetensors", "onnx"}


def test_the_notes_are_listed_without_numpy() -> None:
    code = "import sys; from digitpad.__main__ import run; assert run(sys.argv[1:]) == 0"
    assert not loaded_by(code, "notes") & {*HEAVY, "numpy", "PIL"}


def test_reading_ink_needs_neither_qt_nor_torch(tmp_path: Path) -> None:
    add_model("mine")
    ink = tmp_path / "ink.jsonl"
    ink.write_text('{"strokes": [[[0, 0], [9, 9]]]}\n')
    code = "import sys; from digitpad.__main__ import run; assert run(sys.argv[1:]) == 0"
    loaded = loaded_by(code, "predict", "--json", "--model", "mine", str(ink))
    assert "numpy" in loaded
    assert not loaded & {*HEAVY, "PIL"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_the_window_is_asked_for_before_any_command_line_library_is_loaded() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    code = "from digitpad.__main__ import run; assert run([]) == 3"
    loaded = loaded_by(code, environment=environment)
    assert not loaded & {*COMMAND_LINE, "torch", "torchvision", "numpy"}


def test_one_thread_is_the_default_and_a_users_choice_stays() -> None:
    variables = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    code = "import os; from digitpad.__main__ import run; run(['--version']); " + "".join(
        f"print(os.environ['{variable}']);" for variable in variables
    )
    for chosen, expected in (({}, ["1", "1"]), (dict.fromkeys(variables, "2"), ["2", "2"])):
        environment = {name: value for name, value in os.environ.items() if name not in variables} | chosen
        assert python("-c", code, env=environment).stdout.split()[-2:] == expected


def test_the_top_and_every_folder_can_be_taken_in_at_a_glance() -> None:
    top = [path for path in PACKAGE.iterdir() if path.suffix == ".py" or (path.is_dir() and path.name[:2] != "__")]
    assert len(top) <= 24
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert {folder for folder in folders if len(list(folder.glob("*.py"))) > 30} == set()


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 350
    assert sum(1 for line in source.splitlines() if line.strip()) < 300, "blank lines left out"
    assert ast.get_docstring(ast.parse(source)) or not source.strip(), "a module opens with what it owns"
