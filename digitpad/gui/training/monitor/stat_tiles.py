"""The figures of a run at the moment: tiles, or a line where there is little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.elided import ElidedLabel
from digitpad.gui.widgets.number_text import percent
from digitpad.gui.widgets.stat_tile import NO_FIGURE, StatTile

if TYPE_CHECKING:
    from digitpad.training.reports import TrainingReport


class StatTiles(QWidget):
    """Epoch, train loss and train accuracy of the moment, and the accuracy of the last epoch's end.

    That is on the test part, or on the validation part if there is one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.epoch = StatTile(self.tr("epoch"), self.tr("How often the whole training set has been gone through."))
        self.train_loss = StatTile(
            self.tr("train loss"),
            self.tr(
                "Mean cross-entropy of the last batches, where its curve ends: how surprised the model was by the "
                "right answers. The mean over a whole epoch stands under Epochs."
            ),
        )
        self.train_accuracy = StatTile(
            self.tr("train accuracy"),
            self.tr(
                "How many images of the last batches the model got right, where its curve ends. The mean over a whole "
                "epoch, while the model still changed, stands under Epochs."
            ),
        )
        self.measured = StatTile("", "")
        self._part = ""
        self.show_part(has_validation=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.CARD_GAP)
        for tile in (self.epoch, *self._measured):
            row.addWidget(tile, 1)
        self.brief = ElidedLabel(theme.Role.MUTED)
        self.brief.hide()
        row.addWidget(self.brief, 1)
        self._is_slim = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_slim(self, is_slim: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Draw the tiles together; the line beneath says the epoch as well."""
        self._is_slim = is_slim
        for tile in self._measured:
            tile.set_slim(is_slim)

    def fit(self, height: int) -> None:
        """Show tiles, or a line, or nothing, in so many pixels with the gap above."""
        is_roomy = height >= self.train_loss.sizeHint().height() + theme.CONTROL_GAP
        for tile in self._measured:
            tile.setVisible(is_roomy)
        self.epoch.setVisible(is_roomy and not self._is_slim)
        self.brief.setVisible(not is_roomy)
        self.setVisible(is_roomy or height >= self.brief.sizeHint().height() + theme.CONTROL_GAP)

    def show_part(self, *, has_validation: bool) -> None:
        """Show which part an epoch is measured on."""
        part = self.tr("validation") if has_validation else self.tr("test")
        if part == self._part:
            return
        self._part = part
        if has_validation:
            tooltip = self.tr(
                "How many of the validation images, held out of training, it got right at the last epoch's end. The "
                "test images are measured once, when the run has ended."
            )
            self.measured.relabel(self.tr("validation accuracy"), tooltip)
            return
        tooltip = self.tr(
            "How many of the test images, never trained on, it got right at the last epoch's end. Who chooses settings "
            "by it tunes on the test set: hold images out for validation instead, under More about the steps."
        )
        self.measured.relabel(self.tr("test accuracy"), tooltip)

    def begin(self, epochs: int | None) -> None:
        """Rest until the first report of a run of so many epochs; None if that is not known yet."""
        if epochs is None:
            self.epoch.show_figure(NO_FIGURE)
        else:
            self._show_epoch(0, epochs)
        for tile in self._measured:
            tile.show_figure(NO_FIGURE)
        self._show_brief()

    def show_report(self, report: TrainingReport, train_loss: float | None, train_accuracy: float | None) -> None:
        """Show the figures of a report, and where the curves of the training's loss and accuracy end."""
        self._show_epoch(report.epoch, report.epochs)
        self.train_loss.show_figure(NO_FIGURE if train_loss is None else f"{train_loss:.3f}")
        self.train_accuracy.show_figure(NO_FIGURE if train_accuracy is None else percent(train_accuracy))
        if report.finished_epoch is not None:
            self.measured.show_figure(percent(report.finished_epoch.measured_accuracy))
        self._show_brief()

    def show_endless_loss(self) -> None:
        """Show that the loss grew without end."""
        self.train_loss.show_figure(self.tr("no end"))
        self._show_brief()

    @property
    def _measured(self) -> tuple[StatTile, ...]:
        return self.train_loss, self.train_accuracy, self.measured

    def _show_brief(self) -> None:
        loss, train, measured = (tile.figure for tile in self._measured)
        text = self.tr("train loss {loss} · train {train} · {part} {measured}")
        self.brief.setText(text.format(loss=loss, train=train, part=self._part, measured=measured))
        self.brief.setToolTip("\n".join(tile.accessibleName() for tile in self._measured))

    def _show_epoch(self, epoch: int, epochs: int) -> None:
        self.epoch.show_figure(self.tr("{epoch} of {epochs}").format(epoch=epoch, epochs=epochs))
