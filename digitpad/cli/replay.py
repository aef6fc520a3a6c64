"""``digitpad replay``: run a recorded run again and compare the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.options import JsonOption

if TYPE_CHECKING:
    from digitpad.library.replaying import Replay


def replay(
    name: Annotated[
        str, typer.Argument(metavar="RECORD", help="A run, as digitpad runs lists it, or the latest one of this model.")
    ],
    *,
    json: JsonOption = False,
) -> None:
    """Run a recorded training run again, keep nothing, and say whether the weights come out the same.

    Ends with exit status 0 if they are the same to the bit, and 1 if they are not or the record does not say. Refuses
    to run with other data than then, or from another model.
    """
    from digitpad.cli import interruption
    from digitpad.cli.train.progress import ReportStyle, watch
    from digitpad.library.library import Library
    from digitpad.library.replaying import compare, prepare
    from digitpad.library.run_records import find_run
    from digitpad.training.session import TrainingSession

    record, library = find_run(name), Library.of_user()
    with console.status("Checking the data"):
        initial = prepare(record, library)
    session = TrainingSession()
    with interruption.awaited() as stop:
        events = session.start(record.config, initial, until=record.steps if record.is_stopped else None)
        outcome = watch(session, events, stop, ReportStyle(json))
    if outcome.error is not None:
        raise outcome.error
    if stop.has_come or outcome.checkpoint is None:
        console.note("Stopped; the weights were not compared.")
        raise typer.Exit(interruption.EXIT_STATUS)
    result = compare(record, outcome.checkpoint, library)
    if json:
        console.say_json(_described(result))
    else:
        _print(result)
    if not result.is_same:
        raise typer.Exit(1)


def _print(result: Replay) -> None:
    record = result.record
    console.say(f"then  {result.expected or 'not known: neither the record nor a model kept of the run says it'}")
    console.say(f"now   {result.found}")
    if result.is_same:
        console.say(f"{record.name}: the same weights, to the bit")
        return
    console.say(f"{record.name}: {'other weights' if result.expected else 'nothing to compare with'}")
    for each in result.differences:
        console.note(f"{each.what}: {each.then} then, {each.now} now")
    if record.origin.is_lengthened:
        console.note("The run was made longer while it was under way, or when it was resumed; this one was not.")
    if result.expected and not result.differences:
        console.note("Versions and processor are as they were: has the record been changed?")


def _described(result: Replay) -> dict[str, object]:
    return {
        "name": result.record.name,
        "is_same": result.is_same if result.expected else None,
        "weights_then": result.expected or None,
        "weights_now": result.found,
        "differences": [{"what": each.what, "then": each.then, "now": each.now} for each in result.differences],
        "was_lengthened": result.record.origin.is_lengthened,
    }
