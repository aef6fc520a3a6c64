"""PySide6-Essentials 6.12 on CPython 3.11 loses one reference to None at every void call, and ends by aborting."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

CALLS = 20_000

# From Python 3.12 on, None and True are immortal: their count never changes, whatever Qt does.
needs_counting = pytest.mark.skipif(sys.version_info >= (3, 12), reason="None has no reference count to lose")


class Emitter(QObject):
    """Tells True."""

    told = Signal(bool)


@needs_counting
def test_painting_loses_no_reference_to_none(qtbot: QtBot) -> None:
    image = QImage(8, 8, QImage.Format.Format_Grayscale8)
    painter = QPainter(image)
    painter.drawLine(0, 0, 7, 7)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        painter.drawLine(0, 0, 7, 7)
    lost = before - sys.getrefcount(None)
    painter.end()
    assert lost < CALLS // 100


@needs_counting
def test_emitting_loses_no_reference_to_true(qtbot: QtBot) -> None:
    emitter = Emitter()
    before = sys.getrefcount(True)
    for _ in range(CALLS):
        emitter.told.emit(True)
    assert before - sys.getrefcount(True) < CALLS // 100
