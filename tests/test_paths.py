import shutil
from pathlib import Path

import pytest

import digitpad
from digitpad import paths
from digitpad.errors import StorageError
from tests.support.processes import python

CODE = "from digitpad import paths; print(paths.shipped('weights', 'mlp.safetensors'))"


def copy_of_package(root: Path) -> None:
    package = root / "digitpad"
    package.mkdir(parents=True)
    for name in ("__init__.py", "paths.py", "errors.py", "shown_text.py"):
        shutil.copy(Path(digitpad.__file__).parent / name, package)


@pytest.mark.parametrize("folder", ["digitpad/weights", "weights"])
def test_what_is_shipped_is_found_in_a_wheels_package_or_at_the_repositorys_top(tmp_path: Path, folder: str) -> None:
    copy_of_package(tmp_path)
    weights = tmp_path / folder / "mlp.safetensors"
    weights.parent.mkdir()
    weights.touch()
    found = python("-c", CODE, cwd=tmp_path).stdout  # where it runs is first on the path of `-c`
    assert Path(found.strip()) == weights.resolve()


@pytest.mark.parametrize("name", ["softmax", "mlp"])
def test_the_bundled_models_are_found_here(name: str) -> None:
    assert paths.shipped("weights", f"{name}.safetensors").is_file()


@pytest.mark.parametrize("part", ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"])
def test_mnist_is_found_here(part: str) -> None:
    assert paths.shipped("assets", "mnist", f"{part}-ubyte.gz").is_file()


@pytest.mark.parametrize("home", ["{}/pads", "~/pads"], ids=["a path", "below the user's home"])
def test_digitpad_home_moves_the_user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    for variable, value in (("HOME", tmp_path), ("USERPROFILE", tmp_path), ("DIGITPAD_HOME", home.format(tmp_path))):
        monkeypatch.setenv(variable, str(value))
    assert paths.user_folder() == tmp_path / "pads"
    assert not (tmp_path / "pads").exists()


def test_a_home_folder_that_is_not_there_is_a_plain_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_HOME", "~nosuch/pads")
    with pytest.raises(StorageError, match="There is no such home folder: ~nosuch/pads"):
        paths.user_folder()


@pytest.mark.parametrize("value", [None, ""])
def test_without_digitpad_home_the_system_says_where_the_user_folder_is(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("DIGITPAD_HOME")
    else:
        monkeypatch.setenv("DIGITPAD_HOME", value)
    folder = paths.user_folder()
    assert folder.is_absolute()
    assert folder.name == "digitpad"
