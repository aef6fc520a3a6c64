"""The parts of a form: a control under its label, and rows that explain what is wrong beside the field."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedComboBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QWheelEvent

T = TypeVar("T")

_LABEL_GAP = 3


class QuietComboBox(ElidedComboBox):
    """A list of choices that leaves the wheel to the form around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A long entry must not widen the form.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form rather than change a setting unseen."""
        event.ignore()


class Field(QWidget):
    """A control with its label above and a problem it may have."""

    changed = Signal()

    def __init__(self, control: QWidget, label: str, tooltip: str) -> None:
        super().__init__()
        self.control = control
        self.problem = ""
        self._label = controls.label(label, theme.Role.MUTED)
        self._label.setBuddy(control)
        self._column = controls.column(self._label, control, spacing=_LABEL_GAP, owner=self)
        control.setAccessibleName(label)
        control.setAccessibleDescription(tooltip)
        self.setToolTip(tooltip)
        control.setToolTip(tooltip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def label(self) -> str:
        """The field's label."""
        return self._label.text()

    def relabel(self, label: str) -> None:
        """Give the field another label."""
        self._label.setText(label)
        self.control.setAccessibleName(label)

    def put_beside(self, button: QWidget) -> None:
        """Put a button to the right of the control."""
        self._column.addLayout(controls.row((self.control, 1), button))

    def show_problem(self, problem: str) -> None:
        """Mark the field with what is wrong, or as right again if that is empty."""
        self.problem = problem
        if bool(self.control.property("invalid")) != bool(problem):
            self.control.setProperty("invalid", bool(problem))
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)
        description = problem or self.toolTip()
        self.control.setAccessibleDescription(description)


class TextField(Field):
    """A line of text, for numbers of any size and lists of numbers."""

    def __init__(self, label: str, tooltip: str, placeholder: str = "") -> None:
        self.editor = QLineEdit()
        self.editor.setPlaceholderText(placeholder)
        super().__init__(self.editor, label, tooltip)
        self.editor.textChanged.connect(self.changed)

    @property
    def text(self) -> str:
        """The text of the field, without spaces around it."""
        return self.editor.text().strip()

    def set_text(self, text: str) -> None:
        """Fill the field, with its beginning in view."""
        self.editor.setText(text)
        self.editor.setCursorPosition(0)


class FileField(TextField):
    """The path of a file, typed or chosen; `picked` follows a path that was chosen, or typed and left.

    `choose`: text of the button; `name_filter`: files to choose from, such as ``"Ink files (*.jsonl)"``.
    """

    picked = Signal()

    def __init__(self, label: str, tooltip: str, choose: str, name_filter: str, placeholder: str = "") -> None:
        super().__init__(label, tooltip, placeholder)
        self._filter = name_filter
        self._known = ""
        self.button = controls.button(choose, tooltip)
        self.put_beside(self.button)
        self.editor.editingFinished.connect(self._on_edited)
        self.button.clicked.connect(self._choose)

    def set_text(self, text: str) -> None:
        """Fill the field, without `picked`."""
        super().set_text(text)
        self._known = self.text

    def hide_label(self) -> None:
        """Leave out the label above the field, where a list names it."""
        self._label.hide()

    def _ask(self) -> str:
        folder = str(Path(self.text).parent) if self.text else ""
        return QFileDialog.getOpenFileName(self, self.label, folder, self._filter)[0]

    @Slot()
    def _choose(self) -> None:
        path = self._ask()
        if path:
            self.editor.setText(path)
            self.editor.setCursorPosition(0)
            self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        if self.text != self._known:
            self._known = self.text
            self.picked.emit()


class FolderField(FileField):
    """The path of a folder, typed or chosen."""

    def __init__(self, label: str, tooltip: str, choose: str, placeholder: str = "") -> None:
        super().__init__(label, tooltip, choose, "", placeholder)

    def _ask(self) -> str:
        return QFileDialog.getExistingDirectory(self, self.label, self.text)


class CheckField(Field):
    """Something that is so or not: a box with its label behind it."""

    def __init__(self, label: str, tooltip: str) -> None:
        self.box = QCheckBox(label)
        super().__init__(self.box, label, tooltip)
        self._label.hide()
        self.box.toggled.connect(self.changed)

    @property
    def is_on(self) -> bool:
        """Whether the box is checked."""
        return self.box.isChecked()

    def check(self, is_on: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Check the box or not."""
        self.box.setChecked(is_on)


class ChoiceField(Field, Generic[T]):
    """One of a few values."""

    def __init__(self, label: str, tooltip: str, choices: Sequence[tuple[str, T]]) -> None:
        self.box = QuietComboBox()
        self._values = [value for _, value in choices]
        self.box.addItems([name for name, _ in choices])
        super().__init__(self.box, label, tooltip)
        self.box.currentIndexChanged.connect(self.changed)

    @property
    def value(self) -> T:
        """The chosen value."""
        return self._values[self.box.currentIndex()]

    def choose(self, value: T) -> None:
        """Choose a value."""
        self.box.setCurrentIndex(self._values.index(value))

    @property
    def words(self) -> str:
        """The name of the chosen value."""
        return self.box.currentText()

    def rename(self, value: T, name: str) -> None:
        """Give a value another name."""
        self.box.setItemText(self._values.index(value), name)

    def allow(self, value: T, *, is_allowed: bool) -> None:
        """Let a value be chosen, or show that it cannot be."""
        model = self.box.model()
        if isinstance(model, QStandardItemModel):
            model.item(self._values.index(value)).setEnabled(is_allowed)


class FieldRow(QWidget):
    """Fields side by side, with room beneath for what is wrong with one of them."""

    def __init__(self, *fields: Field, widths: Sequence[int] | None = None) -> None:
        super().__init__()
        self.fields = fields
        self._problem = problem_label()
        # Not a grid, whose columns keep their room when their field is hidden.
        line = controls.row(*zip(fields, widths or [1] * len(fields), strict=True))
        controls.column(line, self._problem, spacing=_LABEL_GAP, owner=self)

    def show_problems(self) -> None:
        """Show the first problem of the row's fields that are in view."""
        self.show_text(self.problem)

    @property
    def problem(self) -> str:
        """The first problem of the row's fields that are in view; empty if there is none."""
        return next((field.problem for field in self.fields if field.problem and not field.isHidden()), "")

    def show_text(self, text: str) -> None:
        """Show a text beneath the fields; none if it is empty."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))


def problem_label() -> QLabel:
    """Return a line for a problem beneath a field; hidden until there is one."""
    label = controls.label("", theme.Role.DANGER)
    label.setWordWrap(True)
    label.setVisible(False)
    return label
