"""A config as a plain PyTorch script that trains the same, to read, copy and save. Needs no torch to write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import title_of
from digitpad.config.recipes import recipe_of
from digitpad.config.train_config import Device, TrainConfig
from digitpad.training.script_parts import data_lines, learning_lines, loop_lines, model_lines
from digitpad.training.script_parts.source_text import imports_of

if TYPE_CHECKING:
    from pathlib import Path

_WHY_ONE = "  # for so small a model, more are no faster"


def script_of(config: TrainConfig, weights: Path | None = None) -> str:
    """Return the text of a Python file that trains as a config says, by the same mathematics.

    It prints a line an epoch, or what the recipe's note prints, and as the last line the test's, such as
    ``Test: average loss 0.3452, 9032/10000 right (90.32 %)``. Its random numbers are torch's own, not digitpad's.

    Parameters
    ----------
    config
        Any that is valid. What no plain script can do, pen strokes, augmentation and equalised digits, the script
        leaves to digitpad.
    weights
        The file of the checkpoint to fine-tune, which a config knows by its name; by that name if left out.
    """
    initial = config.initial if weights is None else str(weights)
    own = data_lines.needs_digitpad(config)
    blocks = [_settings(config)]
    if own:
        blocks.append(data_lines.digitpad_config(config))
    functions = [data_lines.function(config)]
    data = [data_lines.tensors(config), data_lines.loaders(config)]
    learning = [
        model_lines.model_lines(config, initial, are_flat=own),
        learning_lines.learning_lines(config, data_lines.batch_count(config)),
    ]
    later = [loop_lines.evaluation(config)]
    if data_lines.draws_batches(config):
        later.insert(0, data_lines.batches_function(config))
    if config.ema_decay:
        later.insert(0, learning_lines.average_lines(config))
    top, middle = "\n\n".join(blocks), "\n\n".join([*data, *learning])
    body = "\n\n\n".join([top, *functions, middle, *later, loop_lines.loop(config)])
    return f'"""{_title(config)}"""\n\n{imports_of(body)}\n\n{body}\n'


def _title(config: TrainConfig) -> str:
    sizes = "-".join(map(str, config.model.layer_sizes))
    kind = f"MLP {sizes}" if config.model.hidden_sizes else f"Softmax regression {sizes}"
    recipe = recipe_of(config)
    known = "" if recipe is None else f" (recipe {recipe.name})"
    data = title_of(config.dataset) if config.folder is None else "a folder of pictures"
    return f"{kind} on {data}, as digitpad trains it{known}."


def _settings(config: TrainConfig) -> str:
    """Return the constants at the top, and what is set once."""
    lines = [line for line in (data_lines.constant(config),) if line is not None]
    lines.append(f"EPOCHS = {config.epochs}" if config.steps is None else f"STEPS = {config.steps}")
    if config.patience is not None:
        lines.append(f"PATIENCE = {config.patience}  # epochs that may do no better, before the run ends")
    is_seed_used_again = data_lines.draws_batches(config)
    if is_seed_used_again:
        lines.append(f"SEED = {config.seed}")
    lines += ["", f"torch.manual_seed({'SEED' if is_seed_used_again else config.seed})"]
    if config.device is Device.CPU:
        lines.append(f"torch.set_num_threads({config.threads}){_WHY_ONE if config.threads == 1 else ''}")
    else:
        lines.append(f'device = torch.device("{config.device}")')
    return "\n".join(lines)
