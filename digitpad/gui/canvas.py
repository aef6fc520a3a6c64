"""The pad one draws on.

Owns what the pen did and how it looks on screen. Does not own what it means (`recognition`), files
(`drawing_files`) or undo itself (`drawing.History`).

Ink is kept in canvas units, 500 wide however large the window is, so that resizing scales the drawing. What is
on paper is kept in a pixmap to which only new lines are added: a move costs the same however much ink there is.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.drawing import History, Picture
from digitpad.gui import theme
from digitpad.gui.ink_layer import InkLayer
from digitpad.gui.placement import PAD_SIZE, on_pad
from digitpad.ink import Ink, Point

if TYPE_CHECKING:
    from digitpad.drawing import Drawing


class _Pen(Enum):
    """What is writing, so that a second finger or a palm does not join in."""

    NONE = "none"
    MOUSE = "mouse"
    TOUCH = "touch"
    TABLET = "tablet"


class Canvas(QWidget):
    """The square pad.

    `drawing_changed` carries the drawing after each event that changed it. `history_changed` follows what can be
    undone and redone, once a step: not with every point.
    """

    drawing_changed = Signal(object)
    history_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = History()
        self._pen_width = 20.0
        self._pen = _Pen.NONE
        self._touch_id = -1
        self._layer = InkLayer()
        self._shows_focus = False
        self._invitation = self.tr("Draw a digit here")
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)  # or Qt would not tell of a button released where it could not see it
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

    @property
    def is_writing(self) -> bool:
        """Whether a pen is down."""
        return self._pen is not _Pen.NONE

    def show_drawing(self, drawing: Drawing) -> None:
        """Put ink or a picture on the pad, as a step that can be undone."""
        self._lift(self._pen)
        self._replace(self._history.changed(drawing))

    def clear(self) -> None:
        """Empty the pad, as a step that can be undone."""
        self._lift(self._pen)
        self._replace(self._history.cleared())

    def undo(self) -> None:
        """Go one step back."""
        self._lift(self._pen)
        self._replace(self._history.undone())

    def redo(self) -> None:
        """Go one undone step forward."""
        self._lift(self._pen)
        self._replace(self._history.redone())

    def set_pen_width(self, width: float) -> None:
        """Set the width of all ink on the pad, in canvas units; for the eye alone."""
        self._pen_width = width
        self._refresh()

    def invite(self, *, to_digits: bool) -> None:
        """Say on the empty pad what the model in use reads: digits or other pictures."""
        self._invitation = self.tr("Draw a digit here") if to_digits else self.tr("Open a picture, or draw")
        self.update()

    @property
    def pen_width(self) -> float:
        """The width of ink on the pad, in canvas units."""
        return self._pen_width

    def sizeHint(self) -> QSize:
        """Qt asks how large the pad would like to be."""
        return QSize(560, 560)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse begins a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._put_down(_Pen.MOUSE, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The mouse goes on with its stroke."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(_Pen.MOUSE, event.position())
        else:
            self._lift(_Pen.MOUSE)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The mouse ends its stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._lift(_Pen.MOUSE)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen with pressure writes; its other end and buttons do not."""
        kind, pressure = event.type(), event.pressure()
        if kind == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            self._put_down(_Pen.TABLET, event.position(), pressure)
        elif kind == QEvent.Type.TabletMove:
            self._move(_Pen.TABLET, event.position(), pressure)
        elif kind == QEvent.Type.TabletRelease:
            self._lift(_Pen.TABLET)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Qt hands every event here first; touch has no handler of its own."""
        if isinstance(event, QTouchEvent) and self._touch(event):
            return True
        return super().event(event)

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
        ratio = self.devicePixelRatioF()
        if not self._layer.fits(self.size(), ratio):
            self._layer.render(self.drawing, self.size(), ratio, self._scale(), self._look())
        tokens = theme.current()
        outline = self._outline()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), theme.color(tokens.ground))
        painter.fillPath(outline, theme.color(tokens.paper))
        painter.save()
        painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
        self._layer.lay(painter, event.rect())
        painter.restore()
        if self.drawing == Ink():
            self._paint_invitation(painter)
        painter.setPen(QPen(theme.color(tokens.accent if self._shows_focus else tokens.line), 1.0))
        painter.drawPath(outline)

    def _put_down(self, pen: _Pen, place: QPointF, pressure: float | None = None) -> None:
        if self.is_writing:
            return
        self._pen = pen
        drawing = self.drawing
        ink = Ink() if isinstance(drawing, Picture) else drawing
        is_first = ink.is_empty
        ink = ink.pen_down(self._point(place, pressure))
        self._history = self._history.changed(ink)
        if is_first:
            self._refresh()  # the invitation or the picture goes
        else:
            self._add_newest(ink)
        self.history_changed.emit()
        self.drawing_changed.emit(self.drawing)

    def _move(self, pen: _Pen, place: QPointF, pressure: float | None = None) -> None:
        ink = self.drawing
        if pen is not self._pen or not isinstance(ink, Ink):
            return
        point = self._point(place, pressure)
        last = ink.strokes[-1].points_from(len(ink.strokes[-1]) - 1)[0]
        if (last.x, last.y) == (point.x, point.y):
            return
        ink = ink.pen_moved(point)
        self._history = self._history.revised(ink)
        self._add_newest(ink)
        self.drawing_changed.emit(self.drawing)

    def _lift(self, pen: _Pen) -> None:
        ink = self.drawing
        if pen is not self._pen or pen is _Pen.NONE or not isinstance(ink, Ink):
            return
        self._pen = _Pen.NONE
        self._history = self._history.revised(ink.pen_up())
        self.drawing_changed.emit(self.drawing)

    def _touch(self, event: QTouchEvent) -> bool:
        """Let the first finger write; whether the event was a touch screen's."""
        if event.device().type() != QPointingDevice.DeviceType.TouchScreen:
            return False
        kind = event.type()
        if kind == QEvent.Type.TouchBegin and not self.is_writing:
            self._touch_id = event.points()[0].id()
        for finger in event.points():
            if finger.id() != self._touch_id:
                continue
            if kind == QEvent.Type.TouchBegin:
                self._put_down(_Pen.TOUCH, finger.position())
            else:
                self._move(_Pen.TOUCH, finger.position())
            if finger.state() == QEventPoint.State.Released:
                self._lift(_Pen.TOUCH)
        if kind in {QEvent.Type.TouchEnd, QEvent.Type.TouchCancel}:
            self._lift(_Pen.TOUCH)
        event.accept()
        return True

    def _replace(self, history: History) -> None:
        if history is self._history:
            return
        self._history = history
        self._refresh()
        self.history_changed.emit()
        self.drawing_changed.emit(self.drawing)

    def _point(self, place: QPointF, pressure: float | None) -> Point:
        return Point(*on_pad(place.x() / self._scale(), place.y() / self._scale()), pressure)

    def _scale(self) -> float:
        """Widget pixels a canvas unit."""
        return max(min(self.width(), self.height()), 1) / PAD_SIZE

    def _outline(self) -> QPainterPath:
        side = self._scale() * PAD_SIZE
        path = QPainterPath()
        path.addRoundedRect(QRectF(0.5, 0.5, side - 1, side - 1), theme.CARD_RADIUS, theme.CARD_RADIUS)
        return path

    def _refresh(self) -> None:
        self._layer.discard()
        self.update()

    def _add_newest(self, ink: Ink) -> None:
        dirty = self._layer.add_newest(ink, self._look())
        self.update(dirty) if not dirty.isEmpty() else self.update()

    def _look(self) -> tuple[QColor, float]:
        return theme.color(theme.current().ink), self._pen_width

    def _paint_invitation(self, painter: QPainter) -> None:
        font = self.font()
        side = self._scale() * PAD_SIZE
        font.setPixelSize(round(max(side / 24, 14)))
        painter.setFont(font)
        painter.setPen(theme.color(theme.current().muted, 0.6))
        painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, self._invitation)
