from dataclasses import replace
from pathlib import Path

import pytest
import typer.main

from digitpad.cli.app import app
from digitpad.cli.train import runner
from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_spec import DEFAULT_MLP, Activation, DropoutAfter, ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.recipes import RECIPES
from digitpad.config.train_command import command_of
from digitpad.config.train_config import CountedIn, Device, Initialization, InkSource, Optimizer, Schedule, TrainConfig
from digitpad.models.checkpoint import Checkpoint
from tests.support.images import write_picture_folder
from tests.support.training import fresh_checkpoint


def parsed(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, initial: Checkpoint | None = None) -> TrainConfig:
    """Return the config the real command line makes of a command."""
    requests = []
    monkeypatch.setattr(runner, "carry_out", lambda request, *_: requests.append(request))
    assert words[0] == "digitpad"
    typer.main.get_command(app)(list(words[1:]), standalone_mode=False)
    return requests[0].config(initial)


GREY = replace(
    TrainConfig(),
    dataset=DatasetName.KMNIST,
    preprocessing=Preprocessing(reading=Reading.GREY, image_size=20).with_mean_std(DatasetName.KMNIST),
    model=ModelSpec(inputs=400, hidden_sizes=(12, 7), dropout=0.25, dropout_after=DropoutAfter.LAST),
)

CONFIGS = {
    "default": TrainConfig(),
    "digits": TrainConfig(
        model=replace(DEFAULT_MLP, activation=Activation.TANH, dropout=0.1),
        preprocessing=Preprocessing(moments=True).with_mean_std(),
        augmentation=True,
        ink=InkSource(path=str(Path("my ink.jsonl").absolute()), share=0.3, held_out_writers=("A25", "B 1")),
        initialization=Initialization.KAIMING,
        optimizer=Optimizer.ADAMW,
        betas=(0.85, 0.995),
        weight_decay=1e-5,
        learning_rate=1 / 3,
        schedule=Schedule.ONE_CYCLE,
        ema_decay=0.99,
        seed=2**62,
    ),
    "slashed": TrainConfig(ink=InkSource(path=str(Path("ink.jsonl").absolute()), slashed=0.2)),
    "steps": replace(
        GREY,
        steps=700,
        schedule=Schedule.MULTI_STEP,
        schedule_milestones=(200, 500),
        schedule_factor=0.5,
        momentum=0.9,
        nesterov=True,
        shuffle=False,
        drop_last=True,
        device=Device.CUDA,
        threads=2,
        batch_size=100,
    ),
    "cosine": replace(
        GREY, schedule=Schedule.COSINE, epochs=9, schedule_period=300, schedule_unit=CountedIn.STEPS, replacement=True
    ),
    "step": replace(GREY, schedule=Schedule.STEP, schedule_every=3),
    "mnist pictures": TrainConfig(
        preprocessing=Preprocessing(reading=Reading.COLOUR, image_size=16), model=ModelSpec(inputs=768)
    ),
    **{recipe.name: recipe.config for recipe in RECIPES},
    **{f"{recipe.name} normalised": recipe.with_mean_std() for recipe in RECIPES},
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_the_command_trains_the_same(config: TrainConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parsed(command_of(config, "mine"), monkeypatch) == config


def test_a_folder_of_pictures_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_picture_folder(tmp_path, ("cat", "dog", "frog"), each=0)
    config = TrainConfig(
        dataset=DatasetName.FOLDER,
        folder=str(tmp_path),
        preprocessing=Preprocessing(reading=Reading.COLOUR, image_size=24).with_mean_std(DatasetName.FOLDER),
        model=ModelSpec(inputs=24 * 24 * 3, classes=3),
    )
    assert parsed(command_of(config, "mine"), monkeypatch) == config


def test_fine_tuning_goes_on_from_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    initial = fresh_checkpoint(ModelSpec(hidden_sizes=(24,)), Preprocessing(moments=True))
    config = TrainConfig(
        model=initial.spec, preprocessing=initial.preprocessing, initial="my model", learning_rate=0.001
    )
    assert parsed(command_of(config, "tuned"), monkeypatch, initial) == config


def test_what_is_as_usual_is_left_out() -> None:
    assert command_of(TrainConfig(), "mine") == ("digitpad", "train", "--name", "mine")
    of_mlp = ModelSpec(activation=Activation.GELU, dropout=0.5)  # options that a softmax regression is refused
    assert command_of(TrainConfig(model=of_mlp), "mine") == ("digitpad", "train", "--name", "mine")
