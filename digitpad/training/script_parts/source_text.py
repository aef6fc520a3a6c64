"""Python source as text: calls, quoted texts, the expression of a value, and the imports that lines need."""

from __future__ import annotations

import ast
import json
import sys
from dataclasses import fields, is_dataclass
from enum import Enum
from textwrap import indent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

WIDTH = 120
"""Longest line of a script, as of digitpad's own."""

_ROOM = 8
"""Columns kept free for calls around a call."""

_ALIASES = {"numpy": "import numpy as np"}

_SOURCES = {
    "copy": "",
    "torch": "",
    "np": "numpy",
    "islice": "itertools",
    "nn": "torch",
    "DataLoader": "torch.utils.data",
    "RandomSampler": "torch.utils.data",
    "TensorDataset": "torch.utils.data",
    "datasets": "torchvision",
    "transforms": "torchvision",
    "load_file": "safetensors.torch",
    "DatasetName": "digitpad.config.dataset_info",
    "ModelSpec": "digitpad.config.model_spec",
    "Preprocessing": "digitpad.config.preprocessing_spec",
    "Reading": "digitpad.config.preprocessing_spec",
    "InkSource": "digitpad.config.train_config",
    "TrainConfig": "digitpad.config.train_config",
    "Batches": "digitpad.training.batches",
    "prepared_images": "digitpad.training.batches",
    "read_training_data": "digitpad.training.data",
    "with_mean_and_std": "digitpad.training.data",
    "RunLength": "digitpad.training.schedules",
}
"""What the lines of a script may use, and the modules these names come from; empty for a module itself."""


def call(opening: str, *arguments: str, closing: str = ")") -> str:
    """Return a call, in one line or with a line for each argument, as formatters lay it out."""
    line = opening + ", ".join(arguments) + closing
    if len(line) <= WIDTH - _ROOM and "\n" not in line:
        return line
    inner = "".join(f"{argument},\n" for argument in arguments)
    return f"{opening}\n{indent(inner, ' ' * 4)}{closing}"


def numbers(values: Sequence[float]) -> str:
    """Return numbers as a list, for example ``[0.4914, 0.4822, 0.4465]``."""
    return f"[{', '.join(map(repr, values))}]"


def quoted(text: str) -> str:
    """Return a text as Python writes it, in double quotes where it can."""
    if '"' in text and "'" not in text:
        return ascii(text)
    # JSON's own escapes are Python's but for characters beyond 16 bits, which it splits in two.
    return json.dumps(text, ensure_ascii=False).encode("ascii", "backslashreplace").decode()


def expression(value: object) -> str:
    """Return the source of a value; of a dataclass, only what differs from its defaults."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, tuple):
        return f"({expression(value[0])},)" if len(value) == 1 else call("(", *map(expression, value))
    if is_dataclass(value) and not isinstance(value, type):
        return call(f"{type(value).__name__}(", *_changed_fields(value))
    return repr(value)


def _changed_fields(value: object) -> Iterator[str]:
    for field in fields(value):  # type: ignore[arg-type] # a dataclass: its caller looked
        given = getattr(value, field.name)
        if given != field.default:
            yield f"{field.name}={expression(given)}"


def imports_of(lines: str) -> str:
    """Return the imports of what lines of a script use, sorted as formatters sort them."""
    used = {node.id for node in ast.walk(ast.parse(lines)) if isinstance(node, ast.Name)}
    wanted: dict[str, set[str]] = {}
    for name, source in _SOURCES.items():
        if name in used:
            is_whole = not source or source in _ALIASES
            names = wanted.setdefault(source or name, set())
            if not is_whole:
                names.add(name)
    return import_lines(wanted, whole={"torch"} & used)


def import_lines(wanted: Mapping[str, Iterable[str]], whole: Iterable[str] = ()) -> str:
    """Return the imports of names by their modules, and of whole modules: those without names and those named."""
    modules = {module for module, names in wanted.items() if not names} | set(whole)
    lines = [(module, _ALIASES.get(module, f"import {module}")) for module in modules]
    parts = [(module, f"from {module} import {', '.join(sorted(names))}") for module, names in wanted.items() if names]
    groups = []
    for are_standard in (True, False):
        for_group = [
            text
            for found in (lines, parts)
            for module, text in sorted(found, key=lambda pair: pair[0].casefold())
            if (module.split(".")[0] in sys.stdlib_module_names) is are_standard
        ]
        if for_group:
            groups.append("\n".join(for_group))
    return "\n\n".join(groups)
