"""The workbench of a walk: what earlier steps read and trained is kept, so that no step waits for it twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

import numpy as np

from digitpad.config.dataset_info import DATASETS, Split
from digitpad.data.reading import read_dataset
from digitpad.paths import expanded
from digitpad.training.data import TrainingData, with_mean_and_std, with_validation
from digitpad.training.run import TrainingRun

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from digitpad.config.dataset_info import DatasetName
    from digitpad.config.train_config import TrainConfig
    from digitpad.data.image_set import ImageSet
    from digitpad.models.checkpoint import Checkpoint, EpochRecord
    from digitpad.training.reports import TrainingReport
    from digitpad.training.resume_state import ResumeState

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_RunKey: TypeAlias = "tuple[TrainConfig, int | None]"

MOST_PARTS = 4
"""Parts of data sets kept: both of two data sets, 250 MB if one is CIFAR-10."""

MOST_RUNS = 8
"""Runs kept, each with the weights after each of its epochs: 22 MB for the largest of the notes."""


class Reader(Protocol):
    """Reads one part of a data set, as `data.reading.read_dataset` does."""

    def __call__(self, name: DatasetName, split: Split, folder: Path | None, image_size: int | None) -> ImageSet:
        """Return its images, scaled to `image_size` rows and columns, or as they are for None."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model that was trained, and how that went."""

    checkpoint: Checkpoint  # measured on the test part
    reports: tuple[TrainingReport, ...]  # from the first step on

    @property
    def history(self) -> tuple[EpochRecord, ...]:
        """Its epochs."""
        return self.checkpoint.history


@dataclass(frozen=True, slots=True)
class _Kept:
    """A run as far as it has come."""

    reports: tuple[TrainingReport, ...] = ()
    after: tuple[Checkpoint, ...] = ()  # the model after each finished epoch
    stopped: ResumeState | None = None  # where to go on; None if it has not begun or has ended


class Workbench:
    """Keeps what the steps of a walk need, within bounds; for one thread at a time.

    Parameters
    ----------
    read
        Reads data sets.
    generator
        Draws what a step takes at random, such as a test picture.
    """

    def __init__(self, read: Reader = read_dataset, generator: np.random.Generator | None = None) -> None:
        self._read = read
        self.generator = np.random.default_rng() if generator is None else generator
        self._parts: dict[tuple[DatasetName, Split, Path | None, int | None], ImageSet] = {}
        self._runs: dict[_RunKey, _Kept] = {}

    def images(
        self, name: DatasetName, split: Split, *, folder: Path | None = None, image_size: int | None = None
    ) -> ImageSet:
        """Return one part of a data set, read now or earlier.

        Raises
        ------
        DatasetError
            If it is not here, or broken.
        """
        if name in DATASETS and image_size == DATASETS[name].image_size:
            image_size = None
        key = (name, split, folder, image_size)
        images = self._parts.pop(key, None)
        if images is None:
            images = self._read(name, split, folder, image_size)
        self._parts[key] = images
        _drop_oldest(self._parts, MOST_PARTS)
        return images

    def epochs_trained(self, config: TrainConfig, *, first: int | None = None) -> int:
        """Return how many epochs of a run are done already."""
        return len(self._runs.get((config, first), _Kept()).after)

    def trained(self, config: TrainConfig, *, epochs: int | None = None, first: int | None = None) -> Trained:
        """Return what `train` has come to, after so many epochs or as far as it is."""
        kept = self._runs[config, first]
        last = len(kept.after) if epochs is None else epochs
        return Trained(kept.after[last - 1], tuple(report for report in kept.reports if report.epoch <= last))

    def train(
        self, config: TrainConfig, *, epochs: int | None = None, first: int | None = None
    ) -> Generator[TrainingReport, None, None]:
        """Train, or tell again at once what was trained before; close it to stop, and the next call goes on there.

        Parameters
        ----------
        config
            What to train and how.
        epochs
            Stop after so many of its epochs, 1 or more; None for the whole run.
        first
            Train on so many images, the first ones of the training part; None for all.

        Yields
        ------
        TrainingReport
            Each report of the run from its first step on, those of earlier calls too.

        Raises
        ------
        DatasetError, ConfigError, DivergenceError
            If its data is not here, its settings do not fit it, or its loss grew without end.
        """
        key = config, first
        kept = self._runs.pop(key, _Kept())
        self._runs[key] = kept
        _drop_oldest(self._runs, MOST_RUNS)
        for report in kept.reports:
            yield report
            if _is_end(report, epochs):
                return
        yield from self._go_on(key, kept, epochs)

    def _go_on(self, key: _RunKey, kept: _Kept, epochs: int | None) -> Generator[TrainingReport, None, None]:
        """Train from where a run has come to, and keep it as far as it comes."""
        config, first = key
        folder = None if config.folder is None else expanded(config.folder)
        size = config.preprocessing.image_size
        train, test = (self.images(config.dataset, part, folder=folder, image_size=size) for part in Split)
        data = TrainingData(train if first is None else train.first(first), test)
        if config.validation:
            data = with_validation(config, data, folder)
        run = TrainingRun(with_mean_and_std(config, data.train), data, stopped=kept.stopped)
        reports, after = list(kept.reports), list(kept.after)

        def keep() -> None:
            is_whole = bool(reports) and reports[-1].step == reports[-1].steps
            self._runs[key] = _Kept(tuple(reports), tuple(after), None if is_whole else run.state())

        try:
            for report in run:
                reports.append(report)
                if report.finished_epoch is not None:
                    is_last = report.step == report.steps
                    after.append(run.checkpoint() if is_last else run.epoch_checkpoint())
                yield report
                if _is_end(report, epochs):
                    break
            keep()
        except GeneratorExit:
            keep()
            raise
        finally:
            run.close()


def _is_end(report: TrainingReport, epochs: int | None) -> bool:
    """Whether a report is the last one that was asked for."""
    return report.step == report.steps or (report.finished_epoch is not None and report.epoch == epochs)


def _drop_oldest(kept: dict[_Key, _Value], most: int) -> None:
    for key in list(kept)[:-most]:
        del kept[key]
