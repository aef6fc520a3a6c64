"""Models and pictures that the tests of every form of export share."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from digitpad.config.dataset_info import DIGITS
from digitpad.config.model_spec import Activation, ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.models.checkpoint import Checkpoint, DataSource, Measurement, weight_shapes


def random_weights(spec: ModelSpec, scale: float = 1.0, seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Return weights drawn from a normal distribution."""
    random = np.random.default_rng(seed)
    return {
        name: random.normal(scale=scale, size=shape).astype(np.float32) for name, shape in weight_shapes(spec).items()
    }


def brightest(class_names: Sequence[str] = DIGITS, preprocessing: Preprocessing = Preprocessing()) -> Checkpoint:
    """Return a softmax regression whose logit k is ten times the pixel k of the first row."""
    spec = ModelSpec(classes=len(class_names))
    weights = {name: np.zeros(shape, np.float32) for name, shape in weight_shapes(spec).items()}
    np.fill_diagonal(weights["layers.0.weight"], 10.0)
    return Checkpoint(spec, preprocessing, tuple(class_names), weights=weights)


def model(
    preprocessing: Preprocessing,
    hidden: tuple[int, ...] = (),
    activation: Activation = Activation.RELU,
    class_names: tuple[str, ...] = DIGITS,
) -> Checkpoint:
    """Return a model of random weights that are large enough for its answers to differ."""
    spec = ModelSpec(
        inputs=preprocessing.inputs,
        hidden_sizes=hidden,
        classes=len(class_names),
        activation=activation,
        dropout=0.5 if hidden else 0.0,
    )
    return Checkpoint(
        spec,
        preprocessing,
        weights=random_weights(spec, 0.15, seed=5),
        class_names=class_names,
        data=(DataSource("MNIST train", 60_000, "0" * 64),),
        measurements=(Measurement("MNIST test", 10_000, 9_800, 0.08),),
        digitpad_version="0.1.0",
    )


MODELS = {
    "plain softmax": model(Preprocessing()),
    "equalised and normalised": model(Preprocessing(moments=True).with_mean_std(), (24, 12)),
    "sigmoid": model(Preprocessing(), (16,), Activation.SIGMOID),
    "tanh": model(Preprocessing(), (16,), Activation.TANH),
    "gelu": model(Preprocessing(), (16, 12), Activation.GELU),
    "grey pictures": model(
        Preprocessing(reading=Reading.GREY, mean=(0.286,), std=(0.353,)), (8,), class_names=("T-shirt/top", 'a "bag"')
    ),
    "colour pictures": model(
        Preprocessing(
            reading=Reading.COLOUR, image_size=32, mean=(0.4914, 0.4822, 0.4465), std=(0.247, 0.2435, 0.2616)
        ),
        (8,),
        class_names=("cat", "dog", "côte", *(f"a class of the number {number}" for number in range(9))),
    ),
    "colour pictures as they are": model(Preprocessing(reading=Reading.COLOUR, image_size=16), class_names=("a", "😀")),
}
"""One model for each way a picture is read and a layer answers."""


def write_pictures(folder: Path) -> list[Path]:
    """Write pictures that go through each part of the preprocessing: paper, photo, cut-out, turned, tiny."""
    random = np.random.default_rng(3)
    paper = Image.new("RGB", (300, 400), "white")
    pen = ImageDraw.Draw(paper)
    pen.line([(80, 90), (220, 90), (130, 330)], fill=(20, 30, 90), width=18)
    paper.save(folder / "paper.png")
    shadow = np.linspace(150, 235, 300)[np.newaxis, :, np.newaxis] + random.normal(0, 6, (400, 300, 3))
    lit = np.asarray(paper, np.float64) / 255 * shadow
    Image.fromarray(lit.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1)).save(folder / "photo.jpg")
    cut_out = Image.new("RGBA", (120, 90), (0, 0, 0, 0))
    ImageDraw.Draw(cut_out).ellipse((30, 10, 80, 80), outline=(0, 0, 0, 255), width=9)
    cut_out.save(folder / "cut-out.webp", lossless=True)
    turned = Image.Exif()
    turned[0x0112] = 6
    paper.save(folder / "turned.jpg", exif=turned)
    Image.fromarray(random.integers(0, 255, (32, 32, 3), np.uint8)).save(folder / "tiny.bmp")
    return sorted(folder.iterdir())
