"""What the text in a form's field means: numbers and lists of numbers, with a clear word where it means none.

Owns reading and writing of single values. Does not own the rules values must keep (`spec`).
"""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QCoreApplication

from digitpad.errors import ConfigError


def read_whole(text: str) -> int:
    """Return the whole number a text says; thousands may be set apart.

    Raises
    ------
    ConfigError
        If it says none.
    """
    plain = re.sub(r"(?<=\d)[,_ ](?=\d{3}(\D|$))", "", text)
    if not re.fullmatch(r"[+-]?\d{1,30}", plain):
        raise ConfigError(
            QCoreApplication.translate("form_values", "Not a whole number"),
            QCoreApplication.translate("form_values", "“{text}” is not a whole number. Write one such as 64."),
            text=text,
        )
    return int(plain)


def read_number(text: str) -> float:
    """Return the number a text says, finite or not.

    Raises
    ------
    ConfigError
        If it says none.
    """
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
    """Return the sizes of hidden layers, at least one: ``256, 128, 64``.

    Raises
    ------
    ConfigError
        If the text is no such list.
    """
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


def write_number(value: float) -> str:
    """Return the shortest text that means the value: ``0.03``, ``0.0003``, ``1e-05``, ``5``."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e6:
        return str(int(value))
    return repr(float(value))


def write_sizes(sizes: tuple[int, ...]) -> str:
    """Return sizes as `read_sizes` reads them."""
    return ", ".join(str(size) for size in sizes)
