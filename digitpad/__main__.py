"""Entry points: ``digitpad`` on a command line, and ``digitpad-window`` from a desktop."""

import os
import sys
from pathlib import Path

from digitpad.errors import DigitpadError, DisplayError, UnexpectedError

INTERRUPTED = 130
"""Exit status after Ctrl+C: 128 and the number of the signal, as shells have it."""

UNEXPECTED = 70
"""Exit status of what nobody foresaw, as ``sysexits.h`` has it."""

LOG_FILE = "--log-file"
"""The option that comes before all commands, and may come alone."""


def main() -> int:
    """Open the window if there is no argument or just a file, else run the command; return the exit status."""
    return run(sys.argv[1:])


def window() -> int:
    """Open the window, whatever the arguments; return the exit status."""
    return _guarded(sys.argv[1:], is_window=True)


def run(argv: list[str]) -> int:
    """Open the window without arguments or with a file alone, else run the command; return the exit status.

    0 done, 1 a `DigitpadError`, 2 wrong usage, 3 no display, 70 something nobody foresaw, 130 interrupted.
    """
    rest = _split(argv)[1]
    return _guarded(argv, is_window=not rest or (len(rest) == 1 and _is_file(rest[0])))


def _is_file(argument: str) -> bool:
    """Whether an argument is an existing file, and cannot be a command: those have neither dot nor folder."""
    path = Path(argument)
    may_be_one = path.suffix != "" or path.name != argument
    return may_be_one and os.path.isfile(argument)  # noqa: PTH113 - pathlib raises for a name that is too long


def _guarded(argv: list[str], *, is_window: bool) -> int:
    """Run the window or a command with a log, and turn whatever it raises into a message and an exit status."""
    try:
        from digitpad.diagnostics import log  # noqa: PLC0415 - Ctrl+C may come while this is imported

        what = "window" if is_window else _split(argv)[1][0]
        with log.kept(what):
            try:
                return _run_window(argv) if is_window else _run_command(argv)
            except DigitpadError as error:
                return _show(error)
            except Exception as error:  # noqa: BLE001 - the last place to say so plainly
                return _show_unexpected(error)
    except KeyboardInterrupt:
        return INTERRUPTED


def _run_command(argv: list[str]) -> int:
    _limit_threads()
    from digitpad.cli import app  # noqa: PLC0415 - a window must not wait for it

    status = app.run(argv)
    if status == 1:  # it has said why, and gone on
        from digitpad.diagnostics import log  # noqa: PLC0415 - as above

        log.begin_where_used()
    return status


def _run_window(argv: list[str]) -> int:
    _limit_threads()
    log_file, rest = _split(argv)
    if log_file is not None:
        from digitpad.diagnostics import log  # noqa: PLC0415 - as above

        log.write_to(log_file)
    from digitpad.gui import app  # noqa: PLC0415 - a command must not wait for Qt

    return app.run(rest)


def _split(argv: list[str]) -> tuple[str | None, list[str]]:
    """Return the log's path, if the arguments begin with it, and what follows."""
    if argv[:1] == [LOG_FILE] and len(argv) > 1:
        return argv[1], argv[2:]
    if argv and argv[0].startswith(f"{LOG_FILE}="):
        return argv[0].removeprefix(f"{LOG_FILE}="), argv[1:]
    return None, argv


def _limit_threads() -> None:
    """Make one thread the default, before numpy or torch reads it: on small batches more are slower."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")


def _show(error: DigitpadError) -> int:
    """Print an error for a person and return its exit status."""
    from digitpad.diagnostics import log  # noqa: PLC0415 - as above

    log.note_shown(error)
    if sys.stdout is not None:  # a program without a console has none
        sys.stdout.flush()
    print(f"{error.title}\n{error.detail}", file=sys.stderr)  # noqa: T201 - errors go to the console
    if isinstance(error, UnexpectedError):
        return UNEXPECTED
    return 3 if isinstance(error, DisplayError) else 1


def _show_unexpected(error: Exception) -> int:
    """Log what nobody foresaw, say so plainly, and return the exit status."""
    from digitpad.diagnostics import faults, log  # noqa: PLC0415 - as above

    faults.Faults().note(error)
    written = log.written_log()
    where = f"The traceback is in {written}." if written else "To see the traceback: digitpad --log-file - …"
    return _show(
        UnexpectedError(
            "Something unexpected happened",
            "{what}. What was kept before is safe. Try again; “digitpad doctor” looks for the cause. {where}",
            what=faults.what_of(error),
            where=where,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
