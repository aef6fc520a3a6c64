"""Entry points: ``digitpad`` on a command line, and ``digitpad-window`` from a desktop."""

import os
import sys

from digitpad.errors import DigitpadError, DisplayError


def main() -> int:
    """Open the window if there is no argument, else run the command; return the exit status."""
    return run(sys.argv[1:])


def window() -> int:
    """Open the window, whatever the arguments; return the exit status."""
    return _run_window(sys.argv[1:])


def run(argv: list[str]) -> int:
    """Open the window without arguments, else run the command; return the exit status.

    0 done, 1 a `DigitpadError`, 2 wrong usage, 3 no display, 130 interrupted.
    """
    if not argv:
        return _run_window(argv)
    _limit_threads()
    from digitpad.cli import app  # noqa: PLC0415 - a window must not wait for it

    try:
        return app.run(argv)
    except DigitpadError as error:
        return _show(error)


def _run_window(argv: list[str]) -> int:
    _limit_threads()
    try:
        from digitpad.gui import app  # noqa: PLC0415 - a command must not wait for Qt

        return app.run(argv)
    except DigitpadError as error:
        return _show(error)


def _limit_threads() -> None:
    """Make one thread the default, before numpy or torch reads it: on small batches more are slower."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")


def _show(error: DigitpadError) -> int:
    """Print an error for a person and return its exit status."""
    if sys.stdout is not None:  # a program without a console has none
        sys.stdout.flush()
    print(f"{error.title}\n{error.detail}", file=sys.stderr)  # noqa: T201 - errors go to the console
    return 3 if isinstance(error, DisplayError) else 1


if __name__ == "__main__":
    sys.exit(main())
