"""The steps of the preprocessing in a row: what each made, with a box to leave it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSizePolicy, QWidget

from digitpad.explanation.lens_steps import LensStep
from digitpad.gui.inside.signs import plain
from digitpad.gui.prediction.input_image import InputImage
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from digitpad.explanation.lens_steps import LensSteps
    from digitpad.gui.inside.lens.lens_thread import LensImage

_SIDE, _SMALL_SIDE = 90, 62
"""28 x 3 and 28 x 2 pixels, and the frame."""

_GAP = theme.CONTROL_GAP


class LensStages(QWidget):
    """Shows what each step made of the drawing. `switched`: a step was switched on or off."""

    switched = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = {step: _Cell(*self._texts(step)) for step in LensStep}
        self._columns = 0
        self._offered: tuple[LensStep, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.cells[LensStep.SCALE].check.setEnabled(False)
        for cell in self.cells.values():
            cell.setParent(self)
            cell.hide()
            cell.check.toggled.connect(self.switched)

    @property
    def off(self) -> tuple[LensStep, ...]:
        """The steps on offer that are switched off."""
        return tuple(step for step in self._offered if not self.cells[step].check.isChecked())

    def offer(self, steps: LensSteps) -> None:
        """Offer the steps a model was trained with; those that were off stay off."""
        offered = tuple(step for step in LensStep if step in steps.on)
        if offered != self._offered:
            self._offered, self._columns = offered, 0
            self._arrange()

    def show_images(self, images: Sequence[LensImage]) -> None:
        """Show what the steps made; nothing for none."""
        known = {each.step: each for each in images}
        for step, cell in self.cells.items():
            cell.show_image(known.get(step))

    def switch_all_on(self) -> None:
        """Switch every step on."""
        for cell in self.cells.values():
            cell.check.setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the steps into two rows where there is no room for one."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return how small the row may become: two columns."""
        widest = max((self.cells[step].large_width for step in self._offered), default=_SIDE)
        return QSize(2 * widest + _GAP, self._grid.minimumSize().height())

    def _arrange(self) -> None:
        count = len(self._offered)
        has_room = sum(self.cells[step].large_width + _GAP for step in self._offered) - _GAP <= self.width()
        columns = count if has_room else 2
        if columns == self._columns:
            return
        self._columns = columns
        for step, cell in self.cells.items():
            self._grid.removeWidget(cell)
            cell.setVisible(step in self._offered)
        for index, step in enumerate(self._offered):
            self.cells[step].image.set_side(_SIDE if has_room or count <= columns else _SMALL_SIDE)
            self._grid.addWidget(self.cells[step], index // columns, index % columns)
        self.updateGeometry()

    def _texts(self, step: LensStep) -> tuple[str, str]:
        return {
            LensStep.FIT: (
                self.tr("Fitted"),
                self.tr("Scaled into a box of 20 by 20 pixels. Without it, all of the pad becomes 28 pixels wide."),
            ),
            LensStep.SCALE: (
                self.tr("Scaled"),
                self.tr("Brought to as many pixels as the model has inputs: nothing can be read without it."),
            ),
            LensStep.CENTRE: (
                self.tr("Centred"),
                self.tr("Shifted until the centre of mass lies in the middle, as in MNIST."),
            ),
            LensStep.EQUALISE: (
                self.tr("Equalised"),
                self.tr("Slant taken out, width and height evened, so that leaning hands look alike."),
            ),
            LensStep.NORMALISE: (
                self.tr("Normalised"),
                self.tr("The mean of the training images subtracted, then divided by their standard deviation."),
            ),
        }[step]


class _Cell(QWidget):
    """One image over the box that switches its step."""

    def __init__(self, name: str, tooltip: str) -> None:
        super().__init__()
        self._tooltip = tooltip
        self.image = InputImage(_SIDE)
        self.image.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.image.setAccessibleName(name)
        self.check = QCheckBox(name)
        self.check.setChecked(True)
        self.check.setToolTip(tooltip)
        self.check.setAccessibleDescription(tooltip)
        self.image.clicked.connect(self._toggle)
        controls.column(self.image, self.check, spacing=4, owner=self)
        self.show_image(None)

    @property
    def large_width(self) -> int:
        """How wide it is with the large image."""
        return max(_SIDE, self.check.sizeHint().width())

    def show_image(self, made: LensImage | None) -> None:
        """Show what the step made; None for an empty frame."""
        self.image.show_stage(None if made is None else made.image)
        tooltip = self._tooltip
        if made is not None:
            between = self.tr("Its numbers lie between {low} and {high}.")
            tooltip += "\n" + between.format(low=plain(made.low), high=plain(made.high))
        if tooltip != self.image.toolTip():  # not at every move of the pen
            self.image.setToolTip(tooltip)
            self.image.setAccessibleDescription(tooltip)

    @Slot()
    def _toggle(self) -> None:
        if self.check.isEnabled():
            self.check.toggle()
