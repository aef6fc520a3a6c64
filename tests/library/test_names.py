"""The names of a model's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.library.modelfiles import discard_resumption, is_resumption, move_model, resumption_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_stopped_run_lies_beside_its_model_and_is_told_from_it(tmp_path: Path) -> None:
    model = tmp_path / "mine.safetensors"
    assert resumption_of(model) == tmp_path / "mine.resume.safetensors"
    assert is_resumption(resumption_of(model))
    assert not is_resumption(model)


def test_a_stopped_run_is_discarded_where_there_is_one_and_the_model_stays(tmp_path: Path) -> None:
    model = tmp_path / "mine.safetensors"
    for path in (model, resumption_of(model)):
        path.write_bytes(b"")
    for _ in range(2):
        discard_resumption(model)
        assert (model.exists(), resumption_of(model).exists()) == (True, False)


def test_a_stopped_run_moves_with_its_model_and_replaces_what_lay_there(tmp_path: Path) -> None:
    old, new = tmp_path / "old.safetensors", tmp_path / "new.safetensors"
    old.write_bytes(b"model")
    for model in (old, new):
        resumption_of(model).write_text(model.name)
    assert move_model(old, new) == new
    assert resumption_of(new).read_text() == "old.safetensors"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.resume.safetensors", "new.safetensors"]
    old.write_bytes(b"a model that was not stopped")
    move_model(old, new)
    assert not resumption_of(new).exists()
