import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save as encode_tensors

from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.train_config import InkSource, Optimizer, TrainConfig
from digitpad.errors import CheckpointError, ConfigError, StorageError
from digitpad.models import checkpoint as checkpoints
from digitpad.models.checkpoint import Checkpoint, DataSource, EpochRecord, Measurement, WriterCounts
from tests.support.models import random_weights

SPEC = ModelSpec(hidden_sizes=(5, 3))


def small(spec: ModelSpec = SPEC) -> Checkpoint:
    return Checkpoint(
        spec,
        Preprocessing(moments=True, mean=(0.1307,), std=(0.3081,)),
        weights=random_weights(spec),
        config=TrainConfig(model=spec, ink=InkSource(path="pens.jsonl"), optimizer=Optimizer.ADAMW),
        data=(DataSource("MNIST", 60_000, "ab"),),
        history=(EpochRecord(1, 0.5, 0.9, 0.4, 0.91, 0.03, 1.5),),
        measurements=(Measurement("MNIST test", 10_000, 9_100, 0.4, "note"),),
        digitpad_version="0.1.0",
        created="2026-11-21T12:00:00Z",
    )


def forged(checkpoint: Checkpoint, **changes: object) -> bytes:
    """Return a checkpoint's file with its metadata changed and its tensors as they are."""
    content = checkpoints.encode(checkpoint)
    length = int.from_bytes(content[:8], "little")
    metadata = json.loads(json.loads(content[8 : 8 + length])["__metadata__"]["digitpad"]) | changes
    return encode_tensors(dict(checkpoint.weights), {"digitpad": json.dumps(metadata)})


@pytest.mark.parametrize("key", ["spec", "preprocessing", "class_names", "config", "data", "history", "measurements"])
def test_a_file_that_leaves_a_key_out_is_refused(key: str) -> None:
    content = checkpoints.encode(small())
    length = int.from_bytes(content[:8], "little")
    metadata = json.loads(json.loads(content[8 : 8 + length])["__metadata__"]["digitpad"])
    del metadata[key]
    with pytest.raises(CheckpointError):
        checkpoints.decode(encode_tensors(dict(small().weights), {"digitpad": json.dumps(metadata)}), Path("cut"))


def test_a_checkpoint_saved_and_loaded_is_the_same(tmp_path: Path) -> None:
    saved = small()
    checkpoints.save(saved, tmp_path / "a.safetensors")
    loaded = checkpoints.load(tmp_path / "a.safetensors")
    assert replace(loaded, weights={}) == replace(saved, weights={})
    for name, array in saved.weights.items():
        np.testing.assert_array_equal(loaded.weights[name], array)
    assert [path.name for path in tmp_path.iterdir()] == ["a.safetensors"]


def test_the_same_checkpoint_gives_the_same_bytes() -> None:
    assert checkpoints.encode(small()) == checkpoints.encode(small())


def test_loaded_weights_cannot_be_changed_by_accident(tmp_path: Path) -> None:
    loaded = checkpoints.decode(checkpoints.encode(small()), tmp_path)
    with pytest.raises(ValueError, match="read-only"):
        loaded.weights["layers.0.bias"][0] = 1.0


@pytest.mark.parametrize("length", [0, 7, 8, 100, 1000, -1])
def test_a_truncated_file_is_refused(length: int) -> None:
    with pytest.raises(CheckpointError):
        checkpoints.decode(checkpoints.encode(small())[:length], Path("cut.safetensors"))


@pytest.mark.parametrize("garbage", [b"", b"\xff" * 64, b"PK\x03\x04" * 50, bytes(64), b"\x02\0\0\0\0\0\0\0[]"])
def test_garbage_is_refused(garbage: bytes) -> None:
    with pytest.raises(CheckpointError):
        checkpoints.decode(garbage, Path("garbage.safetensors"))


def test_a_future_version_is_refused_with_the_advice_to_update() -> None:
    with pytest.raises(CheckpointError, match=r"version 2 .* update digitpad"):
        checkpoints.decode(forged(small(), format_version=2), Path("future.safetensors"))


@pytest.mark.parametrize(
    "changes",
    [
        {"spec": {"inputs": 784, "hidden_sizes": [5, 4], "classes": 10, "activation": "relu", "dropout": 0.0}},
        {"spec": {"inputs": 784, "hidden_sizes": [5], "classes": 10, "activation": "relu", "dropout": 0.0}},
        {"spec": {"inputs": 784, "hidden_sizes": [0], "classes": 10, "activation": "relu", "dropout": 0.0}},
        {"spec": {"inputs": 784, "hidden_sizes": [5, 3], "classes": 10, "activation": "magic", "dropout": 0.0}},
        {"class_names": ["0", "1"]},
        {"preprocessing": {"moments": False, "mean": 0.0, "std": 0.0}},
        {"history": "none"},
    ],
)
def test_a_description_that_does_not_fit_the_weights_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(CheckpointError):
        checkpoints.decode(forged(small(), **changes), Path("forged.safetensors"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reading": "grey", "image_size": 10}, "does not give as many numbers as it takes"),
        ({"mean": [], "std": []}, "mean and standard deviation of its images are missing"),
    ],
)
def test_a_preprocessing_that_cannot_feed_the_model_is_refused(changes: dict[str, object], reason: str) -> None:
    preprocessing = {"reading": "digit", "image_size": 28, "moments": False, "mean": [0.0], "std": [1.0]}
    with pytest.raises(CheckpointError, match=reason):
        checkpoints.decode(forged(small(), preprocessing=preprocessing | changes), Path("forged.safetensors"))


@pytest.mark.parametrize(("count", "correct"), [(0, 0), (10, 20), (10, -1), (-10, -10), (10**400, 10**400)])
def test_figures_that_cannot_be_are_refused(count: int, correct: int) -> None:
    figures = {"name": "pens", "count": count, "correct": correct, "loss": 0.4}
    of_writer = figures | {"count": 2, "correct": 1, "writers": [{"writer": "A", "count": count, "correct": correct}]}
    for made in (figures, of_writer):
        with pytest.raises(CheckpointError, match=r"forged\.safetensors: its description is damaged"):
            checkpoints.decode(forged(small(), measurements=[made]), Path("forged.safetensors"))
    with pytest.raises(ConfigError):
        Measurement("pens", count, correct, 0.4)
    with pytest.raises(ConfigError):
        WriterCounts("A", count, correct)


def test_weights_that_are_not_finite_are_refused() -> None:
    broken = small()
    broken.weights["layers.1.bias"][0] = np.nan
    with pytest.raises(CheckpointError, match=r"layers\.1\.bias holds numbers that are not finite"):
        checkpoints.decode(checkpoints.encode(broken), Path("nan.safetensors"))


def test_weights_of_another_type_are_refused() -> None:
    whole = small()
    doubled = replace(whole, weights={name: array.astype(np.float64) for name, array in whole.weights.items()})
    with pytest.raises(CheckpointError, match="float64"):
        checkpoints.decode(checkpoints.encode(doubled), Path("double.safetensors"))


def test_a_safetensors_file_of_another_program_is_refused() -> None:
    with pytest.raises(CheckpointError, match="written by digitpad"):
        checkpoints.decode(encode_tensors(dict(small().weights), {"format": "pt"}), Path("other.safetensors"))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"missing\.safetensors"):
        checkpoints.load(tmp_path / "missing.safetensors")


def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.mkdir()  # cannot be replaced by a file, even by root
    with pytest.raises(StorageError, match="could not be saved"):
        checkpoints.save(small(), path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "content",
    [
        (2**63).to_bytes(8, "little") + b"{}",
        (2**64 - 1).to_bytes(8, "little") + b"{}",
        (65 << 20).to_bytes(8, "little") + b" " * (65 << 20),
        (8 << 20).to_bytes(8, "little") + b'{"a":' + b"[" * ((8 << 20) - 5),
        (8 << 20).to_bytes(8, "little") + (b'{"a":[' + b"[]," * (8 << 20))[: 8 << 20],
        encode_tensors({str(number): np.zeros(1, np.float32) for number in range(200)}, {"digitpad": "{}"}),
        b"",
        b"\0" * 8,
    ],
    ids=["2**63", "2**64 - 1", "a long header", "nesting", "lists", "many arrays", "nothing", "no header"],
)
def test_what_a_file_says_of_itself_is_bounded(content: bytes) -> None:
    with pytest.raises(CheckpointError, match="claims"):
        checkpoints.decode(content, Path("claims.safetensors"))


@pytest.mark.parametrize("field", ["classes", "inputs"])
def test_a_model_of_endless_layers_is_refused(field: str) -> None:
    spec = {"inputs": 784, "hidden_sizes": [5, 3], "classes": 10, "activation": "relu"} | {field: 10**400 - 1}
    with pytest.raises(CheckpointError, match=r"forged\.safetensors") as raised:
        checkpoints.decode(forged(small(), spec=spec), Path("forged.safetensors"))
    assert len(raised.value.detail) < 1000
