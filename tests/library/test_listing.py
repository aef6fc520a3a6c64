from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.errors import CheckpointError
from digitpad.library.library import Library
from digitpad.library.listing import ModelListing
from digitpad.models import checkpoint as checkpoints
from tests.support.library import some_checkpoint

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path)
    made.add("first", some_checkpoint())
    made.add("second", some_checkpoint(1))
    return made


def test_models_are_listed_without_reading_their_weights(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "load", None)
    monkeypatch.setattr(checkpoints, "decode", None)
    models = ModelListing().models(library)
    assert [listed.entry.name for listed in models] == ["softmax", "mlp", "first", "second"]
    assert all(listed.metadata is not None for listed in models)


def test_the_metadata_is_that_of_the_whole_model(library: Library) -> None:
    for listed in ModelListing().models(library):
        whole = checkpoints.load(listed.entry.path)
        assert listed.metadata is not None
        assert listed.metadata.spec == whole.spec
        assert listed.metadata.measurements == whole.measurements
        assert listed.metadata.history == whole.history


def test_a_file_is_read_again_when_it_has_changed_and_no_more_often(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def load(path: Path) -> checkpoints.CheckpointMetadata:
        read.append(path.name)
        return original(path)

    original = checkpoints.load_metadata
    monkeypatch.setattr(checkpoints, "load_metadata", load)
    listing = ModelListing()
    listing.models(library)
    read.clear()
    listing.models(library)
    assert read == []
    library.replace("second", some_checkpoint(2))
    listing.models(library)
    assert read == ["second.safetensors"]


@pytest.mark.parametrize("kept", [0, 4, 100, -1])
def test_a_model_cut_short_is_listed_with_the_reason(library: Library, kept: int) -> None:
    path = library.find("second").path
    path.write_bytes(path.read_bytes()[:kept])
    broken = ModelListing().models(library)[-1]
    assert broken.metadata is None
    assert isinstance(broken.problem, CheckpointError)


def test_a_model_with_other_weights_than_it_says_is_listed_with_the_reason(library: Library) -> None:
    path = library.find("second").path
    path.write_bytes(path.read_bytes().replace(b'"shape":[10,784]', b'"shape":[784,10]'))
    assert isinstance(ModelListing().models(library)[-1].problem, CheckpointError)
