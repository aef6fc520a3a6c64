"""Wrong usage in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from digitpad.files.reading import is_regular

if TYPE_CHECKING:
    from collections.abc import Callable

_MESSAGES: dict[str, str] = {
    "int_parsing": "{input!r} is not a whole number",
    "int_from_float": "{input!r} is not a whole number",
    "float_parsing": "{input!r} is not a number",
    "greater_than_equal": "{input} is too small: at least {ge}",
    "less_than_equal": "{input} is too large: at most {le}",
}
"""Messages for the kinds of errors that newer typers word as a validator of data does."""


class PlainGroup(TyperGroup):
    """The commands; errors in options are put in plain words."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command, with plain errors for wrong options."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = plainly(error)
            raise

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; what looks like a file is one that is not there, or is not alone."""
        name = args[0]
        if Path(name).suffix and is_regular(Path(name)):
            ctx.fail(f"'{name}' is a file and no command. Alone, it opens in the window.")
        if Path(name).suffix:
            ctx.fail(f"No such file or command '{name}'.")
        return super().resolve_command(ctx, args)


def plainly(error: typer.BadParameter) -> str:
    """Return what is wrong with an option's value."""
    errors: Callable[[], list[dict[str, Any]]] | None = getattr(error.__cause__, "errors", None)
    if errors is None:
        return error.message
    first = errors()[0]
    message = _MESSAGES.get(first["type"])
    if message is None:
        return str(first["msg"]).removeprefix("Value error, ")
    return message.format(input=first["input"], **first.get("ctx", {}))
