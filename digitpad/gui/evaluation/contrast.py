"""The contrast of text with its ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QColor


def readable_on(value: str, strength: float) -> QColor:
    """Return the text colour with more contrast to a colour laid over the card with some strength."""
    tokens = theme.current()
    above, below = theme.color(value), theme.color(tokens.card)
    over, under = (above.redF(), above.greenF(), above.blueF()), (below.redF(), below.greenF(), below.blueF())
    ground = _luminance(*(strength * one + (1 - strength) * other for one, other in zip(over, under, strict=True)))

    def contrast(text: QColor) -> float:
        light, dark = sorted((_luminance(text.redF(), text.greenF(), text.blueF()), ground), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    return max((theme.color(tokens.text), theme.color(tokens.on_accent)), key=contrast)


def _luminance(*rgb: float) -> float:
    """Return the relative luminance of a colour as WCAG 2 defines it."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
