"""Where one goes to train models and to look after them: both dialogs, and the library behind them.

Owns when the dialogs, the library and the training thread come to be: not before they are asked for. Does not
own what they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.model_choice import MLP, ModelChoice

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu, QWidget

    from digitpad.gui.data_browser import DataBrowser
    from digitpad.gui.data_worker import DataController
    from digitpad.gui.download_worker import DownloadController
    from digitpad.gui.models_dialog import ModelsDialog
    from digitpad.gui.training_dialog import TrainingDialog
    from digitpad.gui.training_worker import TrainingController
    from digitpad.library import Library


class Workshop(QObject):
    """The dialogs beside the main window.

    `model_wanted` carries the name of a model that shall read the pad. `models_changed` follows a change of the
    library. `picture_wanted` carries a `Picture` that shall lie on the pad.

    Parameters
    ----------
    choice
        The models to choose from, which is kept up to date with the library.
    manage, train
        The actions that open the dialogs, for the menus filled here.
    window
        What the dialogs belong to.
    """

    model_wanted = Signal(str)
    models_changed = Signal()
    picture_wanted = Signal(object)

    def __init__(self, choice: ModelChoice, manage: QAction, train: QAction, window: QWidget) -> None:
        super().__init__(window)
        self._choice = choice
        self._manage, self._train = manage, train
        self._window = window
        self._training: TrainingController | None = None
        self.training_dialog: TrainingDialog | None = None
        self.models_dialog: ModelsDialog | None = None
        self._data: DataController | None = None
        self._downloads: DownloadController | None = None
        self.data_browser: DataBrowser | None = None

    @property
    def library(self) -> Library:
        """The user's models; made anew each time, for it holds nothing but its folder."""
        from digitpad.library import Library  # noqa: PLC0415 - the window paints before it is needed

        return Library.of_user()

    @Slot()
    def refresh(self) -> None:
        """Offer the models that are there now: another digitpad may have added some."""
        try:
            names = tuple(entry.name for entry in self.library.entries() if not entry.is_bundled)
        except DigitpadError:
            names = ()  # told when a model is chosen or added
        self._choice.set_own_names(names)

    def fill_model_menu(self, menu: QMenu) -> None:
        """Put every model into a menu, and the way to look after them."""
        self.refresh()
        self._choice.fill(menu, with_bundled=True)
        menu.addSeparator()
        menu.addAction(self._manage)

    def fill_library_menu(self, menu: QMenu) -> None:
        """Put the user's own models into a menu, and the ways to get more."""
        self.refresh()
        self._choice.fill(menu, with_bundled=False)
        if not self._choice.own_names:
            menu.addAction(self.tr("No models of your own yet")).setEnabled(False)
        menu.addSeparator()
        menu.addActions([self._train, self._manage])

    @Slot()
    def open_training(self) -> None:
        """Open the training window, or bring it to the front."""
        _bring_up(self.made_training_dialog())

    def made_training_dialog(self) -> TrainingDialog:
        """Return the training window, made now if it was never asked for."""
        from digitpad.gui.training_dialog import TrainingDialog  # noqa: PLC0415 - the window paints before it is needed
        from digitpad.gui.training_worker import TrainingController  # noqa: PLC0415

        if self._training is None:
            self._training = TrainingController(self)
        if self.training_dialog is None:
            self.training_dialog = TrainingDialog(self._training, self.library, self._choice.current, self._window)
            self.training_dialog.model_chosen.connect(self._note_chosen)
            self.training_dialog.model_kept.connect(self._note_change)
            self._choice.changed.connect(self._tell_training)
        return self.training_dialog

    @Slot()
    def open_models(self) -> None:
        """Open the library's window, or bring it to the front."""
        from digitpad.gui.models_dialog import ModelsDialog  # noqa: PLC0415 - the window paints before it is needed

        if self.models_dialog is None:
            self.models_dialog = ModelsDialog(self.library, self._choice, self._window)
            self.models_dialog.model_chosen.connect(self._note_chosen)
            self.models_dialog.changed.connect(self._note_change)
        self.models_dialog.show_models()
        _bring_up(self.models_dialog)

    @Slot()
    def open_data(self) -> None:
        """Open the data browser, or bring it to the front."""
        browser = self.made_data_browser()
        browser.show_dataset()
        _bring_up(browser)

    def made_data_browser(self) -> DataBrowser:
        """Return the data browser, made now if it was never asked for."""
        from digitpad.gui.data_browser import DataBrowser  # noqa: PLC0415 - the window paints before it is needed
        from digitpad.gui.data_worker import DataController  # noqa: PLC0415
        from digitpad.gui.download_worker import DownloadController  # noqa: PLC0415

        if self._data is None:
            self._data = DataController(self)
        if self._downloads is None:
            self._downloads = DownloadController(self)
        if self.data_browser is None:
            self.data_browser = DataBrowser(self._data, self._downloads, self._window)
            self.data_browser.picture_wanted.connect(self.picture_wanted)
        return self.data_browser

    def may_close(self) -> bool:
        """Ask about training under way, if there is any; whether the window may close."""
        return self.training_dialog is None or self.training_dialog.confirm_close()

    def shut_down(self) -> bool:
        """End the threads that were begun here; False if one is still busy when the wait runs out."""
        for window in (self.training_dialog, self.data_browser):
            if window is not None:
                window.hide()  # a window of its own, it would keep the application open
        if self._downloads is not None:
            self._downloads.stop()  # it may take a while, so it hears of it first
        controllers = (self._training, self._data, self._downloads)
        have_ended = [controller.shut_down() for controller in controllers if controller is not None]
        return all(have_ended)

    @Slot(str)
    def _note_chosen(self, name: str) -> None:
        self.refresh()
        self.model_wanted.emit(name)

    @Slot()
    def _note_change(self) -> None:
        self.refresh()
        if self._choice.current not in {*self._bundled_names(), *self._choice.own_names}:
            self.model_wanted.emit(MLP)
        self.models_changed.emit()
        if self.models_dialog is not None:
            self.models_dialog.show_models()

    @Slot()
    def _tell_training(self) -> None:
        if self.training_dialog is not None:
            self.training_dialog.set_current_model(self._choice.current)

    def _bundled_names(self) -> tuple[str, ...]:
        from digitpad.library import BUNDLED  # noqa: PLC0415

        return BUNDLED


def _bring_up(window: QWidget) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
