from dataclasses import replace

import numpy as np
import pytest

from digitpad.config.model_spec import Activation
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.explanation.passes import run_forward
from digitpad.explanation.units import ImageSample, ImageSamples, Unit, find_dead_units, switch_off
from digitpad.library.library import Library
from digitpad.models import forward
from tests.support.models import model


def test_units_switched_off_say_nothing_and_undone_restore_every_bit() -> None:
    checkpoint = model(Preprocessing(), (40, 20), Activation.SIGMOID)
    before = {name: array.copy() for name, array in checkpoint.weights.items()}
    inputs = np.random.default_rng(0).random((3, 784), dtype=np.float32)
    silenced = switch_off(checkpoint, [Unit(0, 3), Unit(0, 7), Unit(1, 5)])
    layers = run_forward(checkpoint.weights, checkpoint.spec, inputs)
    first = layers[0].outputs.copy()
    first[:, [3, 7]] = 0.0
    second = first @ checkpoint.weights["layers.1.weight"].T + checkpoint.weights["layers.1.bias"]
    forward.activate(second, Activation.SIGMOID)
    second[:, 5] = 0.0
    expected = second @ checkpoint.weights["layers.2.weight"].T + checkpoint.weights["layers.2.bias"]
    np.testing.assert_allclose(forward.logits(silenced.weights, silenced.spec, inputs), expected, atol=1e-5)
    restored = switch_off(checkpoint, [])
    for name, array in before.items():
        assert restored.weights[name].tobytes() == checkpoint.weights[name].tobytes() == array.tobytes()


@pytest.mark.parametrize("activation", list(Activation))
def test_a_unit_that_tells_nothing_apart_is_dead(activation: Activation) -> None:
    checkpoint = model(Preprocessing(), (12, 6), activation)
    inputs = np.random.default_rng(0).random((50, 784), dtype=np.float32)
    weights, biases = checkpoint.weights["layers.0.weight"], checkpoint.weights["layers.0.bias"]
    biases[4] = -100.0
    # All its sums are below 0, but not far: only ReLU makes the same of them all.
    biases[5] = -0.05 - (inputs @ weights[5]).max()
    dead = find_dead_units(checkpoint, inputs)
    assert Unit(0, 4) in dead
    assert (Unit(0, 5) in dead) == (activation is Activation.RELU)
    assert len(dead) < 12


def test_no_unit_of_the_bundled_model_is_dead() -> None:
    checkpoint = Library.of_user().load("mlp")
    assert not find_dead_units(checkpoint, ImageSample(checkpoint).inputs)


def test_accuracy_is_counted_on_the_first_test_images() -> None:
    checkpoint = Library.of_user().load("mlp")
    images = ImageSample(checkpoint, 200)
    assert len(images) == 200
    correct = images.count_correct(checkpoint)
    assert correct > 195
    silenced = switch_off(checkpoint, [Unit(2, index) for index in range(128)])
    assert images.count_correct(silenced) < 60


def test_images_are_read_once_for_models_that_read_alike() -> None:
    """Of those that read otherwise, the oldest are let go."""
    mlp = Library.of_user().load("mlp")
    learnt_on = replace(mlp, weights=dict(mlp.weights))
    other = replace(mlp, preprocessing=Preprocessing(moments=not mlp.preprocessing.moments))
    for kept in (1, 2):
        samples = ImageSamples(kept, 20)
        first = samples.of(mlp)
        assert samples.of(learnt_on) is first
        assert not np.array_equal(samples.of(other).inputs, first.inputs)
        assert (samples.of(mlp) is first) == (kept == 2)
