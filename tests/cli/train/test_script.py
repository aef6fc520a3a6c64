"""``digitpad train --as-pytorch``."""

from digitpad.config.recipes import find_recipe
from digitpad.training.pytorch_script import script_of
from tests.support.cli import Command, add_model, own_names


def test_the_script_of_settings_is_printed_and_nothing_is_trained(digitpad: Command) -> None:
    outcome = digitpad("train", "--as-pytorch", "--recipe", "softmax-sgd")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert outcome.stdout == script_of(find_recipe("softmax-sgd").config)
    assert "momentum=0.9, nesterov=True" in digitpad("train", "--as-pytorch", "--momentum", 0.9, "--nesterov").stdout
    assert own_names() == []


def test_the_script_goes_on_from_the_file_of_a_model(digitpad: Command) -> None:
    add_model("mine")
    told = digitpad("train", "--as-pytorch", "--fine-tune", "mine").stdout
    assert 'mine.safetensors")' in told
    assert digitpad("train", "--as-pytorch", "--fine-tune", "nonsuch").status == 1


def test_what_makes_no_sense_with_a_script_is_refused(digitpad: Command) -> None:
    for options in (("--name", "mine"), ("--resume", "mine"), ("--seeds", 2), ("--json",), ("--log-every", 5)):
        assert digitpad("train", "--as-pytorch", *options).status == 2
