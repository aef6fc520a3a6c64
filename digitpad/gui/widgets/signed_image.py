"""Numbers with a sign as a picture: blue for positive, orange for negative, the ground's colour for 0.

Blue and orange are told apart by those who cannot tell red from green.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QImage, qRgb

from digitpad.gui.widgets import theme

STRONGEST = 127
"""The number that is drawn in the full colour, and its negative; a signed byte holds no more."""


def signed_image(values: bytes, rows: int, columns: int) -> QImage:
    """Return a picture of signed bytes, row by row, -127 to 127, in the theme's colours."""
    image = QImage(values, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(_colors(theme.current()))
    return image.convertToFormat(QImage.Format.Format_RGB32)  # a copy: a QImage made of bytes does not keep them


@cache  # once a theme
def _colors(tokens: theme.Tokens) -> list[int]:
    """Return the colour of each byte, whose upper half stands for the negative numbers."""
    zero = theme.color(tokens.card)
    colors = []
    for byte in range(256):
        value = byte if byte <= STRONGEST else byte - 256
        end, share = theme.color(tokens.second if value < 0 else tokens.accent), min(abs(value) / STRONGEST, 1.0)
        pairs = ((zero.red(), end.red()), (zero.green(), end.green()), (zero.blue(), end.blue()))
        colors.append(qRgb(*(round(start + (stop - start) * share) for start, stop in pairs)))
    return colors
