from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.train_config import InkSource, TrainConfig
from digitpad.data.switch_dataset import with_dataset
from digitpad.errors import ConfigError, DatasetError, InkError
from digitpad.ink.ink_file import InkSample, write_ink_file
from digitpad.training.batches import prepared_images
from digitpad.training.data import read_ink_source, read_training_data, with_mean_and_std
from digitpad.training.run import TrainingRun, train
from tests.support.images import write_picture_folder
from tests.support.training_samples import line_samples, small_data


def test_a_config_without_ink_reads_the_whole_mnist() -> None:
    data = read_training_data(TrainConfig())
    assert (len(data.train), len(data.test), data.ink, data.held_out_ink) == (60000, 10000, None, None)


def test_writers_held_out_are_measured_on_and_not_learnt_from(ink_path: Path) -> None:
    learnt, held_out = read_ink_source(InkSource(path=str(ink_path), held_out_writers=("BERT",)))
    assert {sample.writer for sample in learnt.samples} == {"ANNA"}
    assert held_out is not None
    assert {sample.writer for sample in held_out.samples} == {"BERT"}


def test_without_writers_held_out_all_ink_is_learnt_from(ink_path: Path) -> None:
    learnt, held_out = read_ink_source(InkSource(path=str(ink_path)))
    assert (len(learnt), held_out) == (40, None)


def test_a_run_learns_ink_and_states_its_figure_on_the_writers_held_out(ink_path: Path) -> None:
    """Ones and sevens of a second writer, after learning the first's beside a few images."""
    source = InkSource(path=str(ink_path), share=0.5, held_out_writers=("BERT",))
    learnt, held_out = read_ink_source(source)
    config = TrainConfig(ink=source, epochs=8, learning_rate=0.3, batch_size=50, preprocessing=Preprocessing())
    run = TrainingRun(config, replace(small_data(400), ink=learnt, held_out_ink=held_out))
    list(run)
    kept = run.checkpoint()
    images, pens = kept.measurements
    assert images.name == "MNIST test"
    assert pens.name == "lines.jsonl, held-out writers"
    assert "BERT" in pens.note
    assert (pens.count, pens.accuracy) == (10, 1.0)
    assert [(part.name, part.count) for part in kept.data] == [("MNIST train", 400), ("lines.jsonl", 30)]
    assert kept.data[1].sha256 == learnt.sha256


def test_a_run_tells_of_lines_it_could_not_use(ink_path: Path) -> None:
    with ink_path.open("a") as file:
        file.write("no ink\n")
    run = train(TrainConfig(ink=InkSource(path=str(ink_path))))
    assert ["line 41" in problem.detail for problem in run.problems] == [True]


def test_unknown_writers_are_an_error_that_names_them(ink_path: Path) -> None:
    with pytest.raises(ConfigError, match="no labelled ink by CARL, DORA"):
        read_ink_source(InkSource(path=str(ink_path), held_out_writers=("DORA", "BERT", "CARL")))


def test_holding_out_everyone_is_refused(ink_path: Path) -> None:
    with pytest.raises(ConfigError, match="Hold out fewer"):
        read_ink_source(InkSource(path=str(ink_path), held_out_writers=("ANNA", "BERT")))


def test_ink_that_is_missing_or_has_no_labels_ends_before_training(tmp_path: Path) -> None:
    with pytest.raises(InkError):
        train(TrainConfig(ink=InkSource(path=str(tmp_path / "none.jsonl"))))
    path = tmp_path / "unlabelled.jsonl"
    write_ink_file(path, [InkSample(line_samples(1)[0].ink)])
    with pytest.raises(DatasetError, match="no labels"):
        train(TrainConfig(ink=InkSource(path=str(path))))


@pytest.mark.parametrize(("reading", "channels"), [(Reading.GREY, 1), (Reading.COLOUR, 3)])
def test_mean_and_deviation_are_measured_on_what_the_model_is_given(
    tmp_path: Path, reading: Reading, channels: int
) -> None:
    write_picture_folder(tmp_path)
    base = TrainConfig(preprocessing=Preprocessing().with_mean_std())
    config = with_dataset(base, DatasetName.FOLDER, str(tmp_path), reading=reading, image_size=16)
    data = read_training_data(config)
    measured = with_mean_and_std(config, data.train).preprocessing
    assert len(measured.mean) == channels
    inputs = prepared_images(data.train, measured).reshape(len(data.train), channels, -1)
    np.testing.assert_allclose(inputs.mean(axis=(0, 2)), 0.0, atol=1e-3)
    np.testing.assert_allclose(inputs.std(axis=(0, 2)), 1.0, atol=1e-3)
    known = replace(config, preprocessing=measured)
    assert with_mean_and_std(known, data.train) is known


def test_a_model_with_another_number_of_classes_is_refused(tmp_path: Path) -> None:
    write_picture_folder(tmp_path)
    config = with_dataset(TrainConfig(), DatasetName.FOLDER, str(tmp_path))
    for part in ("train", "test"):
        (tmp_path / part / "cow").mkdir()
    with pytest.raises(ConfigError, match="3 classes"):
        read_training_data(config)


def test_the_first_images_alone_are_learnt_from() -> None:
    run = train(TrainConfig(images=700))
    assert [source.count for source in run.checkpoint().data] == [700]
    with pytest.raises(ConfigError, match="60,001"):
        train(TrainConfig(images=60_001))


def test_of_a_folder_each_class_keeps_its_share(tmp_path: Path) -> None:
    write_picture_folder(tmp_path, each=10)
    config = with_dataset(TrainConfig(images=6), DatasetName.FOLDER, str(tmp_path))
    assert read_training_data(config).train.class_counts == (3, 3)
