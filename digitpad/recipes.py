"""Recipes: named training configs, the study notes' and those of the bundled models.

Owns the names, what each note says of its result, and the configs. Does not own their rules (`spec`) or the
training (`training`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from digitpad.errors import ConfigError
from digitpad.spec import (
    DEFAULT_MLP,
    Activation,
    InkSource,
    ModelSpec,
    Optimizer,
    Preprocessing,
    Schedule,
    TrainConfig,
    require,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A named way to train a model.

    Parameters
    ----------
    name
        What the command line calls it.
    title
        What it is, in a few words.
    note
        What the study note says of its result, or what the recipe is for.
    config
        How it is trained; without ink, which is not digitpad's to ship.
    ink_share
        Share of each epoch's samples that are ink, for a recipe that needs ink; None for one that does not.
    """

    name: str
    title: str
    note: str
    config: TrainConfig
    ink_share: float | None = None

    @property
    def needs_ink(self) -> bool:
        """Whether the recipe must be given an ink file."""
        return self.ink_share is not None

    def with_ink(self, path: str | None, held_out_writers: tuple[str, ...] = ()) -> TrainConfig:
        """Return the config for an ink file, or for none.

        Raises
        ------
        ConfigError
            If the recipe needs ink and none is given, or none is needed and some is given.
        """
        require(
            self.needs_ink == (path is not None),
            "This recipe needs an ink file" if self.needs_ink else "This recipe takes no ink",
            "{name} is trained on pen strokes as well: name a file of labelled ink."
            if self.needs_ink
            else "{name} is trained as its note says, on images alone. Leave the ink file out.",
            name=self.name,
        )
        if path is None or self.ink_share is None:
            return self.config
        return replace(self.config, ink=InkSource(path=path, share=self.ink_share, held_out_writers=held_out_writers))


def find_recipe(name: str) -> Recipe:
    """Return the recipe of that name.

    Raises
    ------
    ConfigError
        If there is none.
    """
    for recipe in RECIPES:
        if recipe.name == name:
            return recipe
    raise ConfigError(
        "There is no such recipe",
        "{name} is not one of the recipes: {names}.",
        name=name,
        names=", ".join(recipe.name for recipe in RECIPES),
    )


RECIPES = (
    Recipe(
        name="softmax-sgd",
        title="Softmax regression, plain SGD",
        note="The note says 92.11 % after 2 epochs.",
        config=TrainConfig(learning_rate=0.03, batch_size=64, epochs=2),
    ),
    Recipe(
        name="mlp-relu",
        title="MLP 256-128-64, ReLU, plain SGD",
        note="The note says about 96 % after 2 epochs and 98 % after 10.",
        config=TrainConfig(model=DEFAULT_MLP, learning_rate=0.03, batch_size=64, epochs=10),
    ),
    Recipe(
        name="softmax-wikidocs",
        title="Softmax regression, 15 epochs at a high learning rate",
        note="The note prints the loss of each epoch and the accuracy on the test images.",
        config=TrainConfig(learning_rate=0.1, batch_size=100, drop_last=True, epochs=15, seed=777),
    ),
    Recipe(
        name="mlp-sigmoid",
        title="MLP 512-256, sigmoid, SGD with momentum",
        note="The note prints a loss every 200 steps, and loss and accuracy after each epoch.",
        config=TrainConfig(
            model=ModelSpec(hidden_sizes=(512, 256), activation=Activation.SIGMOID),
            learning_rate=0.01,
            momentum=0.5,
            batch_size=32,
            epochs=10,
        ),
    ),
    Recipe(
        name="bundled-softmax",
        title="The softmax regression digitpad ships with",
        note="Aims at 96 % of MNIST's test images and 95 % of the pen digits of writers it has not seen.",
        config=TrainConfig(
            # Equalised rasters leave little for variation to teach a linear model: without, it reads MNIST 0.3
            # points better and pens as well.
            preprocessing=Preprocessing(moments=True),
            optimizer=Optimizer.ADAMW,
            weight_decay=0.01,
            learning_rate=4e-3,
            schedule=Schedule.ONE_CYCLE,
            ema_decay=0.99,
            batch_size=256,
            epochs=30,
        ),
        ink_share=0.4,
    ),
    Recipe(
        name="bundled-mlp",
        title="The MLP digitpad ships with",
        note="Aims at 98.8 % of MNIST's test images and 98 % of the pen digits of writers it has not seen.",
        config=TrainConfig(
            model=ModelSpec(hidden_sizes=(512, 256, 128), dropout=0.1),
            preprocessing=Preprocessing(moments=True),
            augmentation=True,
            optimizer=Optimizer.ADAMW,
            weight_decay=0.02,
            learning_rate=2e-3,
            schedule=Schedule.ONE_CYCLE,
            ema_decay=0.99,
            batch_size=256,
            epochs=50,
        ),
        ink_share=0.5,
    ),
)
"""All recipes, the notes' first."""
