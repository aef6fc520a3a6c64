"""Loss, optimiser, schedule and running average of a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.train_config import CountedIn, Optimizer, Schedule
from digitpad.training.script_parts.source_text import call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.config.train_config import TrainConfig

_CLASSES = {Optimizer.SGD: "SGD", Optimizer.ADAM: "Adam", Optimizer.ADAMW: "AdamW"}


def learning_lines(config: TrainConfig, batches: str) -> str:
    """Return the lines for how the model learns; `batches` is the expression for the steps of an epoch."""
    optimizer = f"torch.optim.{_CLASSES[config.optimizer]}("
    parts = [
        "criterion = nn.CrossEntropyLoss()  # contains the softmax: the model ends at the logits",
        call(f"optimizer = {optimizer}", "model.parameters()", *_optimizer_arguments(config)),
    ]
    if config.schedule is not Schedule.NONE:
        parts.append(_schedule(config, batches))
    if config.ema_decay:
        parts.append("average = copy.deepcopy(model)  # a running average of the weights: steadier, and what is kept")
    return "\n".join(parts)


def is_stepped_each_batch(config: TrainConfig) -> bool:
    """Whether the schedule goes on with every step rather than with every epoch."""
    return config.schedule is Schedule.ONE_CYCLE or config.scheduled_in is CountedIn.STEPS


def average_lines(config: TrainConfig) -> str:
    """Return the function that brings the running average up to date."""
    return (
        "@torch.no_grad()\n"
        "def update_average(step):\n"
        '    """Add the present weights; early on more of them, so that the first random ones are soon forgotten."""\n'
        f"    decay = min({config.ema_decay!r}, (1 + step) / (10 + step))\n"
        "    for averaged, present in zip(average.parameters(), model.parameters(), strict=True):\n"
        "        averaged.lerp_(present, 1 - decay)"
    )


def _optimizer_arguments(config: TrainConfig) -> Iterator[str]:
    yield f"lr={config.learning_rate!r}"
    if config.momentum:
        yield f"momentum={config.momentum!r}"
    if config.optimizer is not Optimizer.SGD and config.betas != (0.9, 0.999):
        yield f"betas={config.betas!r}"
    if config.weight_decay or config.optimizer is Optimizer.ADAMW:  # AdamW's own default is not 0
        yield f"weight_decay={config.weight_decay!r}"
    if config.nesterov:
        yield "nesterov=True"


def _schedule(config: TrainConfig, batches: str) -> str:
    factor = f"gamma={config.schedule_factor!r}"
    given: tuple[str, ...]
    match config.schedule:
        case Schedule.STEP:
            kind, given = "StepLR", (f"step_size={config.schedule_every}", factor)
        case Schedule.MULTI_STEP:
            milestones = call("milestones=[", *map(str, config.schedule_milestones), closing="]")
            kind, given = "MultiStepLR", (milestones, factor)
        case Schedule.COSINE:
            kind, given = "CosineAnnealingLR", (f"T_max={_period(config, batches)}",)
        case _:
            # Momentum stays as it is; torch's own would fall and rise against the learning rate.
            steady = ("cycle_momentum=False",)
            kind = "OneCycleLR"
            given = (f"max_lr={config.learning_rate!r}", f"total_steps={_steps(config, batches)}", *steady)
    return call(f"scheduler = torch.optim.lr_scheduler.{kind}(", "optimizer", *given)


def _period(config: TrainConfig, batches: str) -> str:
    if config.schedule_period is not None:
        return str(config.schedule_period)
    if config.scheduled_in is CountedIn.STEPS:
        return _steps(config, batches)
    return "EPOCHS" if config.steps is None else f"-(-STEPS // {batches})"  # the last epoch may be cut short


def _steps(config: TrainConfig, batches: str) -> str:
    return f"EPOCHS * {batches}" if config.steps is None else "STEPS"
