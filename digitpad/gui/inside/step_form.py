"""What a step is taken with: a model, a sample with its label, and a learning rate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QSpinBox, QStackedWidget, QWidget

from digitpad.config.recipes import RECIPES
from digitpad.gui.inside.step_thread import DrawnSample, TrainingSample
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import FittingLabel
from digitpad.gui.widgets.form_fields import QuietComboBox

if TYPE_CHECKING:
    from digitpad.gui.inside.step_thread import Prepared
    from digitpad.models.checkpoint import Checkpoint

_RATE_WIDTH = 76
_LEAST_MODEL, _LEAST_SAMPLE = 180, 146
"""Pixels for the name of a recipe, and for the kinds of samples."""

_TEXT_MARGIN = 6
_MOST_IMAGES = 999_999
_IMAGE = 1
"""Place of the training image among the choices of a sample."""


class StepForm(QWidget):
    """Two rows of choices. `setup_changed` follows another model or sample, `rate_changed` another learning rate."""

    setup_changed = Signal()
    rate_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checkpoint: Checkpoint | None = None  # whose learning rate was shown
        self.models, self.samples, self.labels = QuietComboBox(), QuietComboBox(), QuietComboBox()
        self.models.addItem("")
        for recipe in RECIPES:
            self.models.addItem(self.tr("Fresh: {recipe}").format(recipe=recipe.name), recipe.name)
            self.models.setItemData(self.models.count() - 1, recipe.title, Qt.ItemDataRole.ToolTipRole)
        self.show_model("")
        self.samples.addItems([self.tr("The drawing"), self.tr("A training image")])
        self.number = QSpinBox()
        self.number.setRange(1, _MOST_IMAGES)
        self.number.setKeyboardTracking(False)
        self.number.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)  # the style sheet's reaches no box with arrows
        self.random = controls.link(self.tr("Random"), self.tr("Take any of the training images"))
        self.rate = QLineEdit()
        self.rate.setFixedWidth(_RATE_WIDTH)
        self._label_or_number = QStackedWidget()
        _name(self.models, self.tr("Model"), self.tr("A copy, or a fresh model as training by a recipe begins."))
        _name(self.samples, self.tr("Sample"), self.tr("What the model learns from: one sample with its label"))
        _name(
            self.labels, self.tr("Label of the drawing"), self.tr("What the drawing shows: the model learns to say so")
        )
        _name(self.number, self.tr("Number of the training image"), self.tr("Which image of the training data, from 1"))
        _name(self.rate, self.tr("Learning rate"), self.tr("How far against the gradient the weights go"))
        self._build()
        self.models.activated.connect(self.setup_changed)
        self.samples.activated.connect(self._choose_kind)
        self.labels.activated.connect(self.setup_changed)
        self.number.valueChanged.connect(self.setup_changed)
        self.rate.textEdited.connect(self._check_rate)

    @property
    def recipe(self) -> str | None:
        """Name of the recipe a fresh model is made by; None for a copy of the model on the pad."""
        name: str | None = self.models.currentData()
        return name

    @property
    def sample(self) -> DrawnSample | TrainingSample:
        """The sample that is chosen."""
        if self.samples.currentIndex() == _IMAGE:
            return TrainingSample(self.number.value())
        return DrawnSample(self.labels.currentData())

    @property
    def learning_rate(self) -> float | None:
        """The learning rate; None if what stands there is none."""
        try:
            rate = float(self.rate.text().replace(",", "."))
        except ValueError:
            return None
        return rate if 0.0 < rate < math.inf else None

    def show_model(self, name: str) -> None:
        """Name the model on the pad."""
        self.models.setItemText(0, self.tr("A copy of {model}").format(model=name) if name else self.tr("A copy"))

    def show_prepared(self, prepared: Prepared) -> None:
        """Offer the classes of a model that is ready, and its learning rate."""
        names, answer = prepared.checkpoint.class_names, prepared.setup.subject.answer
        if [self.labels.itemData(index) for index in range(1, self.labels.count())] != list(names):
            self.labels.clear()
            self.labels.addItem("")
            for name in names:
                self.labels.addItem(self.tr("as {name}").format(name=name), name)
        if answer is None:
            first = self.tr("as the answer")
        elif answer in names:
            first = self.tr("as {name}, the answer").format(name=answer)
        else:  # a fresh model of other classes
            first = self.tr("as {name}").format(name=names[0])
        self.labels.setItemText(0, first)
        if prepared.image_count:
            self.number.blockSignals(True)
            self.number.setMaximum(prepared.image_count)
            self.number.setValue(prepared.image_number)
            self.number.blockSignals(False)
        if prepared.checkpoint is not self._checkpoint:
            self._checkpoint = prepared.checkpoint
            self.rate.setText(f"{prepared.learning_rate:g}")
            self._mark_rate()

    def choose_image(self) -> None:
        """Choose a training image as the sample."""
        self.samples.setCurrentIndex(_IMAGE)
        self._choose_kind()

    def forget_label(self) -> None:
        """Take the model's answer for the label again."""
        self.labels.setCurrentIndex(0)

    def _build(self) -> None:
        image = QWidget()
        controls.row((self.number, 1), self.random, owner=image)
        self._label_or_number.addWidget(self.labels)
        self._label_or_number.addWidget(image)
        self._label_or_number.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._label_or_number.setFixedHeight(self.labels.sizeHint().height())
        # Without captions, which would take the room of what is chosen: a model and a sample tell themselves apart.
        caption = FittingLabel(theme.Role.MUTED, self.tr("Learning rate"), self.tr("Rate"))
        caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        caption.setBuddy(self.rate)
        self.models.setMinimumWidth(_LEAST_MODEL)
        self.samples.setMinimumWidth(_LEAST_SAMPLE)
        controls.column(
            controls.row((self.models, 1), caption, self.rate),
            controls.row((self.samples, 1), (self._label_or_number, 1)),
            owner=self,
        )

    @Slot()
    def _choose_kind(self) -> None:
        self._label_or_number.setCurrentIndex(self.samples.currentIndex())
        self.setup_changed.emit()

    @Slot()
    def _check_rate(self) -> None:
        self._mark_rate()
        self.rate_changed.emit()

    def _mark_rate(self) -> None:
        self.rate.setProperty("invalid", self.learning_rate is None)
        self.rate.style().unpolish(self.rate)
        self.rate.style().polish(self.rate)


def _name(control: QWidget, name: str, tooltip: str) -> None:
    control.setAccessibleName(name)
    control.setToolTip(tooltip)
