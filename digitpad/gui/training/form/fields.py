"""The fields of the training form about model and data: what each setting is called, does and is for."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject

from digitpad.config.dataset_info import DatasetName, title_of
from digitpad.config.model_spec import Activation, DropoutAfter, ModelKind
from digitpad.config.preprocessing_spec import Reading
from digitpad.config.train_config import Initialization
from digitpad.data.locations import is_present
from digitpad.gui.widgets.form_fields import CheckField, ChoiceField, FileField, FolderField, TextField


class StartFrom(Enum):
    """Which weights a run begins with."""

    SCRATCH = "scratch"
    CURRENT = "current"


class StrokesChoice(Enum):
    """Whether pen strokes take part."""

    NONE = "none"
    FROM_FILE = "from-file"


class ModelFields(QObject):
    """Which model."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.kind = ChoiceField[ModelKind](
            self.tr("Model"),
            self.tr(
                "Softmax regression draws one straight boundary for each class and trains in "
                "seconds; a multi-layer perceptron (MLP) bends them with hidden layers and reads "
                "better."
            ),
            [(self.tr("Softmax regression"), ModelKind.SOFTMAX), (self.tr("MLP"), ModelKind.MLP)],
        )
        self.start = ChoiceField[StartFrom](
            self.tr("Start from"),
            self.tr(
                "New random weights (scratch), or go on from the model that reads the pad now (fine-tuning),"
                " which keeps its shape and preprocessing and needs a smaller learning rate."
            ),
            [(self.tr("Scratch"), StartFrom.SCRATCH), (self.tr("Current model"), StartFrom.CURRENT)],
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
                " ReLU learns fastest, GELU is its smooth cousin; sigmoid and tanh are the classics."
            ),
            [
                ("ReLU", Activation.RELU),
                ("GELU", Activation.GELU),
                ("Sigmoid", Activation.SIGMOID),
                ("Tanh", Activation.TANH),
            ],
        )
        self.dropout = TextField(
            self.tr("Dropout"),
            self.tr(
                "Share of hidden units silenced at random in each training step, so that none is "
                "relied on alone. 0 turns it off; 0.1 to 0.5 fights overfitting."
            ),
            "0",
        )
        self.dropout_after = ChoiceField[DropoutAfter](
            self.tr("Dropout after"),
            self.tr("Which hidden layers have units silenced. After the last alone, the others keep all they found."),
            [(self.tr("every hidden layer"), DropoutAfter.EVERY), (self.tr("the last one"), DropoutAfter.LAST)],
        )
        self.initialization = ChoiceField[Initialization](
            self.tr("First weights"),
            self.tr(
                "What the weights are drawn from before the first step: too small and nothing gets through the layers, "
                "too large and every unit is saturated. Xavier suits sigmoid and tanh, Kaiming ReLU; PyTorch's own is "
                "what nn.Linear does."
            ),
            [
                (self.tr("PyTorch's own"), Initialization.DEFAULT),
                (self.tr("Normal, 0.01"), Initialization.NORMAL),
                (self.tr("Xavier"), Initialization.XAVIER),
                (self.tr("Kaiming"), Initialization.KAIMING),
            ],
        )


class DataFields(QObject):
    """What it learns from, and what is done to each image."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.dataset = ChoiceField[DatasetName](
            self.tr("Data set"),
            self.tr(
                "What the model learns from. MNIST is 60,000 scanned digits, Fashion-MNIST clothes, KMNIST Japanese "
                "characters, CIFAR-10 colour photographs; or a folder of pictures of your own."
            ),
            [(title_of(name), name) for name in DatasetName],
        )
        self.folder = FolderField(
            self.tr("Folder of pictures"),
            self.tr(
                "Holds train/CLASS and test/CLASS with pictures of any size; the folders' names become the classes."
            ),
            self.tr("Choose…"),
        )
        self.mean_std = CheckField(
            self.tr("Mean and std"),
            self.tr(
                "Subtract the data set's mean from every pixel and divide by its standard deviation. "
                "Plain SGD then learns faster; the model always gets the same when it reads the "
                "pad."
            ),
        )
        self.moments = CheckField(
            self.tr("Moments"),
            self.tr(
                "Straighten each digit and give it a standard width and height (second moments). "
                "Worth several points for softmax regression, which cannot do it itself."
            ),
        )
        self.augmentation = CheckField(
            self.tr("Augment"),
            self.tr(
                "Turn, stretch, slant, thicken and shift each sample a little every time it is shown, "
                "hardly at all in the last tenth of the epochs. The model reads new hands better; training takes "
                "longer."
            ),
        )
        self._make_further()

    def _make_further(self) -> None:
        self.reading = ChoiceField[Reading](
            self.tr("Read as"),
            self.tr(
                "What is made of each image. A digit is boxed and centred by mass, as MNIST was made, which is worth "
                "many points on the pad; a picture is taken as it is, in grey or in colour."
            ),
            [
                (self.tr("Digits"), Reading.DIGIT),
                (self.tr("Grey pictures"), Reading.GREY),
                (self.tr("Colour pictures"), Reading.COLOUR),
            ],
        )
        self.image_size = TextField(
            self.tr("Image size"),
            self.tr(
                "Pictures are scaled to so many pixels each way, 4 to 256. Larger ones show more, and the first layer "
                "grows with the square."
            ),
            "32",
        )
        self.strokes = ChoiceField[StrokesChoice](
            self.tr("Pen strokes"),
            self.tr("Pen strokes beside the images teach a model to read what is drawn here; they need an ink file."),
            [(self.tr("None"), StrokesChoice.NONE), (self.tr("From an ink file"), StrokesChoice.FROM_FILE)],
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
            self.tr("Ink files (*.jsonl *.jsonl.gz *.tra *.tes *.Z);;All files (*)"),
        )
        self.held_out = TextField(
            self.tr("Writers held out"),
            self.tr(
                "Writers of the ink file that are measured on and not learnt from, with commas between them: how well "
                "the model reads hands it has never seen."
            ),
            self.tr("none"),
        )
        self.slashed = TextField(
            self.tr("Slashed noughts"),
            self.tr(
                "Share of the ink's noughts that are learnt with a slash through them, from 0 to 1: few people in an "
                "ink file write them so. Augmentation slashes some by itself."
            ),
            "0",
        )

    def show_presence(self) -> None:
        """Say of each data set whether it is here; some may have been fetched meanwhile."""
        for name in DatasetName:
            is_here = name is DatasetName.FOLDER or is_present(name)
            text = title_of(name)
            self.dataset.rename(name, text if is_here else self.tr("{name} (not here)").format(name=text))
