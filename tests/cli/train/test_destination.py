from pathlib import Path

import pytest

from digitpad.cli.train.destination import Destination
from digitpad.config.train_config import TrainConfig
from digitpad.errors import StorageError
from digitpad.library.library import Library
from digitpad.models import checkpoint as checkpoints
from digitpad.models.checkpoint import Checkpoint
from digitpad.training.outcome import TrainingOutcome
from tests.support.cli import add_model


def finished(checkpoint: Checkpoint) -> TrainingOutcome:
    return TrainingOutcome(TrainConfig(), checkpoint, is_stopped_early=False)


def test_folders_that_are_missing_are_made_as_by_every_command_that_writes(tmp_path: Path) -> None:
    library, file = Library.of_user(), tmp_path / "missing" / "deeper" / "out.safetensors"
    destination = Destination(None, file)
    destination.prepare(library)
    assert not file.parent.exists(), "nothing is made before there is a model"
    assert destination.keep(finished(add_model("mine")), library).path == file
    assert file.is_file()


def test_a_model_that_cannot_be_kept_where_it_should_is_kept_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user_folder: Path
) -> None:
    checkpoint = add_model("mine")
    library = Library.of_user()
    destination = Destination("other", None)
    destination.prepare(library)
    # The folder goes bad while the model is trained.
    (user_folder / "models").rename(user_folder / "moved")
    (user_folder / "models").write_text("in the way")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.safetensors").write_text("not to be lost")
    kept = destination.keep(finished(checkpoint), library)
    assert isinstance(kept.problem, StorageError)
    assert kept.path == tmp_path / "other-2.safetensors"
    assert checkpoints.encode(checkpoints.load(kept.path)) == checkpoints.encode(checkpoint)
    assert (tmp_path / "other.safetensors").read_text() == "not to be lost"


def test_a_name_taken_during_training_gets_a_number() -> None:
    checkpoint = add_model("mine")
    library = Library.of_user()
    destination = Destination("other", None)
    destination.prepare(library)
    library.add("other", checkpoint)
    assert destination.keep(finished(checkpoint), library).name == "other-2"


def test_a_model_that_can_be_kept_nowhere_is_told_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint = add_model("mine")
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    monkeypatch.chdir(blocked)
    blocked.rmdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file" / "below"))
    (tmp_path / "file").touch()
    kept = Destination(None, tmp_path / "file" / "out.safetensors").keep(finished(checkpoint), Library.of_user())
    assert kept.path is None
    assert isinstance(kept.problem, StorageError)
