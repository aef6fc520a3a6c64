"""The slider of the digit detection threshold, and text on what its value keeps and lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from digitpad.gui.prediction.digit_check import NEVER
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import percent
from digitpad.gui.widgets.window_placement import screen_of

if TYPE_CHECKING:
    from digitpad.recognition.thresholds import Thresholds

_WIDTH = 340
_GAP = 6
"""Pixels between the popover and what it belongs to."""

_COLUMNS = 2
"""Kinds of drawings side by side."""

_LEAST_SHOWN = 0.001
"""A share below this is shown as less than this: so few were measured."""


class StrictnessPopover(QFrame):
    """A small window that goes when one clicks beside it. `chosen` carries the recall of digits, 0.0 to 1.0."""

    chosen = Signal(float)

    def __init__(self, anchor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._anchor = anchor
        self._thresholds: Thresholds | None = None
        self._stops: tuple[float, ...] = (NEVER,)
        controls.mark(self, theme.Role.POPUP)
        self.setAccessibleName(self.tr("Strictness"))
        self.setFixedWidth(_WIDTH)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setPageStep(1)
        self.slider.setAccessibleName(self.tr("How readily to say “Not a digit?”"))
        self.slider.setToolTip(
            self.tr("To the right, more drawings that are no digits are told, and more digits are refused as well.")
        )
        self.keeps, self.passes = controls.label(""), controls.label("")
        self._figures: list[QLabel] = []
        self._kinds: list[QLabel] = []
        self._grid = QGridLayout()
        self._build()
        self.slider.valueChanged.connect(self._on_value_changed)

    def open_for(self, thresholds: Thresholds, kept_share: float) -> None:
        """Show what the slider trades, above the anchor."""
        if thresholds != self._thresholds:
            self._thresholds = thresholds
            self._fill_grid(thresholds)
        self._stops = (NEVER, *(kept for kept in reversed(thresholds.kept) if kept < NEVER))
        nearest = min(range(len(self._stops)), key=lambda stop: abs(self._stops[stop] - kept_share))
        self.slider.blockSignals(True)  # nothing was chosen yet
        self.slider.setRange(0, len(self._stops) - 1)
        self.slider.setValue(nearest)
        self.slider.blockSignals(False)
        self._show_text()
        self.adjustSize()
        self.move(self._position())
        self.show()
        self.slider.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def kept_share(self) -> float:
        """The recall of digits at the value of the slider."""
        return self._stops[self.slider.value()]

    def _build(self) -> None:
        heading = controls.label(self.tr("Say “Not a digit?”"), theme.Role.HEADING)
        heading.setBuddy(self.slider)
        ends = QHBoxLayout()
        ends.addWidget(controls.label(self.tr("never"), theme.Role.MUTED))
        ends.addStretch(1)
        ends.addWidget(controls.label(self.tr("readily"), theme.Role.MUTED))
        note = controls.label(
            self.tr("Measured on writers and drawings that were kept from the training."), theme.Role.MUTED
        )
        note.setWordWrap(True)
        self._grid.setHorizontalSpacing(theme.CONTROL_GAP)
        self._grid.setVerticalSpacing(2)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        rows.setSpacing(theme.CONTROL_GAP)
        rows.addWidget(heading)
        rows.addWidget(self.slider)
        rows.addLayout(ends)
        rows.addWidget(self.keeps)
        rows.addWidget(self.passes)
        rows.addLayout(self._grid)
        rows.addWidget(note)

    def _fill_grid(self, thresholds: Thresholds) -> None:
        """Make room for the kinds of drawings that are measured, one below another in two columns."""
        for label in (*self._figures, *self._kinds):
            self._grid.removeWidget(label)
            label.deleteLater()
        self._figures = [controls.label("") for _ in thresholds.let_through]
        self._kinds = [controls.label(kind.name, theme.Role.MUTED) for kind in thresholds.let_through]
        rows = -(-len(thresholds.let_through) // _COLUMNS)
        for index, (figure, kind) in enumerate(zip(self._figures, self._kinds, strict=True)):
            column, row = divmod(index, rows)
            controls.use_tabular_figures(figure)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(figure, row, 2 * column)
            self._grid.addWidget(kind, row, 2 * column + 1)
            self._grid.setColumnStretch(2 * column + 1, 1)

    @Slot()
    def _on_value_changed(self) -> None:
        self._show_text()
        self.chosen.emit(self.kept_share)

    def _show_text(self) -> None:
        kept, thresholds = self.kept_share, self._thresholds
        if thresholds is None:
            return
        if kept >= NEVER:
            shares = [(name, 1.0) for name, _ in thresholds.false_positives_at(kept)]
            self.keeps.setText(self.tr("Every drawing is read as a digit, whatever it is."))
        else:
            shares = list(thresholds.false_positives_at(kept))
            text = self.tr("Keeps {kept} of pen digits, and refuses {refused}.")
            self.keeps.setText(text.format(kept=_share_text(kept), refused=_share_text(1 - kept)))
        self.passes.setText(self.tr("Lets through:") if shares else "")
        for figure, (_, share) in zip(self._figures, shares, strict=True):
            figure.setText(_share_text(share))
        spoken = ", ".join(f"{name} {_share_text(share)}" for name, share in shares)
        self.slider.setAccessibleDescription(f"{self.keeps.text()} {self.passes.text()} {spoken}".strip())

    def _position(self) -> QPoint:
        size, screen = self.size(), screen_of(self._anchor.window())
        corner = self._anchor.mapToGlobal(QPoint(self._anchor.width() - size.width(), -size.height() - _GAP))
        left = max(min(corner.x(), screen.right() - size.width()), screen.left())
        return QPoint(left, max(corner.y(), screen.top()))


def _share_text(share: float) -> str:
    """Return a share as a reader remembers it: ``98 %``, ``99.5 %``, ``0.4 %``, ``< 0.1 %``."""
    if share < _LEAST_SHOWN:
        return f"< {percent(_LEAST_SHOWN)}"
    is_whole = abs(100 * share - round(100 * share)) < 1e-6
    is_coarse = 0.0095 <= share <= 0.985
    return percent(share, 0 if is_whole or is_coarse else 1)
