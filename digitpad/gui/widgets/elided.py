"""Texts that may be longer than their room: they end in an ellipsis then, and a tooltip has the whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

from digitpad.gui.widgets import controls, theme

_LEAST_WIDTH = 40


class ElidedLabel(QLabel):
    """A line of text that may become narrower than its text."""

    def __init__(self, role: theme.Role | None = None, text: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if role is not None:
            controls.mark(self, role)

    @property
    def shown(self) -> str:
        """What there is room for."""
        return elided(self, self.text(), self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the line may become."""
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what there is room for."""
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment().value),
            self.palette(),
            self.isEnabled(),
            self.shown,
            self.foregroundRole(),
        )

    def event(self, event: QEvent) -> bool:
        """Show the whole text in the tooltip, above what else it says."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self.shown != self.text():
            show_whole(event, self, self.text())
            return True
        return super().event(event)


class FittingLabel(ElidedLabel):
    """A line of text that says the same in fewer words where there is less room."""

    def __init__(self, role: theme.Role | None = None, *texts: str) -> None:
        super().__init__(role)
        self._texts: tuple[str, ...] = ("",)
        self.show_texts(*texts)

    @property
    def shown(self) -> str:
        """The longest text that there is room for, or else what fits of the shortest."""
        room = self.contentsRect().width()
        fitting = (text for text in self._texts if self.fontMetrics().horizontalAdvance(text) <= room)
        return next(fitting, elided(self, self._texts[-1], room))

    def show_texts(self, *texts: str) -> None:
        """Show other texts, from the longest to the shortest; none for an empty line."""
        self._texts = texts or ("",)
        self.setText(self._texts[0])
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the line may become: as its shortest text."""
        shortest = self.fontMetrics().horizontalAdvance(self._texts[-1])
        return QSize(shortest, super().minimumSizeHint().height())


class ElidedComboBox(QComboBox):
    """A list of choices that may be narrower than the one chosen; the list itself is as wide as they are."""

    @property
    def shown(self) -> str:
        """What there is room for of the chosen one."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        return elided(self, self.currentText(), room.width() - 2)  # as far as Qt's own margin in the field

    def showPopup(self) -> None:
        """Show the choices as wide as they are, not as the box is."""
        view = self.view()
        view.setMinimumWidth(max(view.minimumWidth(), view.sizeHintForColumn(0) + 2 * theme.CONTROL_GAP))
        super().showPopup()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame, and what there is room for."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        """Show the whole text in the tooltip, above what else it says."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self.shown != self.currentText():
            show_whole(event, self, self.currentText())
            return True
        return super().event(event)


def elided(widget: QWidget, text: str, room: int) -> str:
    """Return a text as far as there is room for it, with an ellipsis if that is not all of it."""
    return widget.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)


def show_whole(event: QHelpEvent, widget: QWidget, text: str) -> None:
    """Show a text as tooltip of its widget, and below it the widget's own if that says something else."""
    said = widget.toolTip()
    QToolTip.showText(event.globalPos(), text if said in {"", text} else f"{text}\n{said}", widget)
