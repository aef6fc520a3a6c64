"""A multi-layer perceptron from inside: what every hidden unit says, and the answer without some of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.gui.inside import unit_text
from digitpad.gui.inside.page import Page
from digitpad.gui.inside.signs import SignLegend
from digitpad.gui.inside.unit_detail import HEIGHT, PathShown, UnitDetail, UnitShown
from digitpad.gui.inside.unit_grid import UnitGrid
from digitpad.gui.inside.unit_thread import UnitController, UnitRequest
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedLabel
from digitpad.gui.widgets.number_text import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QThread
    from PySide6.QtGui import QResizeEvent

    from digitpad.errors import DigitpadError
    from digitpad.explanation.layers import LayerReading
    from digitpad.explanation.units import Unit
    from digitpad.gui.inside.subject import Subject
    from digitpad.gui.inside.unit_thread import UnitReport
    from digitpad.models.checkpoint import Checkpoint

_COLUMNS = (16, 32, 64)
_SMALLEST_CELL = 6
_TITLE_GAP = 3
_FLATTEST = 0.6
"""Least height of a cell for its width, before there are more columns."""


class LayersView(Page):
    """Shows the outputs of every hidden layer, and switches units off.

    `thread`: where the accuracy is measured; a name for a thread of its own, which `shut_down` ends.
    """

    def __init__(self, thread: str | QThread = "digitpad units", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        self._silenced: Checkpoint | None = None  # the model without the units that are off
        self.reading: LayerReading | None = None
        self.report: UnitReport | None = None
        self._problem: DigitpadError | None = None  # why there is none
        self.units_off: frozenset[Unit] = frozenset()  # those that are switched off
        self._chosen: Unit | None = None
        self._pictures: Any = None  # the first layer's weights
        self._largest = 1.0
        self.grids: tuple[UnitGrid, ...] = ()
        self._counts: tuple[QLabel, ...] = ()
        self._heads: tuple[tuple[QLabel, QBoxLayout], ...] = ()  # a layer's name, and what stands in its line
        self.work = UnitController(thread, self)
        self.work.succeeded.connect(self._on_measured)
        self.work.failed.connect(self._on_failed)
        self.answer = controls.label("", theme.Role.HEADING)
        self.answer.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.accuracy = controls.label("", theme.Role.MUTED)
        self.accuracy.setWordWrap(True)
        self.all_on = controls.link(self.tr("All on again"), self.tr("Switch every unit on again."))
        self.all_on.clicked.connect(self._switch_all_on)
        self.legend = SignLegend(self.tr("below 0"), self.tr("above 0"))
        self.legend.setToolTip(self.tr("What a unit says to the next layer; full colour for the most in its layer."))
        self.hint = ElidedLabel(theme.Role.MUTED, self.tr("Click a unit to switch it off."))
        self.hint.setToolTip(self.tr("Or move to it by Tab and the arrow keys, and press Space."))
        self.detail = UnitDetail()
        self._layers = QWidget()
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.CONTROL_GAP)
        accuracy = controls.row((self.accuracy, 1))
        accuracy.addWidget(self.all_on, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(controls.column(self.answer, accuracy, spacing=2))
        self._column.addWidget(self._layers)
        self._key = controls.row(self.hint, None, self.legend)
        self._column.addLayout(self._key)
        self._column.addWidget(self.detail)
        self._column.addStretch(1)
        policy = self.all_on.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.all_on.setSizePolicy(policy)
        controls.column(controls.scrolled(content), owner=self)

    def show_subject(self, subject: Subject) -> None:
        """Explain this from now on; of a perceptron alone. Units stay off until another model is shown."""
        before, self._subject = self._subject, subject
        if before is None or (before.model, before.checkpoint.spec) != (subject.model, subject.checkpoint.spec):
            self.units_off, self._chosen = frozenset(), None
            self.report = self._problem = None  # of a model that goes on learning, until the next is there
            self._rebuild()
        if before is None or before.checkpoint is not subject.checkpoint:
            from digitpad.explanation.layers import first_weights, usual_largest  # noqa: PLC0415 - numpy

            self._pictures = first_weights(subject.checkpoint)
            self._largest = usual_largest(self._pictures)
            self._switch(self.units_off)
        else:
            self._read()

    def forget(self) -> None:
        """Another model is read with: this one comes back with all its units on."""
        self._subject = None

    @Slot()
    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        return self.work.shut_down()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the cells to the room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the cells to text of another size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _read(self) -> None:
        from digitpad.explanation.layers import read_layers  # noqa: PLC0415 - numpy

        if self._subject is None or self._silenced is None:
            return
        prediction = self._subject.prediction
        self.reading = None if prediction is None else read_layers(self._silenced, prediction.raster)
        dead = frozenset() if self.report is None else self.report.dead
        for layer, (grid, counts) in enumerate(zip(self.grids, self._counts, strict=True)):
            grid.show_outputs(None if self.reading is None else self.reading.layers[layer].outputs)
            off, without_life = (
                {unit.number for unit in units if unit.layer == layer} for units in (self.units_off, dead)
            )
            grid.mark(frozenset(off), frozenset(without_life))
            active = None if self.reading is None else self.reading.count_active(layer)
            counts.setText(unit_text.counts(active, len(off), None if self.report is None else len(without_life)))
        self._show_answer()
        self._show_accuracy()
        self._show_unit()

    def _show_answer(self) -> None:
        self.all_on.setVisible(bool(self.units_off))
        if self.reading is None or self._subject is None or self._subject.prediction is None:
            self.answer.setText(self.tr("Draw something to see which units answer to it."))
            self.answer.setToolTip("")
            return
        prediction = self._subject.prediction
        before = prediction.probabilities
        # Computed in another order, the same numbers may be rounded to another text.
        after = self.reading.probabilities if self.units_off else before
        parts = unit_text.changes(prediction.class_names, before, after)
        metrics, room = self.answer.fontMetrics(), self._layers.width()
        self.answer.setText(unit_text.fitted(parts, lambda line: metrics.horizontalAdvance(line) <= room))
        self.answer.setToolTip("\n".join(parts) if self.units_off else "")

    def _show_accuracy(self) -> None:
        problem, detail = ("", "") if self._problem is None else translated(self._problem)
        self.accuracy.setText(
            unit_text.accuracy(self.report, is_waiting=bool(self.units_off) and self.work.is_busy, problem=problem)
        )
        self.accuracy.setToolTip(
            detail
            or self.tr("On test images of the data this model was trained on: with all units, without those off.")
        )

    def _show_unit(self) -> None:
        from digitpad.explanation.layers import read_unit  # noqa: PLC0415 - numpy

        unit = self._chosen
        if unit is None or self._subject is None or self._silenced is None:
            self.detail.show_unit(UnitShown("", (unit_text.invitation(),)), self._largest)
            return
        known = read_unit(self._silenced, unit, self.reading)
        is_dead = self.report is not None and unit in self.report.dead
        title = unit_text.title(unit, is_off=unit in self.units_off, is_dead=is_dead)
        lines = unit_text.lines(self._subject.checkpoint, unit, known, is_off=unit in self.units_off)
        if unit.layer == 0:
            prediction = self._subject.prediction
            pixels = None if prediction is None else prediction.raster.pixels
            ink = pixels if pixels is not None and pixels.ndim == 2 else None
            shown = UnitShown(title, lines, picture=self._pictures[unit.number], ink=ink)
        else:
            pictures = self._pictures if unit.layer == 1 else None
            paths = tuple(
                PathShown(path.number, path.value, None if pictures is None else pictures[path.number])
                for path in known.paths
            )
            shown = UnitShown(title, lines, unit_text.paths(unit, has_outputs=self.reading is not None), paths)
        self.detail.show_unit(shown, self._largest)
        self.grids[unit.layer].setAccessibleDescription(self.detail.accessibleName())

    def _rebuild(self) -> None:
        """Make the grids of another model."""
        if self._subject is None:
            return
        spec = self._subject.checkpoint.spec
        layers = QWidget()
        column = controls.column(owner=layers, spacing=theme.CONTROL_GAP)
        grids, counts, heads = [], [], []
        for layer, size in enumerate(spec.hidden_sizes):
            grid, numbers = UnitGrid(size), controls.label("", theme.Role.MUTED)
            numbers.setToolTip(unit_text.counts_explained(spec.activation))
            name = unit_text.layer_name(layer, size, spec.activation)
            grid.setAccessibleName(name)
            grid.pointed.connect(self._on_pointed)
            grid.toggled.connect(self._on_toggled)
            title = ElidedLabel(text=name)
            head = controls.row((title, 1), numbers)
            column.addLayout(controls.column(head, grid, spacing=_TITLE_GAP))
            grids.append(grid)
            counts.append(numbers)
            heads.append((title, head))
        self._column.replaceWidget(self._layers, layers)
        self._layers.hide()
        self._layers.deleteLater()
        self._layers, self.grids, self._counts, self._heads = layers, tuple(grids), tuple(counts), tuple(heads)
        self._fit()

    def _fit(self) -> None:
        """Give the cells of all layers one size in which they fit, if they can."""
        if self._subject is None or not self.grids:
            return
        sizes = self._subject.checkpoint.spec.hidden_sizes
        width = max(self.width(), 1)
        line = self.hint.fontMetrics().lineSpacing()
        lines = 3 + sum(self._break_lines(width))
        others = lines * line + HEIGHT + 2 * theme.CONTROL_GAP + 4
        room = self.height() - others - len(sizes) * (line + _TITLE_GAP + 1 + theme.CONTROL_GAP)
        columns, cell = _COLUMNS[-1], _SMALLEST_CELL
        for columns in _COLUMNS:
            rows = sum(-(-size // columns) for size in sizes)
            cell = min(room // rows, width // columns)
            if cell >= max(_FLATTEST * (width // columns), _SMALLEST_CELL):
                break
        for grid in self.grids:
            grid.fit(columns, max(cell, _SMALLEST_CELL))

    def _break_lines(self, width: int) -> Iterator[bool]:
        """Put what does not fit beside one another below one another, and yield for each line whether it was so."""
        most = unit_text.counts(999, 99, 99)
        rows = [
            # A name that gives up a third still says how many units there are.
            (head, title.sizeHint().width() * 2 / 3 + numbers.fontMetrics().horizontalAdvance(most))
            for (title, head), numbers in zip(self._heads, self._counts, strict=True)
        ]
        rows.append((self._key, self.hint.sizeHint().width() + self.legend.sizeHint().width()))
        for row, needed in rows:
            is_broken = needed + theme.CONTROL_GAP > width
            row.setDirection(QBoxLayout.Direction.TopToBottom if is_broken else QBoxLayout.Direction.LeftToRight)
            row.setSpacing(0 if is_broken else theme.CONTROL_GAP)
            yield is_broken

    @Slot(int)
    def _on_pointed(self, number: int) -> None:
        self._choose(self.sender(), number)

    @Slot(int)
    def _on_toggled(self, number: int) -> None:
        self._choose(self.sender(), number)
        if self._chosen is not None:
            self._switch(self.units_off ^ {self._chosen})

    @Slot()
    def _switch_all_on(self) -> None:
        self._switch(frozenset())

    def _choose(self, chosen: object, number: int) -> None:
        from digitpad.explanation.units import Unit  # noqa: PLC0415 - numpy

        for layer, grid in enumerate(self.grids):
            if grid is chosen:
                self._chosen = Unit(layer, number)
            else:
                grid.point_at(None)
        self._show_unit()

    def _switch(self, off: frozenset[Unit]) -> None:
        """Go on without these units, with all others."""
        from digitpad.explanation.units import switch_off  # noqa: PLC0415 - numpy

        if self._subject is None:
            return
        self.units_off = off
        self._silenced = switch_off(self._subject.checkpoint, off)
        self.work.submit(UnitRequest(self._subject.checkpoint, off))
        self._read()

    @Slot(object)
    def _on_measured(self, report: UnitReport) -> None:
        self.report, self._problem = report, None
        self._read()

    @Slot(object, object)
    def _on_failed(self, error: DigitpadError, _request: object) -> None:
        self.report, self._problem = None, error
        self._read()
