"""The menus of models, which open at once with what was listed last, and follow the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from digitpad.gui.actions import Actions
    from digitpad.gui.library_thread import LibraryThread
    from digitpad.gui.models.choice import ModelChoice


class LibraryMenus(QObject):
    """The menu of all models in the menu bar, and that of the user's own on the model card."""

    def __init__(
        self, library: LibraryThread, choice: ModelChoice, actions: Actions, bar_menu: QMenu, card_menu: QMenu
    ) -> None:
        super().__init__(choice)
        self._library = library
        self._choice, self._actions, self._bar_menu, self._card_menu = choice, actions, bar_menu, card_menu
        library.listed.connect(self._show_names)
        for menu, fill in ((bar_menu, self._fill_bar_menu), (card_menu, self._fill_card_menu)):
            menu.aboutToShow.connect(fill)
            menu.aboutToShow.connect(library.list_names)  # another digitpad may have added some

    @Slot()
    def _show_names(self) -> None:
        """Offer the models that are there now, also in a menu that is open."""
        if self._library.own_names == self._choice.own_names:
            return
        self._choice.set_own_names(self._library.own_names)
        for menu, fill in ((self._bar_menu, self._fill_bar_menu), (self._card_menu, self._fill_card_menu)):
            if menu.isVisible():
                fill()

    @Slot()
    def _fill_bar_menu(self) -> None:
        self._choice.fill(self._bar_menu, with_bundled=True)
        self._bar_menu.addSeparator()
        self._bar_menu.addActions([self._actions.models, self._actions.evaluate])

    @Slot()
    def _fill_card_menu(self) -> None:
        self._choice.fill(self._card_menu, with_bundled=False)
        if not self._choice.own_names:
            self._card_menu.addAction(self.tr("No models of your own yet")).setEnabled(False)
        self._card_menu.addSeparator()
        self._card_menu.addActions([self._actions.train, self._actions.models])
