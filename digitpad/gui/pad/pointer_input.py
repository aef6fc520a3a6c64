"""What can write on a widget: the mouse, the first finger on a touch screen, a tablet's pen."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QWidget


class _Pen(Enum):
    """What is writing, so that a second finger or a palm does not join in."""

    NONE = "none"
    MOUSE = "mouse"
    TOUCH = "touch"
    TABLET = "tablet"


class PenWidget(QWidget):
    """A widget one can write on; what that means is for the class that grows out of it to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pen = _Pen.NONE
        self._touch_id = -1
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setMouseTracking(True)  # or Qt would not tell of a button released where it could not see it

    @property
    def is_writing(self) -> bool:
        """Whether a pen is down."""
        return self._pen is not _Pen.NONE

    def pen_put_down(self, place: QPointF, pressure: float | None) -> None:
        """A stroke begins, in widget pixels."""
        raise NotImplementedError

    def pen_moved(self, place: QPointF, pressure: float | None) -> None:
        """The stroke goes on."""
        raise NotImplementedError

    def pen_lifted(self) -> None:
        """The stroke ends."""
        raise NotImplementedError

    def pen_hovered(self, place: QPointF) -> None:
        """The mouse is over a place without writing."""

    def lift(self) -> None:
        """End the stroke that is being written, if there is one."""
        self._lift(self._pen)

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
            self.pen_hovered(event.position())

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

    def _put_down(self, pen: _Pen, place: QPointF, pressure: float | None = None) -> None:
        if not self.is_writing:
            self._pen = pen
            self.pen_put_down(place, pressure)

    def _move(self, pen: _Pen, place: QPointF, pressure: float | None = None) -> None:
        if pen is self._pen:
            self.pen_moved(place, pressure)

    def _lift(self, pen: _Pen) -> None:
        if pen is self._pen and pen is not _Pen.NONE:
            self._pen = _Pen.NONE
            self.pen_lifted()

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
