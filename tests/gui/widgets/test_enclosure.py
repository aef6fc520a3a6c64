import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.gui.widgets.enclosure import Enclosure


class Window(QWidget):
    """A window around an enclosure around a label; counts how often it is laid out anew."""

    def __init__(self) -> None:
        super().__init__()
        self.layouts = 0
        self.label = QLabel("one")
        self.label.setWordWrap(True)
        self.label.setMinimumWidth(100)
        self.held = QWidget()
        QVBoxLayout(self.held).addWidget(self.label)
        self.enclosure = Enclosure(self.held)
        QVBoxLayout(self).addWidget(self.enclosure)
        self.resize(300, 200)

    def event(self, event: QEvent) -> bool:
        """Count."""
        self.layouts += event.type() is QEvent.Type.LayoutRequest
        return super().event(event)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """Return a window that is to be seen."""
    made = Window()
    qtbot.addWidget(made)
    made.show()
    settle()
    made.layouts = 0
    return made


def settle() -> None:
    """Let requests go up, one layout at a time."""
    for _ in range(5):
        QApplication.processEvents()


def test_another_text_lays_nothing_out_outside(window: Window) -> None:
    window.label.setText("two")
    settle()
    assert window.layouts == 0


def test_what_needs_more_room_gets_it(window: Window) -> None:
    window.label.setMinimumSize(500, 400)
    settle()
    assert window.layouts > 0
    assert window.minimumSizeHint().width() > 500
    assert window.enclosure.minimumSizeHint().height() > 400


def test_what_is_held_is_as_large_as_its_enclosure(window: Window) -> None:
    window.resize(640, 480)
    assert window.held.size() == window.enclosure.size()
    assert window.held.width() > 600
