"""The rows of the settings table about the model and what it learns from."""

from __future__ import annotations

from enum import Enum, StrEnum
from functools import partial

from digitpad.config.dataset_info import DatasetName, title_of
from digitpad.config.model_spec import Activation, DropoutAfter, ModelKind
from digitpad.config.preprocessing_spec import Reading
from digitpad.config.setting import Setting, SettingKind, choice, named, number, switch, table, whole
from digitpad.config.train_config import Initialization


class StartFrom(Enum):
    """Which weights a run begins with."""

    SCRATCH = "scratch"
    CURRENT = "current"


class StrokesChoice(Enum):
    """Whether pen strokes take part."""

    NONE = "none"
    FROM_FILE = "from-file"


class Normalization(StrEnum):
    """What is taken out of the pixels, which lie from 0 to 1."""

    NONE = "none"
    MEAN_STD = "mean-std"


_names = partial(Setting, SettingKind.NAMES, metavar="WRITERS")

_OF_MLP = {"kind": (ModelKind.MLP,)}
_OF_DIGITS = {"reading": (Reading.DIGIT,)}
_OF_INK = {**_OF_DIGITS, "strokes": (StrokesChoice.FROM_FILE,)}

MODEL = table(
    kind=choice(
        "Model",
        "Softmax regression draws one straight boundary for each class and trains in seconds; a multi-layer perceptron "
        "(MLP) bends them with hidden layers and reads better.",
        "Family of the model.",
        path="model.kind",
        choices=named(ModelKind, SOFTMAX="Softmax regression", MLP="MLP"),
        option="--model",
    ),
    start=choice(
        "Start from",
        "New random weights (scratch), or go on from the model that reads the pad now (fine-tuning), which keeps its "
        "shape and preprocessing and needs a smaller learning rate.",
        choices=named(StartFrom, SCRATCH="Scratch", CURRENT="Current model"),
    ),
    hidden_sizes=Setting(
        SettingKind.SIZES,
        "Hidden layers",
        "Units of each hidden layer, the first nearest to the image. More units can learn more and train more slowly.",
        "Units of each hidden layer: 256,128,64.",
        path="model.hidden_sizes",
        example="256, 128, 64",
        option="--hidden",
        metavar="SIZES",
        when=_OF_MLP,
    ),
    activation=choice(
        "Activation",
        "What a hidden unit does with its sum. Without it, layers would collapse into one. ReLU learns fastest, GELU "
        "is its smooth cousin; sigmoid and tanh are the classics.",
        "What follows each hidden layer.",
        path="model.activation",
        choices=named(Activation, RELU="ReLU", GELU="GELU", SIGMOID="Sigmoid", TANH="Tanh"),
        when=_OF_MLP,
    ),
    dropout=number(
        "Dropout",
        "Share of hidden units silenced at random in each training step, so that none is relied on alone. 0 turns it "
        "off; 0.1 to 0.5 fights overfitting.",
        "Share of hidden units silenced in training.",
        path="model.dropout",
        note="dropout {value}",
        when=_OF_MLP,
    ),
    dropout_after=choice(
        "Dropout after",
        "Which hidden layers have units silenced. After the last alone, the others keep all they found.",
        "The hidden layers silenced so.",
        path="model.dropout_after",
        choices=named(DropoutAfter, EVERY="every hidden layer", LAST="the last one"),
        note="after the last layer",
        when=_OF_MLP,
    ),
    initialization=choice(
        "First weights",
        "What the weights are drawn from before the first step: too small and nothing gets through the layers, too "
        "large and every unit is saturated. Xavier suits sigmoid and tanh, Kaiming ReLU; PyTorch's own is what "
        "nn.Linear does.",
        "What the first weights are drawn from.",
        choices=named(
            Initialization, DEFAULT="PyTorch's own", NORMAL="Normal, 0.01", XAVIER="Xavier", KAIMING="Kaiming"
        ),
        note="{value}",
        when={"start": (StartFrom.SCRATCH,)},
    ),
    moments=switch(
        "Moments",
        "Straighten each digit and give it a standard width and height (second moments). Worth several points for "
        "softmax regression, which cannot do it itself.",
        "Whether each raster is made upright and equally spread.",
        path="preprocessing.moments",
        when=_OF_DIGITS,
    ),
    mean_std=switch(
        "Mean and std",
        "Subtract the data set's mean from every pixel and divide by its standard deviation. Plain SGD then learns "
        "faster; the model always gets the same when it reads the pad.",
        "Whether the data's mean and deviation are taken out.",
        path="preprocessing.is_normalised",
        option="--normalization",
        option_choices=Normalization,
    ),
)

DATA = table(
    dataset=choice(
        "Data set",
        "What the model learns from. MNIST is 60,000 scanned digits, Fashion-MNIST clothes, KMNIST Japanese "
        "characters, CIFAR-10 colour photographs; or a folder of pictures of your own.",
        "What to learn from; mnist if left out.",
        choices=tuple((title_of(name), name) for name in DatasetName),
    ),
    folder=Setting(
        SettingKind.FOLDER,
        "Folder of pictures",
        "Holds train/CLASS and test/CLASS with pictures of any size; the folders' names become the classes.",
        "Pictures to learn from, as FOLDER/train/CLASS/* and FOLDER/test/CLASS/*; implies --dataset folder.",
        option="--data-folder",
        metavar="FOLDER",
        when={"dataset": (DatasetName.FOLDER,)},
    ),
    reading=choice(
        "Read as",
        "What is made of each image. A digit is boxed and centred by mass, as MNIST was made, which is worth many "
        "points on the pad; a picture is taken as it is, in grey or in colour.",
        "What is made of each image: a digit, or a picture as it is.",
        path="preprocessing.reading",
        choices=named(Reading, DIGIT="Digits", GREY="Grey pictures", COLOUR="Colour pictures"),
        note="{value}",
    ),
    image_size=whole(
        "Image size",
        "Pictures are scaled to so many pixels each way, 4 to 256. Larger ones show more, and the first layer grows "
        "with the square.",
        "Scale pictures to N x N pixels.",
        path="preprocessing.image_size",
        example="32",
        note="{value} pixels",
        metavar="N",
        when={"reading": (Reading.GREY, Reading.COLOUR)},
    ),
    images=whole(
        "Training images",
        "Learn from so many of the training images alone, the first of them, to see what more data is worth. 0 is all "
        "of them.",
        "Learn from the first N training images alone (of a folder, N spread over it); 0 for all.",
        note="{value} images",
        option="--train-images",
        metavar="N",
    ),
    strokes=choice(
        "Pen strokes",
        "Pen strokes beside the images teach a model to read what is drawn here; they need an ink file.",
        path="ink",
        choices=named(StrokesChoice, NONE="None", FROM_FILE="From an ink file"),
        note="pen strokes",
        when=_OF_DIGITS,
    ),
    ink_path=Setting(
        SettingKind.FILE,
        "Ink file",
        "Labelled pen strokes, one drawing a line as JSON (.jsonl or .jsonl.gz), as this program saves them.",
        "Ink file to learn from beside MNIST.",
        path="ink.path",
        option="--ink",
        metavar="FILE",
        when=_OF_INK,
    ),
    ink_share=number(
        "Share of ink",
        "How much of each epoch comes from the ink file, between 0 and 1: 0.5 is half and half.",
        "Share of each epoch that is ink.",
        path="ink.share",
        example="0.5",
        when=_OF_INK,
    ),
    ink_slashed=number(
        "Slashed noughts",
        "Share of the ink's noughts that are learnt with a slash through them, from 0 to 1: few people in an ink file "
        "write them so. Augmentation slashes some by itself.",
        "Share of the ink's noughts given a slash, without --augment.",
        path="ink.slashed",
        example="0",
        when={**_OF_INK, "augmentation": (False,)},
    ),
    hold_out=_names(
        "Writers held out",
        "Writers of the ink file that are measured on and not learnt from, with commas between them: how well the "
        "model reads hands it has never seen.",
        "Writers to measure on, not learn from: A25,A26.",
        path="ink.held_out_writers",
        example="none",
        when=_OF_INK,
    ),
    measure_without=_names(
        help="First train the same without these writers, and state the figure measured on them with the model that "
        "learns from all.",
    ),
    augmentation=switch(
        "Augment",
        "Turn, stretch, slant, thicken and shift each sample a little every time it is shown, hardly at all in the "
        "last tenth of the epochs. The model reads new hands better; training takes longer.",
        "Whether every sample is varied each time it is shown.",
        option="--augment/--no-augment",
        when=_OF_DIGITS,
    ),
)
