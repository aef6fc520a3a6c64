"""The stages from a drawing to the image a model is given; follows the pad while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from digitpad.gui.prediction.input_image import InputImage
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from digitpad.gui.prediction.answers import StageImage

_SIDE = 202  # 28 x 7 pixels and the frame
_MOST_STAGES = 3


class StepsDialog(QDialog):
    """A row of images with what was done to each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("What the model sees"))
        self._steps = [_Stage() for _ in range(_MOST_STAGES)]
        row = QHBoxLayout()
        row.setSpacing(theme.MARGIN)
        for step in self._steps:
            row.addWidget(step)
        row.addStretch(1)
        self._hint = controls.label(
            self.tr("Draw a digit: this window follows the pad. The model is given the last of these images."),
            theme.Role.MUTED,
        )
        close = controls.button(self.tr("Close"), self.tr("Close this window"))
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addWidget(self._hint, 1)
        foot.addWidget(close)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        rows.setSpacing(theme.MARGIN)
        rows.addLayout(row)
        rows.addLayout(foot)
        self.setFixedHeight(self.sizeHint().height())

    def show_stages(self, stages: tuple[StageImage, ...]) -> None:
        """Show the stages of another drawing; none for an empty pad."""
        for index, step in enumerate(self._steps):
            # An empty pad keeps the places of the last drawing, so that the window does not jump.
            step.setVisible(index < len(stages) or not stages)
            step.show_stage(index, stages[index] if index < len(stages) else None)


class _Stage(QWidget):
    """One image with its title and what was done."""

    def __init__(self) -> None:
        super().__init__()
        self._image = InputImage(_SIDE)
        self._image.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._image.setEnabled(False)
        self._title = controls.label("", theme.Role.HEADING)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text.setFixedWidth(_SIDE)
        self._text.setMinimumHeight(72)
        controls.mark(self._text, theme.Role.MUTED)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.CONTROL_GAP)
        rows.addWidget(self._image)
        rows.addWidget(self._title)
        rows.addWidget(self._text, 1)

    def show_stage(self, index: int, stage: StageImage | None) -> None:
        """Show an image; None for an empty frame."""
        self._image.show_stage(stage)
        title, text = self._explained(stage)
        self._title.setText(f"{index + 1}  {title}" if title else "")
        self._text.setText(text)
        self._image.setAccessibleName(title)
        self._image.setAccessibleDescription(text)

    def _explained(self, stage: StageImage | None) -> tuple[str, str]:
        if stage is None:
            return "", ""
        from digitpad.preprocessing.raster import Step  # noqa: PLC0415 - imports numpy, which has loaded where there is a stage

        return {
            Step.FITTED: (
                self.tr("Fitted"),
                self.tr("Scaled into a box of 20 by 20 pixels, proportions kept. So size does not matter."),
            ),
            Step.CENTRED: (
                self.tr("Centred"),
                self.tr("Shifted until the centre of mass lies in the middle, as in MNIST. So place does not matter."),
            ),
            Step.EQUALISED: (
                self.tr("Equalised"),
                self.tr("Slant taken out, width and height evened. So leaning hands look alike."),
            ),
            Step.SCALED: (
                self.tr("Scaled"),
                self.tr("The whole picture, brought to {columns} by {rows} pixels, neither boxed nor centred.").format(
                    columns=stage.columns, rows=stage.rows
                ),
            ),
        }[stage.step]
