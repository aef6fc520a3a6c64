"""The main window: pad, model card, prediction panel and menus, put together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLabel, QMainWindow, QTabWidget

from digitpad.config.dataset_info import DatasetName
from digitpad.errors import DigitpadError
from digitpad.gui.actions import Actions
from digitpad.gui.library_thread import LibraryThread
from digitpad.gui.main_layout import NextCard, PadArea, SideColumn
from digitpad.gui.models.card import ModelCard
from digitpad.gui.models.choice import ModelChoice
from digitpad.gui.models.library_menus import LibraryMenus
from digitpad.gui.my_digits.controller import MyDigitsController
from digitpad.gui.notes.memory import NotesMemory
from digitpad.gui.pad.canvas import Canvas
from digitpad.gui.pad.drawing_files import DrawingFiles
from digitpad.gui.pad.file_reader import FileReader
from digitpad.gui.pad.tool_row import ToolRow
from digitpad.gui.prediction.panel import PredictionPanel, ReadingOptions
from digitpad.gui.prediction.presenter import PredictionPresenter
from digitpad.gui.prediction.recognition_thread import RecognitionController
from digitpad.gui.prediction.strictness_popover import StrictnessPopover
from digitpad.gui.preloading import Preloader
from digitpad.gui.presentation import Presentation
from digitpad.gui.settings_keeper import SettingsKeeper
from digitpad.gui.status_chips import StatusChips
from digitpad.gui.tool_windows import ToolWindows
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.background import BackgroundWork
from digitpad.gui.widgets.dock_holder import DockWidth
from digitpad.gui.widgets.error_dialog import show_error
from digitpad.gui.widgets.window_placement import FRAME, bring_on_screen, screen_of
from digitpad.gui.workspace import Workspace
from digitpad.ink.drawing import History
from digitpad.ink.ink import Ink
from digitpad.settings import Settings, ThemeChoice

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent

    from digitpad.config.train_config import TrainConfig
    from digitpad.gui.prediction.answers import LoadedModel

_MESSAGE_MILLISECONDS = 4000


class MainWindow(QMainWindow):
    """The pad, the model and its prediction. `first_painted` follows the first time it was on screen."""

    first_painted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.settings_keeper = SettingsKeeper(settings, self._chosen_settings, self)
        self._was_painted = False
        self._loaded: TrainConfig | None = None
        self._titles = ("", "")  # what was read, and the run under way
        self.actions_of_window = do = Actions(self)
        self.choice = ModelChoice(settings.model, self)
        self.canvas = Canvas()
        self.tools = ToolRow(do)
        self.model_card = ModelCard(self.choice)
        options = ReadingOptions(do.numbers, do.strictness)
        self.panel = PredictionPanel(options)
        self.strictness_popover = StrictnessPopover(options.strictness, self)
        self.recognition = RecognitionController(settings.model, self, reads_numbers=settings.reads_numbers)
        self.presenter = PredictionPresenter(self.canvas, self.panel, self.recognition, do, settings.kept_share)
        self.files = DrawingFiles(self.canvas, FileReader(self.recognition.thread_of_worker, self), self)
        self.model_menu = do.fill(self.menuBar())
        self.library = LibraryThread(self)
        self.menus = LibraryMenus(self.library, self.choice, do, self.model_menu, self.model_card.library_menu)
        self._dock_width = width = DockWidth(settings.view_width)
        self.tool_windows = ToolWindows(self.choice, self.library, self.canvas, self.presenter, self, width)
        self.my_digits = MyDigitsController(
            self.canvas, self.presenter, do, lambda: self.tool_windows.training_controller, self.library, self
        )
        self.chips = StatusChips(self.tool_windows, do, self.statusBar())
        self.notes_memory = NotesMemory(settings.done_steps, settings.note_step)
        self.workspace = Workspace(
            self.canvas, self.presenter, self.panel, self.recognition, self.choice, self, width, self.notes_memory
        )
        self.preloading = Preloader(self)
        self._build()
        self._connect()
        self._apply(settings)
        self._show_history()
        self._show_offer()

    @property
    def is_ready(self) -> bool:
        """Whether the drawing is painted and read, and the models on show and their scores are there."""
        is_seen = self.canvas.is_painted and self.presenter.is_ready
        is_busy = self.library.is_busy or self.tool_windows.score_updates.controller.is_busy
        return is_seen and not is_busy

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begin with what takes time once there is something to see."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._begin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the form for a projector by Escape, as one leaves any full screen; guess by a digit key."""
        if event.key() == Qt.Key.Key_Escape and self.presentation.is_on:
            self.actions_of_window.presentation.trigger()
        elif self.presenter.hides_answer and event.text().isdecimal() and event.text().isascii():
            self.presenter.guess_class(event.text())
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about training under way and what waits to be kept, remember the window, end the threads."""
        if not (self.tool_windows.may_close() and self.my_digits.may_close() and self.files.may_close()):
            event.ignore()
            return
        self.presentation.show(False)
        self._remember()
        self.hide()  # the threads may take a moment, with torch half loaded
        if not self.shut_down():
            event.ignore()
            self.show()
            for work in self.findChildren(BackgroundWork):
                work.resume()
            self.workspace.open_again(self._settings.open_views)
            show_error(
                DigitpadError("Not everything has ended yet", "Work under way takes unusually long. Close once more."),
                self,
            )

    def shut_down(self) -> bool:
        """End all threads; False if one is still busy when the wait runs out."""
        windows, recognition = self.tool_windows, self.recognition
        parts = (self.preloading, self.settings_keeper, self.workspace, self.my_digits, windows, recognition)
        dialogs = self.findChildren(BackgroundWork)  # what they began, and all that has ended with the parts
        return all(part.shut_down() for part in parts) and all(work.shut_down() for work in dialogs)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files and pictures be dropped."""
        if self.files.can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        if self.files.take(event.mimeData(), self.tr("a dropped picture")):
            event.acceptProposedAction()

    @Slot()
    def show_random_image(self) -> None:
        """Put a test image of the model's data set on the pad; MNIST's for one whose data is not known."""
        config = self._loaded
        self.files.show_random(*(DatasetName.MNIST, None) if config is None else (config.dataset, config.folder))

    @Slot()
    def show_strictness(self) -> None:
        """Show the slider of the digit detection threshold."""
        if self.presenter.thresholds is not None:
            self.strictness_popover.open_for(self.presenter.thresholds, self.presenter.kept_share)

    def _build(self) -> None:
        self.setAcceptDrops(True)
        bar = self.menuBar()
        brand = controls.label("digitpad", theme.Role.BRAND)
        brand.setParent(bar)
        bar.setCornerWidget(brand, Qt.Corner.TopLeftCorner)
        self.next_card = NextCard(self.actions_of_window)
        side = SideColumn(self.model_card, self.panel, self.next_card)
        self.setCentralWidget(PadArea(self.canvas, self.tools, side))
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        others = (self.next_card, self.statusBar())
        self.presentation = Presentation(self.workspace.inside, (self.tools, side), others, self)
        self._timing = QLabel()
        controls.use_tabular_figures(self._timing, theme.SMALL_PIXELS)
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        status.addWidget(self._timing)
        status.addPermanentWidget(self.my_digits.line)

    def _connect(self) -> None:
        do = self.actions_of_window
        do.connect_to(self)
        do.themes.triggered.connect(self._choose_theme)
        # These are in a menu that is filled when it opens.
        self.addActions([self.choice.softmax, self.choice.mlp, do.models, do.evaluate])
        self.tools.pen.valueChanged.connect(self.canvas.set_pen_width)
        self.canvas.drawing_changed.connect(self.recognition.read)
        self.canvas.history_changed.connect(self._show_history)
        self.files.message_changed.connect(self._show_message)
        self.files.origin_changed.connect(self.presenter.show_origin)
        self.panel.origin.model_wanted.connect(self._use_model)
        self.choice.chosen.connect(self._use_model)
        self.choice.changed.connect(self._show_offer)
        self.tool_windows.score_updates.serve_card(self.model_card, self.recognition)
        self.tool_windows.model_wanted.connect(self._use_model)
        self.tool_windows.models_changed.connect(self.recognition.reload)
        self.workspace.data_wanted.connect(self.tool_windows.show_data)
        self.workspace.drawing_wanted.connect(self.files.show_drawing)
        self.workspace.training_wanted.connect(self.tool_windows.open_training)
        self.workspace.evaluation_wanted.connect(self.tool_windows.open_evaluation)
        self.workspace.experiment_wanted.connect(self.tool_windows.open_experiment)
        self.tool_windows.model_kept.connect(self.workspace.show_kept)
        self.tool_windows.training_begun.connect(self.workspace.follow_training)
        self.chips.text_changed.connect(self._show_run)
        self.tool_windows.drawing_wanted.connect(self.files.show_drawing)
        self.my_digits.drawing_wanted.connect(self.files.show_drawing)
        self.my_digits.model_kept.connect(self.tool_windows.use_kept_model)
        self.recognition.model_loaded.connect(self._show_model)
        self.presenter.lines.title_changed.connect(self._show_title)
        self.presenter.lines.timing_changed.connect(self._timing.setText)
        self.presenter.message_changed.connect(self._show_message)
        self.strictness_popover.chosen.connect(self.presenter.use_strictness)
        keeper = self.settings_keeper
        keeper.follow(self.tools.pen.valueChanged, self.choice.chosen, self.strictness_popover.chosen)
        keeper.follow(do.themes.triggered, do.numbers.triggered, self.workspace.step_ended)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply_theme)
        theme.application().aboutToQuit.connect(self.recognition.shut_down)

    def _apply(self, settings: Settings) -> None:
        """Apply what was remembered."""
        self.tools.pen.setValue(settings.pen_width)
        self.canvas.set_pen_width(settings.pen_width)
        if not settings.has_drawn:
            self.canvas.show_hints(self._hints())
        self.actions_of_window.check_theme(settings.theme)
        room = screen_of(self).marginsRemoved(FRAME).size()
        self.resize(QSize(1240, 670).boundedTo(room))  # with its title bar, it fits a screen of 1280 x 720
        for remembered, restore in ((settings.geometry, self.restoreGeometry), (settings.docks, self.restoreState)):
            if remembered:
                restore(QByteArray.fromBase64(remembered.encode("ascii", "ignore")))
        bring_on_screen(self)

    @Slot(str)
    def _show_title(self, title: str) -> None:
        self._titles = (title, self._titles[1])
        self.setWindowTitle(" - ".join(filter(None, self._titles)))

    @Slot(str)
    def _show_run(self, text: str) -> None:
        self._titles = (self._titles[0], text)
        self._show_title(self._titles[0])

    def _hints(self) -> tuple[str, ...]:
        return (
            self.tr("Mouse, finger or pen: the model reads while you draw"),
            self.tr("Click a bar to see why it says so, another to see why not"),
            self.tr("Ctrl+R takes a test image, and says whether the model is right"),
            self.tr("Train… makes a model of your own, and you watch it learn"),
        )

    @Slot()
    def _begin(self) -> None:
        self.first_painted.emit()
        self.recognition.start()
        self.workspace.open_again(self._settings.open_views)
        self.library.list_names()
        self.my_digits.begin()
        self.settings_keeper.begin()
        self.preloading.begin()

    def _remember(self) -> None:
        """Remember what was chosen, and where everything lies."""
        self._dock_width.measure(self)
        self._settings = replace(
            self._chosen_settings(),
            geometry=bytes(self.saveGeometry().toBase64().data()).decode(),
            docks=bytes(self.saveState().toBase64().data()).decode(),
            open_views=self.workspace.open_views,
            view_width=self._dock_width.pixels,
        )
        self.settings_keeper.save(self._settings)

    def _chosen_settings(self) -> Settings:
        return replace(
            self._settings,
            pen_width=self.tools.pen.value(),
            model=self.choice.current,
            reads_numbers=self.presenter.reads_numbers,
            kept_share=self.presenter.kept_share,
            has_drawn=self._settings.has_drawn or self.canvas.history != History(),
            done_steps=self.notes_memory.done,
            note_step=self.notes_memory.current,
        )

    @Slot(str)
    def _use_model(self, name: str) -> None:
        self.choice.set_current(name)
        self.model_card.show_no_model()
        self.recognition.use_model(name)
        self.presenter.await_model()

    @Slot()
    def _show_offer(self) -> None:
        """Offer to read with no model that is not there any more."""
        self.panel.origin.know_models(self.choice.names)

    @Slot(object)
    def _show_model(self, model: LoadedModel) -> None:
        self._loaded = model.checkpoint.config
        self.model_card.show_model(model)

    @Slot()
    def _show_history(self) -> None:
        """Enable the actions that the drawing on the pad allows."""
        do, history = self.actions_of_window, self.canvas.history
        is_blank = history.present == Ink()
        do.undo.setEnabled(bool(history.past))
        do.redo.setEnabled(bool(history.future))
        for action in (do.new, do.save, do.copy):
            action.setEnabled(not is_blank)
        do.copy_ink.setEnabled(not is_blank and isinstance(history.present, Ink))
        do.next_drawing.setEnabled(self.files.has_next)
        do.previous_drawing.setEnabled(self.files.has_previous)

    @Slot(str)
    def _show_message(self, message: str) -> None:
        self.statusBar().showMessage(message, _MESSAGE_MILLISECONDS)

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        self._settings = replace(self._settings, theme=ThemeChoice(action.data()))
        self._apply_theme()

    @Slot()
    def _apply_theme(self) -> None:
        theme.apply_theme(theme.application(), theme.chosen(self._settings.theme))
        self.presentation.dress()
