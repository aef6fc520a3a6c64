"""Where the fields of the training form are: the common ones first, the others in sections that fold away."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.config.settings_table import FORM, FormSection
from digitpad.gui.training.form.fields import translate
from digitpad.gui.widgets import theme
from digitpad.gui.widgets.form_fields import Field, FieldRow
from digitpad.gui.widgets.form_section import Section
from digitpad.gui.widgets.form_values import write_value
from digitpad.gui.widgets.layer_table import LayerList

if TYPE_CHECKING:
    from digitpad.config.setting import Setting
    from digitpad.config.train_config import TrainConfig
    from digitpad.gui.training.form.fields import Fields


class FormLayout:
    """Rows of fields, and sections of rows.

    `fields`: what is laid out; `column`: the layout it is put into.
    """

    def __init__(self, fields: Fields, column: QVBoxLayout) -> None:
        self._fields = fields
        common, *folded = FORM
        self._common_rows = _rows(fields, common)
        self._rows_of = {
            Section(translate(part.title), translate(part.tooltip)): _rows(fields, part) for part in folded
        }
        self.layers = LayerList()
        self.layers_section = Section(
            translate("Layers"),
            translate("The model layer by layer: shapes and parameters, as these settings make it."),
        )
        self.layers_section.body.addWidget(self.layers)
        self._common = QWidget()
        body = QVBoxLayout(self._common)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.CONTROL_GAP)
        for row in self._common_rows:
            body.addWidget(row)
        for section, rows in self._rows_of.items():
            for row in rows:
                section.body.addWidget(row)
        for part in (self._common, *self.sections):
            column.addWidget(part)
        column.addStretch(1)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections, from the top down."""
        return (*self._rows_of, self.layers_section)

    @property
    def rows(self) -> tuple[FieldRow, ...]:
        """All rows of fields, from the top down."""
        return (*self._common_rows, *chain.from_iterable(self._rows_of.values()))

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields, from the top down."""
        return tuple(field for row in self.rows for field in row.fields)

    def row_of(self, name: str) -> FieldRow:
        """Return the row with the field of a setting."""
        return next(row for row in self.rows if self._fields[name] in row.fields)

    def section_of(self, name: str) -> Section:
        """Return the section with the field of a setting."""
        return next(section for section, rows in self._rows_of.items() if self.row_of(name) in rows)

    def set_editable(self, is_editable: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Let the fields be changed, or only read; sections open and close all the same."""
        self._common.setEnabled(is_editable)
        for section in self._rows_of:
            section.set_editable(is_editable)

    def show_problems(self) -> None:
        """Show what is wrong in each row, and open the sections in which something is."""
        for row in self.rows:
            row.show_problems()
        for section, rows in self._rows_of.items():
            if any(row.problem for row in rows):
                section.open()

    def show_config(self, config: TrainConfig) -> None:
        """Show beside each section what in it is not as by default, hide empty ones and draw the layers."""
        for row in self.rows:
            row.setVisible(any(not field.isHidden() for field in row.fields))
        for part, (section, rows) in zip(FORM[1:], self._rows_of.items(), strict=True):
            changed = (setting for setting, _ in chain(*part.cells) if setting.note and setting.is_changed_in(config))
            section.heading.show_note(", ".join(self._note(setting, config) for setting in changed))
            section.setVisible(any(not row.isHidden() for row in rows))
        self.layers.show_model(config.model, config.preprocessing)

    def _note(self, setting: Setting, config: TrainConfig) -> str:
        choice = self._fields.choices.get(setting.name)
        text = write_value(setting.value_in(config)) if choice is None else choice.words
        return translate(setting.note).format(value=text)


def _rows(fields: Fields, part: FormSection) -> tuple[FieldRow, ...]:
    return tuple(
        FieldRow(*(fields[setting.name] for setting, _ in cells), widths=[width for _, width in cells])
        for cells in part.cells
    )
