import hashlib

import pytest

from digitpad.config.recipes import find_recipe
from digitpad.library.library import BUNDLED
from digitpad.models import checkpoint as checkpoints
from digitpad.paths import shipped

CARD = shipped("weights", "README.md").read_text()


@pytest.mark.parametrize("name", BUNDLED)
def test_the_card_states_the_file_and_the_figures_that_ship(name: str) -> None:
    path = shipped("weights", f"{name}.safetensors")
    checkpoint = checkpoints.load(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() in CARD
    assert f"{checkpoint.spec.parameter_count:,}" in CARD
    mnist, pens = checkpoint.measurements
    assert (mnist.name, mnist.count, pens.count) == ("MNIST test", 10_000, 1_498)
    for measurement in (mnist, pens):
        assert f"{100 * measurement.accuracy:.2f} % ({measurement.correct:,}" in CARD


@pytest.mark.parametrize(("name", "on_mnist", "on_pens"), [("softmax", 0.96, 0.95), ("mlp", 0.993, 0.99)])
def test_the_bundled_models_are_as_good_as_they_must_be(name: str, on_mnist: float, on_pens: float) -> None:
    mnist, pens = checkpoints.load(shipped("weights", f"{name}.safetensors")).measurements
    assert mnist.accuracy >= on_mnist
    assert pens.accuracy >= on_pens
    assert "A25, A26, A27, A28, A29, A30" in pens.note


@pytest.mark.parametrize("name", BUNDLED)
def test_the_recipe_named_on_the_card_is_how_the_weights_were_trained(name: str) -> None:
    config = checkpoints.load(shipped("weights", f"{name}.safetensors")).config
    assert config is not None
    assert config.ink is not None
    assert config == find_recipe(f"bundled-{name}").with_ink(config.ink.path)
    assert f"--recipe bundled-{name}" in CARD
