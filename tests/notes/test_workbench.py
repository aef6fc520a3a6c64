from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.train_config import TrainConfig
from digitpad.errors import DatasetError
from digitpad.notes.workbench import MOST_PARTS, MOST_RUNS, Workbench
from tests.notes.conftest import read_slice
from tests.support.training_runs import assert_same

CONFIG = TrainConfig(epochs=3, batch_size=32)


def test_a_part_is_read_once_and_few_are_kept() -> None:
    read = []

    def count(*asked: object) -> object:
        read.append(asked)
        return read_slice(DatasetName.MNIST, Split.TEST, None, None)

    bench = Workbench(count)  # type: ignore[arg-type]
    for _ in range(2):
        bench.images(DatasetName.MNIST, Split.TEST, image_size=28)
    assert len(read) == 1
    for size in range(10, 10 + MOST_PARTS):
        bench.images(DatasetName.MNIST, Split.TEST, image_size=size)
    bench.images(DatasetName.MNIST, Split.TEST)
    assert len(read) == 2 + MOST_PARTS


def test_what_was_trained_is_told_again_without_training() -> None:
    bench = Workbench(read_slice)
    first = list(bench.train(CONFIG))
    assert list(bench.train(CONFIG)) == first
    assert bench.trained(CONFIG).reports == tuple(first)


def test_a_closed_run_goes_on_where_it_was_to_the_same_weights() -> None:
    stopped, whole = Workbench(read_slice), Workbench(read_slice)
    slow = replace(CONFIG, batch_size=2)  # many reports
    with closing(stopped.train(slow)) as reports:
        seen = next(reports)
    assert seen.step < seen.steps
    list(stopped.train(slow))
    list(whole.train(slow))
    assert_same(stopped.trained(slow).checkpoint.weights, whole.trained(slow).checkpoint.weights)
    losses = [[loss for report in bench.trained(slow).reports for loss in report.losses] for bench in (stopped, whole)]
    np.testing.assert_array_equal(*losses)


def test_a_run_can_be_taken_some_epochs_first() -> None:
    bench = Workbench(read_slice)
    assert list(bench.train(CONFIG, epochs=1))[-1].epoch == 1
    assert bench.epochs_trained(CONFIG) == 1
    list(bench.train(CONFIG))
    assert len(bench.trained(CONFIG).history) == 3
    early = bench.trained(CONFIG, epochs=1)
    assert len(early.history) == early.reports[-1].epoch == 1
    assert list(bench.train(CONFIG, epochs=1)) == list(early.reports)


def test_the_first_images_alone_can_be_trained_on() -> None:
    bench = Workbench(read_slice)
    assert list(bench.train(CONFIG, first=320))[-1].batches == 10
    assert bench.epochs_trained(CONFIG) == 0


def test_few_runs_are_kept() -> None:
    bench = Workbench(read_slice)
    for seed in range(MOST_RUNS + 1):
        list(bench.train(replace(CONFIG, epochs=1, seed=seed)))
    done = [bench.epochs_trained(replace(CONFIG, epochs=1, seed=seed)) for seed in range(MOST_RUNS + 1)]
    assert done == [0, *[1] * MOST_RUNS]


def test_data_that_is_not_here_is_said_to_be_missing() -> None:
    with pytest.raises(DatasetError):
        Workbench(read_slice).images(DatasetName.KMNIST, Split.TRAIN)
