"""From the options of ``digitpad train`` to a config: what is not asked for stays as the recipe has it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_and_data_settings import Normalization
from digitpad.config.model_spec import DEFAULT_MLP, ModelKind, ModelSpec
from digitpad.config.recipes import find_recipe
from digitpad.config.settings_table import LEARNING, SETTINGS, STEPS
from digitpad.config.train_config import InkSource, Optimizer, Sampling, TrainConfig
from digitpad.data.switch_dataset import with_dataset
from digitpad.errors import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.models.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRequest:
    """All that ``digitpad train`` was asked for about the training itself."""

    recipe: str | None = None  # name of the recipe to start from; None for a config of defaults
    fine_tune: str | None = None  # name or path of the checkpoint to go on from; None to start from scratch
    asked: Mapping[str, Any] = field(default_factory=dict)  # values of the settings asked for, by their names

    def config(self, initial: Checkpoint | None) -> TrainConfig:
        """Return the config that recipe, checkpoint (the one to fine-tune) and options amount to."""
        asked, config = self.asked, TrainConfig()
        if self.recipe is not None:
            config = find_recipe(self.recipe).with_ink(asked.get("ink_path"), asked.get("hold_out", ()))
        config = replace(config, initial=self.fine_tune)
        if initial is not None:
            require(
                not any(SETTINGS[name].belongs_to_model or name == "initialization" for name in asked),
                "These options contradict each other",
                "A model that is fine-tuned keeps its layers and its preprocessing. Leave out the options of the "
                "model, --initialization, --reading and --image-size, or train from scratch without --fine-tune.",
            )
            # On the data it was trained on if no other is asked for.
            dataset, folder = _data_asked_for(initial.config or config, asked)
            model, given = initial.spec, initial.preprocessing
            config = replace(config, dataset=dataset, folder=folder, model=model, preprocessing=given)
            return _with_learning(_with_ink(config, asked), asked)
        if asked.keys() & {"dataset", "folder", "reading", "image_size"}:
            pictures = {name: asked.get(name) for name in ("reading", "image_size")}
            config = with_dataset(config, *_data_asked_for(config, asked), **pictures)  # type: ignore[arg-type]
        config = _with_ink(config, asked)
        model, given = _model(config.model, asked), _preprocessing(config, asked)
        return _with_learning(replace(config, model=model, preprocessing=given), asked)


def _data_asked_for(base: TrainConfig, asked: Mapping[str, Any]) -> tuple[DatasetName, str | None]:
    """Return the data set asked for and its folder; a folder named implies the data set."""
    implied = DatasetName.FOLDER if "folder" in asked else base.dataset
    dataset = asked.get("dataset", implied)
    return dataset, asked.get("folder") or (base.folder if dataset is base.dataset else None)


def _model(base: ModelSpec, asked: Mapping[str, Any]) -> ModelSpec:
    """Return the model with what was asked for changed."""
    kind, hidden = asked.get("kind"), asked.get("hidden_sizes", base.hidden_sizes)
    changes = {name: asked[name] for name in ("activation", "dropout", "dropout_after") if name in asked}
    if kind is ModelKind.SOFTMAX:
        require(
            not asked.get("hidden_sizes"),
            "These options contradict each other",
            "Softmax regression has no hidden layer. Leave --hidden out, or choose --model mlp.",
        )
        hidden = ()
    elif kind is ModelKind.MLP:
        hidden = hidden or DEFAULT_MLP.hidden_sizes
    require(
        bool(hidden) or not changes,
        "These options need a hidden layer",
        "Softmax regression has no activation and no dropout. Name hidden layers with --hidden, or leave "
        "--activation, --dropout and --dropout-after out.",
    )
    require(
        "dropout_after" not in changes or changes.get("dropout", base.dropout) != 0,
        "There is no dropout",
        "--dropout-after says which hidden layers are silenced, and none is. Set a share with --dropout, for "
        "example 0.5, or leave --dropout-after out.",
    )
    return replace(base, hidden_sizes=hidden, **changes)


def _preprocessing(config: TrainConfig, asked: Mapping[str, Any]) -> Preprocessing:
    """Return the preprocessing with what was asked for changed."""
    given = replace(config.preprocessing, moments=asked.get("moments", config.preprocessing.moments))
    match asked.get("mean_std"):
        case Normalization.MEAN_STD:
            return given.with_mean_std(config.dataset)
        case Normalization.NONE:
            return given.without_mean_std()
        case _:
            return given


def _with_ink(config: TrainConfig, asked: Mapping[str, Any]) -> TrainConfig:
    """Return the config with the ink and the augmentation asked for.

    Augmentation takes the place of a recipe's slashed zeros: it slashes some itself.
    """
    augmentation, path = asked.get("augmentation", config.augmentation), asked.get("ink_path")
    require(
        path is not None or not any(asked.get(name, ()) != () for name in ("ink_share", "ink_slashed", "hold_out")),
        "These options need an ink file",
        "--ink-share, --ink-slashed and --hold-out say how the file of --ink is used. Name one.",
    )
    if path is None:
        return replace(config, ink=None, augmentation=augmentation)
    ink = config.ink or InkSource(path=path, held_out_writers=asked.get("hold_out", ()))
    slashed = asked.get("ink_slashed", 0.0 if augmentation else ink.slashed)
    ink = replace(ink, share=asked.get("ink_share", ink.share), slashed=slashed)
    return replace(config, ink=ink, augmentation=augmentation)


def _with_learning(base: TrainConfig, asked: Mapping[str, Any]) -> TrainConfig:
    """Return the config with how it learns changed as asked for.

    Epochs asked for take the place of the base's steps, and another optimiser that of its momentum.
    """
    changes = {each.name: asked[each.name] for each in LEARNING if each.name in asked and each.name != "shuffle"}
    require(
        not {"epochs", "steps"} <= changes.keys(),
        "These options contradict each other",
        "A run is counted in epochs or in steps. Choose one of --epochs and --steps.",
    )
    if "epochs" in changes:
        changes["steps"] = None
    if changes.get("optimizer", Optimizer.SGD) is not Optimizer.SGD:
        changes = {"momentum": 0.0, "nesterov": False} | changes
    config = _with_sampling(replace(base, **changes), asked)
    for setting in STEPS:
        for name, values in setting.when.items():
            if getattr(config, name) in values:
                continue
            require(
                not asked.get(setting.name),  # off or 0 does no harm
                "This option would do nothing",
                "{option} goes with {needed}. Add that, or leave {option} out.",
                option=setting.options[0],
                needed=f"{SETTINGS[name].options[0]} {' or '.join(map(str, values))}",
            )
            # What a recipe had for its schedule means nothing for another.
            config = setting.changed_in(config, setting.value_in(TrainConfig()))
    return config


def _with_sampling(config: TrainConfig, asked: Mapping[str, Any]) -> TrainConfig:
    """Return the config with its samples drawn as asked: shuffling is a permutation, not shuffling a fixed order."""
    shuffle = asked.get("shuffle")
    implied = None if shuffle is None else Sampling.PERMUTATION if shuffle else Sampling.NONE
    sampling = asked.get("sampling", implied)
    require(
        implied in {None, sampling},
        "These options contradict each other",
        "--shuffle draws by permutation and --no-shuffle in a fixed order. Leave it out beside --sampling {sampling}.",
        sampling=sampling,
    )
    return config if sampling is None else config.with_sampling(sampling)
