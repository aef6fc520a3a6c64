"""Takes a copy of a model through steps of training, line by line or several at once. No widgets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.gui.inside.step_thread import Setup, StepController, StepRequest, TrainingSample
from digitpad.gui.inside.step_walk import Stage, StepWalk

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError
    from digitpad.gui.inside.step_thread import Prepared, Request, TakenStep

_STEP_MILLISECONDS = 150
"""From one of several steps to the next, for the eye to follow."""


class StepWalker(QObject):
    """Holds the model, the sample and the walk. `changed` follows any change of them, `failed` carries an error."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.prepared: Prepared | None = None  # None until there is a model
        self.walk: StepWalk | None = None  # None with it
        self._rate = 0.0
        self._steps_left = 0
        self._awaited: Request | None = None  # whose outcome counts; that of any other was given up
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_STEP_MILLISECONDS)
        self._pause.timeout.connect(self._run)
        self.controller = StepController(self)
        self.controller.prepared.connect(self._on_prepared)
        self.controller.taken.connect(self._on_taken)
        self.controller.failed.connect(self._on_failure)

    @property
    def is_busy(self) -> bool:
        """Whether a sample is being made ready, or steps are being taken."""
        return self.controller.is_busy or self._steps_left > 0

    @property
    def can_go_on(self) -> bool:
        """Whether there is a sample to take a step on."""
        return self.prepared is not None and self.prepared.sample is not None and not self.is_busy

    def prepare(self, setup: Setup) -> None:
        """Take up another model or another sample."""
        self._steps_left = 0
        self._submit(setup)

    def run_line(self, stage: Stage, rate: float) -> None:
        """Run one line, if it is its turn."""
        walk = self.walk
        if walk is None or not self.can_go_on or stage is not walk.next_stage:
            return
        self._rate = rate
        if stage is Stage.FORWARD:
            self._compute()
        else:
            self._advance(walk.go_on())

    def take_steps(self, count: int, rate: float) -> None:
        """Run the lines that are left of a step, or those of the next, and so on."""
        if self.can_go_on:
            self._rate, self._steps_left = rate, count
            self._run()

    def start_again(self) -> None:
        """Go back to the weights that the model had at first."""
        self._give_up_step()
        if self.prepared is not None:
            self._advance(StepWalk(self.prepared.checkpoint.weights))

    def drop_step(self) -> None:
        """Go back to before the step under way."""
        self._give_up_step()
        if self.walk is not None:
            self._advance(self.walk.drop_step())

    def rest(self) -> None:
        """Take no further steps, and hold no data set."""
        self._steps_left = 0
        self.controller.forget_images()

    def _advance(self, walk: StepWalk) -> None:
        self.walk = walk
        self.changed.emit()

    def _compute(self) -> None:
        if self.prepared is not None and self.walk is not None:
            self._submit(StepRequest(self.prepared, self.walk.weights, self._rate))

    def _submit(self, request: Request) -> None:
        self._awaited = request
        self.controller.submit(request)
        self.changed.emit()

    def _give_up_step(self) -> None:
        """Take no further steps, nor the one that is being computed."""
        self._steps_left = 0
        if isinstance(self._awaited, StepRequest):
            self._awaited = None

    @Slot()
    def _run(self) -> None:
        """Run what is left of a step, or have the next one computed."""
        walk = self.walk
        if not self._steps_left or walk is None:
            return
        if walk.is_between_steps:
            self._compute()
            return
        while not walk.is_between_steps:
            walk = walk.go_on()
        self._steps_left -= 1
        if self._steps_left:
            self._pause.start()
        self._advance(walk)

    @Slot(object)
    def _on_prepared(self, prepared: Prepared) -> None:
        if prepared.setup is not self._awaited:
            return  # another comes
        before = self.prepared
        if prepared.setup.sample == TrainingSample(None):
            chosen = replace(prepared.setup, sample=TrainingSample(prepared.image_number))
            prepared = replace(prepared, setup=chosen)
        self.prepared = prepared
        if before is None or self.walk is None or before.checkpoint is not prepared.checkpoint:
            self._advance(StepWalk(prepared.checkpoint.weights))
        else:
            self._advance(self.walk.take_up())

    @Slot(object)
    def _on_taken(self, taken: TakenStep) -> None:
        if self.walk is None or taken.request is not self._awaited:
            self.changed.emit()  # for it is busy no more
            return
        self.walk = self.walk.begin(taken)
        if self._steps_left:
            self._run()
        else:
            self.changed.emit()

    @Slot(object, object)
    def _on_failure(self, error: DigitpadError, request: Request) -> None:
        if request is not self._awaited:
            self.changed.emit()
            return
        self._steps_left = 0
        if isinstance(request, Setup):
            self.prepared = self.walk = None
        self.changed.emit()
        self.failed.emit(error)
