"""The main window and a pen for it."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from digitpad.gui.app import wait_until
from digitpad.gui.library_thread import LibraryThread
from digitpad.gui.main_window import MainWindow
from digitpad.gui.my_digits.collection_dialog import CollectionDialog
from digitpad.gui.my_digits.storage_thread import DigitsController
from digitpad.gui.widgets import theme
from digitpad.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from PySide6.QtCore import SignalInstance
    from pytestqt.qtbot import QtBot

    from digitpad.gui.pad.canvas import Canvas
    from digitpad.gui.widgets.background import BackgroundWork
    from digitpad.gui.widgets.window_holder import WindowHolder

WAIT = 20_000
"""Milliseconds: numpy may take seconds to load on a busy machine."""

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Destroy the widgets of each test on this thread, as `gui.garbage` does in the window.

    Not in a fixture: pytest lets go of a test's fixtures only after the last of them is torn down.
    """
    gc.disable()
    gc.freeze()  # what outlived the last collection: looking through it again would take 180 ms a test
    done = yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # outside an event loop nobody else does
    gc.collect()
    gc.enable()
    return done


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """Return the application in its light theme, and leave it so."""
    theme.apply_theme(qapp, theme.Theme.LIGHT)
    yield qapp
    theme.apply_theme(qapp, theme.Theme.LIGHT)


@pytest.fixture
def digits(dressed: QApplication) -> Iterator[DigitsController]:
    """Return the way to the digits of a user who has kept none."""
    yield from ended(DigitsController())


@pytest.fixture
def library_thread(dressed: QApplication, user_folder: Path) -> Iterator[LibraryThread]:
    """Return the thread of the library in the user folder."""
    yield from ended(LibraryThread())


@pytest.fixture
def collection(qtbot: QtBot, digits: DigitsController) -> CollectionDialog:
    """Return the guided collection at its first digit."""
    made = CollectionDialog(digits, 20)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Iterator[MainWindow]:
    """Return the main window with the bundled MLP ready."""
    made = MainWindow(Settings())
    with qtbot.waitSignal(made.recognition.model_loaded, timeout=WAIT):
        made.show()
    yield made
    training = made.tool_windows.training.window
    if training is not None and not training._training.session.can_start:  # closing would ask, for ever
        training._training.stop(keep=False)
        training.ending.discard()
        qtbot.waitUntil(lambda: training._training.session.can_start, timeout=WAIT)
    made.close()
    assert made.my_digits.shut_down()
    assert made.recognition.shut_down()
    made.deleteLater()


def rest(work: BackgroundWork[Any]) -> None:
    """Wait until work in the background has nothing left to do, and has told of it."""
    assert wait_until(lambda: not work.is_busy)


def ended(controller: T) -> Iterator[T]:
    """Let a fixture give a controller, whose thread must end with the test."""
    yield controller
    assert controller.shut_down()


def put_on_screen(qtbot: QtBot, widget: W, *size: int) -> W:
    """Show a widget, in a size if there is one, and return it once it is there."""
    qtbot.addWidget(widget)
    if size:
        widget.resize(*size)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def opened(holder: WindowHolder[W]) -> W:
    """Return the window of a holder, which must have been opened."""
    assert holder.window is not None
    assert holder.window.isVisible()
    return holder.window


def heard(qtbot: QtBot, signal: SignalInstance, act: Callable[..., object], *arguments: object) -> list[Any]:
    """Do something, and return what the signal that it brings about carries."""
    with qtbot.waitSignal(signal, timeout=WAIT) as caught:
        act(*arguments)
    return caught.args


def answer(words: str) -> list[str]:
    """Answer the next question; the list holds the question once it was asked."""
    asked: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        next(button for button in box.buttons() if button.text().replace("&", "") == words).click()

    QTimer.singleShot(0, press)
    return asked


class Pen:
    """A mouse over the pad, in canvas units."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    def down(self, x: float, y: float) -> None:
        """Press the left button."""
        self._send(QEvent.Type.MouseButtonPress, x, y, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)

    def move(self, x: float, y: float) -> None:
        """Move with the left button held."""
        self._send(QEvent.Type.MouseMove, x, y, Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton)

    def hover(self, x: float, y: float) -> None:
        """Move with no button held."""
        self._send(QEvent.Type.MouseMove, x, y, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton)

    def up(self, x: float, y: float) -> None:
        """Let the left button go."""
        self._send(QEvent.Type.MouseButtonRelease, x, y, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton)

    def draw(self, stroke: Iterable[tuple[float, float]]) -> None:
        """Draw a whole stroke."""
        places = list(stroke)
        self.down(*places[0])
        for place in places[1:]:
            self.move(*place)
        self.up(*places[-1])

    def _send(self, kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        place = QPointF(x, y) * (min(self._canvas.width(), self._canvas.height()) / 500)
        event = QMouseEvent(kind, place, self._canvas.mapToGlobal(place), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._canvas, event)
