"""The pad one draws on.

Over the ink lie the boxes of a number's digits. A press on the label of one chooses it, unless the pen then moves on:
the paper under a label is as good as any other to write on.

Ink is kept in canvas units, 500 wide however large the window is, so that resizing scales the drawing. What is
on paper is kept in a pixmap to which only new lines are added: a move costs the same however much ink there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from digitpad.gui.pad.coordinates import PAD_SIZE, part_on_pad
from digitpad.gui.pad.invitation import Invitation
from digitpad.gui.pad.number_boxes import NumberBoxes
from digitpad.gui.pad.paper import Paper
from digitpad.gui.pad.pointer_input import PenWidget
from digitpad.gui.widgets import theme
from digitpad.ink.drawing import History, Picture
from digitpad.ink.ink import Ink, Point

if TYPE_CHECKING:
    from digitpad.gui.pad.coordinates import Position
    from digitpad.gui.pad.number_boxes import Mark
    from digitpad.ink.drawing import Drawing


@dataclass(frozen=True, slots=True)
class _Press:
    """A pen put down on a label, which either chooses a digit or goes on to write."""

    label: int
    place: QPointF
    pressure: float | None


class Canvas(PenWidget):
    """The square pad.

    `drawing_changed` carries the drawing after each event that changed it. `history_changed` follows what can be
    undone and redone, once a step: not with every point. `digit_chosen` carries the index of the
    mark that was chosen.
    """

    drawing_changed = Signal(object)
    history_changed = Signal()
    digit_chosen = Signal(int)
    resized = Signal(QSize)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = History()
        self._pen_width = 20.0
        self._held: _Press | None = None
        self._position = (0.0, 0.0)  # the pen's last, in canvas units, be it on the pad or off
        self._has_written = False  # whether there is ink of the present press, which is one step to undo
        self._paper = Paper(self)
        self._paper.more_painted.connect(self.update)
        self._overlay = NumberBoxes(self.font())
        self._shows_focus = False
        self._invitation = Invitation()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 200)
        self.setAccessibleName(self.tr("Drawing pad"))
        self.setAccessibleDescription(
            self.tr("Draw a digit with the mouse, a finger or a pen, or open a picture of one.")
        )

    @property
    def drawing(self) -> Drawing:
        """What is on the pad."""
        return self._history.present

    @property
    def history(self) -> History:
        """What is on the pad, with what can be undone and redone."""
        return self._history

    def show_drawing(self, drawing: Drawing) -> None:
        """Put ink or a picture on the pad, as a step that can be undone."""
        self.lift()
        self._replace(self._history.changed(drawing))

    def clear(self) -> None:
        """Empty the pad, as a step that can be undone."""
        self.lift()
        self._replace(self._history.cleared())

    def undo(self) -> None:
        """Go one step back."""
        self.lift()
        self._replace(self._history.undone())

    def redo(self) -> None:
        """Go one undone step forward."""
        self.lift()
        self._replace(self._history.redone())

    def set_pen_width(self, width: float) -> None:
        """Set the width of all ink on the pad, in canvas units; for the eye alone."""
        self._pen_width = width
        self._refresh()

    def invite(self, *, to_digits: bool, to_numbers: bool = False) -> None:
        """Show on the empty pad what the model in use reads: digits, numbers or other pictures."""
        self._invitation.invite(to_digits=to_digits, to_numbers=to_numbers)
        self.update()

    def show_hints(self, hints: tuple[str, ...]) -> None:
        """Show on the empty pad what else one can do, a line each, until something is drawn."""
        self._invitation.hints = hints
        self.update()

    @property
    def is_painted(self) -> bool:
        """Whether all ink is on the paper: much of it is painted in pieces."""
        return self._paper.is_whole

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The boxes over the ink, from left to right."""
        return self._overlay.marks

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Lay boxes over the ink: the digits of a number, from left to right; none for anything else."""
        scale = self._scale()
        changed = self._overlay.show_marks(marks, scale, scale * PAD_SIZE, self._pen_width)
        if not changed.isEmpty():
            self.update(changed)

    @property
    def pen_width(self) -> float:
        """The width of ink on the pad, in canvas units."""
        return self._pen_width

    def sizeHint(self) -> QSize:
        """Qt asks how large the pad would like to be."""
        return QSize(560, 560)

    def event(self, event: QEvent) -> bool:
        """Qt hands every event here first; tooltips of a part of a widget have no handler of their own."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._explain(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at the digit before or after, where there is a number."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self.marks:
            super().keyPressEvent(event)
            return
        chosen = next((index for index, mark in enumerate(self.marks) if mark.is_chosen), 0)
        self.digit_chosen.emit(min(max(chosen + step, 0), len(self.marks) - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The boxes follow the ink."""
        super().resizeEvent(event)
        self.show_marks(self.marks)
        self.resized.emit(event.size())

    def changeEvent(self, event: QEvent) -> None:
        """The theme changed: ink has another colour."""
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange}:
            self._refresh()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus to those who move it by keyboard; a drawing hand needs no frame."""
        self._shows_focus = event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The focus went elsewhere."""
        self._shows_focus = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the part that Qt asks for."""
        self._paper.prepare(self.drawing, self.size(), self.devicePixelRatioF(), self._scale(), self._look())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._scale() * PAD_SIZE
        self._paper.paint(painter, event.rect(), side, self._paint_over, is_focused=self._shows_focus)

    def _paint_over(self, painter: QPainter) -> None:
        """Paint what lies over the ink, or stands in for it."""
        if self.drawing == Ink():
            self._invitation.paint(painter, self.font(), self._scale() * PAD_SIZE)
        self._overlay.paint(painter)

    def pen_put_down(self, place: QPointF, pressure: float | None) -> None:
        """Begin a stroke, or wait for what becomes of a press on a label."""
        label = self._overlay.at(place)
        if label is None:
            self._begin(place, pressure)
        else:
            self._held = _Press(label, QPointF(place), pressure)

    def pen_moved(self, place: QPointF, pressure: float | None) -> None:
        """Go on with the stroke."""
        if self._held is not None:
            if (place - self._held.place).manhattanLength() < QApplication.startDragDistance():
                return
            held, self._held = self._held, None
            self._begin(held.place, held.pressure)
        self._write_to(place, pressure)

    def pen_lifted(self) -> None:
        """End the stroke, or choose the digit whose label was pressed."""
        if self._held is not None:
            held, self._held = self._held, None
            self.digit_chosen.emit(held.label)
        else:
            self._end_stroke()

    def pen_hovered(self, place: QPointF) -> None:
        """Show that a label can be pressed."""
        is_label = self._overlay.at(place) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_label else Qt.CursorShape.CrossCursor)

    def _begin(self, place: QPointF, pressure: float | None) -> None:
        self._position = self._position_of(place)
        self._has_written = False
        self._write_to(place, pressure)

    def _write_to(self, place: QPointF, pressure: float | None) -> None:
        """Write where the way from the pen's last position is on the pad: ink ends at its border and begins there."""
        start, end = self._position, self._position_of(place)
        self._position = end
        part = part_on_pad(start, end)
        if part is None:
            self._end_stroke()
            return
        first, last = (Point(*position, pressure) for position in part)
        ink = self.drawing
        if not isinstance(ink, Ink) or not ink.pen_is_down:
            self._begin_stroke(first)
        self._go_on(last)
        if part[1] != end:
            self._end_stroke()

    def _go_on(self, point: Point) -> None:
        ink = self.drawing
        if not isinstance(ink, Ink):
            return
        before = ink.strokes[-1].points_from(len(ink.strokes[-1]) - 1)[0]
        if (before.x, before.y) == (point.x, point.y):
            return
        ink = ink.pen_moved(point)
        self._history = self._history.revised(ink)
        self._add_newest(ink)
        self.drawing_changed.emit(self.drawing)

    def _end_stroke(self) -> None:
        ink = self.drawing
        if isinstance(ink, Ink) and ink.pen_is_down:
            self._history = self._history.revised(ink.pen_up())
            self.update(self._paper.ink.settle())
            self.drawing_changed.emit(self.drawing)

    def _begin_stroke(self, point: Point) -> None:
        drawing = self.drawing
        ink = Ink() if isinstance(drawing, Picture) else drawing
        is_first = ink.is_empty
        ink = ink.pen_down(point)
        self._history = self._history.revised(ink) if self._has_written else self._history.changed(ink)
        self._has_written = True
        if is_first:
            self._invitation.hints = ()
            self._refresh()  # the invitation or the picture goes
        else:
            self._add_newest(ink)
        self.history_changed.emit()
        self.drawing_changed.emit(self.drawing)

    def _replace(self, history: History) -> None:
        if history is self._history:
            return
        self._history = history
        self._refresh()
        self.history_changed.emit()
        self.drawing_changed.emit(self.drawing)

    def _position_of(self, place: QPointF) -> Position:
        return place.x() / self._scale(), place.y() / self._scale()

    def _scale(self) -> float:
        """Widget pixels a canvas unit."""
        return max(min(self.width(), self.height()), 1) / PAD_SIZE

    def _refresh(self) -> None:
        self._paper.ink.discard()
        self.show_marks(self.marks)
        self.update()

    def _explain(self, event: QHelpEvent) -> None:
        label = self._overlay.at(QPointF(event.pos()))
        if label is None:
            QToolTip.hideText()
        else:
            text = self.tr("Click to see what the model says of this digit alone (Left and Right go to the next)")
            QToolTip.showText(event.globalPos(), text, self, self._overlay.label_at(label))

    def _add_newest(self, ink: Ink) -> None:
        dirty = self._paper.ink.add_newest(ink, self._look())
        self.update(dirty) if not dirty.isEmpty() else self.update()

    def _look(self) -> tuple[QColor, float]:
        return theme.color(theme.current().ink), self._pen_width
