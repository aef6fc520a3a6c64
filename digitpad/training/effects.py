"""Settings that would do nothing in a run, so that it is refused before it starts.

A config of an earlier run may have some; it is loaded and gone on with all the same. Imports nothing heavy, so that a
form can ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS
from digitpad.config.train_config import CountedIn, Schedule
from digitpad.errors import ConfigError
from digitpad.training.schedules import RunLength, batches_an_epoch, images_an_epoch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.config.train_config import TrainConfig

TITLE = "This schedule would do nothing"


@dataclass(frozen=True, slots=True)
class Ineffective:
    """A setting that cannot take effect."""

    setting: str  # its name in the settings table
    error: ConfigError


def images_known(config: TrainConfig) -> int | None:
    """Return the images in the training part of a config's data set; None for a folder, which would have to be read."""
    facts = DATASETS.get(config.dataset)
    return None if facts is None else facts.train_count


def find_ineffective(config: TrainConfig, images: int | None) -> tuple[Ineffective, ...]:
    """Return the settings that cannot take effect in a run.

    `images`: how many its data set's training part holds; None where that is not known: what depends on it is not found
    then.
    """
    batches = 1 if images is None else batches_an_epoch(config, images_an_epoch(config, images))
    length = RunLength.of(config, max(1, batches))  # what leaves too few images is refused elsewhere
    known = set(CountedIn) if images is not None else {CountedIn.EPOCHS if config.steps is None else CountedIn.STEPS}
    found: list[Ineffective] = []
    if config.schedule not in {Schedule.NONE, Schedule.ONE_CYCLE} and config.scheduled_in in known:
        found += _of_schedule(config, length.of_unit(config.scheduled_in))
    if CountedIn.EPOCHS in known:
        found += _of_patience(config, length.epochs)
    return tuple(found)


def _of_schedule(config: TrainConfig, total: int) -> Iterator[Ineffective]:
    """Yield the settings of the schedule that cannot take effect in so many epochs or steps, whichever it counts."""
    unit = str(config.scheduled_in)
    match config.schedule:
        case Schedule.STEP if config.schedule_every >= total:
            yield Ineffective(
                "schedule_every",
                ConfigError(
                    TITLE,
                    "Counted in {unit}, the learning rate would change after {every}, and the run takes {total}. "
                    "Change it sooner, train longer, or choose what the schedule counts in.",
                    every=f"{config.schedule_every:,}",
                    unit=unit,
                    total=f"{total:,}",
                ),
            )
        case Schedule.MULTI_STEP if config.schedule_milestones[-1] >= total:
            late = [f"{mark:,}" for mark in config.schedule_milestones if mark >= total]
            yield Ineffective(
                "schedule_milestones",
                ConfigError(
                    "A milestone lies beyond the run",
                    "Counted in {unit}, the run takes {total}, so that nothing would change after {late}. Leave that "
                    "out, train longer, or choose what the schedule counts in.",
                    late=", ".join(late),
                    unit=unit,
                    total=f"{total:,}",
                ),
            )
        case Schedule.COSINE if total == 1:
            yield Ineffective(
                "schedule",
                ConfigError(
                    TITLE,
                    "A cosine that counts in {unit} changes the learning rate between them, and the run takes one. "
                    "Train longer, or count in steps.",
                    unit=unit,
                ),
            )
    if config.schedule_factor == 1 and config.schedule is not Schedule.COSINE:
        yield Ineffective(
            "schedule_factor",
            ConfigError(
                TITLE,
                "The learning rate would be multiplied by 1. Use another factor, for example 0.1, or no schedule.",
            ),
        )


def _of_patience(config: TrainConfig, epochs: int) -> Iterator[Ineffective]:
    """Yield the patience if it cannot shorten a run of so many epochs, the first of which is always the best so far."""
    if config.patience is not None and config.patience + 1 >= epochs:
        yield Ineffective(
            "patience",
            ConfigError(
                "This patience would do nothing",
                "The run could stop after {soonest} epochs at the soonest, and it takes {epochs}. Train longer, or "
                "choose a smaller patience or none.",
                soonest=f"{config.patience + 1:,}",
                epochs=f"{epochs:,}",
            ),
        )
