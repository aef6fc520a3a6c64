"""The doctor: looks at all that digitpad stands on and keeps, and says what to do. Never fails, and changes nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from digitpad.diagnostics.digits_check import check_digits
from digitpad.diagnostics.finding import Finding
from digitpad.diagnostics.privacy import without_personal
from digitpad.diagnostics.stored_checks import (
    check_datasets,
    check_leftovers,
    check_log,
    check_measurements,
    check_models,
    check_runs,
    check_settings,
    check_sweeps,
)
from digitpad.diagnostics.system_checks import check_folder, check_torch, check_versions
from digitpad.errors import DigitpadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_STORED = {
    "settings": check_settings,
    "models": check_models,
    "run records": check_runs,
    "experiments": check_sweeps,
    "My digits": check_digits,
    "measurements": check_measurements,
    "data sets": check_datasets,
    "temporary files": check_leftovers,
    "log": check_log,
}


def examine(
    check_display: Callable[[], None],
    *,
    is_thorough: bool = False,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Finding]:
    """Look at everything, one after another, and yield what was found.

    Parameters
    ----------
    check_display
        Raises a `DigitpadError` if no window can be opened here.
    is_thorough
        Whether to read all of the data sets and of the experiments' runs, however long that takes.
    is_cancelled
        Whether nobody waits for the rest any more; asked while torch loads.
    """
    checks: dict[str, Callable[[], Iterable[Finding]]] = {"digitpad": check_versions, "user folder": check_folder}
    checks |= {what: partial(check, is_thorough=is_thorough) for what, check in _STORED.items()}
    checks |= {"display": partial(_display, check_display), "torch": partial(check_torch, is_cancelled)}
    for what, check in checks.items():
        yield from _guarded(what, check)


def text_of(findings: Iterable[Finding]) -> str:
    """Return findings as lines to copy, without personal paths."""
    lines = [f"{'ok     ' if each.is_ok else 'problem'}  {each.what}: {each.found}" for each in findings]
    return without_personal("\n".join(lines) + "\n")


def _guarded(what: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what a check finds; that it failed is a finding, too."""
    try:
        yield from check()
    except DigitpadError as error:
        yield Finding(what, error.title, error.detail)
    except Exception as error:  # noqa: BLE001 - whatever state things are in, the other checks go on
        reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
        yield Finding(what, f"could not be looked at: {reason}", "See that the user folder can be read and written.")


def _display(check: Callable[[], None]) -> Iterator[Finding]:
    check()
    yield Finding("display", "a window can be opened")
