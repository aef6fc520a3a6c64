"""What the text in a form's field means: numbers and lists of numbers, or an error that shows how to write them."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QCoreApplication

from digitpad.errors import ConfigError, require


def read_whole(text: str) -> int:
    """Return the whole number a text means; thousands may be set apart."""
    plain = re.sub(r"(?<=\d)[,_ ](?=\d{3}(\D|$))", "", text)
    title, detail = _tr("Not a whole number"), _tr("“{text}” is not a whole number. Write one such as 64.")
    require(re.fullmatch(r"[+-]?\d{1,30}", plain) is not None, title, detail, text=text)
    return int(plain)


def read_number(text: str) -> float:
    """Return the number a text means, finite or not."""
    try:
        return float(text)
    except ValueError:
        detail = _tr("“{text}” is not a number. Write one such as 0.03 or 3e-4, with a point.")
        raise ConfigError(_tr("Not a number"), detail, text=text) from None


def read_sizes(text: str) -> tuple[int, ...]:
    """Return the sizes of hidden layers, at least one: ``256, 128, 64``."""
    detail = _tr("Write the units of each hidden layer, such as 256, 128, 64. For none choose softmax.")
    numbers = _items(text)
    is_list = bool(numbers) and all(re.fullmatch(r"\d{1,9}", number) for number in numbers)
    require(is_list, _tr("Not a list of sizes"), detail)
    return tuple(map(int, numbers))


def read_milestones(text: str) -> tuple[int, ...]:
    """Return the epochs or steps after which something changes: ``5, 8``; none of an empty text."""
    detail = _tr("Write whole numbers from the smallest to the largest: 5, 8.")
    numbers = _items(text)
    is_list = all(re.fullmatch(r"\d{1,12}", number) for number in numbers)
    require(is_list, _tr("Not a list of milestones"), detail)
    return tuple(map(int, numbers))


def read_betas(text: str) -> tuple[float, float]:
    """Return the two numbers a text means: ``0.9, 0.999``."""
    numbers = _items(text)
    require(len(numbers) == 2, _tr("Not two numbers"), _tr("Write two numbers, such as 0.9, 0.999."))
    return read_number(numbers[0]), read_number(numbers[1])


def read_names(text: str) -> tuple[str, ...]:
    """Return the names between the commas of a text."""
    return tuple(name for part in text.split(",") if (name := part.strip()))


def write_number(value: float) -> str:
    """Return the shortest text that means the value: ``0.03``, ``0.0003``, ``1e-05``, ``5``."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e6:
        return str(int(value))
    return repr(float(value))


def write_value(value: object) -> str:
    """Return a text that is read as the value: a number, a name, or several with commas between."""
    if isinstance(value, tuple):
        return ", ".join(map(write_value, value))
    return write_number(value) if isinstance(value, float) else str(value)


def _items(text: str) -> list[str]:
    return [item for item in re.split(r"[\s,;]+", text) if item]


def _tr(text: str) -> str:
    return QCoreApplication.translate("form_values", text)
