"""A config as the ``digitpad train`` command that trains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.setting_text import text_of
from digitpad.config.settings_table import LEARNING, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.config.setting import Setting
    from digitpad.config.train_config import TrainConfig


def command_of(config: TrainConfig, name: str) -> tuple[str, ...]:
    """Return the arguments of the command that trains a config and keeps the model under a name.

    What is as by default is left out. A mean and standard deviation other than the data set's own cannot be given on
    the command line; they are measured anew.
    """
    tuned = () if config.initial is None else ("--fine-tune", config.initial)
    of_model_and_data = (setting for setting in SETTINGS.values() if setting not in LEARNING)
    options = (text for setting in (*of_model_and_data, *LEARNING) for text in _option(setting, config))
    return ("digitpad", "train", "--name", name, *tuned, *options)


def _option(setting: Setting, config: TrainConfig) -> Iterator[str]:
    value, is_tuned = setting.value_in(config), config.initial is not None
    # The hidden layers imply the model, the folder the data set, steps leave no epochs to count, sampling shuffles.
    implied = {"kind": True, "dataset": config.folder is not None, "epochs": config.steps is not None, "shuffle": True}
    is_of_mlp = "kind" in setting.when and not config.model.hidden_sizes
    if not setting.help or implied.get(setting.name) or is_of_mlp or (is_tuned and setting.belongs_to_model):
        return
    # Without --dataset, fine-tuning goes on with the model's own.
    if not setting.is_changed_in(config) and not (is_tuned and setting.name == "dataset"):
        return
    if setting.option_choices is not None:
        value = tuple(setting.option_choices)[value]
    if isinstance(value, bool):
        yield setting.options[not value]
    else:
        yield from (setting.options[0], text_of(value))
