"""Where the fields of the training form stand: the common ones first, the others in sections that fold away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.config.model_spec import DropoutAfter
from digitpad.config.preprocessing_spec import Reading, reading_for
from digitpad.config.train_config import Device, Initialization, TrainConfig
from digitpad.gui.training.form.fields import StrokesChoice
from digitpad.gui.widgets import theme
from digitpad.gui.widgets.form_fields import Field, FieldRow
from digitpad.gui.widgets.form_section import Section
from digitpad.gui.widgets.form_values import write_number
from digitpad.gui.widgets.layer_table import LayerList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.gui.training.form.read import Fields


class FormLayout(QObject):
    """Rows of fields, and four sections.

    `fields`: what is laid out; `parent`: the form.
    """

    def __init__(self, fields: Fields, parent: QObject) -> None:
        super().__init__(parent)
        self._fields = fields
        model, data, steps, machine = fields.model, fields.data, fields.steps, fields.machine
        self.layers = LayerList()
        self.ink_row = FieldRow(data.ink_path)
        self.common = (
            FieldRow(data.dataset),
            FieldRow(data.folder),
            FieldRow(data.mean_std, data.moments, data.augmentation, widths=(5, 4, 4)),
            FieldRow(model.kind, model.start, widths=(3, 2)),
            FieldRow(model.hidden_sizes, model.activation, widths=(3, 2)),
            FieldRow(steps.length, steps.unit, steps.batch_size),
            FieldRow(steps.learning_rate, steps.schedule, widths=(1, 1)),
            FieldRow(steps.schedule_every, steps.schedule_milestones, steps.schedule_factor, widths=(3, 3, 2)),
            FieldRow(steps.optimizer, steps.momentum, steps.betas, widths=(1, 1, 1)),
        )
        self._of_data = (
            FieldRow(data.reading, data.image_size, widths=(3, 2)),
            FieldRow(data.strokes, data.ink_share, widths=(3, 2)),
            self.ink_row,
            FieldRow(data.held_out, data.slashed, widths=(3, 2)),
        )
        self._of_model = (FieldRow(model.dropout, model.dropout_after, widths=(2, 3)), FieldRow(model.initialization))
        self._of_steps = (
            FieldRow(steps.shuffle, steps.drop_last),
            FieldRow(steps.nesterov),
            FieldRow(steps.weight_decay, steps.ema_decay),
        )
        self._of_machine = (FieldRow(machine.seed, machine.device, machine.threads, widths=(3, 5, 3)),)
        self.data_section = Section(
            self.tr("More about the data"), self.tr("How images are read, and pen strokes beside them.")
        )
        self.model_section = Section(self.tr("More about the model"), self.tr("Dropout and first weights."))
        self.steps_section = Section(
            self.tr("More about the steps"),
            self.tr("Order of the samples, Nesterov momentum, weight decay and averaging."),
        )
        self.machine_section = Section(self.tr("Seed and device"), self.tr("Chance, and what computes."))
        self.layers_section = Section(
            self.tr("Layers"), self.tr("The model layer by layer: shapes and parameters, as these settings make it.")
        )
        self._rows_of: tuple[tuple[Section, tuple[FieldRow, ...]], ...] = (
            (self.data_section, self._of_data),
            (self.model_section, self._of_model),
            (self.steps_section, self._of_steps),
            (self.machine_section, self._of_machine),
        )
        self.common_part = QWidget()
        self._stack(self.common_part)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections, from the top down."""
        return (*(section for section, _ in self._rows_of), self.layers_section)

    @property
    def rows(self) -> tuple[FieldRow, ...]:
        """All rows of fields."""
        return (*self.common, *(row for _, rows in self._rows_of for row in rows))

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields."""
        return tuple(field for row in self.rows for field in row.fields)

    def build(self, column: QVBoxLayout) -> None:
        """Put everything into a column."""
        column.addWidget(self.common_part)
        for section, rows in self._rows_of:
            for row in rows:
                section.body.addWidget(row)
            column.addWidget(section)
        self.layers_section.body.addWidget(self.layers)
        column.addWidget(self.layers_section)
        column.addStretch(1)

    def set_editable(self, is_editable: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Let the fields be changed, or only read; sections open and close all the same."""
        self.common_part.setEnabled(is_editable)
        for section, _ in self._rows_of:
            section.set_editable(is_editable)

    def show_problems(self) -> None:
        """Show what is wrong in each row, and open the sections in which something is."""
        for row in self.rows:
            row.show_problems()
        for section, rows in self._rows_of:
            if any(row.problem for row in rows):
                section.open()

    def show_config(self, config: TrainConfig) -> None:
        """Say beside each section what in it is not as usual, hide empty ones and draw the layers."""
        usual = TrainConfig()
        self.data_section.heading.show_note(_joined(self._on_data(config)))
        self.model_section.heading.show_note(_joined(self._on_model(config)))
        self.model_section.setVisible(any(not field.isHidden() for row in self._of_model for field in row.fields))
        self.steps_section.heading.show_note(_joined(self._on_steps(config)))
        seed = self.tr("seed {seed}").format(seed=config.seed)
        words = [
            seed if config.seed != usual.seed else "",
            "" if config.device is Device.CPU else self._fields.machine.device.words,
            self.tr("{count} threads").format(count=config.threads) if config.threads > 1 else "",
        ]
        self.machine_section.heading.show_note(_joined(words))
        self.layers.show_model(config.model, config.preprocessing)
        for row in self.rows:
            row.setVisible(any(not field.isHidden() for field in row.fields))

    def _on_data(self, config: TrainConfig) -> Iterable[str]:
        given, usual, data = config.preprocessing, reading_for(config.dataset), self._fields.data
        if given.reading is not usual.reading:
            yield data.reading.words
        if given.reading is not Reading.DIGIT and given.image_size != usual.image_size:
            yield self.tr("{size} pixels").format(size=given.image_size)
        if not data.strokes.isHidden() and data.strokes.value is StrokesChoice.FROM_FILE:
            yield self.tr("pen strokes")

    def _on_model(self, config: TrainConfig) -> Iterable[str]:
        spec = config.model
        if spec.dropout:
            yield self.tr("dropout {share}").format(share=write_number(spec.dropout))
            if spec.dropout_after is DropoutAfter.LAST:
                yield self.tr("after the last layer")
        if config.initialization is not Initialization.DEFAULT and config.initial is None:
            yield self._fields.model.initialization.words

    def _on_steps(self, config: TrainConfig) -> Iterable[str]:
        if not config.shuffle:
            yield self.tr("no shuffling")
        if config.drop_last:
            yield self.tr("drop last")
        if config.nesterov:
            yield self.tr("Nesterov")
        if config.weight_decay:
            yield self.tr("decay {decay}").format(decay=write_number(config.weight_decay))
        if config.ema_decay:
            yield self.tr("averaging {decay}").format(decay=write_number(config.ema_decay))

    def _stack(self, part: QWidget) -> None:
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CONTROL_GAP)
        for row in self.common:
            column.addWidget(row)


def _joined(words: Iterable[str]) -> str:
    return ", ".join(word for word in words if word)
