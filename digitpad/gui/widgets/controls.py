"""Plain controls in the look of the window: labels, buttons, segments, links and cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from digitpad.gui.widgets.theme import BODY_PIXELS, CONTROL_GAP, FIGURE_PIXELS, MARGIN, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

Item: TypeAlias = QWidget | QLayout | tuple[QWidget | QLayout | None, int] | None
"""What a row or column holds."""

L = TypeVar("L", bound=QBoxLayout)

_NO_LIMIT = 16_777_215
"""Qt's own largest width."""


class Button(QPushButton):
    """A button that Space and Enter press while it has the focus, and no other one then.

    Not by Qt's `autoDefault`, with which Enter in a field presses whichever button comes first.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def event(self, event: QEvent) -> bool:
        """Take the keys before a window's shortcuts do."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _presses(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button by Enter, too; a key that is held down presses it once."""
        if not _presses(event) or event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()


def _presses(event: QKeyEvent) -> bool:
    is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return is_plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


def mark(widget: QWidget, role: Role) -> None:
    """Give a widget a role, now or later."""
    widget.setProperty("role", role.value)
    if role is Role.FIGURE:
        use_tabular_figures(widget, FIGURE_PIXELS, QFont.Weight.DemiBold)
    # The style sheet looks at properties only when a widget is polished, which Qt does when it is first shown. Done
    # before, it would be done anew each time the widget is put into another.
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def use_tabular_figures(widget: QWidget, pixels: int = BODY_PIXELS, weight: QFont.Weight | None = None) -> None:
    """Give all figures of a widget one width, so that a changing number does not wobble.

    Not for running text: with the figures, Inter's hyphens become as wide. Not by the style sheet, which knows
    no font features, and forgets them in every widget whose font it sets.
    """
    font = widget.font()
    font.setPixelSize(pixels)
    font.setWeight(weight or QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    widget.setFont(font)


def without_tabular_figures(font: QFont) -> QFont:
    """Return the font for text among figures: see `use_tabular_figures`."""
    plain = QFont(font)
    plain.unsetFeature(QFont.Tag("tnum"))
    return plain


def fitting(font: QFont, text: str, width: float, sizes: Sequence[int]) -> QFont:
    """Return a font in the first of some sizes in pixels in which a text is no wider than `width`; else in the last."""
    made = QFont(font)
    for pixels in sizes:
        made.setPixelSize(pixels)
        if QFontMetricsF(made).horizontalAdvance(text) <= width:
            break
    return made


def use_names_and_figures(widget: QWidget, pixels: int) -> tuple[QFont, QFont]:
    """Give a widget that paints names and figures its font; return that of bold names, and of figures.

    Figures in columns are as wide as one another; names have a font without, as hyphens would become as wide.
    """
    font = QFont(widget.font())
    font.setPixelSize(pixels)
    widget.setFont(font)
    bold, figures = QFont(font), QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    figures.setFeature(QFont.Tag("tnum"), 1)
    return bold, figures


def label(text: str, role: Role | None = None) -> QLabel:
    """Return a line of text: body text, or the role's."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role is not None:
        mark(made, role)
    return made


def button(text: str, tooltip: str, role: Role = Role.SECONDARY) -> QPushButton:
    """Return a button with its tooltip; a view has one primary button."""
    made = Button(text)
    made.setToolTip(tooltip)
    made.setAccessibleName(text.replace("&", ""))
    made.setAccessibleDescription(tooltip)
    mark(made, role)
    return made


def segment(text: str, tooltip: str) -> QPushButton:
    """Return a button of a row of which one is chosen."""
    made = button(text, tooltip, Role.SEGMENT)
    made.setCheckable(True)
    return made


def segments(*buttons: QPushButton, stretch: int = 0) -> QFrame:
    """Return a frame around buttons of which one is chosen, in a row; with `stretch` they share its width."""
    made = QFrame()
    mark(made, Role.SEGMENT_GROUP)
    row = QHBoxLayout(made)
    row.setContentsMargins(3, 3, 3, 3)
    row.setSpacing(3)
    for each in buttons:
        row.addWidget(each, stretch)
    return made


def link(text: str, tooltip: str) -> QPushButton:
    """Return a button that looks like a link: for what is seldom needed."""
    made = button(text, tooltip, Role.LINK)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def row(*items: Item, spacing: int = CONTROL_GAP, owner: QWidget | None = None) -> QHBoxLayout:
    """Return a row of widgets and layouts without a margin; a pair carries a stretch, None an empty stretch."""
    return _filled(QHBoxLayout(), items, spacing, owner)


def column(*items: Item, spacing: int = CONTROL_GAP, owner: QWidget | None = None, margin: int = 0) -> QVBoxLayout:
    """Return a column of widgets and layouts, as `row` does."""
    made = _filled(QVBoxLayout(), items, spacing, owner)
    made.setContentsMargins(margin, margin, margin, margin)
    return made


def _filled(layout: L, items: tuple[Item, ...], spacing: int, owner: QWidget | None) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        each, stretch = item if isinstance(item, tuple) else (item, 0)
        if each is None:
            layout.addStretch(stretch or 1)
        elif isinstance(each, QLayout):
            layout.addLayout(each, stretch)
        else:
            layout.addWidget(each, stretch)
    if owner is not None:
        owner.setLayout(layout)
    return layout


def fix_width(widget: QWidget, width: int | None) -> None:
    """Hold a widget at a width; None for any."""
    widget.setMinimumWidth(width or 0)
    widget.setMaximumWidth(_NO_LIMIT if width is None else width)


def paragraph(role: Role | None, width: int) -> QLabel:
    """Return an empty centred label that wraps its text at a width."""
    made = _Paragraph()
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role is not None:
        mark(made, role)
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    made.setFixedWidth(width)
    return made


class _Paragraph(QLabel):
    """Text of a fixed width, as high as it is in that width; a layout asks for that in its own."""

    def heightForWidth(self, width: int) -> int:
        """Qt asks how high the text is."""
        return super().heightForWidth(min(width, self.maximumWidth()))


def scrolled(widget: QWidget, *, takes_focus: bool = False) -> QScrollArea:
    """Return a frameless area that scrolls a widget up and down."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if not takes_focus:
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class Card(QFrame):
    """A group of controls on a ground of its own; `body` is its layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, Role.CARD)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.body.setSpacing(CONTROL_GAP)
