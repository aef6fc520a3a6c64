"""The fields of the training form: what each setting is called, does and is for.

Owns their names and explanations. Does not own where they stand or what they add up to (`training_settings`).
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox

from digitpad.gui.form_fields import ChoiceField, FileField, TextField
from digitpad.spec import Activation, ModelKind, Optimizer, Schedule


class StartFrom(Enum):
    """Which weights a run begins with."""

    SCRATCH = "scratch"
    CURRENT = "current"


class DataChoice(Enum):
    """What a run learns from."""

    MNIST = "mnist"
    MNIST_AND_INK = "mnist-and-ink"


class ModelFields(QObject):
    """Which model."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.kind = ChoiceField[ModelKind](
            self.tr("Model"),
            self.tr(
                "Softmax regression draws one straight boundary for each digit and trains in "
                "seconds; a multi-layer perceptron (MLP) bends them with hidden layers and reads "
                "better."
            ),
            [(self.tr("Softmax regression"), ModelKind.SOFTMAX), (self.tr("MLP"), ModelKind.MLP)],
        )
        self.start = ChoiceField[StartFrom](
            self.tr("Start from"),
            self.tr(
                "New random weights, or go on from the model that reads the pad now (fine-tuning),"
                " which keeps its shape and preprocessing and needs a smaller learning rate."
            ),
            [(self.tr("New weights"), StartFrom.SCRATCH), (self.tr("Current model"), StartFrom.CURRENT)],
        )
        self.hidden_sizes = TextField(
            self.tr("Hidden layers"),
            self.tr(
                "Units of each hidden layer, the first nearest to the image. More units can learn "
                "more and train more slowly."
            ),
            "256, 128, 64",
        )
        self.activation = ChoiceField[Activation](
            self.tr("Activation"),
            self.tr(
                "What a hidden unit does with its sum. Without it, layers would collapse into one."
                " ReLU learns fastest; sigmoid and tanh are the classics."
            ),
            [("ReLU", Activation.RELU), ("Sigmoid", Activation.SIGMOID), ("Tanh", Activation.TANH)],
        )
        self.dropout = TextField(
            self.tr("Dropout"),
            self.tr(
                "Share of hidden units silenced at random in each training step, so that none is "
                "relied on alone. 0 turns it off; 0.1 to 0.5 fights overfitting."
            ),
            "0",
        )


class DataFields(QObject):
    """What it learns from, and what is done to each image."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.source = ChoiceField[DataChoice](
            self.tr("Data"),
            self.tr(
                "MNIST is 60,000 scanned digits. Pen strokes beside them teach a model to read what is drawn here."
            ),
            [(self.tr("MNIST"), DataChoice.MNIST), (self.tr("MNIST + ink file"), DataChoice.MNIST_AND_INK)],
        )
        self.ink_share = TextField(
            self.tr("Share of ink"),
            self.tr("How much of each epoch comes from the ink file, between 0 and 1: 0.5 is half and half."),
            "0.5",
        )
        self.ink_path = FileField(
            self.tr("Ink file"),
            self.tr(
                "Labelled pen strokes, one drawing a line as JSON (.jsonl or .jsonl.gz), as this program saves them."
            ),
            self.tr("Choose…"),
            self.tr("Ink files (*.jsonl *.jsonl.gz);;All files (*)"),
        )
        self.augmentation = _check_box(
            self.tr("Augment"),
            self.tr(
                "Turn, stretch, slant, thicken and shift each sample a little every "
                "time it is shown. The model reads new hands better; training takes longer."
            ),
        )
        self.mean_std = _check_box(
            self.tr("Mean / std"),
            self.tr(
                "Subtract MNIST's mean from every pixel and divide by its standard deviation. "
                "Plain SGD then learns faster; the model always gets the same when it reads the "
                "pad."
            ),
        )
        self.moments = _check_box(
            self.tr("Moments"),
            self.tr(
                "Straighten each digit and give it a standard width and height (second moments). "
                "Worth several points for softmax regression, which cannot do it itself."
            ),
        )


class OptimizationFields(QObject):
    """How it learns."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.epochs = TextField(
            self.tr("Epochs"), self.tr("How many times the whole training set is gone through."), "2"
        )
        self.batch_size = TextField(
            self.tr("Batch size"),
            self.tr(
                "Images for each step. Small batches take more, noisier steps; large ones run faster for each image."
            ),
            "64",
        )
        self.seed = TextField(
            self.tr("Seed"),
            self.tr("Decides first weights, order and variations. The same seed and settings give the same weights."),
            "0",
        )
        self.learning_rate = TextField(
            self.tr("Learning rate"),
            self.tr(
                "How far each step goes. Too small learns slowly, too large never settles or ends "
                "in a loss that is no number. SGD likes 0.01 to 0.5, Adam 0.0003 to 0.004."
            ),
            "0.03",
        )
        self.schedule = ChoiceField[Schedule](
            self.tr("Schedule"),
            self.tr(
                "How the learning rate changes over the run. One-cycle climbs to the given rate, "
                "then falls to almost nothing: usually better for the same time."
            ),
            [(self.tr("None"), Schedule.NONE), (self.tr("One-cycle"), Schedule.ONE_CYCLE)],
        )
        self.optimizer = ChoiceField[Optimizer](
            self.tr("Optimiser"),
            self.tr(
                "How gradients become steps. SGD goes straight downhill; Adam and AdamW give each "
                "weight a step size of its own."
            ),
            [("SGD", Optimizer.SGD), ("Adam", Optimizer.ADAM), ("AdamW", Optimizer.ADAMW)],
        )
        self.momentum = TextField(
            self.tr("Momentum"),
            self.tr(
                "Share of the last step that the next one keeps, for SGD: 0 for none, 0.9 to roll over small bumps."
            ),
            "0",
        )
        self.weight_decay = TextField(
            self.tr("Weight decay"),
            self.tr("Pulls weights towards 0 at every step, against overfitting. 0 turns it off; AdamW likes 0.01."),
            "0",
        )
        self.ema_decay = TextField(
            self.tr("Averaging"),
            self.tr(
                "The model kept is a running average of the weights (EMA). 0 turns it off; 0.99 "
                "smooths the last few hundred steps and often reads a little better."
            ),
            "0",
        )


def _check_box(text: str, tooltip: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setToolTip(tooltip)
    box.setAccessibleName(text)
    box.setAccessibleDescription(tooltip)
    return box
