"""The menus of models, filled from the library each time they open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from digitpad.errors import DigitpadError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from digitpad.gui.actions import Actions
    from digitpad.gui.models.choice import ModelChoice


class LibraryMenus(QObject):
    """The menu of all models in the menu bar, and that of the user's own on the model card."""

    def __init__(self, choice: ModelChoice, actions: Actions, bar_menu: QMenu, card_menu: QMenu) -> None:
        super().__init__(choice)
        self._choice, self._actions, self._bar_menu, self._card_menu = choice, actions, bar_menu, card_menu
        bar_menu.aboutToShow.connect(self._fill_bar_menu)
        card_menu.aboutToShow.connect(self._fill_card_menu)

    @Slot()
    def refresh(self) -> None:
        """Offer the models that are there now: another digitpad may have added some."""
        from digitpad.library.library import Library  # noqa: PLC0415 - the window paints before it is needed

        try:
            names = tuple(entry.name for entry in Library.of_user().entries() if not entry.is_bundled)
        except DigitpadError:
            names = ()  # the error is shown when a model is chosen or added
        self._choice.set_own_names(names)

    @Slot()
    def _fill_bar_menu(self) -> None:
        self.refresh()
        self._choice.fill(self._bar_menu, with_bundled=True)
        self._bar_menu.addSeparator()
        self._bar_menu.addActions([self._actions.models, self._actions.evaluate])

    @Slot()
    def _fill_card_menu(self) -> None:
        self.refresh()
        self._choice.fill(self._card_menu, with_bundled=False)
        if not self._choice.own_names:
            self._card_menu.addAction(self.tr("No models of your own yet")).setEnabled(False)
        self._card_menu.addSeparator()
        self._card_menu.addActions([self._actions.train, self._actions.models])
