import os
import sys
from pathlib import Path

import pytest

from digitpad.errors import CheckpointError, LibraryError
from digitpad.library.library import DeletedModel, Library
from digitpad.library.names import resume_file_of
from digitpad.models import checkpoint as checkpoints
from tests.support.library import names, same, some_checkpoint


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


def test_a_file_being_written_or_of_another_kind_is_not_listed(stocked: Library) -> None:
    (stocked.folder / "models" / ".other.safetensors.tmp").touch()
    (stocked.folder / "models" / ".other.safetensors").touch()
    (stocked.folder / "models" / "notes.txt").touch()
    assert names(stocked) == ["mine"]


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
    added = [library.add_beside("mine", some_checkpoint(seed)).name for seed in range(3)]
    assert added == ["mine", "mine-2", "mine-3"]
    assert library.free_name("Mine") == "Mine-4"
    assert library.free_name("other") == "other"


@pytest.mark.parametrize("name", ["yours", "Mine"], ids=["another", "another case"])
def test_renaming_keeps_the_content(stocked: Library, name: str) -> None:
    assert stocked.rename("mine", name).name == name
    assert names(stocked) == [name]
    assert same(stocked.load(name), some_checkpoint())


def test_renaming_never_replaces_another_model(library: Library) -> None:
    library.add("one", some_checkpoint(1))
    library.add("two", some_checkpoint(2))
    with pytest.raises(LibraryError, match="taken"):
        library.rename("one", "Two")
    assert same(library.load("one"), some_checkpoint(1))
    assert same(library.load("two"), some_checkpoint(2))


def test_deleted_models_can_be_brought_back_also_two_of_one_name(library: Library) -> None:
    trash: list[DeletedModel] = []
    for seed in range(2):
        library.add("mine", some_checkpoint(seed))
        trash.append(library.delete("mine"))
        assert names(library) == []
    assert [library.restore(deleted).name for deleted in trash] == ["mine", "mine-2"]
    assert same(library.load("mine"), some_checkpoint(0))
    assert same(library.load("mine-2"), some_checkpoint(1))


def test_restoring_twice_is_refused(stocked: Library) -> None:
    deleted = stocked.delete("mine")
    stocked.restore(deleted)
    with pytest.raises(LibraryError, match="no longer in the trash"):
        stocked.restore(deleted)


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


def test_exporting_writes_what_importing_reads(stocked: Library, tmp_path: Path) -> None:
    stocked.export_file("mine", tmp_path / "out" / "mine.safetensors")
    assert same(checkpoints.load(tmp_path / "out" / "mine.safetensors"), some_checkpoint())


def test_a_duplicate_holds_the_same_under_a_name_with_a_number(stocked: Library) -> None:
    assert stocked.duplicate("mine").name == "mine-2"
    assert stocked.duplicate("mine").name == "mine-3"
    assert stocked.duplicate("mine", "other").name == "other"
    assert all(same(stocked.load(name), some_checkpoint()) for name in names(stocked))


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


def test_a_file_of_the_users_neither_hides_a_bundled_model_nor_is_hidden_by_it(stocked: Library) -> None:
    for number, name in enumerate(("softmax", "softmax-2")):
        checkpoints.save(some_checkpoint(number), stocked.folder / "models" / f"{name}.safetensors")
    assert names(stocked) == ["mine", "softmax-2", "softmax-3"]
    assert same(stocked.load("softmax-2"), some_checkpoint(1)), "it is called as its file is"
    assert same(stocked.load("softmax-3"), some_checkpoint(0))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no file can be named so")
def test_files_of_which_the_names_look_alike_are_each_found_by_a_name_of_its_own(library: Library) -> None:
    library.add("other", some_checkpoint(9))
    for number, name in enumerate((b"a\xff", b"a\\xff", b"a\xfe")):
        checkpoints.save(some_checkpoint(number), library.folder / "models" / f"{os.fsdecode(name)}.safetensors")
    assert names(library) == ["a\\xfe", "a\\xff", "a\\xff-2", "other"]
    assert same(library.load("a\\xff"), some_checkpoint(1)), "it is called as its file is"
    assert same(library.load("a\\xff-2"), some_checkpoint(0))
    library.rename("a\\xff-2", "plain")
    assert same(library.load("plain"), some_checkpoint(0))
    library.delete("a\\xff")
    assert names(library) == ["a\\xfe", "other", "plain"]
