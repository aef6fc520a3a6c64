from typing import Any

import pytest

from digitpad.config.dataset_info import MNIST_MEAN, MNIST_STD
from digitpad.config.model_and_data_settings import Normalization
from digitpad.config.model_spec import DEFAULT_MLP, Activation, DropoutAfter, ModelKind, ModelSpec
from digitpad.config.recipes import find_recipe
from digitpad.config.settings_table import LEARNING
from digitpad.config.train_config import CountedIn, Device, Initialization, Optimizer, Sampling, Schedule, TrainConfig
from digitpad.errors import ConfigError
from digitpad.training.request import TrainRequest
from tests.support.cli import add_model


def asking(recipe: str | None = None, fine_tune: str | None = None, **asked: Any) -> TrainRequest:
    """Return what a command asks for; None as if an option were left out."""
    given = {name: value for name, value in asked.items() if value is not None}
    return TrainRequest(recipe=recipe, fine_tune=fine_tune, asked=given)


class TestConfig:
    """What the options amount to."""

    def test_nothing_asked_for_is_the_default_config(self) -> None:
        assert asking().config(None) == TrainConfig()

    def test_a_recipe_is_taken_as_it_is(self) -> None:
        assert asking(recipe="mlp-relu").config(None) == find_recipe("mlp-relu").config

    def test_options_change_a_recipe_and_leave_the_rest(self) -> None:
        config = asking(recipe="mlp-relu", epochs=1, seed=5).config(None)
        assert (config.epochs, config.seed) == (1, 5)
        assert config.model == DEFAULT_MLP
        assert config.learning_rate == find_recipe("mlp-relu").config.learning_rate

    def test_every_option_of_the_steps_arrives(self) -> None:
        asked = {
            "augmentation": True,
            "initialization": Initialization.XAVIER,
            "optimizer": Optimizer.ADAMW,
            "betas": (0.8, 0.99),
            "weight_decay": 0.1,
            "learning_rate": 0.2,
            "schedule": Schedule.STEP,
            "schedule_every": 4,
            "schedule_factor": 0.3,
            "schedule_unit": CountedIn.EPOCHS,
            "ema_decay": 0.9,
            "steps": 300,
            "batch_size": 7,
            "shuffle": False,
            "drop_last": True,
            "seed": 11,
            "device": Device.CPU,
            "threads": 2,
        }
        others = {"images": 900, "momentum": 0.5, "nesterov": True, "epochs": 3}
        others |= {"validation": 50, "keep_best": True, "patience": 2}
        others |= {"schedule": Schedule.MULTI_STEP, "schedule_milestones": (1, 2)}
        arrived = set()
        cosine = {"schedule": Schedule.COSINE, "schedule_period": 20}
        validation = {"validation": 600, "keep_best": True, "patience": 3}
        for each in (asked, others, cosine, validation):
            config = asking(**each).config(None)
            arrived |= each.keys()
            assert {name: getattr(config, name) for name in each} == each
        assert arrived == {setting.name for setting in LEARNING}

    def test_epochs_take_the_place_of_a_recipes_steps_and_another_optimizer_that_of_its_momentum(self) -> None:
        by_epochs = asking(recipe="mlp-cifar", epochs=4).config(None)
        assert (by_epochs.epochs, by_epochs.steps) == (4, None)
        adam = asking(recipe="mlp-sigmoid", optimizer=Optimizer.ADAM).config(None)
        assert (adam.optimizer, adam.momentum) == (Optimizer.ADAM, 0.0)

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            (asking(recipe="mlp-cifar"), Sampling.REPLACEMENT),
            (asking(recipe="mlp-cifar", sampling=Sampling.PERMUTATION), Sampling.PERMUTATION),
            (asking(recipe="mlp-cifar", shuffle=True), Sampling.PERMUTATION),
            (asking(recipe="mlp-cifar", shuffle=False), Sampling.NONE),
            (asking(shuffle=False, sampling=Sampling.NONE), Sampling.NONE),
            (asking(sampling=Sampling.REPLACEMENT, ink_path="ink.jsonl"), Sampling.REPLACEMENT),
        ],
    )
    def test_samples_are_drawn_as_either_option_says(self, asked: TrainRequest, expected: Sampling) -> None:
        assert asked.config(None).sampling is expected

    def test_another_schedule_leaves_nothing_of_a_recipes(self) -> None:
        config = asking(recipe="mlp-cifar", schedule=Schedule.NONE).config(None)
        assert (config.schedule_every, config.schedule_factor, config.schedule_unit) == (1, 0.1, None)

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            (asking(kind=ModelKind.MLP), DEFAULT_MLP),
            (asking(hidden_sizes=(32, 16)), ModelSpec(hidden_sizes=(32, 16))),
            (asking(kind=ModelKind.SOFTMAX), ModelSpec()),
            (
                asking(kind=ModelKind.MLP, activation=Activation.TANH, dropout=0.5),
                ModelSpec(hidden_sizes=(256, 128, 64), activation=Activation.TANH, dropout=0.5),
            ),
        ],
    )
    def test_the_model_follows_from_its_options(self, asked: TrainRequest, expected: ModelSpec) -> None:
        assert asked.config(None).model == expected

    def test_preprocessing_follows_from_its_options(self) -> None:
        preprocessing = asking(moments=True, mean_std=Normalization.MEAN_STD).config(None).preprocessing
        assert (preprocessing.moments, preprocessing.mean, preprocessing.std) == (True, (MNIST_MEAN,), (MNIST_STD,))
        assert asking(mean_std=Normalization.NONE).config(None).preprocessing.std == (1.0,)

    def test_ink_comes_with_its_share_and_its_held_out_writers(self) -> None:
        for recipe in (None, "bundled-mlp"):
            ink = asking(recipe, ink_path="ink.jsonl", ink_share=0.25, hold_out=("A25",)).config(None).ink
            assert (ink.path, ink.share, ink.held_out_writers) == ("ink.jsonl", 0.25, ("A25",))

    @pytest.mark.parametrize(
        ("recipe", "slashed", "augmentation", "expected"),
        [
            (None, None, None, 0.0),
            (None, 0.3, None, 0.3),
            ("bundled-softmax", None, None, 0.2),
            ("bundled-softmax", 0.1, None, 0.1),
            ("bundled-softmax", 0.0, True, 0.0),
            ("bundled-softmax", None, True, 0.0),  # augmentation slashes some itself
            ("bundled-mlp", None, None, 0.0),
            ("bundled-mlp", 0.2, False, 0.2),
        ],
    )
    def test_noughts_are_slashed_as_asked_for_or_as_the_recipe_has_it(
        self,
        recipe: str | None,
        slashed: float | None,
        augmentation: bool | None,  # noqa: FBT001 - a case
        expected: float,
    ) -> None:
        asked = asking(recipe, ink_path="ink.jsonl", ink_slashed=slashed, augmentation=augmentation)
        ink = asked.config(None).ink
        assert ink.slashed == expected

    def test_fine_tuning_keeps_model_and_preprocessing(self) -> None:
        initial = add_model("mine")
        config = asking(fine_tune="mine").config(initial)
        assert (config.model, config.preprocessing, config.initial) == (initial.spec, initial.preprocessing, "mine")

    @pytest.mark.parametrize(
        "request_",
        [
            asking(kind=ModelKind.SOFTMAX, hidden_sizes=(32,)),
            asking(ink_share=0.5),
            asking(hold_out=("A",)),
            asking(ink_slashed=0.2),
            asking(ink_path="ink.jsonl", ink_slashed=1.1),
            asking(recipe="bundled-mlp", ink_path="ink.jsonl", ink_slashed=0.2),
            asking(recipe="nonsuch"),
            asking(recipe="bundled-mlp"),
            asking(learning_rate=0.0),
            asking(epochs=2, steps=5),
            asking(optimizer=Optimizer.ADAM, momentum=0.9),
            asking(nesterov=True),
            asking(betas=(0.9, 0.99)),
            asking(optimizer=Optimizer.ADAM, betas=(0.9, 1.0)),
            asking(schedule_every=3),
            asking(schedule_factor=0.5, schedule=Schedule.COSINE),
            asking(schedule_milestones=(3,)),
            asking(schedule=Schedule.MULTI_STEP),
            asking(dropout=0.5),
            asking(dropout_after=DropoutAfter.LAST),
            asking(hidden_sizes=(8,), dropout_after=DropoutAfter.LAST),
            asking(ink_path="ink.jsonl", shuffle=False),
            asking(ink_path="ink.jsonl", sampling=Sampling.NONE),
            asking(shuffle=False, sampling=Sampling.REPLACEMENT),
            asking(shuffle=True, sampling=Sampling.NONE),
            asking(schedule_period=5),
            asking(schedule=Schedule.COSINE, schedule_period=0),
            asking(schedule_unit=CountedIn.STEPS),
            asking(schedule=Schedule.ONE_CYCLE, schedule_unit=CountedIn.STEPS),
        ],
    )
    def test_what_cannot_work_is_refused(self, request_: TrainRequest) -> None:
        with pytest.raises(ConfigError):
            request_.config(None)

    def test_a_fine_tuned_model_cannot_change_its_shape(self) -> None:
        with pytest.raises(ConfigError, match="fine-tune"):
            asking(fine_tune="mine", hidden_sizes=(8,)).config(add_model("mine"))
