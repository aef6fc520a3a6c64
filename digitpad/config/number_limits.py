"""How large numbers may be that come from a file or are typed: far beyond use, and safe to compute with."""

from __future__ import annotations

from digitpad.errors import require

LARGEST_COUNT = 10**9
"""Most of anything that is counted: at a thousand steps a second, as many steps take eleven days."""

MOST_REPEATS = 2000
"""Most times the same is done, one after another, with another seed or on the same sample."""

LARGEST_NUMBER = 1e38
"""Largest of other numbers: float32, in which is trained, ends at 3e38."""


def require_bounded(**numbers: float | None) -> None:
    """Raise a `ConfigError` if one of the numbers is too large either way, or is none; None stands for no number."""
    for name, number in numbers.items():
        most, words = (LARGEST_COUNT, f"{LARGEST_COUNT:,}") if isinstance(number, int) else (LARGEST_NUMBER, "1e38")
        require(
            number is None or abs(number) <= most,
            "This number cannot work",
            "“{name}” must be a number, and at most {most}.",
            name=name.replace("_", " "),
            most=words,
        )


def require_counts(**numbers: float | None) -> None:
    """Raise a `ConfigError` if one of the numbers cannot count or measure anything: is below 0, or not bounded."""
    require_bounded(**numbers)
    for name, number in numbers.items():
        require(
            number is None or number >= 0,
            "This number cannot work",
            "“{name}” is {number}, and cannot be below 0.",
            name=name.replace("_", " "),
            number=number,
        )
