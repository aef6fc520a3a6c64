"""The dock of the notes: a walk, its steps, and the one that is looked at or done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QSplitter, QWidget

from digitpad.gui.notes.memory import place_of
from digitpad.gui.notes.running_strip import RunningStrip
from digitpad.gui.notes.step_list import StepList
from digitpad.gui.notes.step_page import StepPage
from digitpad.gui.notes.step_runner import StepRunner, lacks_data
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.dock_holder import DockView
from digitpad.gui.widgets.form_fields import QuietComboBox
from digitpad.gui.widgets.two_line_delegate import ABOUT, TwoLineDelegate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QResizeEvent

    from digitpad.gui.notes.memory import NotesMemory
    from digitpad.ink.drawing import Drawing
    from digitpad.notes.walk import Progress, Step, Walk

_WIDE = 760
"""Pixels from which on the steps stand beside the one chosen; else above it."""

_LIST_SHARE, _LIST_WIDTH = 0.22, 260
"""How much of the view its list of steps takes at first, and at most how many pixels where it is wide."""


class NotesView(DockView):
    """Goes through the notes, a step at a time; another may be looked at while one is under way.

    `drawing_wanted`: a `LabelledDrawing` for the pad; `data_wanted`: the `DatasetName` of one that is not here, or that
    is to be looked at, and no folder; `door_opened`: the `Step` in whose view one wants to go on looking.

    `walks`: all there are; `memory`: what was done, which outlives the view.
    """

    drawing_wanted = Signal(object)
    data_wanted = Signal(object, str)
    door_opened = Signal(object)

    def __init__(self, walks: Sequence[Walk], memory: NotesMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walks, self._memory = tuple(walks), memory
        self._drawing: Drawing | None = None
        self.runner = StepRunner(memory, self)
        self.walk_box = QuietComboBox()
        self.list, self.page, self.strip = StepList(), StepPage(), RunningStrip()
        self.count = controls.label("", theme.Role.MUTED)
        self.again = controls.link(self.tr("Start over"), self.tr("Forget which steps of this note were done"))
        self.previous = controls.button(self.tr("Previous"), self.tr("The step before (Alt+Up)"))
        self.next = controls.button(self.tr("Next"), self.tr("The next step (Alt+Down)"))
        self._left_at: int | None = None  # where the step under way was scrolled to; None once one scrolls oneself
        # The view's own timer, which ends with it; what waits is laid out before.
        self._revealing = QTimer(self, singleShot=True, interval=0)
        self._has_shared = False  # whether list and step have got their first sizes
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._put_together()
        self._fill_walks()
        self._connect()
        self._open(*self._remembered())

    @property
    def walk(self) -> Walk:
        """The walk that is looked at."""
        return self._walks[self.walk_box.currentIndex()]

    @property
    def step(self) -> Step:
        """The step that is looked at."""
        return self.walk.steps[max(self.list.currentRow(), 0)]

    @property
    def is_busy(self) -> bool:
        """Whether a step is under way."""
        return self.runner.running is not None

    def open_step(self, place: str) -> None:
        """Turn to a step by its place, such as ``"a/batch"``, if there is one."""
        found = self._find(place)
        if found is not None:
            self._open(*found)

    def show_drawing(self, drawing: Drawing | None) -> None:
        """Take what lies on the pad now, None for nothing: a step may need it."""
        was_blank, self._drawing = self._drawing is None, drawing
        if was_blank != (drawing is None):
            self._show_state()

    def shut_down(self) -> bool:
        """Stop a step that is under way and end the thread; False if it is still busy when the wait runs out."""
        return self.runner.controller.shut_down()

    @Slot()
    def do(self) -> None:
        """Do the step that is looked at, unless one is under way or there is nothing to do it with."""
        if self.is_busy or self._lacks_drawing():
            return
        self.runner.begin(self.walk, self.step, self._drawing)
        self.page.begin()
        self._left_at = self._scrolled.verticalScrollBar().value()
        self._show_state()
        self._revealing.start()

    @Slot()
    def stop(self) -> None:
        """Stop the step that is under way."""
        if self.is_busy:
            self.runner.controller.cancel()
            self.page.show_stopping()
            self.strip.show_stopping()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop with the dock that is closed, but not behind the tab of another."""
        super().hideEvent(event)
        dock = self.parentWidget()
        while dock is not None and not isinstance(dock, QDockWidget):
            dock = dock.parentWidget()
        if dock is not None and dock.isHidden():
            self.stop()
            self.runner.controller.forget()

    def changeEvent(self, event: QEvent) -> None:
        """Back from another window: the data set that was not here may have come."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.runner.forget_solved()
            self._show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the steps beside the one chosen where there is room."""
        super().resizeEvent(event)
        if not self.is_busy:
            self._left_at = None
        is_wide = event.size().width() >= _WIDE
        orientation = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if self._splitter.orientation() != orientation or not self._has_shared:
            self._splitter.setOrientation(orientation)
            self._has_shared = True
            self._share_room()

    def _put_together(self) -> None:
        self._scrolled = controls.scrolled(self.page, takes_focus=True)
        self._scrolled.setAccessibleName(self.tr("The step and what came of it"))
        self.setFocusProxy(self.list)
        self._splitter.addWidget(self.list)
        self._splitter.addWidget(self._scrolled)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(theme.CONTROL_GAP)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        turn = controls.row(self.previous, self.next, None, self.count, self.again, spacing=theme.CONTROL_GAP)
        body = controls.column(self.walk_box, (self._splitter, 1), self.strip, turn, owner=self)
        body.setContentsMargins(theme.CARD_GAP, theme.CARD_GAP, theme.MARGIN, theme.MARGIN)

    def _share_room(self) -> None:
        """Give the list what it needs, but no more than its share; one may draw it larger."""
        is_wide = self._splitter.orientation() is Qt.Orientation.Horizontal
        whole, wanted = (self.width(), _LIST_WIDTH) if is_wide else (self.height(), self.list.sizeHint().height())
        first = min(wanted, round(whole * _LIST_SHARE))
        self._splitter.setSizes([first, whole - first])

    def _fill_walks(self) -> None:
        self.walk_box.setItemDelegate(TwoLineDelegate(self.walk_box))
        for walk in self._walks:
            self.walk_box.addItem(f"{walk.name.upper()}  {walk.title}")
            self.walk_box.setItemData(self.walk_box.count() - 1, walk.about, ABOUT)
        self.walk_box.setAccessibleName(self.tr("Note"))

    def _connect(self) -> None:
        self.walk_box.activated.connect(self._choose_walk)
        self.list.chosen.connect(self._choose_step)
        self.page.wanted.connect(self.do)
        for stopping in (self.page.stop_wanted, self.strip.stop_wanted):
            stopping.connect(self.stop)
        self.page.data_wanted.connect(self._ask_for_data)
        self.page.pad_wanted.connect(self._put_on_pad)
        self.page.door_opened.connect(self._open_door)
        self.strip.step_wanted.connect(self._show_running)
        self.again.clicked.connect(self._start_over)
        self.previous.clicked.connect(self._turn_back)
        self.next.clicked.connect(self._turn_on)
        self.runner.progressed.connect(self._show_progress)
        self.runner.ended.connect(self._show_end)
        self.runner.drawing_wanted.connect(self.drawing_wanted)
        self._revealing.timeout.connect(self._reveal_outcome)
        self._scrolled.verticalScrollBar().rangeChanged.connect(self._reveal_soon)  # what came is laid out by now
        for keys, slot in (("Ctrl+Return", self.do), ("Alt+Up", self._turn_back), ("Alt+Down", self._turn_on)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _remembered(self) -> tuple[int, int]:
        """Return the walk and step to begin with."""
        return self._find(self._memory.current) or (0, 0)

    def _find(self, place: str) -> tuple[int, int] | None:
        for number, walk in enumerate(self._walks):
            for row, step in enumerate(walk.steps):
                if place_of(walk, step) == place:
                    return number, row
        return None

    def _open(self, walk: int, row: int) -> None:
        self.walk_box.setCurrentIndex(walk)
        self.list.show_steps([step.title for step in self.walk.steps], row)
        self.walk_box.setToolTip(self.walk.about)
        self.walk_box.setAccessibleDescription(self.walk.about)
        self._show_step()

    @Slot(int)
    def _choose_walk(self, index: int) -> None:
        """Turn to a walk, at the first of its steps that is not done; a step under way goes on."""
        walk = self._walks[index]
        is_open = (row for row, step in enumerate(walk.steps) if not self._memory.is_done(place_of(walk, step)))
        self._open(index, next(is_open, 0))

    @Slot(int)
    def _choose_step(self, _row: int) -> None:
        self._show_step()

    def _show_step(self) -> None:
        """Show the chosen step with what it has come to."""
        place = place_of(self.walk, self.step)
        self._memory.current = place
        self.page.show_step(self.list.currentRow() + 1, self.step)
        self._scrolled.verticalScrollBar().setValue(0)
        self._left_at = None
        running = self.runner.running
        if running is not None and running.place == place:
            self.page.outcome.begin()
            self.page.show_progress(running.so_far, running.so_far)
        else:
            self.page.show_outcome(self._memory.outcome(place))
        self._show_state()

    def _show_state(self) -> None:
        """Show what is done, what is under way, and what can be done."""
        places = [place_of(self.walk, step) for step in self.walk.steps]
        for row, place in enumerate(places):
            self.list.mark(row, is_done=self._memory.is_done(place), is_running=self.runner.is_running(place))
        row, here = max(self.list.currentRow(), 0), place_of(self.walk, self.step)
        if self.runner.is_running(here):
            self.page.show_running()
        else:
            self.page.show_ready(self._hint(), is_done=self._memory.is_done(here))
        problem = self.runner.problem(here)
        self.page.show_problem(problem, can_fetch=lacks_data(problem, self.step))
        self.strip.show_running(None if self.runner.is_running(here) else self.runner.running)
        done = sum(map(self._memory.is_done, places))
        self.count.setText(self.tr("{done} of {all} done").format(done=done, all=len(places)))
        self.again.setVisible(done > 0)
        self.previous.setEnabled(row > 0)
        self.next.setEnabled(row + 1 < len(places))
        controls.mark(self.next, theme.Role.PRIMARY if self._memory.is_done(here) else theme.Role.SECONDARY)

    def _hint(self) -> str:
        if self.is_busy:
            return self.tr("Another step is under way: see below.")
        if self._lacks_drawing():
            return self.tr("Draw something on the pad first: this step is done with it.")
        return ""

    def _lacks_drawing(self) -> bool:
        return self.step.needs_drawing and self._drawing is None

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        running, here = self.runner.running, place_of(self.walk, self.step)
        if running is not None and running.place == here:
            self.page.show_progress(progress, running.so_far)
            self._reveal_soon()
        else:
            self.strip.show_running(running)

    @Slot(str)
    def _show_end(self, place: str) -> None:
        """Be ready for another step; of one that was stopped, what it had come to before stays."""
        had_focus, here = self.page.stop.hasFocus(), place_of(self.walk, self.step)
        if place == here:
            self.page.show_outcome(self._memory.outcome(here))
            self._revealing.start()
        self._show_state()
        if had_focus:
            is_done = self._memory.is_done(here) and self.next.isEnabled()
            (self.next if is_done else self.page.do).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _reveal_soon(self) -> None:
        if self._left_at is not None:
            self._revealing.start()

    @Slot()
    def _reveal_outcome(self) -> None:
        """Scroll on to the button, below which the outcome grows, as far as it has; not for one who scrolls."""
        bar = self._scrolled.verticalScrollBar()
        if self._left_at is None or bar.value() != self._left_at:
            self._left_at = None
        else:
            bar.setValue(max(bar.value(), min(self.page.action_top, bar.maximum())))
            self._left_at = bar.value()

    @Slot()
    def _show_running(self) -> None:
        if self.runner.running is not None:
            self.open_step(self.runner.running.place)

    @Slot()
    def _turn_back(self) -> None:
        self.list.move_to(max(self.list.currentRow() - 1, 0))

    @Slot()
    def _turn_on(self) -> None:
        self.list.move_to(min(self.list.currentRow() + 1, len(self.walk.steps) - 1))

    @Slot()
    def _start_over(self) -> None:
        self._memory.forget(self.walk)
        self.runner.forget_problems(place_of(self.walk, step) for step in self.walk.steps)
        self.list.move_to(0)
        self._show_step()

    @Slot()
    def _put_on_pad(self) -> None:
        outcome = self._memory.outcome(place_of(self.walk, self.step))
        if outcome is not None and outcome.for_pad is not None:
            self.drawing_wanted.emit(outcome.for_pad)

    @Slot()
    def _open_door(self) -> None:
        self.door_opened.emit(self.step)

    @Slot()
    def _ask_for_data(self) -> None:
        if self.step.dataset is not None:
            self.data_wanted.emit(self.step.dataset, "")
