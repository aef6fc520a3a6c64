"""Words the whole window shares: errors in the user's language, and digits with their article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError


def translated(error: DigitpadError) -> tuple[str, str]:
    """Return an error's title and detail in the user's language, or in English where it has none for them."""
    title = QCoreApplication.translate("errors", error.title_template)
    detail = QCoreApplication.translate("errors", error.detail_template)
    return title.format(**error.values), detail.format(**error.values)


def with_article(digit: int) -> str:
    """Return a digit, 0 to 9, as one says it of a drawing: "a 7", "an 8"."""
    words = "an {digit}" if digit == 8 else "a {digit}"
    return QCoreApplication.translate("digits", words).format(digit=digit)
