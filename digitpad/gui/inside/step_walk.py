"""How far one has come with a step of training: what was called, and what there is to see of it. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from digitpad.gui.inside.step_thread import TakenStep


class Stage(Enum):
    """The line of the training loop that was run last, in their order."""

    FRESH = "fresh"  # none yet
    FORWARD = "forward"
    LOSS = "loss"
    ZERO_GRAD = "zero grad"
    BACKWARD = "backward"
    STEP = "step"


_ORDER = tuple(Stage)


@dataclass(frozen=True, slots=True, eq=False)
class StepWalk:
    """A copy of a model, and the step it is taken through; each line of the loop makes the next walk."""

    weights: Mapping[str, Any]  # the copy's, as they are now
    stage: Stage = Stage.FRESH
    taken: TakenStep | None = None  # the step under way, or the last one; None while fresh
    gradients: TakenStep | None = None  # the step whose gradients the layers hold, until they are cleared
    losses: tuple[float, ...] = ()  # of this sample: before the first step, and after each

    @property
    def next_stage(self) -> Stage:
        """The line whose turn it is."""
        return Stage.FORWARD if self.is_between_steps else _ORDER[_ORDER.index(self.stage) + 1]

    @property
    def is_between_steps(self) -> bool:
        """Whether the next line begins a step."""
        return self.stage in {Stage.FRESH, Stage.STEP}

    @property
    def is_changed(self) -> bool:
        """Whether any line was run."""
        return self.taken is not None or self.gradients is not None

    @property
    def steps(self) -> int:
        """How many steps were taken on this sample."""
        return max(len(self.losses) - 1, 0)

    def has_reached(self, stage: Stage) -> bool:
        """Return whether a line of this step was run."""
        return _ORDER.index(self.stage) >= _ORDER.index(stage)

    def begin(self, taken: TakenStep) -> StepWalk:
        """Go forward, in a step that was computed from these weights."""
        return replace(self, stage=Stage.FORWARD, taken=taken)

    def go_on(self) -> StepWalk:
        """Run the line whose turn it is, but the first, which needs a step to `begin`."""
        stage, taken = self.next_stage, self.taken
        if taken is None or stage is Stage.FORWARD:
            msg = "a step begins with `begin`"
            raise RuntimeError(msg)
        if stage is Stage.LOSS:
            return replace(self, stage=stage, losses=self.losses or (taken.step.loss,))
        if stage is Stage.ZERO_GRAD:
            return replace(self, stage=stage, gradients=None)
        if stage is Stage.BACKWARD:
            return replace(self, stage=stage, gradients=taken)
        return replace(self, stage=stage, weights=taken.step.weights, losses=(*self.losses, taken.step.loss_after))

    def drop_step(self) -> StepWalk:
        """Go back to before the step under way."""
        return self if self.is_between_steps else replace(self, stage=Stage.FRESH, taken=None)

    def take_up(self) -> StepWalk:
        """Go on with another sample; the copy keeps what it has learnt."""
        return replace(self, stage=Stage.FRESH, taken=None, losses=())
