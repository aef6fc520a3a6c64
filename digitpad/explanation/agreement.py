"""How often two models say the same of test images. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.explanation.units import ImageSamples

if TYPE_CHECKING:
    from digitpad.models.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two models say of the first test images of the data that the first was trained on."""

    count: int  # images
    agreed: int  # of which both say the same, be it right or wrong
    right: tuple[int, int]  # how many either gets right


class AgreementSample:
    """Test images to compare models on; two may read them each in its way."""

    def __init__(self, count: int = 1000) -> None:
        self._samples = ImageSamples(2, count)

    def compare(self, first: Checkpoint, second: Checkpoint) -> Agreement:
        """Return how often two models of the same classes agree, each given the images as it reads them.

        Raises
        ------
        DatasetError, StorageError
            If the images are missing or broken, or of classes that one of the two does not know.
        """
        names, labels = self._answers(first, first)
        others, _ = self._answers(second, first)
        agreed = sum(name == other for name, other in zip(names, others, strict=True))
        right = [sum(name == label for name, label in zip(each, labels, strict=True)) for each in (names, others)]
        return Agreement(len(labels), agreed, (right[0], right[1]))

    def _answers(self, checkpoint: Checkpoint, source: Checkpoint) -> tuple[list[str], list[str]]:
        """Return the names of the classes a model says, and of those that are right."""
        names, images = checkpoint.class_names, self._samples.of(checkpoint, source)
        answers = images.answers(checkpoint).tolist()
        return [names[index] for index in answers], [names[index] for index in images.labels.tolist()]
