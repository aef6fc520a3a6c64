import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from digitpad.config.model_spec import Activation
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.errors import ConfigError
from digitpad.explanation.evidence import blank_inputs, default_method, find_evidence, inputs_of
from digitpad.explanation.method import Method
from digitpad.library.library import Library
from digitpad.models.checkpoint import Checkpoint
from digitpad.preprocessing.pipeline import rasterize
from digitpad.training.torch_models import MLP, SoftmaxRegression, set_weights
from tests.support import inks
from tests.support.models import model

COLOUR = Preprocessing(reading=Reading.COLOUR, image_size=32)

MLPS = {
    **{str(activation): model(Preprocessing(), (40, 20), activation) for activation in Activation},
    "normalised": model(Preprocessing(moments=True).with_mean_std(), (24, 12)),
    "colour": model(COLOUR, (30,)),
}


def digit_inputs(checkpoint: Checkpoint) -> NDArray[np.float32]:
    return inputs_of(checkpoint, rasterize(inks.SEVEN, checkpoint.preprocessing))


@pytest.fixture(scope="module", params=["bundled", *MLPS])
def mlp(request: pytest.FixtureRequest) -> Checkpoint:
    return Library.of_user().load("mlp") if request.param == "bundled" else MLPS[request.param]


@pytest.fixture(scope="module", params=["bundled", "normalised", "colour"])
def softmax(request: pytest.FixtureRequest) -> Checkpoint:
    made = {"normalised": model(Preprocessing().with_mean_std()), "colour": model(COLOUR)}
    return made.get(request.param) or Library.of_user().load("softmax")


@pytest.mark.parametrize("against", [None, 4])
def test_exact_evidence_and_bias_add_up_to_the_logits(softmax: Checkpoint, against: int | None) -> None:
    evidence = find_evidence(softmax, digit_inputs(softmax), 9, against)
    assert evidence.method is Method.EXACT
    assert evidence.bias is not None
    wanted = float(evidence.logits[9]) - (0.0 if against is None else float(evidence.logits[against]))
    assert evidence.total + evidence.bias == pytest.approx(wanted, abs=1e-4)
    assert evidence.values.sum(dtype=np.float64) == pytest.approx(evidence.total)
    np.testing.assert_allclose(evidence.values, evidence.factors * evidence.weights)


@pytest.mark.parametrize("against", [None, 4])
def test_integrated_gradients_add_up_to_what_the_blank_raster_lacks(mlp: Checkpoint, against: int | None) -> None:
    evidence = find_evidence(mlp, digit_inputs(mlp), 2, against)
    assert evidence.method is Method.INTEGRATED
    assert evidence.baseline is not None
    wanted = evidence.difference - evidence.baseline
    assert evidence.total == pytest.approx(wanted, rel=0.005, abs=0.01)


def test_the_baseline_is_the_answer_to_a_blank_raster(mlp: Checkpoint) -> None:
    blank = blank_inputs(mlp)
    evidence = find_evidence(mlp, blank, 3)
    assert evidence.baseline == pytest.approx(evidence.difference, abs=1e-5)
    assert not evidence.values.any()


@pytest.mark.parametrize("against", [None, 4])
def test_the_gradient_is_that_of_autograd(mlp: Checkpoint, against: int | None) -> None:
    inputs = digit_inputs(mlp)
    network = MLP(mlp.spec)
    set_weights(network, mlp.weights)
    network.eval()
    given = torch.from_numpy(inputs.copy()).requires_grad_()
    logits = network(given[None])[0]
    (logits[2] - (0 if against is None else logits[against])).backward()
    evidence = find_evidence(mlp, inputs, 2, against, Method.GRADIENT)
    assert given.grad is not None
    np.testing.assert_allclose(evidence.weights, given.grad.numpy(), atol=2e-5)
    np.testing.assert_allclose(evidence.values, given.grad.numpy() * inputs, atol=5e-5)


def test_the_gradient_of_softmax_regression_is_its_weights(softmax: Checkpoint) -> None:
    network = SoftmaxRegression(softmax.spec.inputs, softmax.spec.classes)
    set_weights(network, softmax.weights)
    evidence = find_evidence(softmax, digit_inputs(softmax), 1, method=Method.GRADIENT)
    np.testing.assert_array_equal(evidence.weights, network.layers[0].weight.detach().numpy()[1])


def test_without_a_class_the_evidence_is_for_the_answer(mlp: Checkpoint) -> None:
    evidence = find_evidence(mlp, digit_inputs(mlp))
    assert evidence.class_index == int(evidence.logits.argmax())
    assert evidence.against is None


@pytest.mark.parametrize(
    ("class_index", "against", "method"),
    [(10, None, None), (-1, None, None), (3, 12, None), (3, 3, None), (3, None, Method.EXACT)],
)
def test_questions_without_an_answer_are_refused(class_index: int, against: int | None, method: Method | None) -> None:
    checkpoint = MLPS["relu"]
    with pytest.raises(ConfigError):
        find_evidence(checkpoint, digit_inputs(checkpoint), class_index, against, method)


def test_each_kind_of_model_has_a_method_that_adds_up() -> None:
    assert default_method(model(Preprocessing())) is Method.EXACT
    assert default_method(MLPS["relu"]) is Method.INTEGRATED
