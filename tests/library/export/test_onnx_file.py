import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from digitpad.errors import ExportError
from digitpad.library.export.formats import export
from digitpad.library.export.onnx_file import onnx_bytes
from digitpad.library.library import Library
from digitpad.models import forward
from digitpad.models.checkpoint import Checkpoint
from digitpad.preprocessing import raster
from digitpad.recognition.recognizer import Recognizer
from tests.support.inks import ALL
from tests.support.models import MODELS


def session(content: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])


def images_for(checkpoint: Checkpoint, count: int = 7) -> np.ndarray:
    """Return random images as a model reads them: float32, colours last."""
    size, channels = checkpoint.preprocessing.image_size, checkpoint.preprocessing.channels
    shape = (count, size, size) if channels == 1 else (count, size, size, channels)
    return np.random.default_rng(1).random(shape, np.float32)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_another_runtime_gives_the_same_probabilities(name: str) -> None:
    checkpoint = MODELS[name]
    images = images_for(checkpoint)
    laid_out = images if images.ndim == 3 else images.transpose(0, 3, 1, 2)
    given = session(onnx_bytes(checkpoint, name)).run(["probabilities", "logits"], {"image": laid_out})
    inputs = raster.standardise(images, checkpoint.preprocessing)
    logits = forward.logits(checkpoint.weights, checkpoint.spec, inputs)
    np.testing.assert_allclose(given[1], logits, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(given[0], forward.probabilities(logits), atol=1e-6)


@pytest.mark.parametrize("model", ["softmax", "mlp"])
def test_bundled_models_read_ink_elsewhere_as_here(model: str, tmp_path: Path) -> None:
    library = Library.of_user()
    library.export_file(model, tmp_path / "model.onnx")
    running = session((tmp_path / "model.onnx").read_bytes())
    recognizer = Recognizer(library.load(model))
    for ink in ALL:
        expected = recognizer.predict(ink)
        (given,) = running.run(["probabilities"], {"image": expected.raster.pixels[np.newaxis]})
        np.testing.assert_allclose(given[0], expected.probabilities, atol=1e-6)


def test_the_metadata_says_what_the_image_must_be() -> None:
    checkpoint = MODELS["equalised and normalised"]
    told = session(onnx_bytes(checkpoint, "mine")).get_modelmeta()
    assert told.producer_name == "digitpad"
    known = told.custom_metadata_map
    assert known["name"] == "mine"
    assert json.loads(known["class_names"]) == list("0123456789")
    assert json.loads(known["preprocessing"])["moments"] is True
    assert json.loads(known["accuracy"]) == {"MNIST test": 0.98}
    for word in ("20 x 20", "(14, 14)", "second moments", "Mean and standard deviation are taken out inside"):
        assert word in known["image"]
    plain = session(onnx_bytes(MODELS["plain softmax"], "mine")).get_modelmeta().custom_metadata_map["image"]
    assert "second moments" not in plain
    assert "inside" not in plain


def test_the_same_model_gives_the_same_file() -> None:
    assert onnx_bytes(MODELS["tanh"], "mine") == onnx_bytes(MODELS["tanh"], "mine")


def test_without_the_library_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ExportError, match=r"pip install 'digitpad\[onnx\]'"):
        export(MODELS["tanh"], "mine", tmp_path / "mine.onnx")
    assert list(tmp_path.iterdir()) == []
