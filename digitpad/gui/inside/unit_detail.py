"""One hidden unit: what it looks at, what it made of the drawing, and where that goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.gui.inside.heat_map import HeatMap
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedLabel
from digitpad.gui.widgets.number_text import signed
from digitpad.gui.widgets.signed_image import signed_image

HEIGHT = 28 * 4 + 6
"""Least pixels, whatever is shown, so that nothing moves; large text in a narrow view needs more."""

_SIDE, _PITCH, _GAP = 34, 78, 6


@dataclass(frozen=True, slots=True, eq=False)
class PathShown:
    """A unit of the layer before: its number, what comes from it, and, in the first layer, what it looks at."""

    number: int  # from 0
    value: float
    picture: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class UnitShown:
    """A unit as it is shown; `paths` of a unit above the first layer, `picture` of one in it."""

    title: str
    lines: tuple[str, ...]
    paths_title: str = ""
    paths: tuple[PathShown, ...] = ()
    picture: Any = None
    ink: Any = None


class UnitDetail(QWidget):
    """Shows a unit in a room that seldom changes."""

    def __init__(self) -> None:
        super().__init__()
        self.map = HeatMap(HEIGHT)
        self.map.setFixedSize(HEIGHT, HEIGHT)
        self.map.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.map.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.map.setAccessibleName(self.tr("The weights of the unit, with the outline of the ink"))
        self.title = ElidedLabel(theme.Role.HEADING)
        self.lines = controls.label("")
        self.lines.setWordWrap(True)
        self.lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.paths_title = ElidedLabel(theme.Role.MUTED)
        self.paths = _Paths()
        text = controls.column(self.title, self.lines, self.paths_title, self.paths, spacing=3)
        text.addStretch(1)
        controls.row(self.map, (text, 1), spacing=theme.MARGIN, owner=self)
        self.setMinimumHeight(HEIGHT)

    def show_unit(self, shown: UnitShown, largest: float) -> None:
        """Show a unit; `largest`: the first layer's weight in full colour."""
        self.title.setText(shown.title)
        self.title.setVisible(bool(shown.title))
        self.lines.setText("\n".join(shown.lines))
        self.setAccessibleName(". ".join((shown.title, *shown.lines)))
        self.map.setVisible(shown.picture is not None)
        self.map.show_values(shown.picture, shown.ink, largest)
        self.paths_title.setText(shown.paths_title)
        self.paths_title.setVisible(bool(shown.paths))
        self.paths.setVisible(bool(shown.paths))
        self.paths.show_paths(shown.paths, largest)


class _Paths(QWidget):
    """Units of the layer before, side by side: a picture where there is one, a patch of their colour where not."""

    def __init__(self) -> None:
        super().__init__()
        self._paths: tuple[PathShown, ...] = ()
        self._largest = 1.0
        self._bold, self._figures = controls.use_names_and_figures(self, theme.SMALL_PIXELS)
        self.setFixedHeight(_SIDE)

    def show_paths(self, paths: tuple[PathShown, ...], largest: float) -> None:
        """Show others."""
        self._paths, self._largest = paths, largest
        text = self.tr("unit {number}: {value}")
        self.setAccessibleName(
            ", ".join(text.format(number=path.number + 1, value=signed(path.value)) for path in paths)
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint each path with its number and what comes along it."""
        tokens = theme.current()
        painter = QPainter(self)
        strongest = max((abs(path.value) for path in self._paths), default=0.0) or 1.0
        fitting = self._paths[: max(self.width() // _PITCH, 1)]
        for place, path in enumerate(fitting):
            square = QRectF(round(place * min(self.width() / len(fitting), _PITCH * 1.5)), 0, _SIDE, _SIDE)
            if path.picture is None:
                painter.fillRect(square, theme.color(tokens.paper))
                shade = tokens.accent if path.value > 0.0 else tokens.second
                painter.fillRect(square, theme.color(shade, abs(path.value) / strongest))
            else:
                painter.drawImage(square, signed_image(path.picture, self._largest))
            painter.setPen(QPen(theme.color(tokens.line), 1.0))
            painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5))
            beside = QRectF(square.right() + _GAP, 2.0, _SIDE * 2, _SIDE / 2 - 2.0)
            painter.setPen(theme.color(tokens.text))
            painter.setFont(self._bold)
            painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(path.number + 1))
            painter.setFont(self._figures)
            painter.setPen(theme.color(tokens.accent if path.value > 0.0 else tokens.second))
            beside.translate(0.0, _SIDE / 2 - 2.0)
            painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, signed(path.value))
