"""The list of recipes: named settings, with what their study note says of the result and what to expect here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.config.dataset_info import DatasetName
from digitpad.config.recipe_targets import TargetKind
from digitpad.config.recipes import RECIPES, Recipe, recipe_of
from digitpad.config.train_config import InkSource
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.form_fields import QuietComboBox
from digitpad.gui.widgets.number_text import duration
from digitpad.gui.widgets.two_line_delegate import ABOUT, TwoLineDelegate

if TYPE_CHECKING:
    from digitpad.config.recipe_targets import RecipeTarget
    from digitpad.config.train_config import TrainConfig


class RecipeCard(controls.Card):
    """A list of recipes to start from; `chosen` carries the `Recipe` the user picked."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QuietComboBox()
        controls.mark(self.box, theme.Role.FORM)
        self.box.setItemDelegate(TwoLineDelegate(self.box))
        self.box.addItem(self.tr("My own settings"))
        for recipe in RECIPES:
            self.box.addItem(recipe.title)
            self.box.setItemData(self.box.count() - 1, about(recipe), ABOUT)
        self.box.setMaxVisibleItems(len(RECIPES) + 1)
        tooltip = self.tr(
            "Settings worth starting from: those of the study notes, and those of the models that come with "
            "this program. Choosing one fills the form."
        )
        self.box.setToolTip(tooltip)
        self.box.setAccessibleName(self.tr("Recipe"))
        self.box.setAccessibleDescription(tooltip)
        self._note = controls.label("", theme.Role.MUTED)
        self._note.setWordWrap(True)
        # Room for three lines at all times: the form beneath must not jump.
        self._note.setMinimumHeight(3 * self._note.fontMetrics().lineSpacing())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.body.addWidget(controls.label(self.tr("Recipe"), theme.Role.HEADING))
        self.body.addWidget(self.box)
        self.body.addWidget(self._note)
        self.box.activated.connect(self._choose)
        self._explain(None)

    @property
    def recipe(self) -> Recipe | None:
        """The recipe whose settings the form shows; None for settings of the user's own."""
        index = self.box.currentIndex()
        return RECIPES[index - 1] if index > 0 else None

    @property
    def note(self) -> str:
        """What is said of the recipe."""
        return self._note.text().replace("\N{NO-BREAK SPACE}", " ")

    def show_match(self, config: TrainConfig | None) -> None:
        """Show the recipe a config runs, if it does, be it with another seed or normalised."""
        match = None if config is None else recipe_of(config)
        chosen = self.recipe
        if config is None and chosen is not None and chosen.needs_ink:
            match = chosen  # its ink file is still to be named
        self.box.setCurrentIndex(0 if match is None else RECIPES.index(match) + 1)
        self._explain(match, config)

    def _choose(self, index: int) -> None:
        recipe = RECIPES[index - 1] if index > 0 else None
        self._explain(recipe)
        if recipe is not None:
            self.chosen.emit(recipe)

    def _explain(self, recipe: Recipe | None, config: TrainConfig | None = None) -> None:
        if recipe is None:
            self._note.setText(self.tr("Set everything below by hand, or begin with a recipe from the list."))
            self._note.setToolTip("")
            return
        expected = expectations(recipe, config or recipe.config)
        # A number and its sign stay on one line.
        self._note.setText(f"{recipe.note} {expected}".strip().replace(" %", "\N{NO-BREAK SPACE}%"))
        self._note.setToolTip(self._note.text())


def config_of(recipe: Recipe, ink_path: str) -> TrainConfig:
    """Return a recipe's config for a form: its ink file may not be named yet."""
    if recipe.ink_share is None:
        return recipe.config
    ink = InkSource(path=ink_path, share=recipe.ink_share, slashed=recipe.ink_slashed)
    return replace(recipe.config, ink=ink)


def expectations(recipe: Recipe, config: TrainConfig) -> str:
    """Return where a recipe comes out here when it is run so, and how long that takes, as far as it was measured."""
    translate = QCoreApplication.translate
    bands = [
        translate("RecipeCard", "{band} {label}").format(band=band, label=figure.label)
        for figure in recipe.targets
        if (band := band_text(figure, config))
    ]
    words = [translate("RecipeCard", "Here {bands}").format(bands=", ".join(bands))] if bands else []
    if recipe.seconds:
        words.append(_time(recipe))
    return " · ".join(words)


def about(recipe: Recipe) -> str:
    """Return what a list says of a recipe: the final number here and in its note, and the time."""
    translate = QCoreApplication.translate
    words = []
    for figure in recipe.targets:
        band = band_text(figure, recipe.config)
        if figure.kind is TargetKind.FINAL and band:
            line = translate("RecipeCard", "{band} here {label}; the note: {says}")
            words.append(line.format(band=band, label=figure.label, says=figure.note_says))
    time = [_time(recipe)] if recipe.seconds else []
    return " · ".join([*words, *time] if words else [*time, recipe.note.rstrip(".")])


def _time(recipe: Recipe) -> str:
    return QCoreApplication.translate("RecipeCard", "about {time}").format(time=duration(recipe.seconds))


def band_text(figure: RecipeTarget, config: TrainConfig) -> str:
    """Return where a figure came out in earlier runs of such a config; empty if that was not measured."""
    band = figure.band(is_normalised=config.preprocessing.is_normalised, is_small=config.dataset is DatasetName.FOLDER)
    if band is None:
        return ""
    words = QCoreApplication.translate("RecipeCard", "{low} to {high}\N{NO-BREAK SPACE}%")
    return words.format(low=f"{100 * band.low:.1f}", high=f"{100 * band.high:.1f}")
