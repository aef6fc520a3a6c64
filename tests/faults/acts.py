"""What a user may do at any moment, as acts that yield how many milliseconds pass until they go on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from digitpad.config.model_spec import ModelSpec
from digitpad.config.train_config import TrainConfig
from tests.gui.conftest import Pen

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from digitpad.gui.main_window import MainWindow

Act: TypeAlias = Iterator[int]

MOVE = 8
"""Milliseconds from one move of the mouse to the next."""

SHORT = TrainConfig(images=600, epochs=60, batch_size=50)
DEEP = TrainConfig(model=ModelSpec(hidden_sizes=(64, 32)), images=600, epochs=40, batch_size=50, momentum=0.9)

_LEFT_ALONE = ("fetch", "download", "quit", "start the sweep", "run the sweep")
"""Words of buttons that ask for the network, or for processes that take the machine."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does the acts."""

    window: MainWindow
    source: random.Random
    files: tuple[Path, ...]  # to open: sound ones and damaged ones
    fault: Callable[[str], None]  # called with what is wrong
    tell: Callable[[str], None]  # called with what is done, where an act may be one of many

    # -- the pad

    def draw(self) -> Act:
        """Draw one to three smooth strokes at a hand's pace."""
        pen = Pen(self.window.canvas)
        for _ in range(self.source.randint(1, 3)):
            x, y = self.source.uniform(100, 400), self.source.uniform(100, 400)
            bend, size = self.source.uniform(-0.4, 0.4), self.source.uniform(4, 14)
            angle = self.source.uniform(0, math.tau)
            pen.down(x, y)
            for _ in range(self.source.randint(5, 40)):
                angle += bend
                x, y = x + size * math.cos(angle), y + size * math.sin(angle)
                pen.move(x, y)
                yield MOVE
            pen.up(x, y)
            yield self.source.randint(20, 200)

    def scribble(self) -> Act:
        """Go to and fro at random, far quicker than a hand."""
        pen = Pen(self.window.canvas)
        pen.down(250, 250)
        for _ in range(self.source.randint(20, 300)):
            pen.move(self.source.uniform(-20, 520), self.source.uniform(-20, 520))
            if self.source.random() < 0.5:
                yield 0
        pen.up(250, 250)
        yield 50

    def write_with_a_tablet(self) -> Act:
        """Draw a stroke with a pen that knows how hard it is pressed."""
        x, y = self.source.uniform(100, 300), self.source.uniform(100, 300)
        self._send_tablet(QEvent.Type.TabletPress, x, y)
        for _ in range(self.source.randint(3, 25)):
            x, y = x + self.source.uniform(-5, 15), y + self.source.uniform(-5, 15)
            self._send_tablet(QEvent.Type.TabletMove, x, y)
            yield MOVE
        self._send_tablet(QEvent.Type.TabletRelease, x, y)
        yield 50

    def undo(self) -> Act:
        """Go back, and be where one was."""
        canvas = self.window.canvas
        before = canvas.history
        self.window.actions_of_window.undo.trigger()
        if before.past and canvas.drawing != before.past[-1]:
            self.fault("undo has not brought the drawing before back")
        yield 30

    def redo(self) -> Act:
        """Go forward, and be where one was."""
        canvas = self.window.canvas
        before = canvas.history
        self.window.actions_of_window.redo.trigger()
        if before.future and canvas.drawing == before.present:
            self.fault("redo has done nothing")
        yield 30

    def clear(self) -> Act:
        """Empty the pad, and now and then want the drawing back."""
        before = self.window.canvas.drawing
        self.window.actions_of_window.new.trigger()
        yield 50
        if self.source.random() < 0.5 and self.window.canvas.history.past:
            self.window.actions_of_window.undo.trigger()
            if self.window.canvas.drawing != before:
                self.fault("undo has not brought back what was cleared")
        yield 20

    def keep_as_my_digit(self) -> Act:
        """Say what the drawing was."""
        self.source.choice(self.window.actions_of_window.labels.actions()).trigger()
        yield 100

    # -- files, models, look

    def open_a_file(self) -> Act:
        """Open a picture or ink, be it damaged."""
        self.window.files.open(self.source.choice(self.files))
        yield 150

    def switch_the_model(self) -> Act:
        """Let another model read the pad."""
        self.window.choice.chosen.emit(self.source.choice(self.window.choice.names))
        yield 150

    def change_the_theme(self) -> Act:
        """Choose light or dark."""
        self.source.choice(self.window.actions_of_window.themes.actions()).trigger()
        yield 100

    def resize(self) -> Act:
        """Make the window larger or smaller."""
        if not self.window.isFullScreen():
            self.window.resize(self.source.randint(700, 1600), self.source.randint(450, 1000))
        yield 80

    # -- windows and views

    def use_a_menu(self) -> Act:
        """Trigger any action of the menus."""
        do = self.window.actions_of_window
        actions = [action for action in do.made.values() if action is not do.quit and action.isEnabled()]
        action = self.source.choice(actions)
        yield from self._named(action)

    def press_a_button(self) -> Act:
        """Press any button that is to be seen, in any window."""
        windows = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        buttons = [
            button
            for window in windows
            for button in window.findChildren(QAbstractButton)
            if button.isVisible() and button.isEnabled() and _may_be_pressed(button)
        ]
        if buttons:
            button = self.source.choice(buttons)
            self.tell(f"press “{_words_of(button)}”")
            button.click()
        yield self.source.choice((20, 100, 300))

    def type_something(self) -> Act:
        """Type into the field that has the focus, or a key for the window."""
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit):
            QTest.keyClicks(field, self.source.choice(("mine", "a b", "7", "0.01", "é", "con")))
            QTest.keyClick(field, Qt.Key.Key_Return)
        elif field is not None:
            keys = (Qt.Key.Key_Escape, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_5)
            QTest.keyClick(field, self.source.choice(keys))
        yield 50

    def close_a_window(self) -> Act:
        """Close any window but the pad's."""
        windows = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not self.window]
        if windows:
            self.source.choice(windows).close()
        yield 50

    # -- training

    def train(self) -> Act:
        """Begin a run, if none is under way, and look at it for a while."""
        windows = self.window.tool_windows
        dialog = windows.training.open()
        yield 50
        if windows.training_controller.session.can_start:
            dialog.form.fill(self.source.choice((SHORT, DEEP)))
            yield 50
            if dialog.run_panel.start.isEnabled():
                dialog.run_panel.start.click()
        yield 400

    def go_on_training(self) -> Act:
        """Press a button of the training view: pause, go on, stop, keep, discard."""
        dialog = self.window.tool_windows.training.window
        if dialog is not None and dialog.isVisible():
            panels: tuple[QWidget, ...] = (dialog.run_panel, dialog.result_panel)
            buttons = [
                button
                for panel in panels
                for button in panel.findChildren(QAbstractButton)
                if button.isVisible() and button.isEnabled() and _may_be_pressed(button)
            ]
            if buttons:
                self.source.choice(buttons).click()
        yield 200

    def _named(self, action: QAction) -> Act:
        self.tell(f"choose “{action.text()}”")
        action.trigger()
        yield self.source.choice((50, 150, 400))

    def _send_tablet(self, kind: QEvent.Type, x: float, y: float) -> None:
        canvas = self.window.canvas
        place = QPointF(x, y) * (min(canvas.width(), canvas.height()) / 500)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
        pen = QPointingDevice.primaryPointingDevice()
        turns = (0.0, 0.0, 0.0, 0.0, 0.0)
        pressure = self.source.random()
        event = QTabletEvent(kind, pen, place, place, pressure, *turns, Qt.KeyboardModifier.NoModifier, button, held)
        QApplication.sendEvent(canvas, event)


def _may_be_pressed(button: QAbstractButton) -> bool:
    words = f"{button.text()} {button.toolTip()}".casefold().replace("&", "")
    return not any(word in words for word in _LEFT_ALONE)


def _words_of(button: QAbstractButton) -> str:
    return button.text() or button.toolTip() or type(button).__name__


DRAWING = frozenset({"draw", "scribble", "write_with_a_tablet"})
"""Acts during which the pen is on the pad."""

WEIGHTS = {
    Hand.draw: 10,
    Hand.scribble: 2,
    Hand.write_with_a_tablet: 2,
    Hand.undo: 4,
    Hand.redo: 3,
    Hand.clear: 2,
    Hand.keep_as_my_digit: 4,
    Hand.open_a_file: 4,
    Hand.switch_the_model: 4,
    Hand.change_the_theme: 1,
    Hand.resize: 2,
    Hand.use_a_menu: 8,
    Hand.press_a_button: 8,
    Hand.type_something: 4,
    Hand.close_a_window: 3,
    Hand.train: 4,
    Hand.go_on_training: 5,
}
"""How often an act is chosen, as against the others."""
