"""What the text in a form's field means: numbers and lists of numbers, with a clear word where it means none."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QCoreApplication

from digitpad.errors import ConfigError


def read_whole(text: str) -> int:
    """Return the whole number a text says; thousands may be set apart."""
    plain = re.sub(r"(?<=\d)[,_ ](?=\d{3}(\D|$))", "", text)
    if not re.fullmatch(r"[+-]?\d{1,30}", plain):
        raise ConfigError(
            QCoreApplication.translate("form_values", "Not a whole number"),
            QCoreApplication.translate("form_values", "“{text}” is not a whole number. Write one such as 64."),
            text=text,
        )
    return int(plain)


def read_number(text: str) -> float:
    """Return the number a text says, finite or not."""
    try:
        return float(text)
    except ValueError:
        raise ConfigError(
            QCoreApplication.translate("form_values", "Not a number"),
            QCoreApplication.translate(
                "form_values", "“{text}” is not a number. Write one such as 0.03 or 3e-4, with a point."
            ),
            text=text,
        ) from None


def read_sizes(text: str) -> tuple[int, ...]:
    """Return the sizes of hidden layers, at least one: ``256, 128, 64``."""
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    if not words or not all(re.fullmatch(r"\d{1,9}", word) for word in words):
        raise ConfigError(
            QCoreApplication.translate("form_values", "Not a list of sizes"),
            QCoreApplication.translate(
                "form_values",
                "Write the units of each hidden layer, such as 256, 128, 64. For none choose softmax.",
            ),
        )
    return tuple(int(word) for word in words)


def read_marks(text: str) -> tuple[int, ...]:
    """Return the moments of a run at which something changes: ``5, 8``; none of an empty text."""
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    if not all(re.fullmatch(r"\d{1,12}", word) for word in words):
        raise ConfigError(
            QCoreApplication.translate("form_values", "Not a list of milestones"),
            QCoreApplication.translate("form_values", "Write whole numbers from the smallest to the largest: 5, 8."),
        )
    return tuple(int(word) for word in words)


def read_betas(text: str) -> tuple[float, float]:
    """Return the two numbers a text says: ``0.9, 0.999``."""
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    if len(words) != 2:
        raise ConfigError(
            QCoreApplication.translate("form_values", "Not two numbers"),
            QCoreApplication.translate("form_values", "Write two numbers, such as 0.9, 0.999."),
        )
    return read_number(words[0]), read_number(words[1])


def read_names(text: str) -> tuple[str, ...]:
    """Return the names between the commas of a text."""
    return tuple(name for part in text.split(",") if (name := part.strip()))


def write_number(value: float) -> str:
    """Return the shortest text that means the value: ``0.03``, ``0.0003``, ``1e-05``, ``5``."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e6:
        return str(int(value))
    return repr(float(value))


def write_sizes(sizes: tuple[int, ...]) -> str:
    """Return sizes as `read_sizes` reads them."""
    return ", ".join(str(size) for size in sizes)


def write_numbers(values: tuple[float, ...]) -> str:
    """Return numbers in a row: ``0.9, 0.999``."""
    return ", ".join(write_number(value) for value in values)
