"""What is held out of a run to choose by: the last images, whole writers, and of a folder some of each class."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.train_config import InkSource, TrainConfig
from digitpad.data.image_set import ImageSet
from digitpad.data.ink_set import InkSet, images_of
from digitpad.errors import ConfigError
from digitpad.training import validation
from digitpad.training.data import read_training_data, with_mean_and_std, with_validation
from digitpad.training.run import train
from digitpad.training.validation import split_images, split_ink
from tests.support.training_samples import first_images, line_ink, small_data, written_forms

CONFIG = TrainConfig(epochs=1, batch_size=50, validation=100)


def test_the_last_images_are_held_out_and_the_source_says_how_many_were_learnt() -> None:
    whole = first_images(Split.TRAIN, 600)
    data = with_validation(CONFIG, small_data(600))
    assert data.validation is not None
    assert np.array_equal(data.validation.pixels, whole.pixels[500:])
    assert np.array_equal(data.train.pixels, whole.pixels[:500])
    assert [(source.count, source.sha256) for source in data.sources] == [(500, whole.sha256)]


def test_of_ink_the_last_writers_are_held_out_whole() -> None:
    samples = written_forms(2, ("C", "A", "D", "B"))
    ink = InkSet("forms", samples, "")
    learnt, rest = split_ink(ink, 0.26)
    assert {sample.writer for sample in learnt.samples} == {"A", "B"}
    assert {sample.writer for sample in rest.samples} == {"C", "D"}
    assert {sample.writer for sample in split_ink(ink, 0.01)[1].samples} == {"D"}
    assert {sample.writer for sample in split_ink(ink, 0.99)[0].samples} == {"A"}


@pytest.mark.parametrize("writers", [("A",), (None,), ("A", None)])
def test_ink_of_one_writer_or_of_nobody_known_is_refused(writers: tuple[str | None, ...]) -> None:
    with pytest.raises(ConfigError, match="two or more"):
        split_ink(InkSet("forms", written_forms(1, writers), ""), 0.5)


def test_images_and_ink_held_out_are_measured_together() -> None:
    config = replace(CONFIG, ink=InkSource(path="lines.jsonl"))
    data = with_validation(config, replace(small_data(600), ink=line_ink()))
    samples = data.prepared_validation(Preprocessing())
    assert samples is not None
    assert (samples.name, samples.inputs.shape) == ("MNIST validation", (110, 784))
    assert "BERT" in samples.note
    assert data.ink is not None
    assert {sample.writer for sample in data.ink.samples} == {"ANNA"}


def test_of_a_folder_which_lies_class_by_class_some_of_each_are_held_out() -> None:
    labels = np.repeat(np.arange(3, dtype=np.uint8), (10, 20, 30))
    images = ImageSet("folder train", np.zeros((60, 4, 4), np.uint8), labels, "", class_names=("a", "b", "c"))
    reading = Preprocessing(reading=Reading.GREY, image_size=4)
    config = TrainConfig(
        model=ModelSpec(inputs=16, classes=3),
        preprocessing=reading,
        dataset=DatasetName.FOLDER,
        folder="folder",
        batch_size=5,
        validation=12,
    )
    learnt, rest = split_images(config, images, Path("folder"))
    assert rest.class_counts == (2, 4, 6)
    assert learnt.class_counts == (8, 16, 24)


@pytest.mark.parametrize("held_out", [551, 600, 10_000])
def test_a_batch_must_be_left_to_learn_from(held_out: int) -> None:
    with pytest.raises(ConfigError, match="Hold out fewer"):
        with_validation(replace(CONFIG, validation=held_out), small_data(600))


def test_mean_and_deviation_do_not_look_at_what_is_held_out() -> None:
    data = small_data(600)
    held_out_bright = np.concatenate([data.train.pixels[:500], np.full_like(data.train.pixels[500:], 255)])
    open_config = replace(CONFIG, preprocessing=replace(Preprocessing(), mean=(), std=()))
    given = [
        with_mean_and_std(open_config, with_validation(CONFIG, replace(data, train=train)).train).preprocessing
        for train in (data.train, replace(data.train, pixels=held_out_bright))
    ]
    assert given[0] == given[1]


def test_a_test_part_that_is_not_opened_is_not_read() -> None:
    config = replace(CONFIG, validation=59_000, batch_size=500)
    assert read_training_data(config, opens_test=False).test is None
    run = train(config, opens_test=False)
    list(run)
    kept = run.checkpoint()
    assert [(each.name, each.count) for each in kept.measurements] == [("MNIST validation", 59_000)]
    with pytest.raises(ValueError, match="test part"):
        train(replace(config, validation=0), opens_test=False)


def test_of_images_that_were_written_with_a_pen_whole_writers_are_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    ink = InkSet("pens", written_forms(2, ("A", "C", "B")), "")
    monkeypatch.setattr(validation, "read_strokes", lambda *_: ink)
    images = images_of(ink)
    config = replace(CONFIG, dataset=DatasetName.PENDIGITS, batch_size=5, validation=len(ink) // 3 + 1)
    learnt, rest = split_images(config, images, None)
    written_by_a = [sample.writer == "A" for sample in ink.samples]
    assert np.array_equal(learnt.pixels, images.pixels[written_by_a])
    assert len(rest) == len(images) * 2 // 3
