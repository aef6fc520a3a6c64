"""The list of recipes: named settings, with what their study note says of the result.

Owns the choice. Does not own the recipes (`recipes`) or the form they fill (`training_settings`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui import theme
from digitpad.gui.form_fields import QuietComboBox
from digitpad.recipes import RECIPES, Recipe
from digitpad.spec import DatasetName, InkSource

if TYPE_CHECKING:
    from digitpad.spec import TrainConfig


OFFERED = tuple(
    recipe for recipe in RECIPES if recipe.config.dataset is DatasetName.MNIST and recipe.config.steps is None
)
"""The recipes whose every setting has a field in the form: those on MNIST, by epochs."""


class RecipeCard(theme.Card):
    """A list of recipes to start from; `chosen` tells the `Recipe` the user picked."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QuietComboBox()
        theme.mark(self.box, theme.Role.FORM)
        self.box.addItem(self.tr("My own settings"))
        self.box.addItems([recipe.title for recipe in OFFERED])
        tooltip = self.tr(
            "Settings worth starting from: those of the study notes, and those of the models that come with "
            "this program. Choosing one fills the form."
        )
        self.box.setToolTip(tooltip)
        self.box.setAccessibleName(self.tr("Recipe"))
        self.box.setAccessibleDescription(tooltip)
        self._note = theme.label("", theme.Role.MUTED)
        self._note.setWordWrap(True)
        # Room for two lines at all times: the form beneath must not jump.
        self._note.setMinimumHeight(2 * self._note.fontMetrics().lineSpacing())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.body.addWidget(theme.label(self.tr("Recipe"), theme.Role.HEADING))
        self.body.addWidget(self.box)
        self.body.addWidget(self._note)
        self.box.activated.connect(self._choose)
        self._explain(None)

    @property
    def recipe(self) -> Recipe | None:
        """The recipe whose settings the form shows; None for settings of the user's own."""
        index = self.box.currentIndex()
        return OFFERED[index - 1] if index > 0 else None

    @property
    def note(self) -> str:
        """What is said of the recipe."""
        return self._note.text()

    def show_match(self, config: TrainConfig | None) -> None:
        """Show the recipe a config is, if it is one."""
        match = next((recipe for recipe in OFFERED if config is not None and _is(recipe, config)), None)
        chosen = self.recipe
        if config is None and chosen is not None and chosen.needs_ink:
            match = chosen  # its ink file is still to be named
        self.box.setCurrentIndex(0 if match is None else OFFERED.index(match) + 1)
        self._explain(match)

    def _choose(self, index: int) -> None:
        recipe = OFFERED[index - 1] if index > 0 else None
        self._explain(recipe)
        if recipe is not None:
            self.chosen.emit(recipe)

    def _explain(self, recipe: Recipe | None) -> None:
        own = self.tr("Set everything below by hand, or begin with a recipe from the list.")
        self._note.setText(own if recipe is None else recipe.note)


def config_of(recipe: Recipe, ink_path: str) -> TrainConfig:
    """Return a recipe's config for a form: its ink file may not be named yet."""
    if recipe.ink_share is None:
        return recipe.config
    return replace(recipe.config, ink=InkSource(path=ink_path, share=recipe.ink_share))


def _is(recipe: Recipe, config: TrainConfig) -> bool:
    path = config.ink.path if config.ink is not None else ""
    return config == config_of(recipe, path)
