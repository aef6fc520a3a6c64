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

RecallOption: TypeAlias = Annotated[
    float,
    typer.Option(
        "--kept-share",
        metavar="SHARE",
        min=0.5,
        max=1.0,
        help="Share of true digits to take for digits: less lets less else through, 1 lets all through.",
    ),
]
