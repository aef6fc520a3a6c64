"""What the layers' view says of units, in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from digitpad.config.model_spec import Activation
from digitpad.gui.inside.signs import plain
from digitpad.gui.widgets.number_text import count, percent, signed
from digitpad.models.summary import activation_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digitpad.explanation.layers import UnitReading
    from digitpad.explanation.units import Unit
    from digitpad.gui.inside.unit_thread import UnitReport
    from digitpad.models.checkpoint import Checkpoint

_ARROW = " \N{RIGHTWARDS ARROW} "
_SPACE = "\N{NO-BREAK SPACE}"
_ONWARD = 3


def layer_name(layer: int, size: int, activation: Activation) -> str:
    """Return a layer's title: ``Layer 1: 512 units, GELU``."""
    text = _tr("Layer {number}: {count} units, {activation}")
    return text.format(number=layer + 1, count=count(size), activation=activation_name(activation))


def counts(active: int | None, off: int, dead: int | None) -> str:
    """Return how many units of a layer are active, off and dead; nothing is said of what is not known, or 0."""
    parts = [] if active is None else [_tr("{count} active").format(count=count(active))]
    if off:
        parts.append(_tr("{count} off").format(count=count(off)))
    if dead:
        parts.append(_tr("{count} dead").format(count=count(dead)))
    return ", ".join(parts)


def counts_explained(activation: Activation) -> str:
    """Return what active and dead mean."""
    active = _tr("Active: its weighted sum, bias included, is above 0.")
    if activation is Activation.RELU:
        return active + " " + _tr("Dead, with a dot: it is not for any of 1,000 test images.")
    return active + " " + _tr("Dead, with a dot: it says the same of all 1,000 test images.")


def changes(names: Sequence[str], before: Sequence[float], after: Sequence[float]) -> tuple[str, ...]:
    """Return where the answer went, then every other class whose probability changed, the most changed first."""
    best = max(range(len(before)), key=before.__getitem__)
    others = sorted(range(len(before)), key=lambda index: -abs(after[index] - before[index]))
    changed = (index for index in others if index != best and percent(after[index]) != percent(before[index]))
    return tuple(_change(names[index], before[index], after[index]) for index in (best, *changed))


def fitted(parts: Sequence[str], fits: Callable[[str], bool]) -> str:
    """Return as many of the parts in a line as fit, at least one, and how many are left out."""
    for shown in range(len(parts), 0, -1):
        line = ", ".join(parts[:shown])
        if shown < len(parts):
            line = _tr("{changes} and {count} more").format(changes=line, count=len(parts) - shown)
        if fits(line) or shown == 1:
            return line
    return ""


def accuracy(report: UnitReport | None, *, is_waiting: bool, problem: str) -> str:
    """Return the accuracy with and without the units that are off, or why it is not known."""
    if problem:
        return _tr("Accuracy not measured: {problem}").format(problem=problem)
    if report is None:
        return _tr("Measuring on 1,000 test images…")
    with_all = percent(report.correct / report.count)
    without = "…" if is_waiting else percent(report.correct_without / report.count)
    shares = with_all if without == with_all else f"{with_all}{_ARROW}{without}"
    return _tr("{count} test images: {shares}").format(count=count(report.count), shares=shares)


def invitation() -> str:
    """Return what to do to see a unit."""
    return _tr("Point at a unit to see what it looks at, what it makes of your drawing, and where that goes.")


def title(unit: Unit, *, is_off: bool, is_dead: bool) -> str:
    """Return a unit's title, with its state."""
    text = _tr("Layer {layer}, unit {number}").format(layer=unit.layer + 1, number=unit.number + 1)
    if is_off:
        return text + _tr(" (switched off)")
    return text + _tr(" (dead)") if is_dead else text


def lines(checkpoint: Checkpoint, unit: Unit, known: UnitReading, *, is_off: bool) -> tuple[str, ...]:
    """Return a unit's sum and output, and where it leads."""
    activation = activation_name(checkpoint.spec.activation)
    if known.weighted_sum is None or known.output is None:
        own = [f"b = {plain(known.bias)}"]
    else:
        own = [
            f"w·x = {signed(known.weighted_sum)}, b = {plain(known.bias)}",
            f"{activation}{_ARROW}{plain(known.output)}",
        ]
    onward = _tr("Says nothing to the next layer.") if is_off else _onward(checkpoint, unit, known)
    return (*own, onward) if unit.layer == 0 else (", ".join(own), onward)


def _onward(checkpoint: Checkpoint, unit: Unit, known: UnitReading) -> str:
    is_last = unit.layer + 1 == len(checkpoint.spec.hidden_sizes)
    ways = []
    for each in known.onward[:_ONWARD]:
        named = _tr("unit {number}").format(number=each.number + 1)
        name = checkpoint.class_names[each.number] if is_last else named
        ways.append(f"{name} {signed(each.value)}".replace(" ", _SPACE))
    return _tr("Largest weights on to {ways}").format(ways=", ".join(ways))


def paths(unit: Unit, *, has_outputs: bool) -> str:
    """Return the title of the paths from the layer before."""
    if has_outputs:
        return _tr("Strongest units of layer {layer}: output × weight").format(layer=unit.layer)
    return _tr("Largest weights from layer {layer}").format(layer=unit.layer)


def _change(name: str, before: float, after: float) -> str:
    was, now = percent(before), percent(after)
    return f"{name}: {was}" if was == now else f"{name}: {was}{_ARROW}{now}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("units", text)
