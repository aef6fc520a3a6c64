"""One training run of a sweep, wherever it is run: in this process, in another, or on another machine."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.config.train_config import TrainConfig
    from digitpad.experiments.sweep import Job
    from digitpad.models.checkpoint import Checkpoint, Measurement
    from digitpad.training.reports import Curve


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job came to."""

    checkpoint: Checkpoint  # measured on the validation part where there is one, else on the test part
    seconds: float  # wall time, with reading the data
    curve: Curve  # the training loss over the run


def run_job(job: Job, report: Callable[[float], object]) -> JobResult:
    """Train a job's config to its end.

    Keeps and remembers nothing, so that an engine may run it anywhere, and again where it was lost.

    Parameters
    ----------
    job
        What to train.
    report
        Is told how far the run is, 0.0 to 1.0, some twenty times a second; what it raises ends the run.

    Raises
    ------
    DigitpadError
        If data or the model to fine-tune is missing, or the run diverges.
    """
    from digitpad.training.run import train  # noqa: PLC0415 - loads numpy, and torch with the first run

    import_module("digitpad.training.learner")  # loads torch, once for a process: not part of the run's time
    begun = perf_counter()
    config = job.config
    initial = None
    if config.initial is not None:
        from digitpad.library.library import Library  # noqa: PLC0415 - seldom needed

        initial = Library.of_user().load(config.initial)
    run = train(config, initial, opens_test=config.validation == 0)
    for each in run:
        report(each.progress)
    checkpoint, curve = run.checkpoint(), run.curve
    run.close()
    return JobResult(checkpoint, perf_counter() - begun, curve)


def measure_test(checkpoint: Checkpoint, config: TrainConfig) -> Measurement:
    """Open the test part of a config's data and return the measurement of a finished run on it."""
    from digitpad.config.dataset_info import Split  # noqa: PLC0415 - numpy loads with the rest
    from digitpad.data.reading import read_dataset  # noqa: PLC0415 - loads numpy
    from digitpad.models.forward import logits  # noqa: PLC0415 - loads numpy
    from digitpad.paths import expanded  # noqa: PLC0415 - as above
    from digitpad.training.batches import prepared_images  # noqa: PLC0415 - loads numpy
    from digitpad.training.data import TestSamples  # noqa: PLC0415 - loads numpy

    folder = None if config.folder is None else expanded(config.folder)
    images = read_dataset(config.dataset, Split.TEST, folder, config.preprocessing.image_size)
    inputs = prepared_images(images, checkpoint.preprocessing)
    return TestSamples(images.name, "", inputs, images.labels).measure(
        logits(checkpoint.weights, checkpoint.spec, inputs)
    )
