"""A sweep: its question and its time, what starts and stops it, the table that fills in, and the curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QSplitter, QWidget

from digitpad.gui.experiments.curves import CurveFigure, CurvesCard, RunCurves
from digitpad.gui.experiments.naming import heading_of, names_of
from digitpad.gui.experiments.result_table import ResultTable
from digitpad.gui.experiments.sweep_head import SweepHead
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from digitpad.gui.experiments.case import SweepCase
    from digitpad.gui.experiments.standing import CombinationStanding

_REPAINT_MILLISECONDS = 200
"""Least time between two fillings of the table: the pad stays quick."""

_LEAST_CURVES = 224
"""Pixels of height that a long table leaves to the curves."""

_OFFERED = (CurveFigure.TRAIN_LOSS, CurveFigure.VALIDATION_ACCURACY, CurveFigure.TEST_ACCURACY)


class _Parts(QSplitter):
    """Table above curves; `resized` when the head has left them more room, or less."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of the new size once the parts have theirs."""
        super().resizeEvent(event)
        self.resized.emit()


class SweepPage(QWidget):
    """Shows one sweep at a time, as it stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._case: SweepCase | None = None
        self._names: tuple[str, ...] = ()
        self._has_heights_of_user = False
        self._again = QTimer(self, singleShot=True, interval=_REPAINT_MILLISECONDS)
        self.head = SweepHead()
        self.table = ResultTable()
        self.curves = CurvesCard(_OFFERED, has_legend=False)
        self._parts = parts = _Parts(Qt.Orientation.Vertical)
        parts.setFrameShape(QFrame.Shape.NoFrame)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(theme.CARD_GAP)
        for part, share in ((self.table, 1), (self.curves, 1)):
            parts.addWidget(part)
            parts.setStretchFactor(parts.count() - 1, share)
        parts.splitterMoved.connect(self._leave_heights)
        parts.resized.connect(self._share_height)
        controls.column(self.head, (parts, 1), spacing=theme.CARD_GAP, owner=self)
        self._again.timeout.connect(self._fill)
        self.table.row_chosen.connect(self._stress)

    @property
    def case(self) -> SweepCase | None:
        """The sweep on show."""
        return self._case

    def show_case(self, case: SweepCase) -> None:
        """Show a sweep as it stands, another or the same after it was begun anew."""
        before, self._case = self._case, case
        self._names = names_of(case.combinations)
        if case is not before:
            self.curves.plot.stress(None)
        self.table.show_standing(case.standing, heading_of(case.combinations), self._names)
        self.curves.offer((CurveFigure.TRAIN_LOSS, _measured(case)))
        self.curves.choose(_measured(case))
        self.look_again()

    def note_change(self) -> None:
        """Show soon how the sweep stands by now."""
        if not self._again.isActive():
            self._again.start()

    @Slot()
    def look_again(self) -> None:
        """Show at once how the sweep stands by now."""
        self._again.stop()
        self._fill()
        self._share_height()

    @Slot()
    def _leave_heights(self) -> None:
        """Leave the heights as the user has them."""
        self._has_heights_of_user = True

    @Slot()
    def _share_height(self) -> None:
        """Give the table what it needs, and the curves the rest."""
        if not self._has_heights_of_user:
            whole = sum(self._parts.sizes())
            table = min(self.table.whole_height, whole - _LEAST_CURVES)
            self._parts.setSizes([table, whole - table])

    @Slot()
    def _fill(self) -> None:
        case = self._case
        if case is None:
            return
        self.head.show_case(case)
        self.table.look_again()
        self.table.mark_best(case.standing.best)
        rows = zip(self._names, case.standing.rows, strict=True)
        self.curves.show_runs([RunCurves(name, _reader(row)) for name, row in rows])

    @Slot(int)
    def _stress(self, row: int) -> None:
        self.curves.plot.stress(row if row >= 0 else None)


def _measured(case: SweepCase) -> CurveFigure:
    return CurveFigure.VALIDATION_ACCURACY if case.held_out else CurveFigure.TEST_ACCURACY


def _reader(row: CombinationStanding) -> Callable[[CurveFigure], tuple[float, ...]]:
    return lambda figure: row.curve(figure.of)
