"""Export as a PyTorch script (not TorchScript): one Python file with layers, preprocessing and weights."""

from __future__ import annotations

import base64
from textwrap import dedent, fill, indent
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.preprocessing_spec import Reading
from digitpad.evaluation.intervals import interval_of
from digitpad.library.export.source_excerpt import Excerpt, Name, excerpt
from digitpad.training.script_parts.model_lines import layers
from digitpad.training.script_parts.source_text import WIDTH, import_lines, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.models.checkpoint import Checkpoint, Measurement

_OWN_IMPORTS: dict[str, set[str]] = {
    "argparse": set(),
    "base64": set(),
    "json": set(),
    "numpy": set(),
    "numpy.typing": {"NDArray"},
    "pathlib": {"Path"},
    "sys": set(),
    "torch": {"nn"},
}


def script(checkpoint: Checkpoint, name: str) -> str:
    """Return the text of a Python file that is the model.

    ``python FILE picture.png ...`` prints what it reads; ``--json`` prints all probabilities.
    """
    spec, preprocessing = checkpoint.spec, checkpoint.preprocessing
    source = excerpt(_needed(preprocessing))
    top = (
        _opening(checkpoint, name),
        _imports(source),
        "Floats = NDArray[np.float32]\nBytes = NDArray[np.uint8]",
        _constants(checkpoint),
    )
    made = "".join(f"        {layer},\n" for layer in layers(spec, with_dropout=False))
    parts = (
        "\n\n".join(top),
        f"{_MODEL}{made}    )\n\n\n{_LOADING}",
        source.code,
        _reading(preprocessing),
        _PREDICTING,
        f'WEIGHTS = """\n{_encoded(checkpoint)}\n"""\n\n\nif __name__ == "__main__":\n    sys.exit(main())',
    )
    return "\n\n\n".join(parts) + "\n"


def _opening(checkpoint: Checkpoint, name: str) -> str:
    spec = checkpoint.spec
    sizes = "-".join(map(str, spec.layer_sizes))
    kind = f"MLP {sizes}" if spec.hidden_sizes else f"softmax regression {sizes}"
    needs = (
        "Needs torch, numpy and pillow. The preprocessing below is an excerpt of digitpad's own source (MIT licence), "
        "so that pictures are read as digitpad reads them."
    )
    paragraphs = [needs]
    if checkpoint.data:
        sources = ", ".join(f"{source.name} ({source.count:,})" for source in checkpoint.data)
        paragraphs.append(f"Trained on {sources}.")
    if checkpoint.measurements:
        accuracies = "; ".join(map(_accuracy, checkpoint.measurements))
        paragraphs.append(f"Right: {accuracies}.")
    version = f" {checkpoint.digitpad_version}" if checkpoint.digitpad_version else ""
    title = _plain(f"{name}: {kind}, trained with digitpad{version}.")
    usage = "    python THIS_FILE picture.png ..."
    text = "\n\n".join([title, usage, *(fill(_plain(paragraph), WIDTH) for paragraph in paragraphs)])
    return f'"""{text}\n"""'


def _accuracy(made: Measurement) -> str:
    low, high = interval_of(made)
    interval = f"95 % interval {100 * low:.2f} to {100 * high:.2f}"
    return f"{made.name} {100 * made.accuracy:.2f} % ({interval})" + (f", {made.note}".rstrip(".") if made.note else "")


def _plain(text: str) -> str:
    """Return text escaped for a docstring: names are the user's."""
    return ascii(text)[1:-1].replace('"', "'").replace("\\'", "'")


def _imports(source: Excerpt) -> str:
    wanted = {module: set(names) for module, names in _OWN_IMPORTS.items()}
    for module, names in source.imports.items():
        wanted.setdefault(module, set()).update(names)
    return f"from __future__ import annotations\n\n{import_lines(wanted, whole={'torch'})}"


def _needed(preprocessing: Preprocessing) -> tuple[Name, ...]:
    needed = [Name("preprocessing.picture", "load_picture")]
    if preprocessing.reading is Reading.DIGIT:
        needed += [Name("preprocessing.picture", "fitted_ink"), Name("preprocessing.raster", "centre")]
    else:
        needed.append(Name("preprocessing.scaling", "picture_pixels"))
    if preprocessing.moments:
        needed.append(Name("preprocessing.raster", "equalise"))
    if preprocessing.reading is Reading.GREY:
        needed.append(Name("preprocessing.scaling", "grey"))
    return tuple(needed)


def _constants(checkpoint: Checkpoint) -> str:
    names = f"CLASS_NAMES = {_tuple(map(quoted, checkpoint.class_names))}"
    if len(names) > WIDTH:
        listed = "\n".join(f"    {quoted(name)}," for name in checkpoint.class_names)
        names = f"CLASS_NAMES = (\n{listed}\n)"
    preprocessing = checkpoint.preprocessing
    if not preprocessing.is_normalised:
        return names
    mean, std = (_tuple(map(repr, numbers)) for numbers in (preprocessing.mean, preprocessing.std))
    return (
        f"{names}\n\n# One number a channel: subtracted from every pixel, and then divided by.\n"
        f"MEAN = np.array({mean}, np.float32).reshape(-1, 1, 1)\n"
        f"STD = np.array({std}, np.float32).reshape(-1, 1, 1)"
    )


def _tuple(values: Iterable[str]) -> str:
    shown = tuple(values)
    return f"({', '.join(shown)})" if len(shown) > 1 else f"({shown[0]},)"


def _reading(preprocessing: Preprocessing) -> str:
    size, channels = preprocessing.image_size, preprocessing.channels
    if preprocessing.reading is Reading.DIGIT:
        steps = ["pixels = centre(fitted_ink(picture)[np.newaxis])  # (1, 28, 28), 0 paper to 1 full ink"]
        if preprocessing.moments:
            steps.append("pixels = equalise(pixels)")
    else:
        steps = [f"pixels = picture_pixels(picture, {size})[np.newaxis]  # (1, {size}, {size}, 3), 0 to 255"]
        if preprocessing.reading is Reading.GREY:
            steps.append(f"pixels = grey(pixels)  # (1, {size}, {size})")
        else:
            steps.append(f"pixels = pixels.transpose(0, 3, 1, 2)  # (1, 3, {size}, {size})")
        steps.append("pixels = pixels.astype(np.float32) / np.float32(255)")
    if preprocessing.is_normalised:
        steps.append("pixels = (pixels - MEAN) / STD")
    steps.append(f"return torch.from_numpy(np.ascontiguousarray(pixels.reshape(1, {size * size * channels})))")
    return f"{_READING}{indent(chr(10).join(steps), ' ' * 4)}"


def _encoded(checkpoint: Checkpoint) -> str:
    """Return all weights, layer by layer, as little-endian float32 in base64."""
    flat = np.concatenate([array.ravel() for array in checkpoint.weights.values()]).astype("<f4")
    text = base64.b64encode(flat.tobytes()).decode()
    return "\n".join(text[start : start + WIDTH] for start in range(0, len(text), WIDTH))


_MODEL = dedent(
    '''\
    def make_model() -> nn.Sequential:
        """Return the layers, their weights not yet set; they answer with a logit for each class."""
        return nn.Sequential(
    '''
)

_LOADING = dedent(
    '''\
    def load_weights(model: nn.Sequential) -> None:
        """Fill the layers in order, each weight before its bias, from the text at the end of this file."""
        numbers = torch.from_numpy(np.frombuffer(base64.b64decode(WEIGHTS), "<f4").astype(np.float32))
        nn.utils.vector_to_parameters(numbers, model.parameters())'''
)

_READING = dedent(
    '''\
    def read(path: Path) -> torch.Tensor:
        """Return what the model is given of a picture file."""
        picture = load_picture(path)
    '''
)

_PREDICTING = dedent(
    '''\
    @torch.inference_mode()
    def predict(model: nn.Sequential, path: Path) -> list[float]:
        """Return the probability of each class."""
        return model(read(path)).softmax(dim=1)[0].tolist()


    def main() -> int:
        """Read the pictures named on the command line and print what each shows."""
        parser = argparse.ArgumentParser(description="Say what pictures show.")
        parser.add_argument("pictures", nargs="+", type=Path, metavar="PICTURE")
        parser.add_argument("--json", action="store_true", help="print one JSON object a picture")
        arguments = parser.parse_args()
        model = make_model().eval()
        load_weights(model)
        status = 0
        for path in arguments.pictures:
            try:
                probabilities = predict(model, path)
            except PictureError as error:
                print(f"{path}: {error}", file=sys.stderr)
                status = 1
                continue
            best = max(range(len(probabilities)), key=probabilities.__getitem__)
            if arguments.json:
                result = {"file": str(path), "label": CLASS_NAMES[best], "probabilities": probabilities}
                print(json.dumps(result))
            else:
                print(f"{path}: {CLASS_NAMES[best]} ({100 * probabilities[best]:.1f} %)")
        return status'''
)
