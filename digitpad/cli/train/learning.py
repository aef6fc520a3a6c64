"""How a model is trained, as far as the options of ``digitpad train`` name it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from digitpad.config.train_config import Device, Initialization, Optimizer, Schedule, TrainConfig
from digitpad.errors import require


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningOverrides:
    """How a model is trained, as far as options name it; None is not asked for. The fields are `TrainConfig`'s."""

    augmentation: bool | None = None
    initialization: Initialization | None = None
    optimizer: Optimizer | None = None
    momentum: float | None = None
    nesterov: bool | None = None
    betas: tuple[float, float] | None = None
    weight_decay: float | None = None
    learning_rate: float | None = None
    schedule: Schedule | None = None
    schedule_every: int | None = None
    schedule_milestones: tuple[int, ...] | None = None
    schedule_factor: float | None = None
    ema_decay: float | None = None
    epochs: int | None = None
    steps: int | None = None
    batch_size: int | None = None
    shuffle: bool | None = None
    drop_last: bool | None = None
    seed: int | None = None
    device: Device | None = None
    threads: int | None = None

    def applied_to(self, base: TrainConfig) -> TrainConfig:
        """Return the config with what was asked for changed.

        Epochs asked for take the place of the base's steps, and another optimiser that of its momentum.
        """
        require(
            self.epochs is None or self.steps is None,
            "These options contradict each other",
            "A run is counted in epochs or in steps. Choose one of --epochs and --steps.",
        )
        asked: dict[str, object] = {
            name: value for name in self.__slots__ if (value := getattr(self, name)) is not None
        }
        if self.epochs is not None:
            asked["steps"] = None
        if self.optimizer not in {None, Optimizer.SGD}:
            asked = {"momentum": 0.0, "nesterov": False} | asked
        config = replace(base, **asked)  # type: ignore[arg-type] # the fields have the config's names and types
        self._require_use(config)
        return config

    def _require_use(self, config: TrainConfig) -> None:
        is_step, is_multi_step = (config.schedule is kind for kind in (Schedule.STEP, Schedule.MULTI_STEP))
        uses = (
            ("--betas", self.betas, config.optimizer is not Optimizer.SGD, "--optimizer adam or adamw"),
            ("--schedule-every", self.schedule_every, is_step, "--schedule step"),
            ("--milestones", self.schedule_milestones, is_multi_step, "--schedule multi-step"),
            ("--schedule-factor", self.schedule_factor, is_step or is_multi_step, "--schedule step or multi-step"),
        )
        for option, value, is_used, needed in uses:
            require(
                value is None or is_used,
                "This option would do nothing",
                "{option} goes with {needed}. Add that, or leave {option} out.",
                option=option,
                needed=needed,
            )
