"""Export as ONNX: the graph from pixels to probabilities, with metadata on what the pixels must be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from digitpad import __version__
from digitpad.config.model_spec import Activation
from digitpad.config.preprocessing_spec import Reading
from digitpad.errors import ExportError
from digitpad.evaluation.intervals import interval_of
from digitpad.models.forward import GELU_CUBE, GELU_SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.models.checkpoint import Checkpoint

OPSET = 17
"""Version of ONNX's operators: old enough for every runtime of these years, and all that is needed here."""

IR_VERSION = 8
"""Version of the file's form that came with that opset; runtimes refuse one that is newer than they are."""

_OPERATORS = {Activation.RELU: "Relu", Activation.SIGMOID: "Sigmoid", Activation.TANH: "Tanh"}


def onnx_bytes(checkpoint: Checkpoint, name: str) -> bytes:
    """Return the bytes of an ONNX file.

    Its input ``image`` is float32, shape (batch, 28, 28) for a digit, (batch, size, size) in grey or (batch, 3, size,
    size) in colour, from 0 to 1: the raster before mean and standard deviation, which the graph takes out itself.
    Its outputs are ``probabilities`` and ``logits``, shape (batch, classes).

    Raises
    ------
    ExportError
        If the library onnx is not installed.
    """
    try:
        import onnx  # noqa: PLC0415 - an extra, and 0.3 s
        from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415
    except ImportError as error:
        raise ExportError(
            "ONNX files need one more library",
            "Install digitpad with its extra for them, “pip install 'digitpad[onnx]'”, or just “pip install onnx”, "
            "and export again.",
        ) from error
    layers = _layers(checkpoint)
    image: tuple[int | str, ...] = ("batch", *_image_shape(checkpoint.preprocessing))
    graph = helper.make_graph(
        [
            helper.make_node(node.operator, node.inputs, [node.output], name=node.output, **node.attributes)
            for node in layers.nodes
        ],
        name,
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, image)],
        [
            helper.make_tensor_value_info(output, TensorProto.FLOAT, ("batch", checkpoint.spec.classes))
            for output in ("probabilities", "logits")
        ],
        [numpy_helper.from_array(np.ascontiguousarray(array), key) for key, array in layers.constants.items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="digitpad",
        producer_version=__version__,
    )
    helper.set_model_props(model, described(checkpoint, name))
    onnx.checker.check_model(model, full_check=True)
    content: bytes = model.SerializeToString()
    return content


@dataclass(frozen=True, slots=True)
class _Node:
    """One operator: what goes in, what comes out, and its numbers."""

    operator: str
    inputs: list[str]
    output: str
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Layers:
    """The operators in order, and the arrays they use."""

    nodes: list[_Node]
    constants: dict[str, NDArray[np.float32]]


def _layers(checkpoint: Checkpoint) -> _Layers:
    preprocessing, spec = checkpoint.preprocessing, checkpoint.spec
    nodes: list[_Node] = []
    constants: dict[str, NDArray[np.float32]] = dict(checkpoint.weights)
    signal = "image"
    if preprocessing.is_normalised:
        shape = (-1, 1, 1) if preprocessing.channels > 1 else (1, 1)
        constants["mean"] = np.array(preprocessing.mean, np.float32).reshape(shape)
        constants["std"] = np.array(preprocessing.std, np.float32).reshape(shape)
        nodes += [_Node("Sub", ["image", "mean"], "without_mean"), _Node("Div", ["without_mean", "std"], "normalised")]
        signal = "normalised"
    nodes.append(_Node("Flatten", [signal], "inputs", {"axis": 1}))
    signal = "inputs"
    last = len(spec.hidden_sizes)
    for layer in range(last + 1):
        sums = "logits" if layer == last else f"layers.{layer}"
        nodes.append(_Node("Gemm", [signal, f"layers.{layer}.weight", f"layers.{layer}.bias"], sums, {"transB": 1}))
        if layer < last:
            signal = f"hidden.{layer}"
            nodes += _activation(spec.activation, sums, signal, constants)
    nodes.append(_Node("Softmax", ["logits"], "probabilities", {"axis": 1}))
    return _Layers(nodes, constants)


def _activation(
    activation: Activation, sums: str, output: str, constants: dict[str, NDArray[np.float32]]
) -> list[_Node]:
    """Return the operators of an activation; GELU came to ONNX with a later opset, so it is put together."""
    if activation is not Activation.GELU:
        return [_Node(_OPERATORS[activation], [sums], output)]
    numbers = {"gelu_scale": GELU_SCALE, "gelu_cube": GELU_CUBE, "one": 1.0, "half": 0.5}
    constants.update((name, np.array(number, np.float32)) for name, number in numbers.items())
    steps = [
        ("Mul", sums, sums),
        ("Mul", f"{output}.0", "gelu_cube"),
        ("Add", f"{output}.1", "one"),
        ("Mul", f"{output}.2", sums),
        ("Mul", f"{output}.3", "gelu_scale"),
        ("Tanh", f"{output}.4"),
        ("Add", f"{output}.5", "one"),
        ("Mul", f"{output}.6", "half"),
    ]
    inner = [_Node(operator, inputs, f"{output}.{step}") for step, (operator, *inputs) in enumerate(steps)]
    return [*inner, _Node("Mul", [f"{output}.7", sums], output)]


def described(checkpoint: Checkpoint, name: str) -> dict[str, str]:
    """Return an ONNX file's metadata: the image's preprocessing, the classes, the accuracies."""
    accuracies = {made.name: made.accuracy for made in checkpoint.measurements}
    intervals = {made.name: interval_of(made) for made in checkpoint.measurements}
    return {
        "name": name,
        "class_names": _json(checkpoint.class_names),
        "preprocessing": _json(checkpoint.preprocessing),
        "image": _image_text(checkpoint.preprocessing),
        "accuracy": _json(accuracies),
        "accuracy_interval_95": _json(intervals),
        "learnt_from": _json({source.name: source.count for source in checkpoint.data}),
        "created": checkpoint.created,
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _image_shape(preprocessing: Preprocessing) -> tuple[int, ...]:
    size = preprocessing.image_size
    return (size, size) if preprocessing.channels == 1 else (preprocessing.channels, size, size)


def _image_text(preprocessing: Preprocessing) -> str:
    size = preprocessing.image_size
    ending = "Mean and standard deviation are taken out inside the graph." if preprocessing.is_normalised else ""
    if preprocessing.reading is Reading.DIGIT:
        text = (
            "0 paper to 1 full ink; the digit scaled into a box of 20 x 20 pixels, proportions kept, and shifted by "
            "whole pixels until its centre of mass lies on pixel (14, 14), as MNIST was made."
        )
        if preprocessing.moments:
            text += " Then normalised by its second moments: sheared upright, width and height made even."
    elif preprocessing.reading is Reading.GREY:
        text = f"0 black to 1 white; the whole picture in grey, scaled to {size} x {size} pixels."
    else:
        text = f"0 to 1; the whole picture scaled to {size} x {size} pixels, channels red, green, blue."
    return f"{text} {ending}".strip()
