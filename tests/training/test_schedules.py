from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch.optim import Optimizer
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, MultiStepLR, OneCycleLR, StepLR

from digitpad.config.train_config import CountedIn, Schedule, TrainConfig
from digitpad.errors import ConfigError
from digitpad.training.schedules import LARGEST_RATE, RunLength, learning_rate_at

EPOCHS = 12

SCHEDULES = [
    (
        TrainConfig(schedule=Schedule.STEP, schedule_every=5, schedule_factor=0.5),
        lambda optimizer: StepLR(optimizer, 5, 0.5),
    ),
    (
        TrainConfig(schedule=Schedule.MULTI_STEP, schedule_milestones=(2, 3, 9)),
        lambda optimizer: MultiStepLR(optimizer, [2, 3, 9], 0.1),
    ),
    (TrainConfig(schedule=Schedule.COSINE), lambda optimizer: CosineAnnealingLR(optimizer, EPOCHS)),
    (
        TrainConfig(schedule=Schedule.COSINE, schedule_period=5),  # and up again, and down
        lambda optimizer: CosineAnnealingLR(optimizer, 5),
    ),
]


def some_optimizer(learning_rate: float = 1.0) -> Optimizer:
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=learning_rate)


@pytest.mark.parametrize(("config", "make_theirs"), SCHEDULES, ids=["step", "multi-step", "cosine", "period"])
@pytest.mark.parametrize("batches", [1, 7])
@pytest.mark.parametrize("is_by_steps", [False, True])
def test_schedules_are_torchs_by_epochs_and_by_steps(
    config: TrainConfig,
    make_theirs: Callable[[Optimizer], LRScheduler],
    batches: int,
    is_by_steps: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Their scheduler is stepped after each epoch, or after each step if the run is counted in steps."""
    config = replace(config, learning_rate=0.3, epochs=EPOCHS, steps=EPOCHS if is_by_steps else None)
    length = RunLength.of(config, batches)
    optimizer = some_optimizer(0.3)
    theirs = make_theirs(optimizer)
    for step in range(length.steps):
        expected = pytest.approx(theirs.get_last_lr()[0], rel=1e-9, abs=1e-12)  # theirs is stepped on, ours closed
        assert learning_rate_at(step, length, config) == expected
        optimizer.step()
        if is_by_steps or (step + 1) % batches == 0:
            theirs.step()


@pytest.mark.parametrize("schedule", [Schedule.STEP, Schedule.MULTI_STEP, Schedule.COSINE])
def test_a_schedule_counts_in_steps_or_in_epochs_whatever_the_run_is_counted_in(schedule: Schedule) -> None:
    by_epochs = TrainConfig(
        schedule=schedule, schedule_every=3, schedule_milestones=(2, 5), schedule_period=4, epochs=6
    )
    by_steps = replace(by_epochs, steps=42)
    length = RunLength.of(by_epochs, 7)
    assert length == RunLength.of(by_steps, 7)
    for unit, same in ((CountedIn.EPOCHS, by_epochs), (CountedIn.STEPS, by_steps)):
        rates = [
            [learning_rate_at(step, length, config) for step in range(42)]
            for config in (same, *(replace(each, schedule_unit=unit) for each in (by_epochs, by_steps)))
        ]
        assert rates[0] == rates[1] == rates[2]


@pytest.mark.parametrize("steps", [10, 37, 5875])
def test_one_cycle_is_torchs(steps: int) -> None:
    config = TrainConfig(schedule=Schedule.ONE_CYCLE, learning_rate=0.004)
    optimizer = some_optimizer()
    theirs = OneCycleLR(optimizer, 0.004, total_steps=steps, cycle_momentum=False)
    for step in range(steps):
        ours = learning_rate_at(step, RunLength(batches=5, steps=steps), config)
        assert ours == pytest.approx(theirs.get_last_lr()[0], rel=1e-6)
        optimizer.step()
        if step + 1 < steps:
            theirs.step()


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_one_cycle_works_for_very_short_runs(steps: int) -> None:
    config = TrainConfig(schedule=Schedule.ONE_CYCLE, learning_rate=0.004)
    rates = [learning_rate_at(step, RunLength(1, steps), config) for step in range(steps)]
    assert all(0 < rate <= 0.004 for rate in rates)


def test_without_a_schedule_the_learning_rate_stays() -> None:
    assert {learning_rate_at(step, RunLength(3, 9), TrainConfig(learning_rate=0.2)) for step in range(9)} == {0.2}


def test_a_run_by_steps_is_as_many_passes_as_they_take_and_the_last_is_cut_short() -> None:
    length = RunLength.of(TrainConfig(steps=3000), 782)
    assert (length.steps, length.epochs) == (3000, 4)
    assert [length.batches_of(epoch) for epoch in (1, 2, 3, 4)] == [782, 782, 782, 654]
    whole = RunLength.of(TrainConfig(epochs=3), 10)
    assert (whole.steps, whole.epochs, whole.batches_of(3)) == (30, 3, 10)


@pytest.mark.parametrize(("epochs", "unaugmented"), [(1, 0), (9, 0), (10, 1), (29, 2), (30, 3), (100, 10)])
def test_the_last_tenth_of_the_epochs_is_unaugmented(epochs: int, unaugmented: int) -> None:
    length = RunLength.of(TrainConfig(epochs=epochs), 10)
    flags = [length.is_unaugmented(epoch) for epoch in range(1, epochs + 1)]
    assert flags == [False] * (epochs - unaugmented) + [True] * unaugmented


@pytest.mark.parametrize(
    "changes",
    [
        {"schedule_every": 0},
        {"schedule_factor": 0.0},
        {"schedule_factor": float("nan")},
        {"schedule_milestones": (0,)},
        {"schedule_milestones": (5, 5)},
        {"schedule": Schedule.MULTI_STEP},
        {"steps": 0},
    ],
)
def test_a_schedule_that_cannot_work_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        TrainConfig(**changes)


@pytest.mark.parametrize("schedule", [Schedule.NONE, Schedule.STEP, Schedule.MULTI_STEP, Schedule.ONE_CYCLE])
def test_no_learning_rate_is_more_than_a_step_can_be_taken_with(schedule: Schedule) -> None:
    config = TrainConfig(
        learning_rate=1e38, schedule=schedule, schedule_factor=1e38, schedule_milestones=(1, 2), epochs=4
    )
    assert max(learning_rate_at(step, RunLength.of(config, 5), config) for step in range(20)) == LARGEST_RATE
