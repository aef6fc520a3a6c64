import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_spec import Activation, DropoutAfter, ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading, reading_for
from digitpad.config.recipes import RECIPES, find_recipe
from digitpad.config.train_config import CountedIn, Device, Initialization, InkSource, Optimizer, Schedule, TrainConfig
from digitpad.data.image_set import ImageSet
from digitpad.models import checkpoint
from digitpad.models.checkpoint import Checkpoint
from digitpad.training.batches import prepared_images
from digitpad.training.data import TrainingData, read_training_data, with_mean_and_std
from digitpad.training.pytorch_script import script_of
from digitpad.training.run import TrainingRun
from digitpad.training.script_parts.model_lines import model_lines
from digitpad.training.torch_models import build
from tests.support.images import some_pixels, write_picture_folder
from tests.support.models import random_weights
from tests.support.processes import python
from tests.support.scripts import run_script, write_mnist
from tests.support.training_samples import small_data

MLP = ModelSpec(hidden_sizes=(24, 12))
SMOOTH = replace(MLP, activation=Activation.TANH)  # no ReLU on whose other side a rounding could bring a sum
ORDERED = TrainConfig(shuffle=False, batch_size=64, epochs=3, initial="to be written")

SAME = {
    "plain": ORDERED,
    "relu, momentum, dropped batch": replace(ORDERED, model=MLP, momentum=0.5, drop_last=True, batch_size=150),
    "sigmoid, nesterov, decay, steps within epochs": replace(
        ORDERED,
        model=replace(MLP, activation=Activation.SIGMOID),
        preprocessing=Preprocessing().with_mean_std(),
        momentum=0.9,
        nesterov=True,
        weight_decay=0.01,
        schedule=Schedule.STEP,
        schedule_unit=CountedIn.STEPS,
        schedule_every=4,
    ),
    "adam, epochs within steps": replace(
        ORDERED,
        model=SMOOTH,
        optimizer=Optimizer.ADAM,
        learning_rate=0.002,
        betas=(0.8, 0.99),
        weight_decay=0.01,
        steps=25,
        schedule=Schedule.MULTI_STEP,
        schedule_milestones=(1, 2),
        schedule_unit=CountedIn.EPOCHS,
    ),
    "adamw, one cycle, average": replace(
        ORDERED,
        model=replace(MLP, activation=Activation.GELU),
        optimizer=Optimizer.ADAMW,
        learning_rate=0.01,
        schedule=Schedule.ONE_CYCLE,
        ema_decay=0.9,
    ),
    "adamw decays, cosine over steps": replace(
        ORDERED,
        model=SMOOTH,
        optimizer=Optimizer.ADAMW,
        learning_rate=0.002,
        weight_decay=0.1,
        steps=23,
        schedule=Schedule.COSINE,
    ),
    "cosine over epochs": replace(ORDERED, momentum=0.9, schedule=Schedule.COSINE),
    "cosine over the epochs of steps": replace(
        ORDERED, steps=23, schedule=Schedule.COSINE, schedule_unit=CountedIn.EPOCHS
    ),
    "cosine that comes up again": replace(ORDERED, schedule=Schedule.COSINE, schedule_period=1, epochs=4),
    "other size and channels": replace(
        ORDERED,
        model=ModelSpec(inputs=3 * 20 * 20),
        preprocessing=Preprocessing(reading=Reading.COLOUR, image_size=20, mean=(0.1, 0.2, 0.3), std=(0.4, 0.5, 0.6)),
    ),
    "best epoch kept": replace(
        ORDERED, validation=100, images=400, keep_best=True, learning_rate=2.0, epochs=6, ema_decay=0.5, batch_size=30
    ),
    "stopped early": replace(ORDERED, validation=100, patience=1, learning_rate=0.5, epochs=30),
    "equalised digits": replace(ORDERED, preprocessing=Preprocessing(moments=True).with_mean_std()),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder of a script, with a small MNIST that digitpad reads as well."""
    data = small_data(600, 200)
    parts = {"train": data.train, "test": data.test}

    def read(name: DatasetName, split: str, *_: Any) -> ImageSet:
        return parts[split]

    write_mnist(tmp_path, data)
    monkeypatch.setattr("digitpad.training.data.read_dataset", read)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def start_of(config: TrainConfig, path: Path) -> Checkpoint:
    """Return a model to go on from, kept in a file."""
    spec = config.model
    kept = Checkpoint(
        spec, config.preprocessing, tuple(map(str, range(spec.classes))), weights=random_weights(spec, 0.1)
    )
    checkpoint.save(kept, path)
    return kept


def assert_trains_the_same(config: TrainConfig, data: TrainingData, folder: Path) -> str:
    """Train from one start by digitpad and by its script, and compare; return the script."""
    config = with_mean_and_std(config, data.train)
    run = TrainingRun(config, data, start_of(config, folder / "start.safetensors"))
    list(run)
    made = run.checkpoint()
    text = script_of(config, folder / "start.safetensors")
    names = run_script(text, folder)
    linear = [layer for layer in names["average" if config.ema_decay else "model"] if isinstance(layer, nn.Linear)]
    for number, layer in enumerate(linear):
        for part in ("weight", "bias"):
            theirs, ours = getattr(layer, part).detach().numpy(), made.weights[f"layers.{number}.{part}"]
            np.testing.assert_allclose(theirs, ours, rtol=1e-3, atol=2e-5)
    assert names["epoch"] == len(made.history)
    assert names["correct"] == made.measurements[0].correct
    return text


@pytest.mark.parametrize("name", SAME)
def test_a_script_comes_to_the_weights_that_digitpad_does(name: str, folder: Path) -> None:
    assert_trains_the_same(SAME[name], read_training_data(SAME[name]), folder)


@pytest.mark.parametrize("reading", [Reading.COLOUR, Reading.GREY])
def test_a_script_reads_a_folder_of_pictures_as_digitpad_does(
    reading: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_picture_folder(tmp_path / "pictures", each=7)
    given = Preprocessing(reading=reading, image_size=16, mean=(), std=())
    config = replace(
        ORDERED,
        model=ModelSpec(inputs=given.inputs, classes=2),
        preprocessing=given,
        dataset=DatasetName.FOLDER,
        folder=str(tmp_path / "pictures"),
        batch_size=4,
    )
    text = assert_trains_the_same(config, read_training_data(config), tmp_path)
    # Where mean and standard deviation are still to be measured, the script measures them.
    measured = run_script(script_of(config, tmp_path / "start.safetensors"), tmp_path)["train_images"]
    given = run_script(text, tmp_path)["train_images"]
    torch.testing.assert_close(measured, given, rtol=0, atol=5e-3)


def test_a_script_holds_out_and_leaves_pictures_of_each_class_of_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_picture_folder(tmp_path / "pictures", ("cat", "dog", "frog"), each=7)
    given = Preprocessing(reading=Reading.GREY, image_size=16)
    config = TrainConfig(
        model=ModelSpec(inputs=256, classes=3),
        preprocessing=given,
        dataset=DatasetName.FOLDER,
        folder=str(tmp_path / "pictures"),
        batch_size=4,
        validation=8,
        images=10,
    )
    names = run_script(script_of(config), tmp_path)
    data = read_training_data(config)
    assert data.validation is not None
    for part, ours in (("train", data.train), ("validation", data.validation)):
        np.testing.assert_array_equal(names[f"{part}_labels"], ours.labels)
        np.testing.assert_allclose(names[f"{part}_images"].flatten(1), prepared_images(ours, given), atol=1e-6)


def test_a_script_takes_cifars_colours_channel_by_channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pixels = some_pixels(40, 32, 32, 3)
    labels = (np.arange(40) % 10).astype(np.uint8)
    part = SimpleNamespace(data=pixels, targets=labels.tolist())
    monkeypatch.setattr("torchvision.datasets.CIFAR10", lambda *_, **__: part)
    config = replace(
        ORDERED,
        model=ModelSpec(inputs=3072),
        dataset=DatasetName.CIFAR10,
        preprocessing=reading_for(DatasetName.CIFAR10).with_mean_std(DatasetName.CIFAR10),
        batch_size=8,
    )
    images = ImageSet("CIFAR-10", pixels, labels, "")
    assert_trains_the_same(config, TrainingData(images, images), tmp_path)


@pytest.mark.parametrize("initialization", Initialization)
def test_the_first_weights_are_spread_as_digitpads(initialization: Initialization) -> None:
    config = TrainConfig(model=ModelSpec(hidden_sizes=(200,)), initialization=initialization)
    names: dict[str, Any] = {"nn": nn, "torch": torch}
    exec(model_lines(config, None, are_flat=False), names)  # noqa: S102 - the lines that are tested
    theirs = [layer for layer in names["model"] if isinstance(layer, nn.Linear)]
    ours = build(config.model, torch.Generator(), torch.Generator(), initialization).layers
    for one, other in zip(theirs, ours, strict=True):
        assert one.weight.std().item() == pytest.approx(other.weight.std().item(), rel=0.1)
        assert one.weight.abs().max().item() == pytest.approx(other.weight.abs().max().item(), rel=0.35)
        assert (one.bias == 0).all() == (other.bias == 0).all()


@pytest.mark.parametrize("name", ["softmax-sgd", "mlp-relu", "softmax-wikidocs", "mlp-sigmoid"])
def test_a_notes_script_runs_and_prints_the_test_last(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_script(script_of(find_recipe(name).config), folder)
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"Test: average loss \d\.\d{4}, \d+/200 right \(\d+\.\d\d %\)", lines[-1])
    own = {
        "softmax-wikidocs": r"Epoch: 0015 cost = \d\.\d{9}",
        "mlp-sigmoid": r"Epoch 10 \[0/600 \(0 %\)\]  loss \d\.\d{6}",
    }
    if name in own:
        assert any(re.fullmatch(own[name], line) for line in lines)
    if name == "softmax-wikidocs":
        assert lines[:2] == ["Batches: 6", "First batch: images (100, 1, 28, 28), labels (100,)"]


def test_ink_and_variations_come_from_digitpad(
    folder: Path, ink_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = ModelSpec(hidden_sizes=(16,), dropout=0.2, dropout_after=DropoutAfter.LAST)
    varied = TrainConfig(
        model=model, ink=InkSource(path=str(ink_path)), augmentation=True, replacement=True, steps=12, ema_decay=0.5
    )
    for config in (varied, TrainConfig(ink=InkSource(path=str(ink_path), slashed=0.5), epochs=1)):
        run_script(script_of(config), folder)
        assert "/200 right" in capsys.readouterr().out


ODD = {
    **{recipe.name: recipe.with_ink("/ink.jsonl" if recipe.needs_ink else None) for recipe in RECIPES},
    **SAME,
    "long": replace(
        ORDERED, schedule=Schedule.MULTI_STEP, schedule_milestones=tuple(range(1, 60)), device=Device.CUDA, threads=2
    ),
    "pictures": TrainConfig(
        model=ModelSpec(inputs=48 * 48, classes=3),
        preprocessing=Preprocessing(reading=Reading.GREY, image_size=48, mean=(), std=()),
        dataset=DatasetName.FOLDER,
        folder='/a "folder" of mine',
        initialization=Initialization.KAIMING,
        validation=30,
        keep_best=True,
        patience=2,
    ),
    "pen digits": TrainConfig(
        model=ModelSpec(inputs=1024),
        preprocessing=Preprocessing(reading=Reading.GREY, image_size=32, mean=(), std=()),
        dataset=DatasetName.PENDIGITS,
        drop_last=True,
        validation=300,
        images=2000,
    ),
    "kmnist, varied": TrainConfig(
        model=ModelSpec(hidden_sizes=(500,) * 16, dropout=0.3),
        dataset=DatasetName.KMNIST,
        preprocessing=Preprocessing(reading=Reading.GREY),
        replacement=True,
        device=Device.MPS,
        initialization=Initialization.XAVIER,
    ),
    "many writers held out": TrainConfig(
        ink=InkSource(path="/ink.jsonl", held_out_writers=tuple(f"WRITER{number}" for number in range(40))),
        augmentation=True,
        validation=5000,
        patience=1,
        preprocessing=Preprocessing(moments=True, mean=(), std=()),
    ),
}


def test_scripts_are_tidy_python_with_nothing_undefined_or_unused(tmp_path: Path) -> None:
    for number, config in enumerate(ODD.values()):
        (tmp_path / f"script{number}.py").write_text(script_of(config), encoding="utf-8")
    rules = "A,ARG,B,C4,D1,E,ERA,F,I,N,PERF,PIE,PTH,RET,RUF,SIM,UP,W"
    for command in (["check", "--select", rules], ["format", "--diff"]):
        options = ["--isolated", "--no-cache", "--line-length", "120"]
        python("-m", "ruff", *command, *options, tmp_path, cwd=tmp_path)


def test_only_what_is_asked_for_appears() -> None:
    text = script_of(TrainConfig())
    for word in ("dropout", "scheduler", "average(", "momentum", "weight_decay", "init", "std", "device", "train()"):
        assert word not in text.lower()


def test_a_script_says_which_weights_it_goes_on_from() -> None:
    config = replace(TrainConfig(), initial="mine")
    assert 'load_file("mine")' in script_of(config)
    assert 'load_file("/models/mine.safetensors")' in script_of(config, Path("/models/mine.safetensors"))
