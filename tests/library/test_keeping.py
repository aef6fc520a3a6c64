"""A model and its stopped run stay together, whenever the process is killed, and no stranger's is ever taken for it."""

import os
import random
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from digitpad.config.train_config import TrainConfig
from digitpad.errors import ConfigError
from digitpad.library import keeping
from digitpad.library.keeping import keep, stopped_run_of, stopped_runs
from digitpad.library.library import DeletedModel, Library
from digitpad.library.names import resume_file_of
from digitpad.models.fingerprint import weights_sha256
from digitpad.training import resume_state
from digitpad.training.outcome import TrainingOutcome
from digitpad.training.session import TrainingSession
from tests.support.library import names
from tests.support.processes import python_started
from tests.support.training_runs import stopped_after

CONFIG = TrainConfig(images=500, batch_size=100, epochs=2)

MOVE_FOR_EVER = """
from digitpad.library.library import Library
library = Library.of_user()
print("begun", flush=True)
while True:
    library.rename("mine", "other")
    library.rename("other", "mine")
    library.restore(library.delete("mine"))
"""


class Killed(BaseException):
    """Ends a change where a killed process would have ended."""


@pytest.fixture(scope="module")
def outcome() -> TrainingOutcome:
    return stopped_after(7, CONFIG)


@pytest.fixture
def library(outcome: TrainingOutcome) -> Library:
    """Return a library with one model, whose run was stopped."""
    library = Library.of_user()
    keep(outcome, "mine", library)
    return library


def kill_before(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process "die" before so many changes of names on the disk."""
    left = [step]

    def counted(change: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object, **options: object) -> object:
            if "models" in str(arguments) or "trash" in str(arguments):
                if not left[0]:
                    raise Killed
                left[0] -= 1
            return change(*arguments, **options)

        return run

    monkeypatch.setattr(os, "link", counted(os.link))
    for name in ("replace", "unlink"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))


def the_model(library: Library) -> Path:
    """Return the file of the one model there is, in the library or in the trash."""
    found = [path for folder in ("models", "trash") for path in (library.folder / folder).glob("*.safetensors")]
    (model,) = [path for path in found if not path.name.endswith(".resume.safetensors")]
    return model


@pytest.mark.parametrize("step", range(5))
@pytest.mark.parametrize("act", ["rename", "delete", "restore"])
def test_killed_between_two_files_a_model_has_its_stopped_run_beside_it(
    library: Library, monkeypatch: pytest.MonkeyPatch, act: str, step: int
) -> None:
    deleted = library.delete("mine") if act == "restore" else DeletedModel("mine", Path())
    acts: dict[str, Callable[[], object]] = {
        "rename": lambda: library.rename("mine", "other"),
        "delete": lambda: library.delete("mine"),
        "restore": lambda: library.restore(deleted),
    }
    with monkeypatch.context() as patched:
        kill_before(step, patched)
        try:
            acts[act]()
            has_ended = True
        except Killed:
            has_ended = False
    assert has_ended == (step >= 4)
    model = the_model(library)
    assert stopped_run_of(model) == resume_file_of(model)


def test_a_stopped_run_left_by_another_model_is_not_taken_for_ones_own(library: Library) -> None:
    left = resume_file_of(library.find("mine").path)
    shutil.copy(left, left.with_name("other.resume.safetensors"))
    other = stopped_after(2, replace(CONFIG, seed=1)).checkpoint
    assert other is not None
    library.add("other", other)
    assert stopped_runs(library) == ("mine",)


def test_of_two_runs_that_tell_the_same_of_themselves_the_weights_decide(library: Library) -> None:
    stranger = stopped_after(6, CONFIG).checkpoint
    assert stranger is not None
    entry = library.replace("mine", replace(stranger, history=library.load("mine").history))
    session = TrainingSession()
    with pytest.raises(ConfigError, match="another model"):
        next(session.resume_stopped(resume_file_of(entry.path), entry.path, "mine"))


def test_a_stopped_run_of_an_earlier_version_still_goes_on(library: Library, outcome: TrainingOutcome) -> None:
    entry, untied = library.find("mine"), outcome.stopped
    assert untied is not None
    assert untied.model_sha256 == ""
    assert outcome.checkpoint is not None
    tied = resume_state.load(resume_file_of(entry.path))
    assert tied.model_sha256 == weights_sha256(outcome.checkpoint.weights)
    resume_state.save(untied, resume_file_of(entry.path))
    assert stopped_runs(library) == ("mine",)
    session = TrainingSession()
    ended = list(session.resume_stopped(resume_file_of(entry.path), entry.path, "mine"))[-1]
    session.close_run()
    assert isinstance(ended, TrainingOutcome)
    assert ended.steps == 10


def test_a_damaged_stopped_run_is_offered_so_that_one_learns_why_it_cannot_go_on(library: Library) -> None:
    resume_file_of(library.find("mine").path).write_bytes(b"damaged")
    assert stopped_runs(library) == ("mine",)


def test_a_user_folder_that_is_gone_when_a_run_ends_is_made_again(
    outcome: TrainingOutcome, library: Library, user_folder: Path
) -> None:
    shutil.rmtree(user_folder)
    kept = keep(outcome, "again", library)
    assert (kept.problem, kept.resume_problem, kept.record_problem) == (None, None, None)
    assert names(library) == list(stopped_runs(library)) == ["again"]


def test_a_model_is_kept_though_its_run_cannot_be_recorded(
    outcome: TrainingOutcome, library: Library, user_folder: Path
) -> None:
    shutil.rmtree(user_folder / "runs")
    (user_folder / "runs").write_text("in the way")
    kept = keep(outcome, "other", library)
    assert kept.record is None
    assert kept.record_problem is not None
    assert "other" in names(library)
    assert keeping.stopped_run_of(kept.path or Path()) is not None


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="the same names, but another way to kill")
def test_really_killed_processes_leave_the_model_with_its_stopped_run(library: Library) -> None:
    chance = random.Random(7)
    for _ in range(20):
        with python_started("-c", MOVE_FOR_EVER) as moving:
            assert moving.stdout is not None
            assert moving.stdout.readline() == "begun\n"
            time.sleep(chance.uniform(0.0, 0.4))
            moving.kill()
        model = the_model(library)
        assert stopped_run_of(model) == resume_file_of(model)
        if model.parent.name == "trash":
            library.restore(DeletedModel("mine", model))
        elif model.name != "mine.safetensors":
            library.rename(model.name.removesuffix(".safetensors"), "mine")
