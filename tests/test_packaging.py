"""What is in the wheel, and that a digitpad from a wheel finds it."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import digitpad

REPOSITORY = Path(digitpad.__file__).parent.parent

pytestmark = pytest.mark.skipif(
    not (REPOSITORY / "pyproject.toml").is_file(), reason="a wheel can be built from the repository alone"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built without the network, in the environment at hand."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds the wheel's content, as an environment's would."""
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run_installed(installed: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(installed)},
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_mnist_the_weights_and_the_terms_travel_inside_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        *(
            f"digitpad/weights/{name}"
            for name in (
                "softmax.safetensors",
                "mlp.safetensors",
                "not-a-digit.safetensors",
                "README.md",
            )
        ),
        *(
            f"digitpad/assets/mnist/{stem}-ubyte.gz"
            for stem in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
        ),
        *(f"digitpad-{digitpad.__version__}.dist-info/licenses/{name}" for name in ("LICENSE", "NOTICE")),
    }
    assert expected <= names
    assert not {name for name in names if name.startswith(("tests/", "digitpad/tests/", "assets/", "weights/"))}


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = REPOSITORY / "digitpad"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "digitpad"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    # A source distribution is no git repository: there, every file is the package's.
    files = listed.stdout.split("\0")[:-1] or [
        str(path.relative_to(REPOSITORY)) for path in package.rglob("*") if path.is_file()
    ]
    missing = {name for name in files if "__pycache__" not in name and (REPOSITORY / name).exists()} - names
    assert not missing


def test_an_installed_digitpad_reads_its_own_mnist_and_weights(installed: Path) -> None:
    code = """
import digitpad
from digitpad import paths
from digitpad.config.dataset_info import Split
from digitpad.data.reading import read_mnist
from digitpad.library.library import BUNDLED, Library
assert len(read_mnist(Split.TEST)) == 10_000
for name in BUNDLED:
    entry = Library.of_user().find(name)
    assert Library.of_user().load(name).measurements
    print(entry.path)
print(paths.shipped("assets", "mnist"))
"""
    places = [Path(line) for line in run_installed(installed, code).splitlines()]
    assert len(places) == 3
    assert all(place.is_relative_to(installed.resolve()) for place in places)


def test_the_commands_of_console_and_desktop_have_different_names(installed: Path) -> None:
    (entry_points,) = installed.glob("*.dist-info/entry_points.txt")
    text = entry_points.read_text()
    assert "[console_scripts]\ndigitpad = digitpad.__main__:main" in text
    assert "[gui_scripts]\ndigitpad-window = digitpad.__main__:window" in text
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not project["scripts"].keys() & project["gui-scripts"].keys(), "pip keeps only one of two of a name"


def test_the_version_is_told_once_and_the_same(installed: Path) -> None:
    assert next(iter(installed.glob("digitpad-*.dist-info"))).name == f"digitpad-{digitpad.__version__}.dist-info"
    code = "import digitpad; print(digitpad.__version__)"
    assert run_installed(installed, code).strip() == digitpad.__version__


def test_qt_is_held_below_the_version_that_loses_references() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "PySide6-Essentials>=6.8,<6.12; python_version < '3.12'" in project["dependencies"]
