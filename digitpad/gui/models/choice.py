"""The choice of the model that reads the pad: the same actions in the menu bar and on the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

SOFTMAX = "softmax"
MLP = "mlp"


class ModelChoice(QObject):
    """One action a model, of which one is checked.

    `chosen` carries a model's name, after the user chose it. `changed` follows any change of the present model
    or of the models to choose from.
    """

    chosen = Signal(str)
    changed = Signal()

    def __init__(self, current: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._on_triggered)
        self.softmax = self._action(SOFTMAX, self.tr("&Softmax regression"))
        self.softmax.setShortcut("Ctrl+1")
        self.softmax.setToolTip(
            self.tr("Read the drawing with softmax regression: one weight for each pixel and digit, nothing hidden.")
        )
        self.mlp = self._action(MLP, self.tr("&Multi-layer perceptron"))
        self.mlp.setShortcut("Ctrl+2")
        self.mlp.setToolTip(
            self.tr("Read the drawing with a multi-layer perceptron: hidden layers find parts of digits first.")
        )
        self._own: list[QAction] = []
        self._current = current
        self.set_current(current)

    @property
    def current(self) -> str:
        """Name of the model in use."""
        return self._current

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all models there are to choose from."""
        return (SOFTMAX, MLP, *self.own_names)

    @property
    def own_names(self) -> tuple[str, ...]:
        """Names of the user's own models."""
        return tuple(str(action.data()) for action in self._own)

    def set_current(self, name: str) -> None:
        """Check the model of that name, without `chosen`."""
        self._current = name
        for action in self._group.actions():
            action.setChecked(action.data() == name)
        self.changed.emit()

    def set_own_names(self, names: tuple[str, ...]) -> None:
        """Offer the user's own models, in place of those before."""
        if names == self.own_names:
            return
        for action in self._own:
            self._group.removeAction(action)
            action.deleteLater()
        # A single "&" would become an underlined letter.
        self._own = [self._action(name, name.replace("&", "&&")) for name in names]
        self.set_current(self._current)

    def fill(self, menu: QMenu, *, with_bundled: bool) -> None:
        """Put the models into a menu, in place of what was there."""
        menu.clear()
        if with_bundled:
            menu.addActions([self.softmax, self.mlp])
            menu.addSeparator()
        menu.addActions(self._own)

    def _action(self, name: str, text: str) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setData(name)
        self._group.addAction(action)
        return action

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.set_current(str(action.data()))
        self.chosen.emit(self._current)
