"""The main window: its parts put together."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget

from digitpad.config.dataset_info import DatasetName
from digitpad.errors import DigitpadError, StorageError
from digitpad.gui.actions import Actions
from digitpad.gui.main_layout import NextCard, PadArea
from digitpad.gui.models.card import ModelCard
from digitpad.gui.models.choice import ModelChoice
from digitpad.gui.my_digits.controller import MyDigitsController
from digitpad.gui.pad.canvas import Canvas
from digitpad.gui.pad.drawing_files import DrawingFiles
from digitpad.gui.pad.file_reader import FileReader
from digitpad.gui.pad.tool_row import ToolRow
from digitpad.gui.prediction.panel import PredictionPanel, ReadingOptions
from digitpad.gui.prediction.presenter import PredictionPresenter
from digitpad.gui.prediction.recognition_thread import RecognitionController
from digitpad.gui.tool_windows import ToolWindows
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.error_dialog import show_error
from digitpad.gui.widgets.window_placement import FRAME, screen_of
from digitpad.ink.ink import Ink
from digitpad.settings import NARROWEST_PEN, WIDEST_PEN, Settings, ThemeChoice, save_settings, settings_file

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from digitpad.config.train_config import TrainConfig
    from digitpad.gui.prediction.answers import LoadedModel

_PEN_STEP = 4
_MESSAGE_MILLISECONDS = 4000

_log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """The pad, the model and what it says. `first_painted` follows the first time it was on screen."""

    first_painted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._was_painted = False
        self._learnt: TrainConfig | None = None
        self.actions_of_window = Actions(self)
        self.choice = ModelChoice(settings.model, self)
        self.canvas = Canvas()
        do = self.actions_of_window
        self.tools = ToolRow(do)
        self.model_card = ModelCard(self.choice)
        options = ReadingOptions(do.numbers, do.strictness)
        self.panel = PredictionPanel(options)
        self.recognition = RecognitionController(settings.model, self, reads_numbers=settings.reads_numbers)
        self.reading = PredictionPresenter(self.canvas, self.panel, self.recognition, do, settings, self)
        self.reading.stand_at(options.strictness)
        self.hand = MyDigitsController(self.canvas, self.reading, do, self.tools.labels, self)
        self.files = DrawingFiles(self.canvas, FileReader(self.recognition.thread_of_worker, self), self)
        self.workshop = ToolWindows(self.choice, do.models, do.train, do.evaluate, self)
        self._build()
        self._connect()
        self._adopt(settings)
        self._show_history()
        self._show_place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begin with what takes time once there is something to see."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._begin)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about training under way and what waits to be kept, remember the window, end the threads."""
        if not self.workshop.may_close():
            event.ignore()
            return
        self._remember()
        self.hide()  # the threads may take a moment, with torch half loaded
        if not (self.workshop.shut_down() and self.hand.shut_down() and self.recognition.shut_down()):
            event.ignore()
            self.show()
            show_error(
                DigitpadError("Not everything has ended yet", "Work under way takes unusually long. Close once more."),
                self,
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files and pictures be dropped."""
        if self.files.can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        if self.files.take(event.mimeData(), self.tr("a dropped picture")):
            event.acceptProposedAction()

    def _build(self) -> None:
        self.setAcceptDrops(True)
        actions = self.actions_of_window
        bar = self.menuBar()
        brand = controls.label("digitpad", theme.Role.BRAND)
        brand.setParent(bar)
        self._model_menu = actions.fill(bar)
        bar.setCornerWidget(brand, Qt.Corner.TopLeftCorner)
        self.next_card = NextCard(actions)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CARD_GAP)
        column.addWidget(self.model_card)
        column.addWidget(self.panel, 1)
        column.addWidget(self.next_card)
        self.setCentralWidget(PadArea(self.canvas, self.tools, side))
        self._timing, self._place = QLabel(), QLabel()
        for line in (self._timing, self._place):
            controls.use_tabular_figures(line, theme.SMALL_PIXELS)
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        status.addWidget(self._timing)
        status.addPermanentWidget(self._place)
        status.addPermanentWidget(self.hand.line)

    def _connect(self) -> None:
        do = self.actions_of_window
        do.new.triggered.connect(self.canvas.clear)
        do.undo.triggered.connect(self.canvas.undo)
        do.redo.triggered.connect(self.canvas.redo)
        do.open.triggered.connect(self.files.ask_and_open)
        do.save.triggered.connect(self.files.ask_and_save)
        do.copy.triggered.connect(self.files.copy_picture)
        do.copy_ink.triggered.connect(self.files.copy_ink)
        do.paste.triggered.connect(self.files.paste)
        do.next_drawing.triggered.connect(self.files.show_next)
        do.previous_drawing.triggered.connect(self.files.show_previous)
        do.wider_pen.triggered.connect(self._widen_pen)
        do.narrower_pen.triggered.connect(self._narrow_pen)
        do.stages.triggered.connect(self.panel.show_stages)
        do.train.triggered.connect(self.workshop.open_training)
        do.teach.triggered.connect(self.workshop.open_teaching)
        do.models.triggered.connect(self.workshop.open_models)
        do.evaluate.triggered.connect(self.workshop.open_evaluation)
        do.data.triggered.connect(self.workshop.open_data)
        do.random_image.triggered.connect(self._show_random_image)
        do.about.triggered.connect(self._show_about)
        do.quit.triggered.connect(self.close)
        do.themes.triggered.connect(self._choose_theme)
        self.addActions(
            [self.choice.softmax, self.choice.mlp, do.models, do.evaluate]
        )  # their menu is filled when it opens
        self.tools.pen.valueChanged.connect(self.canvas.set_pen_width)
        self.canvas.drawing_changed.connect(self.recognition.read)
        self.workshop.watch_pad(self.canvas, self.recognition.thread_of_worker)
        self.workshop.standings.serve_card(self.model_card, self.recognition)
        self.canvas.history_changed.connect(self._show_history)
        self.files.told.connect(self._tell)
        self.files.place_changed.connect(self._show_place)
        self.choice.chosen.connect(self._use_model)
        self._model_menu.aboutToShow.connect(self._fill_model_menu)
        self.model_card.library_menu.aboutToShow.connect(self._fill_library_menu)
        self.workshop.model_wanted.connect(self._use_model)
        self.workshop.models_changed.connect(self.recognition.reload)
        self.workshop.drawing_wanted.connect(self.files.show_drawing)
        self.workshop.collection_wanted.connect(self.hand.open_collection)
        self.hand.drawing_wanted.connect(self.files.show_drawing)
        self.hand.teaching_wanted.connect(self.workshop.open_teaching)
        self.recognition.model_loaded.connect(self._show_model)
        self.reading.title_changed.connect(self.setWindowTitle)
        self.reading.timing_changed.connect(self._timing.setText)
        self.reading.told.connect(self._tell)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._wear_theme)
        theme.application().aboutToQuit.connect(self.recognition.shut_down)

    def _adopt(self, settings: Settings) -> None:
        """Take up what was remembered."""
        self.tools.pen.setValue(settings.pen_width)
        self.canvas.set_pen_width(settings.pen_width)
        self.actions_of_window.check_theme(settings.theme)
        room = screen_of(self).marginsRemoved(FRAME).size()
        self.resize(QSize(1240, 670).boundedTo(room))  # with its title bar, it fits a screen of 1280 x 720
        if settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))

    @Slot()
    def _begin(self) -> None:
        self.first_painted.emit()
        self.recognition.start()
        self.workshop.refresh()
        self.hand.begin()

    def _remember(self) -> None:
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        settings = replace(
            self._settings,
            pen_width=self.tools.pen.value(),
            model=self.choice.current,
            reads_numbers=self.reading.reads_numbers,
            kept_share=self.reading.kept_share,
            geometry=geometry,
        )
        try:
            save_settings(settings, settings_file())
        except StorageError as error:
            _log.warning("the window's settings are not remembered: %s", error)

    @Slot()
    def _fill_model_menu(self) -> None:
        self.workshop.fill_model_menu(self._model_menu)

    @Slot()
    def _fill_library_menu(self) -> None:
        self.workshop.fill_library_menu(self.model_card.library_menu)

    @Slot(str)
    def _use_model(self, name: str) -> None:
        self.choice.set_current(name)
        self.model_card.show_no_model()
        self.recognition.use_model(name)
        self.reading.await_model()

    @Slot(object)
    def _show_model(self, model: LoadedModel) -> None:
        self._learnt = model.checkpoint.config
        self.model_card.show_model(model)

    @Slot()
    def _show_history(self) -> None:
        """Enable what the drawing on the pad allows."""
        do, history = self.actions_of_window, self.canvas.history
        is_blank = history.present == Ink()
        do.undo.setEnabled(bool(history.past))
        do.redo.setEnabled(bool(history.future))
        for action in (do.new, do.save, do.copy):
            action.setEnabled(not is_blank)
        do.copy_ink.setEnabled(not is_blank and isinstance(history.present, Ink))
        self._place.setText(self.files.place)

    @Slot()
    def _show_place(self) -> None:
        self._place.setText(self.files.place)
        self.actions_of_window.next_drawing.setEnabled(self.files.has_next)
        self.actions_of_window.previous_drawing.setEnabled(self.files.has_previous)

    @Slot(str)
    def _tell(self, message: str) -> None:
        self.statusBar().showMessage(message, _MESSAGE_MILLISECONDS)

    @Slot()
    def _widen_pen(self) -> None:
        self.tools.pen.setValue(min(self.tools.pen.value() + _PEN_STEP, WIDEST_PEN))

    @Slot()
    def _narrow_pen(self) -> None:
        self.tools.pen.setValue(max(self.tools.pen.value() - _PEN_STEP, NARROWEST_PEN))

    @Slot()
    def _show_random_image(self) -> None:
        """Put a test image of the present model's data set on the pad; MNIST's for one whose data is not known."""
        learnt = self._learnt
        self.files.show_random(*(DatasetName.MNIST, None) if learnt is None else (learnt.dataset, learnt.folder))

    @Slot()
    def _show_about(self) -> None:
        from digitpad.gui.about_dialog import AboutDialog  # noqa: PLC0415 - seldom needed

        AboutDialog(self).open()

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        self._settings = replace(self._settings, theme=ThemeChoice(action.data()))
        self._wear_theme()

    @Slot()
    def _wear_theme(self) -> None:
        theme.apply_theme(theme.application(), theme.chosen(self._settings.theme))
