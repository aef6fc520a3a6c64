import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import numpy as np
import pytest

from digitpad import files
from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.errors import CheckpointError, LibraryError, StorageError
from digitpad.library.library import DeletedModel, Library
from digitpad.library.names import resume_file_of
from digitpad.models import checkpoint as checkpoints
from digitpad.models.checkpoint import Checkpoint

NOBODY = 65534


def some_checkpoint(seed: int = 0) -> Checkpoint:
    spec = ModelSpec()
    random = np.random.default_rng(seed)
    weights = {
        name: random.normal(size=shape).astype(np.float32) for name, shape in checkpoints.weight_shapes(spec).items()
    }
    return Checkpoint(spec, Preprocessing(), weights=weights)


def same(one: Checkpoint, other: Checkpoint) -> bool:
    return checkpoints.encode(one) == checkpoints.encode(other)


@pytest.fixture
def library(user_folder: Path) -> Library:
    return Library(user_folder)


def names(library: Library) -> list[str]:
    return [entry.name for entry in library.entries() if not entry.is_bundled]


def test_an_absent_folder_is_an_empty_library_and_reading_does_not_make_it(library: Library, user_folder: Path) -> None:
    assert names(library) == []
    assert not user_folder.exists()


def test_the_users_library_lies_where_digitpad_home_points(user_folder: Path) -> None:
    assert Library.of_user().folder == user_folder


def test_what_is_added_can_be_loaded_by_its_name(library: Library) -> None:
    entry = library.add("mine", some_checkpoint())
    assert entry.path == library.folder / "models" / "mine.safetensors"
    assert same(library.load("mine"), some_checkpoint())


def test_own_models_are_listed_by_name_whatever_their_case(library: Library) -> None:
    for name in ("b", "C", "a"):
        library.add(name, some_checkpoint())
    assert names(library) == ["a", "b", "C"]


def test_a_stopped_run_is_no_model_and_goes_where_its_model_goes(library: Library) -> None:
    entry = library.add("mine", some_checkpoint())
    resume_file_of(entry.path).write_text("stopped")
    assert names(library) == ["mine"]
    renamed = library.rename("mine", "yours")
    assert resume_file_of(renamed.path).read_text() == "stopped"
    deleted = library.delete("yours")
    assert not list((library.folder / "models").glob("*.safetensors"))
    assert resume_file_of(library.restore(deleted).path).read_text() == "stopped"


def test_an_import_out_of_the_trash_brings_the_stopped_run_along(library: Library) -> None:
    resume_file_of(library.add("mine", some_checkpoint()).path).write_text("stopped")
    deleted = library.delete("mine")
    entry = library.import_file(deleted.path, "mine")
    assert resume_file_of(entry.path).read_text() == "stopped"
    assert resume_file_of(deleted.path).exists()


def test_an_import_from_elsewhere_takes_the_model_alone(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "gift.safetensors"
    checkpoints.save(some_checkpoint(), path)
    resume_file_of(path).write_text("left over from another model")
    assert not resume_file_of(library.import_file(path).path).exists()


def test_a_model_is_replaced_as_its_training_goes_on_and_a_bundled_one_is_not(library: Library) -> None:
    library.add("mine", some_checkpoint(0))
    library.replace("mine", some_checkpoint(1))
    assert same(library.load("mine"), some_checkpoint(1))
    for name in ("mlp", "nobody"):
        with pytest.raises(LibraryError):
            library.replace(name, some_checkpoint())


def test_a_file_being_written_or_of_another_kind_is_not_listed(library: Library) -> None:
    library.add("mine", some_checkpoint())
    (library.folder / "models" / ".other.safetensors.tmp").touch()
    (library.folder / "models" / ".other.safetensors").touch()
    (library.folder / "models" / "notes.txt").touch()
    assert names(library) == ["mine"]


@pytest.mark.parametrize("taken", ["mine", "MINE", "softmax", "mlp", "MLP"])
def test_a_taken_name_is_refused_and_the_old_model_stays(library: Library, taken: str) -> None:
    library.add("mine", some_checkpoint(0))
    with pytest.raises(LibraryError, match="taken"):
        library.add(taken, some_checkpoint(1))
    with pytest.raises(LibraryError, match="taken"):
        library.prepare(taken)
    assert names(library) == ["mine"]
    assert same(library.load("mine"), some_checkpoint(0))


def test_an_impossible_name_is_refused_before_anything_is_written(library: Library) -> None:
    with pytest.raises(LibraryError, match="cannot be called"):
        library.add("../outside", some_checkpoint())
    assert not library.folder.exists()


def test_adding_beside_a_taken_name_numbers_it(library: Library) -> None:
    assert [library.add_beside("mine", some_checkpoint(seed)).name for seed in range(3)] == [
        "mine",
        "mine-2",
        "mine-3",
    ]
    assert library.free_name("Mine") == "Mine-4"
    assert library.free_name("other") == "other"


def test_renaming_keeps_the_content(library: Library) -> None:
    library.add("mine", some_checkpoint())
    assert library.rename("mine", "yours").name == "yours"
    assert names(library) == ["yours"]
    assert same(library.load("yours"), some_checkpoint())


def test_renaming_may_change_case_alone(library: Library) -> None:
    library.add("mine", some_checkpoint())
    library.rename("mine", "Mine")
    assert names(library) == ["Mine"]


def test_renaming_never_replaces_another_model(library: Library) -> None:
    library.add("one", some_checkpoint(1))
    library.add("two", some_checkpoint(2))
    with pytest.raises(LibraryError, match="taken"):
        library.rename("one", "Two")
    assert same(library.load("one"), some_checkpoint(1))
    assert same(library.load("two"), some_checkpoint(2))


def test_a_deleted_model_can_be_brought_back(library: Library) -> None:
    library.add("mine", some_checkpoint())
    deleted = library.delete("mine")
    assert names(library) == []
    assert library.restore(deleted).name == "mine"
    assert same(library.load("mine"), some_checkpoint())


def test_deleting_the_same_name_again_keeps_both_in_the_trash(library: Library) -> None:
    trash: list[DeletedModel] = []
    for seed in range(2):
        library.add("mine", some_checkpoint(seed))
        trash.append(library.delete("mine"))
    assert [library.restore(deleted).name for deleted in trash] == ["mine", "mine-2"]
    assert same(library.load("mine"), some_checkpoint(0))
    assert same(library.load("mine-2"), some_checkpoint(1))


def test_restoring_twice_is_refused(library: Library) -> None:
    library.add("mine", some_checkpoint())
    deleted = library.delete("mine")
    library.restore(deleted)
    with pytest.raises(LibraryError, match="no longer in the trash"):
        library.restore(deleted)


def test_importing_checks_the_file_and_names_it_after_itself(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "from a friend.safetensors"
    checkpoints.save(some_checkpoint(), file)
    assert library.import_file(file).name == "from a friend"
    assert library.import_file(file).name == "from a friend-2"
    assert library.import_file(file, "friend").name == "friend"
    assert same(library.load("friend"), some_checkpoint())
    assert file.exists()


def test_importing_garbage_leaves_the_library_as_it_was(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "bad.safetensors"
    file.write_bytes(b"garbage")
    with pytest.raises(CheckpointError):
        library.import_file(file)
    assert names(library) == []


def test_exporting_writes_what_importing_reads(library: Library, tmp_path: Path) -> None:
    library.add("mine", some_checkpoint())
    library.export_file("mine", tmp_path / "out" / "mine.safetensors")
    assert same(checkpoints.load(tmp_path / "out" / "mine.safetensors"), some_checkpoint())


def test_a_duplicate_holds_the_same_under_a_name_with_a_number(library: Library) -> None:
    library.add("mine", some_checkpoint())
    assert library.duplicate("mine").name == "mine-2"
    assert library.duplicate("mine").name == "mine-3"
    assert library.duplicate("mine", "other").name == "other"
    assert all(same(library.load(name), some_checkpoint()) for name in names(library))


def test_a_bundled_models_duplicate_is_the_users_own(library: Library) -> None:
    entry = library.duplicate("softmax")
    assert (entry.name, entry.is_bundled) == ("softmax-2", False)
    library.delete("softmax-2")


def test_a_duplicate_takes_no_name_that_is_taken(library: Library) -> None:
    library.add("mine", some_checkpoint(1))
    with pytest.raises(LibraryError, match="already"):
        library.duplicate("softmax", "mine")
    assert same(library.load("mine"), some_checkpoint(1))


def test_a_model_can_be_loaded_from_any_file(library: Library, tmp_path: Path) -> None:
    for file in (tmp_path / "loose.safetensors", tmp_path / "loose"):
        checkpoints.save(some_checkpoint(), file)
        assert same(library.load(str(file)), some_checkpoint())


def test_an_unknown_name_is_told_with_the_nearest_one(library: Library) -> None:
    library.add("perceptron", some_checkpoint())
    with pytest.raises(LibraryError, match="Did you mean “perceptron”"):
        library.load("percepton")
    with pytest.raises(LibraryError, match=r"There are: .*perceptron"):
        library.load("zzz")


def test_a_file_that_is_not_there_is_told_by_its_path(library: Library) -> None:
    with pytest.raises(CheckpointError, match=r"missing\.safetensors"):
        library.load("missing.safetensors")


@pytest.mark.parametrize("change", ["delete", "rename"])
def test_bundled_models_are_read_only(library: Library, change: str) -> None:
    arguments = ("mlp", "other") if change == "rename" else ("mlp",)
    with pytest.raises(LibraryError, match="came with digitpad"):
        getattr(library, change)(*arguments)


def test_a_file_of_the_users_never_hides_a_bundled_model(library: Library) -> None:
    library.add("mine", some_checkpoint())
    checkpoints.save(some_checkpoint(), library.folder / "models" / "softmax.safetensors")
    assert names(library) == ["mine"]


def test_a_folder_that_is_a_file_is_a_plain_error(user_folder: Path) -> None:
    user_folder.write_text("in the way")
    with pytest.raises(StorageError, match="DIGITPAD_HOME"):
        Library(user_folder).add("mine", some_checkpoint())


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write anywhere: step down while a folder is to be read-only."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no read-only folders")
def test_a_read_only_folder_is_a_plain_error_and_can_still_be_read() -> None:
    # Not under tmp_path, which nobody but its owner may enter.
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        library = Library(Path(place))
        entry = library.add("mine", some_checkpoint())
        for path in (library.folder, entry.path.parent):
            path.chmod(0o555)
        entry.path.chmod(0o444)
        try:
            with without_privileges():
                for change in (
                    lambda: library.prepare("other"),
                    lambda: library.add("other", some_checkpoint()),
                    lambda: library.rename("mine", "other"),
                    lambda: library.delete("mine"),
                ):
                    with pytest.raises(StorageError, match="can be written"):
                        change()
                assert same(library.load("mine"), some_checkpoint())
        finally:
            for path in (library.folder, entry.path.parent):
                path.chmod(0o755)


FILL_UP = """
import resource, signal, sys
from pathlib import Path
from digitpad.models import checkpoint
from digitpad.errors import StorageError
from digitpad.library.library import Library
content = checkpoint.load(Path(sys.argv[2]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    Library(Path(sys.argv[1])).add("second", content)
except StorageError as error:
    print(error.title)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of files")
def test_a_full_folder_is_a_plain_error_and_leaves_no_part_of_a_file(library: Library) -> None:
    entry = library.add("first", some_checkpoint())
    done = run(FILL_UP, str(library.folder), str(entry.path))
    assert done.stdout.strip() == "This file could not be saved"
    assert names(library) == ["first"]
    assert [path.name for path in entry.path.parent.glob("*second*")] == []


ADD_TEN = """
import sys
from pathlib import Path
from digitpad.models import checkpoint
from digitpad.library.library import Library
content = checkpoint.load(Path(sys.argv[2]))
library = Library(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(10):
    print(library.add_beside("shared", content).name)
library.rename(library.add_beside("mine", content).name, library.free_name(f"renamed-{sys.argv[3]}"))
"""


def test_two_processes_on_one_folder_both_work_and_lose_nothing(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    checkpoints.save(some_checkpoint(), file)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ADD_TEN, str(library.folder), str(file), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    given = [process.communicate(timeout=60)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    everything = {"shared", *(f"shared-{number}" for number in range(2, 21))}
    assert {*given[0], *given[1]} == everything
    assert {*names(library)} == everything | {"renamed-0", "renamed-1"}
    for name in names(library):
        assert same(library.load(name), some_checkpoint())


def test_a_lock_that_another_digitpad_does_not_let_go_is_told(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.05)
    library.add("mine", some_checkpoint())
    with filelock.FileLock(library.folder / "models" / ".lock"), pytest.raises(LibraryError, match="busy"):
        library.delete("mine")
    assert names(library) == ["mine"]
    library.delete("mine")


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
