"""Text the whole window shares: shares, times and counts, digits with their article, errors in the user's language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError


def percent(share: float, digits: int = 1) -> str:
    """Return a share from 0 to 1 as per cent: ``97.5 %``."""
    return f"{100 * share:.{digits}f}\N{NO-BREAK SPACE}%"


def count(number: float) -> str:
    """Return a whole number with its thousands apart: ``242,762``."""
    return f"{round(number):,}"


def signed(number: float, digits: int = 2) -> str:
    """Return a number with its sign, in print: ``+1.92``; what is rounded to 0 is not below it."""
    return f"{number:+z.{digits}f}".replace("-", "\N{MINUS SIGN}")


def scientific(number: float) -> str:
    """Return a number of any size, in print: ``0.0016``, ``−2.3026``, ``3.2e−09``, and ``0`` for none at all."""
    if number == 0.0:
        return "0"
    is_plain = 5e-4 <= abs(number) < 1e5 or not math.isfinite(number)
    return (f"{number:.4f}" if is_plain else f"{number:.1e}").replace("-", "\N{MINUS SIGN}")


def megabytes(size: int) -> str:
    """Return bytes in millions: ``170``, and ``1.7`` below ten."""
    return f"{size / 1e6:.{0 if size >= 10_000_000 else 1}f}"


def duration(seconds: float) -> str:
    """Return a time a reader can take in at a glance: ``8.1 s``, ``2 min 05 s``, ``1 h 12 min``."""
    if not math.isfinite(seconds):
        return "\N{EN DASH}"
    if seconds < 9.95:
        return QCoreApplication.translate("figures", "{seconds} s").format(seconds=f"{max(seconds, 0.0):.1f}")
    whole = round(seconds)
    if whole < 60:
        return QCoreApplication.translate("figures", "{seconds} s").format(seconds=whole)
    if whole < 3600:
        return QCoreApplication.translate("figures", "{minutes} min {seconds} s").format(
            minutes=whole // 60, seconds=f"{whole % 60:02}"
        )
    return QCoreApplication.translate("figures", "{hours} h {minutes} min").format(
        hours=whole // 3600, minutes=f"{whole % 3600 // 60:02}"
    )


def translated(error: DigitpadError) -> tuple[str, str]:
    """Return an error's title and detail in the user's language, or in English without a translation."""
    title = QCoreApplication.translate("errors", error.title_template)
    detail = QCoreApplication.translate("errors", error.detail_template)
    return title.format(**error.values), detail.format(**error.values)


def with_article(digit: int) -> str:
    """Return a digit, 0 to 9, with its article: "a 7", "an 8"."""
    text = "an {digit}" if digit == 8 else "a {digit}"
    return QCoreApplication.translate("digits", text).format(digit=digit)
