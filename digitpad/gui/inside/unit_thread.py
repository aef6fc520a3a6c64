"""The accuracy of a model with units switched off, and its dead units, measured in the background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.gui.widgets.background import BackgroundWork, Overlap

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QThread

    from digitpad.explanation.units import ImageSample, Unit
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
        # For the worker's thread alone: images are read once for all models that are given the same.
        self._images: tuple[object, ImageSample] | None = None
        self._whole: tuple[Checkpoint, int, frozenset[Unit]] | None = None

    def _measure(self, request: UnitRequest, job: Job) -> UnitReport:
        from digitpad.explanation.units import switch_off  # noqa: PLC0415 - numpy loads on this thread, not at start

        checkpoint = request.checkpoint
        images = self._images_for(checkpoint)
        job.check()
        correct, dead = self._measure_whole(checkpoint, images)
        job.check()
        without = images.count_correct(switch_off(checkpoint, request.off)) if request.off else correct
        return UnitReport(len(images), correct, without, dead)

    def _images_for(self, checkpoint: Checkpoint) -> ImageSample:
        from digitpad.explanation.units import ImageSample  # noqa: PLC0415 - as above

        config = checkpoint.config
        source = None if config is None else (config.dataset, config.folder)
        key = (checkpoint.preprocessing, checkpoint.class_names, source)
        if self._images is None or self._images[0] != key:
            self._images = None  # the images of before are not held while others are read
            self._images = key, ImageSample(checkpoint)
        return self._images[1]

    def _measure_whole(self, checkpoint: Checkpoint, images: ImageSample) -> tuple[int, frozenset[Unit]]:
        from digitpad.explanation.units import find_dead_units  # noqa: PLC0415 - as above

        if self._whole is None or self._whole[0] is not checkpoint:
            self._whole = checkpoint, images.count_correct(checkpoint), find_dead_units(checkpoint, images.inputs)
        return self._whole[1], self._whole[2]
