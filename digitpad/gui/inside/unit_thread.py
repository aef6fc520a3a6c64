"""The accuracy of a model with units switched off, and its dead units, measured in the background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.gui.widgets.background import BackgroundWork, Overlap

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QThread

    from digitpad.explanation.units import ImageSample, ImageSamples, Unit
    from digitpad.gui.widgets.background import Job
    from digitpad.models.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True, eq=False)
class UnitRequest:
    """A model, and the units that are off."""

    checkpoint: Checkpoint
    off: frozenset[Unit]


@dataclass(frozen=True, slots=True)
class UnitReport:
    """How a model does on the first test images of its data, with all units and without some."""

    count: int  # images
    correct: int  # with all units
    correct_without: int  # without those that are off
    dead: frozenset[Unit]


class UnitController(BackgroundWork[UnitRequest]):
    """Measures the newest request; `succeeded` carries a `UnitReport`."""

    def __init__(self, thread: str | QThread = "digitpad units", parent: QObject | None = None) -> None:
        super().__init__(
            self._measure, thread, parent, error_title="This model could not be measured", overlap=Overlap.REPLACE
        )
        self._samples: ImageSamples | None = None  # this and the following for the worker's thread alone
        self._whole: tuple[Checkpoint, int, frozenset[Unit]] | None = None

    def _measure(self, request: UnitRequest, job: Job) -> UnitReport:
        from digitpad.explanation.units import ImageSamples, switch_off  # noqa: PLC0415 - numpy loads on this thread, not at start

        checkpoint = request.checkpoint
        self._samples = self._samples or ImageSamples(1)
        images = self._samples.of(checkpoint)
        job.check()
        correct, dead = self._measure_whole(checkpoint, images)
        job.check()
        without = images.count_correct(switch_off(checkpoint, request.off)) if request.off else correct
        return UnitReport(len(images), correct, without, dead)

    def _measure_whole(self, checkpoint: Checkpoint, images: ImageSample) -> tuple[int, frozenset[Unit]]:
        from digitpad.explanation.units import find_dead_units  # noqa: PLC0415 - as above

        if self._whole is None or self._whole[0] is not checkpoint:
            self._whole = checkpoint, images.count_correct(checkpoint), find_dead_units(checkpoint, images.inputs)
        return self._whole[1], self._whole[2]
