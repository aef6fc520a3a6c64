from pathlib import Path

import numpy as np
import pytest

from digitpad.errors import ExportError, StorageError
from digitpad.library.export.formats import ExportFormat, export, form_of
from digitpad.models import checkpoint as checkpoints
from tests.support.models import MODELS


def test_digitpads_own_form_comes_back_whole(tmp_path: Path) -> None:
    original = MODELS["colour pictures"]
    export(original, "mine", tmp_path / "mine.safetensors")
    back = checkpoints.load(tmp_path / "mine.safetensors")
    assert (back.spec, back.preprocessing, back.class_names) == (
        original.spec,
        original.preprocessing,
        original.class_names,
    )
    for name, array in original.weights.items():
        np.testing.assert_array_equal(back.weights[name], array)


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.safetensors", ExportFormat.SAFETENSORS), ("a.PY", ExportFormat.SCRIPT), ("a.onnx", ExportFormat.ONNX)],
)
def test_the_ending_says_the_form(tmp_path: Path, name: str, form: ExportFormat) -> None:
    assert form_of(tmp_path / name) is form


@pytest.mark.parametrize("name", ["model", "model.pt", ".py"])
def test_another_ending_is_refused_with_the_ones_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"\.safetensors to open it with digitpad"):
        export(MODELS["tanh"], "mine", tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ExportFormat)
def test_a_place_that_cannot_be_written_is_a_plain_error(tmp_path: Path, form: ExportFormat) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        export(MODELS["tanh"], "mine", tmp_path / "file" / f"mine{form}")
