"""Output of the command line: results to stdout, everything else to stderr."""

from __future__ import annotations

import json
import logging
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.progress import Progress

    from digitpad.errors import DigitpadError


_log = logging.getLogger(__name__)


def make_safe() -> None:
    """Make every file name printable: what a terminal cannot show is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def can_show(text: str) -> bool:
    """Whether standard output can show a text, rather than escapes of it."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def unwritable(error: OSError) -> DigitpadError:
    """Return the error for results that could not be printed, and give up printing."""
    from digitpad.errors import StorageError

    # What still waits to be printed would fail once more when the program ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return StorageError(
        "The results could not be printed",
        "Writing to standard output failed: {reason}. Check that it leads somewhere with room.",
        reason=error.strerror or error,
    )


def say(line: str) -> None:
    """Print one line of result."""
    print(escaped(line, keeps_lines=True), flush=True)  # noqa: T201 - results go to stdout


def say_json(result: dict[str, object]) -> None:
    """Print one result as one line of JSON."""
    say(json.dumps(_escaped_in(result), allow_nan=False))


def _escaped_in(value: object) -> object:
    """Return a value with the texts in it escaped: JSON knows no names that are no UTF-8."""
    match value:
        case str():
            return escaped(value, keeps_lines=True)
        case dict():
            return {key: _escaped_in(each) for key, each in value.items()}
        case list() | tuple():
            return [_escaped_in(each) for each in value]
        case _:
            return value


def note(line: str) -> None:
    """Print one line that is no result, such as what was left out."""
    sys.stdout.flush()
    _log.info("noted: %s", line)
    print(escaped(line, keeps_lines=True), file=sys.stderr, flush=True)  # noqa: T201 - notes go to stderr


def note_problem(error: DigitpadError) -> None:
    """Print an error that does not end the command."""
    note(f"{error.title}: {error.detail}")


def note_problems(problems: Sequence[DigitpadError]) -> None:
    """Print errors that do not end the command, but make it fail if there are any."""
    for problem in problems:
        note_problem(problem)
    if problems:
        raise typer.Exit(1)


def tables() -> Console:
    """Return where tables are printed: as wide as the terminal, or as they need where there is none."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 200, highlight=False, soft_wrap=True)


def progress() -> Progress:
    """Return a progress display on stderr, which stays quiet when that is no terminal."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
        # rich would send what is printed meanwhile to stderr as well, and results go to stdout: see `aside`.
        redirect_stdout=False,
        redirect_stderr=False,
    )


@contextmanager
def aside(progress: Progress) -> Iterator[None]:
    """Take a progress display off the terminal while the block prints."""
    if progress.disable:
        yield
        return
    progress.stop()
    yield
    progress.start()


@contextmanager
def status(what: str) -> Iterator[None]:
    """Show on stderr what is under way, while the block runs, if that is a terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


def percent(share: float) -> str:
    """Return a fraction as per cent, to a hundredth."""
    return f"{100 * share:.2f} %"
