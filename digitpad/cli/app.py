"""The commands, put together.

Each is a module of its own, and imports what it needs when it runs, so that ``--help`` and a mistyped option answer at
once.
"""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from digitpad import __version__
from digitpad.cli import (
    bench,
    compare,
    console,
    data,
    digit_detector,
    doctor,
    evaluate,
    explain,
    models,
    notes,
    predict,
    recipes,
    replay,
    runs,
    screenshot,
    step,
    sweep,
    teach,
)
from digitpad.cli.train import command
from digitpad.cli.usage import PlainGroup
from digitpad.diagnostics import log
from digitpad.errors import StorageError

app = typer.Typer(
    name="digitpad",
    cls=PlainGroup,
    help="Draw digits and watch two models read them. Without a command, the window opens, or opens one FILE.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(predict.predict)
app.command()(explain.explain)
app.command()(evaluate.evaluate)
app.command()(command.train)
app.command()(teach.teach)
app.command()(step.step)
app.command()(recipes.recipes)
app.command()(notes.notes)
app.command()(runs.runs)
app.command()(replay.replay)
app.command()(sweep.sweep)
app.command()(compare.compare)
app.command()(screenshot.screenshot)
app.command()(doctor.doctor)
app.add_typer(models.app)
app.add_typer(data.app)
app.add_typer(bench.app)
app.add_typer(digit_detector.app)


def run(argv: list[str]) -> int:
    """Run the command that `argv` names and return the exit status."""
    console.make_safe()
    threshold = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)  # samples read by the thousand make no cycles: looking costs half as much again
    try:
        app(args=argv, prog_name="digitpad")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except OSError as error:
        # Other errors of the file system are raised where they happen; what slips through has its file name.
        if error.filename is not None:
            raise StorageError(
                "A file could not be used",
                "{path}: {reason}. See that it is there and may be used.",
                path=error.filename,
                reason=error.strerror or error,
            ) from error
        raise console.unwritable(error) from error
    finally:
        gc.set_threshold(*threshold)
    return 0


def _show_version(is_asked: bool) -> None:  # noqa: FBT001 - called by the command-line library
    if is_asked:
        console.say(f"digitpad {__version__}")
        raise typer.Exit


def _use_log(path: str | None) -> str | None:
    if path is not None:
        log.write_to(path)
    return path


@app.callback()
def root(
    *,
    log_file: Annotated[
        str | None,
        typer.Option(
            "--log-file",
            metavar="PATH",
            callback=_use_log,
            help="Write the log there, with every traceback; - for standard error. Alone, the window opens.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and end."),
    ] = False,
) -> None:
    """Draw digits and watch two models read them. Without a command, the window opens, or opens one FILE."""
