"""Wrong usage in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from collections.abc import Callable

_WORDS: dict[str, str] = {
    "int_parsing": "{input!r} is not a whole number",
    "int_from_float": "{input!r} is not a whole number",
    "float_parsing": "{input!r} is not a number",
    "greater_than_equal": "{input} is too small: at least {ge}",
    "less_than_equal": "{input} is too large: at most {le}",
}
"""What stands for the kinds of errors that newer typers word as a validator of data does."""


class PlainGroup(TyperGroup):
    """The commands; what is wrong with an option is said in plain words."""

    def invoke(self, ctx: Any) -> Any:
        """Carry out the command, or say what is wrong with its options."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = plainly(error)
            raise


def plainly(error: typer.BadParameter) -> str:
    """Return what is wrong with an option's value."""
    told: Callable[[], list[dict[str, Any]]] | None = getattr(error.__cause__, "errors", None)
    if told is None:
        return error.message
    first = told()[0]
    words = _WORDS.get(first["type"])
    if words is None:
        return str(first["msg"]).removeprefix("Value error, ")
    return words.format(input=first["input"], **first.get("ctx", {}))
