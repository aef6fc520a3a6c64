"""The loop of a script, what it prints on the way, and the test."""

from __future__ import annotations

from enum import Enum, auto
from textwrap import indent
from typing import TYPE_CHECKING

from digitpad.config.recipes import recipe_of
from digitpad.config.train_config import Device, Schedule
from digitpad.training.script_parts.data_lines import batches_call
from digitpad.training.script_parts.learning_lines import is_stepped_each_batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.config.train_config import TrainConfig


class PrintOut(Enum):
    """What a script prints while it trains: figures of each epoch, or what a study note prints."""

    EPOCHS = auto()
    COSTS = auto()  # the average cost of each epoch, and the shapes of a batch before
    LOG = auto()  # the loss of every 200th batch, and a test after each epoch
    CURVES = auto()  # the figures of a plot: training loss, training accuracy, test accuracy


_OF_NOTES = {
    "softmax-wikidocs": PrintOut.COSTS,
    "mlp-sigmoid": PrintOut.LOG,
    "softmax-fashion": PrintOut.CURVES,
}


_COUNTERS = {
    PrintOut.EPOCHS: "loss_sum, seen = 0.0, 0",
    PrintOut.COSTS: "cost = 0.0",
    PrintOut.CURVES: "loss_sum, right, seen = 0.0, 0, 0",
}
"""What is counted anew in every epoch."""


def print_out_of(config: TrainConfig) -> PrintOut:
    """Return what a script of this config prints."""
    recipe = recipe_of(config)
    return PrintOut.EPOCHS if recipe is None else _OF_NOTES.get(recipe.name, PrintOut.EPOCHS)


def evaluation(config: TrainConfig) -> str:
    """Return the function that measures the model."""
    lines = [
        "@torch.no_grad()",
        "def evaluate(network, loader):",
        '    """Return the mean loss of a loader\'s pictures, and how many of them are read right."""',
    ]
    if config.model.dropout:
        lines.append("    network.eval()  # nothing is dropped")
    lines += ["    loss_sum, correct = 0.0, 0", "    for images, labels in loader:"]
    if config.device is not Device.CPU:
        lines.append(f"        {_MOVING}")
    lines += [
        "        logits = network(images)",
        "        loss_sum += criterion(logits, labels).item() * len(labels)",
        "        correct += (logits.argmax(dim=1) == labels).sum().item()",
        "    return loss_sum / len(loader.dataset), correct",
    ]
    return "\n".join(lines)


def loop(config: TrainConfig) -> str:
    """Return the lines that train and test."""
    style = print_out_of(config)
    has_epochs = config.steps is None
    counts = [] if has_epochs else ["epoch = 0"]
    if not has_epochs or config.ema_decay:
        counts.append("step = 0")
    if _follows_best(config):
        counts.append("best = (-1, 0.0)  # right, and of equals the smaller loss, on the pictures held out")
    head = "for epoch in range(1, EPOCHS + 1):" if has_epochs else "while step < STEPS:"
    body = "\n".join(_epoch(config, style))
    lines = [*_beginning(style), *counts, f"{head}\n{indent(body, ' ' * 4)}", *_ending(config, style)]
    return "\n".join(lines)


_MOVING = "images, labels = images.to(device), labels.to(device)"


def _kept(config: TrainConfig) -> str:
    return "average" if config.ema_decay else "model"


def _beginning(style: PrintOut) -> Iterator[str]:
    if style is PrintOut.COSTS:
        yield 'print(f"Batches: {len(train_loader)}")'
        yield "images, labels = next(iter(train_loader))"
        yield 'print(f"First batch: images {tuple(images.shape)}, labels {tuple(labels.shape)}")'
    if style is PrintOut.LOG:
        yield 'print(f"PyTorch {torch.__version__}")'
        yield "print(model)"


def _epoch(config: TrainConfig, style: PrintOut) -> Iterator[str]:
    """Yield the lines of one epoch."""
    if config.steps is not None:
        yield "epoch += 1"
    if config.model.dropout:
        yield "model.train()"
    if style in _COUNTERS:
        yield _COUNTERS[style]
    yield f"for {_counted(config, style)}:"
    for line in _step(config, style):
        yield f"    {line}"
    if config.schedule is not Schedule.NONE and not is_stepped_each_batch(config):
        yield "scheduler.step()"
    yield from _after_epoch(config, style)


def _counted(config: TrainConfig, style: PrintOut) -> str:
    batches = batches_call(config)
    if config.steps is not None:
        return f"images, labels in islice({batches}, STEPS - step)"
    return (
        f"batch, (images, labels) in enumerate({batches})" if style is PrintOut.LOG else f"images, labels in {batches}"
    )


def _step(config: TrainConfig, style: PrintOut) -> Iterator[str]:
    """Yield the lines of one step."""
    if config.device is not Device.CPU:
        yield _MOVING
    yield "optimizer.zero_grad()  # PyTorch would add the new gradients to these"
    if style is PrintOut.CURVES:
        yield "logits = model(images)"
        yield "loss = criterion(logits, labels)"
    else:
        yield "loss = criterion(model(images), labels)"
    yield "loss.backward()"
    yield "optimizer.step()"
    if config.schedule is not Schedule.NONE and is_stepped_each_batch(config):
        yield "scheduler.step()"
    if config.ema_decay:
        yield "update_average(step)"
    if config.steps is not None or config.ema_decay:
        yield "step += 1"
    match style:
        case PrintOut.COSTS:
            yield "cost += loss.item() / len(train_loader)"
        case PrintOut.LOG:
            yield "if batch % 200 == 0:"
            yield "    seen, count = batch * len(images), len(train_set)"
            yield ('    print(f"Epoch {epoch} [{seen}/{count} ({100 * seen / count:.0f} %)]  loss {loss.item():.6f}")')
        case _:
            yield "loss_sum += loss.item() * len(labels)"
            if style is PrintOut.CURVES:
                yield "right += (logits.argmax(dim=1) == labels).sum().item()"
            yield "seen += len(labels)"


def _after_epoch(config: TrainConfig, style: PrintOut) -> Iterator[str]:
    """Yield the lines that measure and print after an epoch."""
    if style is PrintOut.COSTS:
        yield 'print(f"Epoch: {epoch:04d} cost = {cost:.9f}")'
        return
    if config.validation:
        yield from _validating(config)
        return
    yield f"test_loss, correct = evaluate({_kept(config)}, test_loader)"
    match style:
        case PrintOut.LOG:
            accuracy = "{100 * correct / len(test_set):.2f} %"
            yield f'print(f"Epoch {{epoch}}: test loss {{test_loss:.4f}}, accuracy {accuracy}")'
        case PrintOut.CURVES:
            yield "train_loss, train_accuracy, test_accuracy = loss_sum / seen, right / seen, correct / len(test_set)"
            accuracies = "accuracy {train_accuracy:.3f}, test accuracy {test_accuracy:.3f}"
            yield f'print(f"Epoch {{epoch}}: loss {{train_loss:.3f}}, {accuracies}")'
        case _:
            figures = "test loss {test_loss:.4f}, {correct}/{len(test_set)} right"
            yield f'print(f"Epoch {{epoch}}: loss {{loss_sum / seen:.4f}}, {figures}")'


def _validating(config: TrainConfig) -> Iterator[str]:
    """Yield the lines that measure on the pictures held out, and choose the best epoch or stop as asked for."""
    kept = _kept(config)
    yield f"validation_loss, correct = evaluate({kept}, validation_loader)"
    figures = "validation loss {validation_loss:.4f}, {correct} right"
    yield f'print(f"Epoch {{epoch}}: loss {{loss_sum / seen:.4f}}, {figures}")'
    if not _follows_best(config):
        return
    yield "if (correct, -validation_loss) > best:"
    yield "    best = (correct, -validation_loss)"
    if config.patience is not None:
        yield "    best_epoch = epoch"
    if config.keep_best:
        yield f"    best_weights = copy.deepcopy({kept}.state_dict())"
    if config.patience is not None:
        yield "if epoch - best_epoch >= PATIENCE:"
        yield "    break"


def _follows_best(config: TrainConfig) -> bool:
    return config.keep_best or config.patience is not None


def _ending(config: TrainConfig, style: PrintOut) -> Iterator[str]:
    """Yield the test's last line, alike in every script."""
    if config.keep_best:
        yield f"{_kept(config)}.load_state_dict(best_weights)"
    if style is PrintOut.COSTS or config.validation:
        yield f"test_loss, correct = evaluate({_kept(config)}, test_loader)"
    share = "{100 * correct / len(test_set):.2f} %"
    yield f'print(f"Test: average loss {{test_loss:.4f}}, {{correct}}/{{len(test_set)}} right ({share})")'
