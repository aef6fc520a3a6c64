import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.data import downloads
from digitpad.data.downloads import DownloadProgress, fetch_dataset
from digitpad.data.locations import dataset_folder
from digitpad.library.library import Library
from tests.support.cli import Command
from tests.support.fileserver import FileServer, offline, server
from tests.support.images import write_cifar_archive, write_idx_set, write_picture_folder
from tests.support.unipen import write_pen_set

__all__ = ["offline", "server"]

KEYS = ["name", "title", "is_present", "folder", "train_count", "test_count"]
KEYS += ["image_size", "channels", "class_names", "writers", "credit", "terms", "bytes", "download_bytes"]


class TestList:
    def test_json_names_every_data_set_and_whether_it_is_there(self, digitpad: Command) -> None:
        write_idx_set(dataset_folder(DatasetName.KMNIST))
        outcome = digitpad("data", "--json")
        assert (outcome.status, outcome.stderr) == (0, "")
        assert [list(each) for each in outcome.objects] == [KEYS] * 5
        by_name = {each["name"]: each for each in outcome.objects}
        assert by_name["mnist"]["is_present"]
        assert by_name["kmnist"]["is_present"]
        assert by_name["kmnist"]["bytes"] > 0
        assert not by_name["cifar10"]["is_present"]
        assert by_name["cifar10"]["folder"] == str(dataset_folder(DatasetName.CIFAR10))
        assert by_name["cifar10"]["download_bytes"] == 170_052_171

    def test_the_table_says_how_to_get_what_is_absent(self, digitpad: Command) -> None:
        outcome = digitpad("data")
        assert outcome.status == 0
        lines = {line.split()[0]: line for line in outcome.stdout.splitlines()[1:]}
        assert "digitpad data get cifar10" in lines["cifar10"]
        assert "60,000" in lines["mnist"]
        assert "--data-folder" in outcome.stderr


class TestGet:
    @pytest.mark.usefixtures("offline")
    def test_what_is_here_is_not_fetched(self, digitpad: Command) -> None:
        write_idx_set(dataset_folder(DatasetName.KMNIST))
        for name in ("mnist", "kmnist"):
            outcome = digitpad("data", "get", name)
            assert outcome.status == 0
            assert "60,000 + 10,000 images in " in outcome.stdout
            assert "here already" in outcome.stderr

    @pytest.mark.usefixtures("offline")
    def test_an_archive_put_by_hand_is_taken(self, digitpad: Command) -> None:
        write_cifar_archive(dataset_folder(DatasetName.CIFAR10))
        outcome = digitpad("data", "get", "cifar10", "--json")
        assert (outcome.status, outcome.objects[0]["is_present"]) == (0, True)

    def test_ctrl_c_ends_fetching_and_leaves_nothing(
        self, digitpad: Command, server: FileServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        facts = server.facts(DatasetName.KMNIST, {"images.gz": b"i" * 100_000})
        monkeypatch.setattr(downloads, "DATASETS", {DatasetName.KMNIST: facts})

        def fetch_interrupted(name: DatasetName, watch: Callable[[DownloadProgress], None]) -> Path:
            signal.raise_signal(signal.SIGINT)
            return fetch_dataset(name, watch)

        monkeypatch.setattr(downloads, "fetch_dataset", fetch_interrupted)
        outcome = digitpad("data", "get", "kmnist")
        assert (outcome.status, outcome.stdout) == (130, "")
        folder = dataset_folder(DatasetName.KMNIST)
        assert not folder.exists() or not any(folder.iterdir())

    @pytest.mark.usefixtures("offline")
    def test_offline_is_a_plain_error(self, digitpad: Command) -> None:
        outcome = digitpad("data", "get", "kmnist")
        assert (outcome.status, outcome.stdout) == (1, "")
        assert "by hand" in outcome.stderr
        assert "Traceback" not in outcome.stderr

    def test_a_folder_cannot_be_fetched(self, digitpad: Command) -> None:
        outcome = digitpad("data", "get", "folder")
        assert outcome.status == 1
        assert "your own" in outcome.stderr


class TestShow:
    def test_json_has_the_documented_keys(self, digitpad: Command) -> None:
        write_cifar_archive(dataset_folder(DatasetName.CIFAR10))
        (shown,) = digitpad("data", "show", "cifar10", "--part", "test", "--json").objects
        keys = ["name", "count", "classes", "shape", "dtype", "mean", "std", "sha256", "batch", "problems"]
        assert list(shown) == keys
        assert (shown["name"], shown["shape"], shown["dtype"]) == ("CIFAR-10 test", [4, 32, 32, 3], "uint8")
        assert len(shown["mean"]) == 3
        assert sum(each["count"] for each in shown["classes"]) == 4
        assert shown["batch"]["shape"] == [4, 32, 32, 3]
        assert shown["batch"]["images"]["shape"] == [4, 3, 32, 32]

    def test_a_batch_is_as_large_as_the_note_has_it_or_as_asked(self, digitpad: Command) -> None:
        write_idx_set(dataset_folder(DatasetName.FASHION_MNIST), count=600)
        (own,) = digitpad("data", "show", "fashion-mnist", "--json").objects
        assert own["batch"]["images"]["shape"] == [256, 1, 28, 28]
        assert (own["batch"]["batches"], own["batch"]["batches_drop_last"]) == (3, 2)
        (asked,) = digitpad("data", "show", "fashion-mnist", "--batch-size", 32, "--resize", 64, "--json").objects
        batch = asked["batch"]
        assert batch["images"] == {"shape": [32, 1, 64, 64], "dtype": "float32", "low": 0.0, "high": 1.0}
        assert (batch["labels_shape"], batch["labels_dtype"]) == ([32], "int64")
        assert asked["shape"] == [600, 28, 28]

    def test_text_shows_classes_shapes_and_a_batch(self, digitpad: Command) -> None:
        write_idx_set(dataset_folder(DatasetName.KMNIST))
        outcome = digitpad("data", "show", "kmnist", "--image-size", 14)
        assert "KMNIST train: 30 images" in outcome.stdout
        assert "(30, 14, 14) uint8" in outcome.stdout
        assert "(30, 1, 14, 14) float32" in outcome.stdout
        assert "tsu" in outcome.stdout

    def test_unreadable_pictures_are_noted(self, digitpad: Command, tmp_path: Path) -> None:
        write_picture_folder(tmp_path)
        (tmp_path / "train" / "cat" / "broken.png").write_bytes(b"garbage")
        outcome = digitpad("data", "show", "folder", "--data-folder", tmp_path)
        assert outcome.status == 0
        assert "broken.png" in outcome.stderr

    @pytest.mark.parametrize("name", ["cifar10", "folder"])
    def test_what_is_not_there_is_a_plain_error(self, digitpad: Command, name: str) -> None:
        outcome = digitpad("data", "show", name)
        assert (outcome.status, outcome.stdout) == (1, "")
        assert "Traceback" not in outcome.stderr


class TestTrainAndEvaluate:
    """From a data set to a model that knows what it reads, and back to its own test part."""

    def test_a_model_of_a_folder_reads_its_pictures(self, digitpad: Command, tmp_path: Path) -> None:
        folder = tmp_path / "pets"
        write_picture_folder(folder)
        trained = digitpad(
            *("train", "--name", "pets", "--data-folder", folder, "--image-size", 12, "--normalization", "mean-std"),
            *("--batch-size", 5, "--epochs", 20, "--learning-rate", 0.01, "--json"),
        )
        assert trained.status == 0, trained.stderr
        assert trained.objects[-1]["test_accuracy"] == 1.0
        model = Library.of_user().load("pets")
        assert model.class_names == ("cat", "dog")
        assert model.spec.layer_sizes == (432, 2)
        assert len(model.preprocessing.mean) == 3
        assert not model.preprocessing.is_to_be_measured
        assert model.data[0].name == "pets train"
        own = digitpad("evaluate", "--model", "pets", "--json").objects[0]
        named = digitpad("evaluate", "--model", "pets", "--data-folder", folder, "--json").objects[0]
        pictures = digitpad("evaluate", "--model", "pets", "--images", folder / "test", "--json").objects[0]
        assert own == named == pictures
        assert (own["count"], own["correct"]) == (10, 10)
        (read,) = digitpad("predict", "--model", "pets", "--json", folder / "test" / "dog" / "1.png").objects
        assert (read["class"], read["digit"]) == ("dog", None)

    def test_a_model_of_a_named_data_set_goes_on_with_it(self, digitpad: Command) -> None:
        write_idx_set(dataset_folder(DatasetName.KMNIST))
        quick = ("--batch-size", 10, "--epochs", 1)
        assert digitpad("train", "--name", "kana", "--dataset", "kmnist", *quick).status == 0
        tuned = digitpad("train", "--name", "kana2", "--fine-tune", "kana", *quick, "--json")
        assert tuned.objects[-1]["measurements"][0]["name"] == "KMNIST test"

    def test_a_model_does_not_measure_itself_on_what_it_does_not_read(self, digitpad: Command) -> None:
        write_cifar_archive(dataset_folder(DatasetName.CIFAR10))
        outcome = digitpad("evaluate", "--model", "softmax", "--dataset", "cifar10")
        assert outcome.status == 1
        assert "airplane" in outcome.stderr

    def test_contradictions_are_refused_before_training(self, digitpad: Command) -> None:
        write_idx_set(dataset_folder(DatasetName.KMNIST))
        for options in (
            ("--dataset", "kmnist", "--augment"),
            ("--dataset", "kmnist", "--moments"),
            ("--dataset", "kmnist", "--ink", "ink.jsonl"),
            ("--dataset", "folder"),
            ("--dataset", "cifar10"),
            ("--fine-tune", "softmax", "--image-size", 14),
        ):
            outcome = digitpad("train", "--name", "never", *options)
            assert (outcome.status, outcome.stdout) == (1, ""), options


class TestPenDigits:
    def test_they_are_told_with_whose_they_are(self, digitpad: Command) -> None:
        write_pen_set(dataset_folder(DatasetName.PENDIGITS))
        outcome = digitpad("data", "get", "pendigits")
        assert outcome.status == 0
        assert "7,494 + 3,498 digits in " in outcome.stdout
        assert "Alpaydin" in outcome.stdout
        assert "CC BY 4.0" in outcome.stdout

    def test_a_model_is_evaluated_on_other_peoples_pens(self, digitpad: Command) -> None:
        write_pen_set(dataset_folder(DatasetName.PENDIGITS))
        outcome = digitpad("evaluate", "--model", "softmax", "--dataset", "pendigits", "--json")
        assert outcome.status == 0
        assert outcome.objects[0]["count"] == 3498

    def test_without_them_an_evaluation_says_how_to_get_them(self, digitpad: Command) -> None:
        outcome = digitpad("evaluate", "--model", "softmax", "--dataset", "pendigits")
        assert outcome.status == 1
        assert "digitpad data get pendigits" in outcome.stderr
