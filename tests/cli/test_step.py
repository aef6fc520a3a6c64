from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from digitpad.config.dataset_info import DIGITS, DatasetName, Split
from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.recipes import find_recipe
from digitpad.config.train_config import Optimizer, TrainConfig
from digitpad.data.reading import read_dataset
from digitpad.evaluation.metrics import inputs_of
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from digitpad.models.checkpoint import Checkpoint
from digitpad.paths import user_folder
from digitpad.preprocessing import raster
from digitpad.recognition.recognizer import Recognizer
from digitpad.training.fresh_model import make_fresh_model
from digitpad.training.torch_models import MLP, SoftmaxRegression, set_weights
from tests.support.cli import Command, add_model, own_names
from tests.support.images import write_idx_set, write_picture_folder
from tests.support.inks import STROKES, write_lines
from tests.support.models import model, random_weights
from tests.support.training_samples import mnist

KEYS = [
    *("logits", "shifted", "exponentials", "probabilities", "loss", "logit_gradient", "layers", "loss_after"),
]
LAYER_KEYS = ["name", "gradient_norm", "weight_norm_before", "weight_norm_after"]


def nth_input(checkpoint: Checkpoint, number: int) -> tuple[NDArray[np.float32], int]:
    images = mnist(Split.TRAIN)
    return inputs_of(checkpoint, [images.pixels[number - 1]])[0], int(images.labels[number - 1])


def hold_to_autograd(
    told: list[Mapping[str, Any]], checkpoint: Checkpoint, inputs: NDArray[np.float32], label: int, rate: float
) -> None:
    """Compare each step with torch's own from the same weights."""
    spec = checkpoint.spec
    network = MLP(spec) if spec.hidden_sizes else SoftmaxRegression(spec.inputs, spec.classes)
    set_weights(network, checkpoint.weights)
    network.eval()
    descent = torch.optim.SGD(network.parameters(), lr=rate)
    given, target = torch.from_numpy(inputs[np.newaxis].copy()), torch.tensor([label])
    for step in told:
        logits = network(given)
        logits.retain_grad()
        loss = torch.nn.functional.cross_entropy(logits, target)
        descent.zero_grad()
        loss.backward()
        np.testing.assert_allclose(step["logits"], logits[0].detach(), atol=1e-4)
        np.testing.assert_allclose(step["shifted"], (logits - logits.max())[0].detach(), atol=1e-4)
        np.testing.assert_allclose(step["exponentials"], (logits - logits.max()).exp()[0].detach(), atol=1e-5)
        np.testing.assert_allclose(step["probabilities"], logits.softmax(1)[0].detach(), atol=1e-5)
        np.testing.assert_allclose(step["logit_gradient"], logits.grad[0], atol=1e-5)
        assert step["loss"] == pytest.approx(loss.item(), abs=1e-4)
        layers = list(network.layers)
        assert [list(each) for each in step["layers"]] == [LAYER_KEYS] * len(layers)
        assert [each["name"] for each in step["layers"]] == [f"layers.{number}" for number in range(len(layers))]
        for layer, shown in zip(layers, step["layers"], strict=True):
            assert shown["gradient_norm"] == pytest.approx(float(layer.weight.grad.norm()), rel=1e-3, abs=1e-5)
            assert shown["weight_norm_before"] == pytest.approx(float(layer.weight.detach().norm()), rel=1e-5)
        descent.step()
        for layer, shown in zip(layers, step["layers"], strict=True):
            assert shown["weight_norm_after"] == pytest.approx(float(layer.weight.detach().norm()), rel=1e-5)
        after = torch.nn.functional.cross_entropy(network(given), target)
        assert step["loss_after"] == pytest.approx(after.item(), abs=1e-4)


@pytest.mark.parametrize("name", ["mlp", "softmax"])
@pytest.mark.parametrize("number", [1, 8])
def test_the_numbers_are_those_of_autograd(digitpad: Command, name: str, number: int) -> None:
    outcome = digitpad("step", "--model", name, "--image", number, "--learning-rate", 0.02, "--times", 3, "--json")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert [list(each) for each in outcome.objects] == [KEYS] * 3
    checkpoint = Library.of_user().load(name)
    hold_to_autograd(outcome.objects, checkpoint, *nth_input(checkpoint, number), 0.02)


def test_the_mlp_and_the_first_image_are_taken_if_nothing_is_named(digitpad: Command) -> None:
    asked = ("--model", "mlp", "--image", 1, "--learning-rate", 0.1, "--times", 1)
    assert digitpad("step", "--json") == digitpad("step", *asked, "--json")


@pytest.mark.parametrize("recipe", ["softmax-sgd", "mlp-relu", "mlp-sigmoid", "bundled-mlp"])
def test_a_fresh_model_is_the_one_that_training_begins_with(digitpad: Command, recipe: str) -> None:
    config = find_recipe(recipe).config
    checkpoint = make_fresh_model(config, DIGITS)
    told = digitpad("step", "--recipe", recipe, "--image", 5, "--times", 2, "--json").objects
    rate = config.learning_rate if config.optimizer is Optimizer.SGD else 0.1
    hold_to_autograd(told, checkpoint, *nth_input(checkpoint, 5), rate)


def test_a_drawing_goes_through_the_preprocessing_of_the_pad(digitpad: Command, tmp_path: Path) -> None:
    checkpoint = Library.of_user().load("softmax")
    seen = Recognizer(checkpoint).predict(Ink.of(STROKES)).raster.pixels
    inputs = raster.standardise(seen[np.newaxis], checkpoint.preprocessing)[0]
    file = write_lines(tmp_path / "ink.jsonl", {"label": 7, "strokes": STROKES}, {"strokes": [[[0, 0], [9, 90]]]})
    for options, label in (((), 7), (("--label", 1), 1)):
        told = digitpad("step", file, "--model", "softmax", *options, "--json").objects
        hold_to_autograd(told, checkpoint, inputs, label, 0.1)


def test_a_folders_images_and_names_of_classes_are_those_of_the_model(digitpad: Command, tmp_path: Path) -> None:
    write_picture_folder(tmp_path / "pets")
    preprocessing = Preprocessing(reading=Reading.COLOUR, image_size=8, mean=(0.5,) * 3, std=(0.25,) * 3)
    spec = ModelSpec(inputs=192, hidden_sizes=(6,), classes=2)
    config = TrainConfig(
        model=spec,
        preprocessing=preprocessing,
        dataset=DatasetName.FOLDER,
        folder=str(tmp_path / "pets"),
        learning_rate=0.05,
    )
    weights = random_weights(spec, 0.1)
    Library.of_user().add("pets", Checkpoint(spec, preprocessing, ("dog", "cat"), config, weights=weights))
    (cat,) = digitpad("step", "--model", "pets", "--json").objects
    assert cat["logit_gradient"][1] < 0 < cat["logit_gradient"][0], "the first picture is a cat, the model's class 1"
    text = digitpad("step", "--model", "pets", "--image", 6)
    assert text.stdout.startswith("pets on pets train, image 6: dog; learning rate 0.05\n")
    picture = tmp_path / "pets" / "train" / "dog" / "0.png"
    (dog,) = digitpad("step", picture, "--model", "pets", "--label", "dog", "--json").objects
    assert dog["logit_gradient"][0] < 0
    assert digitpad("step", picture, "--model", "pets", "--label", 0, "--json").objects == [dog]


def test_a_recipe_of_other_data_takes_its_images(digitpad: Command) -> None:
    write_idx_set(user_folder() / "data" / "fashion-mnist")
    config = find_recipe("softmax-fashion").config
    told = digitpad("step", "--recipe", "softmax-fashion", "--image", 3, "--json").objects
    images = read_dataset(DatasetName.FASHION_MNIST, Split.TRAIN)
    inputs = images.pixels[2].reshape(-1) / np.float32(255)
    hold_to_autograd(told, make_fresh_model(config, images.class_names), inputs, 2, config.learning_rate)


def test_nothing_is_saved_and_each_step_goes_on_from_the_last(digitpad: Command) -> None:
    add_model("mine")
    before = Library.of_user().find("mine").path.read_bytes()
    told = digitpad("step", "--model", "mine", "--times", 4, "--json").objects
    assert [each["loss"] for each in told[1:]] == pytest.approx([each["loss_after"] for each in told[:-1]])
    assert Library.of_user().find("mine").path.read_bytes() == before
    assert own_names() == ["mine"]


def test_text_has_a_row_a_class_and_a_row_a_layer(digitpad: Command) -> None:
    (step,) = digitpad("step", "--recipe", "mlp-relu", "--json").objects
    title, _, *rows = digitpad("step", "--recipe", "mlp-relu").stdout.splitlines()
    assert title == "mlp-relu, fresh on MNIST train, image 1: 5; learning rate 0.03"
    told = [row.split() for row in rows]
    for digit, (name, *numbers) in enumerate(told[:10]):
        assert name == str(digit)
        kinds = ("logits", "shifted", "exponentials", "probabilities", "logit_gradient")
        assert [float(each) for each in numbers] == pytest.approx([step[kind][digit] for kind in kinds], abs=1e-4)
    for layer, (name, *numbers) in zip(step["layers"], told[11:15], strict=True):
        assert (name, *(pytest.approx(float(each), abs=1e-5) for each in numbers)) == tuple(layer.values())
    assert len(digitpad("step", "--times", 3).stdout.splitlines()) == 1 + 3 * len(rows) + 3 * 2


@pytest.mark.parametrize(
    "options",
    [
        ["--model", "mlp", "--recipe", "mlp-relu"],
        ["--model", "nonsuch"],
        ["--recipe", "nonsuch"],
        ["--recipe", "mlp-cifar"],
        ["--image", "0"],
        ["--image", "60001"],
        ["--image", "-1"],
        ["--label", "3"],
        ["--learning-rate", "0"],
        ["--learning-rate", "-0.1"],
        ["--learning-rate", "nan"],
        ["--learning-rate", "inf"],
        ["--learning-rate", "1e38"],
        ["INK"],
        ["INK", "--label", "10"],
        ["INK", "--label", "seven"],
        ["INK", "--label", "7", "--image", "1"],
        ["missing.png", "--label", "7"],
        ["garbage.jsonl", "--label", "7"],
    ],
)
def test_what_cannot_be_is_refused(
    digitpad: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_lines(tmp_path / "INK.jsonl", {"strokes": STROKES})
    write_lines(tmp_path / "garbage.jsonl", "garbage\n")
    outcome = digitpad("step", *(option.replace("INK", "INK.jsonl") for option in options))
    assert (outcome.status, outcome.stdout) == (1, "")
    assert len(outcome.stderr.splitlines()) == 2


def test_a_label_that_is_no_class_of_the_model_does_not_do(digitpad: Command, tmp_path: Path) -> None:
    Library.of_user().add("letters", model(Preprocessing(), class_names=tuple("abcdefghij")))
    file = write_lines(tmp_path / "ink.jsonl", {"label": 7, "strokes": STROKES})
    assert digitpad("step", file, "--model", "letters").status == 1
    assert digitpad("step", file, "--model", "letters", "--label", "h").status == 0
    assert digitpad("step", "--model", "letters").status == 1, "it was not trained on MNIST"
