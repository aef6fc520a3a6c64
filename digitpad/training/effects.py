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
from digitpad.training.schedules import RunLength, batches_an_epoch

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
    is_known = images is not None or config.scheduled_in is (
        CountedIn.EPOCHS if config.steps is None else CountedIn.STEPS
    )
    if config.schedule in {Schedule.NONE, Schedule.ONE_CYCLE} or not is_known:
        return ()
    batches = 1 if images is None else batches_an_epoch(config, images - config.validation)
    length = RunLength.of(config, max(1, batches))  # what leaves too few images is refused elsewhere
    return tuple(_of_schedule(config, length.of_unit(config.scheduled_in)))


def _of_schedule(config: TrainConfig, total: int) -> Iterator[Ineffective]:
    """Yield the settings of the schedule that cannot take effect in so many epochs or steps, whichever it counts."""
    unit = str(config.scheduled_in)
    match config.schedule:
        case Schedule.STEP if config.schedule_every >= total:
            yield Ineffective(
                "schedule_every",
                ConfigError(
                    TITLE,
                    "The learning rate would change after {every} {unit}, and the run takes {total}. Change it sooner, "
                    "train longer, or choose what the schedule counts in.",
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
                    "The run takes {total} {unit}, so that nothing would change after {late}. Leave that out, train "
                    "longer, or choose what the schedule counts in.",
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
