"""Signed numbers as an image: blue for, orange against, paler for less; colour-blind people can tell the two."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from typing import Any

_MIDDLE = 128
_STEPS = 127


def signed_image(values: Any, largest: float | None = None) -> QImage:
    """Return an image of an array, shape (rows, columns); full colour at `largest`, its largest amount for None."""
    most = float(abs(values).max()) if largest is None else largest
    scaled = values * (_STEPS / most) if most > 0.0 else values * 0.0
    levels = (scaled + (_MIDDLE + 0.5)).clip(1, 255).astype("uint8")
    rows, columns = levels.shape
    image = QImage(levels.tobytes(), columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(_shades(theme.current()))
    return image.convertToFormat(QImage.Format.Format_RGB32)  # a copy: a QImage made of bytes does not keep them


@cache  # once a theme
def _shades(tokens: theme.Tokens) -> list[int]:
    ends = [tokens.accent if level > _MIDDLE else tokens.second for level in range(256)]
    shares = [min(1.0, abs(level - _MIDDLE) / _STEPS) for level in range(256)]
    return [theme.mixed(tokens.paper, end, share).rgb() for end, share in zip(ends, shares, strict=True)]
