"""From the options of ``digitpad train`` to a config: what is not asked for stays as the recipe has it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from digitpad.cli.train.learning import LearningOverrides
from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_spec import DEFAULT_MLP, Activation, DropoutAfter, ModelKind, ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.recipes import find_recipe
from digitpad.config.train_config import InkSource, TrainConfig
from digitpad.data.switch_dataset import with_dataset
from digitpad.errors import require

if TYPE_CHECKING:
    from digitpad.models.checkpoint import Checkpoint


class Normalization(StrEnum):
    """What is taken out of the pixels, which lie from 0 to 1."""

    NONE = "none"
    MEAN_STD = "mean-std"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOverrides:
    """The model and what it is given, as far as options name them; None is not asked for."""

    kind: ModelKind | None = None
    hidden_sizes: tuple[int, ...] | None = None
    activation: Activation | None = None
    dropout: float | None = None
    dropout_after: DropoutAfter | None = None
    moments: bool | None = None
    normalization: Normalization | None = None

    @property
    def are_asked_for(self) -> bool:
        """Whether anything is."""
        return self != ModelOverrides()

    def applied_to(self, base: ModelSpec) -> ModelSpec:
        """Return the model with what was asked for changed."""
        hidden = base.hidden_sizes
        if self.kind is ModelKind.SOFTMAX:
            require(
                not self.hidden_sizes,
                "These options contradict each other",
                "Softmax regression has no hidden layer. Leave --hidden out, or choose --model mlp.",
            )
            hidden = ()
        elif self.hidden_sizes is not None:
            hidden = self.hidden_sizes
        elif self.kind is ModelKind.MLP:
            hidden = base.hidden_sizes or DEFAULT_MLP.hidden_sizes
        require(
            bool(hidden) or (self.activation, self.dropout, self.dropout_after) == (None, None, None),
            "These options need a hidden layer",
            "Softmax regression has no activation and no dropout. Name hidden layers with --hidden, or leave "
            "--activation, --dropout and --dropout-after out.",
        )
        dropout = base.dropout if self.dropout is None else self.dropout
        require(
            self.dropout_after is None or dropout != 0,
            "There is no dropout",
            "--dropout-after says which hidden layers are silenced, and none is. Set a share with --dropout, for "
            "example 0.5, or leave --dropout-after out.",
        )
        return replace(
            base,
            hidden_sizes=hidden,
            activation=base.activation if self.activation is None else self.activation,
            dropout=dropout,
            dropout_after=base.dropout_after if self.dropout_after is None else self.dropout_after,
        )

    def given(self, base: Preprocessing, dataset: DatasetName) -> Preprocessing:
        """Return what the model is given with what was asked for changed."""
        if self.moments is not None:
            base = replace(base, moments=self.moments)
        if self.normalization is None:
            return base
        return base.with_mean_std(dataset) if self.normalization is Normalization.MEAN_STD else base.without_mean_std()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataOverrides:
    """The data set and how its images are read, as far as options name them; None is not asked for."""

    dataset: DatasetName | None = None
    folder: str | None = None
    reading: Reading | None = None
    image_size: int | None = None

    @property
    def are_asked_for(self) -> bool:
        """Whether anything is."""
        return self != DataOverrides()

    def applied_to(self, base: TrainConfig) -> TrainConfig:
        """Return the config with what was asked for changed, its model and preprocessing made to fit."""
        if not self.are_asked_for:
            return base
        dataset, folder = self._named(base)
        return with_dataset(base, dataset, folder, reading=self.reading, image_size=self.image_size)

    def for_fine_tuning(self, base: TrainConfig, initial: Checkpoint) -> TrainConfig:
        """Return the config going on with a model, on the data it was trained on if no other is asked for."""
        dataset, folder = self._named(base if initial.config is None else initial.config)
        return replace(base, dataset=dataset, folder=folder, model=initial.spec, preprocessing=initial.preprocessing)

    def _named(self, base: TrainConfig) -> tuple[DatasetName, str | None]:
        """Return the data set asked for and its folder; a folder named implies the data set."""
        is_folder_named = self.dataset is None and self.folder is not None
        dataset = DatasetName.FOLDER if is_folder_named else self.dataset or base.dataset
        return dataset, self.folder or (base.folder if dataset is base.dataset else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class InkOverrides:
    """Pen strokes beside MNIST, as far as options name them."""

    path: str | None = None
    share: float | None = None
    held_out_writers: tuple[str, ...] = ()
    slashed: float | None = None

    def applied_to(self, base: InkSource | None, *, is_varied: bool) -> InkSource | None:
        """Return the ink to train on.

        Augmentation takes the place of a recipe's slashed noughts: it slashes some itself.
        """
        require(
            self.path is not None or self == InkOverrides(),
            "These options need an ink file",
            "--ink-share, --ink-slashed and --hold-out say how the file of --ink is used. Name one.",
        )
        if self.path is None:
            return None
        source = base or InkSource(path=self.path, held_out_writers=self.held_out_writers)
        slashed = (0.0 if is_varied else source.slashed) if self.slashed is None else self.slashed
        return replace(source, share=source.share if self.share is None else self.share, slashed=slashed)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRequest:
    """All that ``digitpad train`` was asked for about the training itself."""

    recipe: str | None = None  # name of the recipe to start from; None for a config of defaults
    fine_tune: str | None = None  # name or path of the checkpoint to go on from; None to start from scratch
    model: ModelOverrides = ModelOverrides()
    data: DataOverrides = DataOverrides()
    ink: InkOverrides = InkOverrides()
    learning: LearningOverrides = LearningOverrides()

    def config(self, initial: Checkpoint | None) -> TrainConfig:
        """Return the config that recipe, checkpoint and options amount to.

        `initial`: the checkpoint that `fine_tune` names.
        """
        config = TrainConfig()
        if self.recipe is not None:
            config = find_recipe(self.recipe).with_ink(self.ink.path, self.ink.held_out_writers)
        config = replace(config, initial=self.fine_tune)
        if initial is not None:
            require(
                not self.model.are_asked_for
                and self.learning.initialization is None
                and self.data.reading is None
                and self.data.image_size is None,
                "These options contradict each other",
                "A model that is fine-tuned keeps its layers and its preprocessing. Leave out the options of the "
                "model, --initialization, --reading and --image-size, or train from scratch without --fine-tune.",
            )
            config = self.data.for_fine_tuning(config, initial)
            config = self._with_ink(config)
        else:
            config = self._with_ink(self.data.applied_to(config))
            config = replace(
                config,
                model=self.model.applied_to(config.model),
                preprocessing=self.model.given(config.preprocessing, config.dataset),
            )
        return self.learning.applied_to(config)

    def _with_ink(self, config: TrainConfig) -> TrainConfig:
        asked = self.learning.augmentation
        augmentation = config.augmentation if asked is None else asked
        ink = self.ink.applied_to(config.ink, is_varied=augmentation)
        return replace(config, ink=ink, augmentation=augmentation)
