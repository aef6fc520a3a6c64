"""``digitpad doctor``: what is wrong here, and what to do."""

from __future__ import annotations

from typing import Annotated

import typer

from digitpad.cli import console
from digitpad.cli.options import JsonOption


def doctor(
    *,
    all_: Annotated[
        bool, typer.Option("--all", help="Also read all of the data sets and of the experiments' runs.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Look at all that digitpad stands on and keeps, and say what to do about what is wrong.

    Versions, user folder, disk, every stored file, display, torch. Changes nothing. Ends with exit status 1 if there is
    a problem.
    """
    from digitpad.diagnostics.doctor import examine
    from digitpad.gui import preflight

    problems = 0
    for found in examine(preflight.check, is_thorough=all_):
        problems += not found.is_ok
        if json:
            console.say_json({"what": found.what, "ok": found.is_ok, "found": found.found, "advice": found.advice})
            continue
        console.say(f"{'ok' if found.is_ok else 'problem':8}{found.what}: {found.found}")
        if found.advice:
            console.say(f"{'':8}{found.advice}")
    if problems:
        raise typer.Exit(1)
