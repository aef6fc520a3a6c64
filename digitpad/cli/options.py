"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of text.")]

ModelOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME",
        help="softmax, mlp, a name of your library, or a checkpoint file.",
    ),
]
