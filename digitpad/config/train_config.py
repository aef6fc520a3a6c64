"""Training configs: everything that decides a run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from digitpad.config.dataset_info import OF_DIGITS, DatasetName, title_of
from digitpad.config.model_spec import ModelSpec
from digitpad.config.number_limits import require_bounded
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.errors import require


class Optimizer(StrEnum):
    """How a gradient becomes a step."""

    SGD = "sgd"
    ADAM = "adam"
    ADAMW = "adamw"


class Schedule(StrEnum):
    """How the learning rate changes over the run."""

    NONE = "none"
    STEP = "step"
    MULTI_STEP = "multi-step"
    COSINE = "cosine"
    ONE_CYCLE = "one-cycle"


class CountedIn(StrEnum):
    """What the length of a run, or the course of a schedule, is counted in."""

    EPOCHS = "epochs"
    STEPS = "steps"


class Sampling(StrEnum):
    """How an epoch's samples are drawn: each once in random order, each afresh from all, or in the data set's order."""

    PERMUTATION = "permutation"
    REPLACEMENT = "replacement"
    NONE = "none"


class Initialization(StrEnum):
    """What the first weights of a layer are drawn from.

    ``DEFAULT``: as `torch.nn.Linear` does, weights and biases evenly within 1 / sqrt(inputs) of 0. ``NORMAL``:
    N(0, 0.01). ``XAVIER``: evenly within sqrt(6 / (inputs + outputs)) of 0. ``KAIMING``: N(0, sqrt(2 / inputs)). All
    but the first start with biases of 0.
    """

    DEFAULT = "default"
    NORMAL = "normal"
    XAVIER = "xavier"
    KAIMING = "kaiming"


class Device(StrEnum):
    """What computes: the processor, an NVIDIA (or AMD) graphics card, or Apple's."""

    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


_NUMBERS = (
    *("images", "epochs", "steps", "batch_size", "schedule_every", "schedule_period", "validation", "patience"),
    *("learning_rate", "weight_decay", "schedule_factor"),
)
"""Fields of a config that have no upper end of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InkSource:
    """Pen strokes that take part in training."""

    path: str  # an ink file with labels
    # share of each epoch's samples that are drawn from it, above 0.0 and below 1.0; the rest is the data set's
    share: float = 0.5
    held_out_writers: tuple[str, ...] = ()  # writers left out of training, so that they can be measured on
    slashed: float = 0.0  # share of the zeros that are slashed, 0.0 to 1.0; augmentation slashes some by itself

    def __post_init__(self) -> None:
        require(
            0.0 < self.share < 1.0,
            "This share of ink cannot work",
            "The share of ink in training lies between 0 and 1, not including them; it is {share}.",
            share=self.share,
        )
        require(
            0.0 <= self.slashed <= 1.0,
            "This share of slashed noughts cannot work",
            "The share of noughts that are given a slash lies from 0 to 1; it is {slashed}.",
            slashed=self.slashed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """Everything that decides a training run: the same config and data give the same weights on one machine."""

    model: ModelSpec = ModelSpec()
    preprocessing: Preprocessing = Preprocessing()
    dataset: DatasetName = DatasetName.MNIST
    folder: str | None = None  # of a data set that is a folder
    images: int = 0  # how many of the training images are learnt from; 0 for all
    ink: InkSource | None = None  # pen strokes beside MNIST; None for images alone
    # Every sample is varied afresh each time it is shown, and hardly at all in a run's last epochs; for digits alone.
    augmentation: bool = False
    initialization: Initialization = Initialization.DEFAULT  # of the first weights
    optimizer: Optimizer = Optimizer.SGD
    momentum: float = 0.0  # SGD's alone
    nesterov: bool = False
    betas: tuple[float, float] = (0.9, 0.999)  # Adam's and AdamW's decay of the mean gradient and of its mean square
    weight_decay: float = 0.0  # decoupled for AdamW, an L2 penalty otherwise
    learning_rate: float = 0.03  # its peak under a schedule
    schedule: Schedule = Schedule.NONE
    schedule_unit: CountedIn | None = None  # what a schedule counts in, but `ONE_CYCLE`; None for what the run does
    # `STEP` multiplies the learning rate by the factor after every so many epochs (or steps), `MULTI_STEP` after each
    # milestone.
    schedule_every: int = 1
    schedule_milestones: tuple[int, ...] = ()
    schedule_factor: float = 0.1
    # epochs (or steps) in which `COSINE` falls to 0, and after which it rises again; None for the whole run
    schedule_period: int | None = None
    ema_decay: float = 0.0  # weight the running average of the weights keeps at each step; 0.0 for no averaging
    epochs: int = 2  # each shows as many samples as the data set's training part holds
    steps: int | None = None  # trains for so many steps instead of epochs
    batch_size: int = 64
    shuffle: bool = True  # each epoch in another random order; else in the order of the data set
    replacement: bool = False  # each sample of an epoch is drawn from all of them, whatever was drawn before
    drop_last: bool = False  # leaves out an epoch's last batch if it is smaller than the others
    # validation: training images held out, and with them that share of the ink's writers (`training.validation`); they
    # are measured after each epoch, so that the test part is opened once, at the end
    validation: int = 0
    keep_best: bool = False  # whether the weights of the epoch that did best on them are kept, not the last ones
    patience: int | None = None  # ends the run after so many epochs that did no better on them; None for never
    seed: int = 0  # of the first weights, the order, dropout and augmentation; 0 to 2**63 - 1
    device: Device = Device.CPU
    threads: int = 1  # torch may use on a processor
    initial: str | None = None  # name or path of the checkpoint to fine-tune; None to start from scratch

    def __post_init__(self) -> None:
        require_bounded(**{name: getattr(self, name) for name in _NUMBERS})
        self._check_data()
        self._check_length()
        self._check_optimizer()
        self._check_schedule()
        self._check_validation()
        require(
            0.0 <= self.ema_decay < 1.0,
            "This averaging of weights cannot work",
            "The decay of the running average lies from 0 to below 1; it is {ema_decay}.",
            ema_decay=self.ema_decay,
        )
        require(0 <= self.seed < 2**63, "This seed cannot work", "A seed is a whole number from 0 to 2**63 - 1.")
        require(1 <= self.threads <= 64, "This number of threads cannot work", "Use 1 to 64 threads.")

    @property
    def sampling(self) -> Sampling:
        """How an epoch's samples are drawn."""
        if self.replacement:
            return Sampling.REPLACEMENT
        return Sampling.PERMUTATION if self.shuffle else Sampling.NONE

    def with_sampling(self, sampling: Sampling) -> TrainConfig:
        """Return the config with its samples drawn otherwise."""
        return replace(self, shuffle=sampling is not Sampling.NONE, replacement=sampling is Sampling.REPLACEMENT)

    @property
    def scheduled_in(self) -> CountedIn:
        """What a schedule counts in."""
        if self.schedule_unit is not None:
            return self.schedule_unit
        return CountedIn.EPOCHS if self.steps is None else CountedIn.STEPS

    def _check_data(self) -> None:
        reading = self.preprocessing.reading
        require(
            (self.dataset is DatasetName.FOLDER) == bool(self.folder),
            "Which folder?" if not self.folder else "No folder is needed",
            "To train on pictures of your own, name the folder that holds them as train/CLASS and test/CLASS."
            if not self.folder
            else "{dataset} is not read from a folder. Leave the folder out, or choose a folder as data set.",
            dataset=title_of(self.dataset),
        )
        require(
            self.dataset in OF_DIGITS or reading is not Reading.DIGIT,
            "This is no data set of digits",
            "Only MNIST's images and the pen digits are boxed and centred like digits. Have {dataset} read in grey or "
            "colour.",
            dataset=title_of(self.dataset),
        )
        require(
            self.ink is None or reading is Reading.DIGIT,
            "Ink goes with MNIST's digits",
            "Pen strokes take part in training on digits only. Leave the ink out, or train on MNIST's digits.",
        )
        require(
            not self.augmentation or reading is Reading.DIGIT,
            "Only digits are varied",
            "Augmentation varies digits the way hands and pens do. Turn it off for other pictures.",
        )
        require(
            not self.augmentation or self.ink is None or self.ink.slashed == 0,
            "Augmentation slashes noughts by itself",
            "Some noughts get a slash whenever samples are varied. Set the share of slashed noughts to 0, or turn "
            "augmentation off.",
        )
        require(
            self.model.inputs == self.preprocessing.inputs,
            "This model does not fit its images",
            "Images of {size} x {size} pixels with {channels} channels give {given} numbers, and the model takes "
            "{inputs}.",
            size=self.preprocessing.image_size,
            channels=self.preprocessing.channels,
            given=self.preprocessing.inputs,
            inputs=self.model.inputs,
        )

    def _check_length(self) -> None:
        require(
            self.images >= 0, "This number of images cannot work", "Learn from 1 or more images, or from all with 0."
        )
        require(self.epochs >= 1, "Nothing to train", "Train for at least 1 epoch.")
        require(self.steps is None or self.steps >= 1, "Nothing to train", "Train for at least 1 step.")
        require(self.batch_size >= 1, "This batch size cannot work", "A batch holds at least 1 image.")
        require(
            self.shuffle or self.ink is None,
            "Ink must be shuffled",
            "Unshuffled, all ink would come after the images. Shuffle the samples, or leave the ink out.",
        )
        require(
            self.shuffle or not self.replacement,
            "These samples cannot be drawn so",
            "Samples drawn with replacement come in random order. Shuffle them, or draw them without replacement.",
        )

    def _check_optimizer(self) -> None:
        require(
            self.learning_rate > 0,
            "This learning rate cannot work",
            "The learning rate must be a number above 0, for example 0.03; it is {learning_rate}.",
            learning_rate=self.learning_rate,
        )
        require(
            0.0 <= self.momentum < 1.0,
            "This momentum cannot work",
            "Momentum lies from 0 to below 1; it is {momentum}.",
            momentum=self.momentum,
        )
        require(
            self.momentum == 0 or self.optimizer is Optimizer.SGD,
            "Momentum is SGD's alone",
            "Adam and AdamW have their betas instead. Set the momentum to 0, or choose SGD.",
        )
        require(
            not self.nesterov or self.momentum > 0,
            "Nesterov needs momentum",
            "Nesterov's is a form of SGD's momentum. Set a momentum, for example 0.9, or turn Nesterov off.",
        )
        require(
            all(0.0 <= beta < 1.0 for beta in self.betas),
            "These betas cannot work",
            "Each beta lies from 0 to below 1, for example 0.9 and 0.999; they are {first} and {second}.",
            first=self.betas[0],
            second=self.betas[1],
        )
        require(
            self.weight_decay >= 0,
            "This weight decay cannot work",
            "Weight decay is a number from 0 on, for example 0.01; it is {weight_decay}.",
            weight_decay=self.weight_decay,
        )

    def _check_schedule(self) -> None:
        require(
            self.schedule_every >= 1,
            "This schedule cannot work",
            "A step schedule changes the learning rate after every 1 or more epochs (or steps); it is {every}.",
            every=self.schedule_every,
        )
        marks = self.schedule_milestones
        require(
            all(mark >= 1 for mark in marks) and all(mark < following for mark, following in pairwise(marks)),
            "These milestones cannot work",
            "Milestones are whole numbers from 1 on, each larger than the one before, for example 5, 8.",
        )
        require_bounded(last_milestone=max(marks, default=None))
        require(
            bool(marks) or self.schedule is not Schedule.MULTI_STEP,
            "Milestones are missing",
            "A multi-step schedule changes the learning rate at its milestones. Name some, for example 5, 8.",
        )
        require(
            self.schedule_factor > 0,
            "This factor cannot work",
            "The learning rate is multiplied by a factor above 0, for example 0.1; it is {factor}.",
            factor=self.schedule_factor,
        )
        require(
            self.schedule_period is None or self.schedule_period >= 1,
            "This period cannot work",
            "A cosine falls to 0 within 1 or more epochs (or steps); it is {period}.",
            period=self.schedule_period,
        )

    def _check_validation(self) -> None:
        require(
            self.validation >= 0,
            "This validation part cannot work",
            "The images held out of training are counted from 0 on, for example 10000; 0 for none.",
        )
        needs = "would tune on the test set, and its figure would no longer be of images unseen"
        require(
            self.validation > 0 or not self.keep_best,
            "Nothing is held out to choose by",
            "Choosing the best epoch by the test images {needs}. Hold some training images out for validation, for "
            "example 10000, or keep the last weights.",
            needs=needs,
        )
        require(
            self.validation > 0 or self.patience is None,
            "Nothing is held out to choose by",
            "Choosing when to stop by the test images {needs}. Hold some training images out for validation, for "
            "example 10000, or train to the end.",
            needs=needs,
        )
        require(
            self.patience is None or self.patience >= 1,
            "This patience cannot work",
            "Patience is counted in epochs that did no better, from 1 on, for example 3.",
        )
