"""The table of training settings, from which form, command line and printed command come.

A further setting is a field of `TrainConfig`, a row in `STEPS`, a cell in `FORM` and its use in training.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from digitpad.config.model_and_data_settings import DATA, MODEL
from digitpad.config.setting import Setting, SettingKind, choice, named, number, switch, table, whole
from digitpad.config.train_config import CountedIn, Device, Optimizer, Sampling, Schedule, TrainConfig

STEPS = table(
    length=whole(
        "Train for",
        "How long: so many times through the whole training set, or so many batches.",
        example="2",
    ),
    unit=choice(
        "Counted in",
        "Epochs are passes through the training set; steps are batches, whatever the size of the set.",
        choices=named(CountedIn, EPOCHS="epochs", STEPS="steps"),
    ),
    epochs=whole(help="Times through the data."),
    steps=whole(help="Train for so many steps instead of epochs."),
    batch_size=whole(
        "Batch size",
        "Images for each step. Small batches take more, noisier steps; large ones run faster for each image.",
        "Images a step.",
    ),
    sampling=choice(
        "Sampling",
        "How each epoch draws its samples: all of them in another random order; each afresh from all, so that some "
        "come twice and others not at all (with replacement); or in one fixed order, which a model learns as well.",
        "How an epoch's samples are drawn; permutation if left out.",
        choices=named(Sampling, PERMUTATION="Shuffled", REPLACEMENT="With replacement", NONE="Fixed order"),
        note="{value}",
    ),
    shuffle=switch(help="The same as --sampling permutation, or none."),
    drop_last=switch(
        "Drop last batch",
        "Leave an epoch's last batch out if it is smaller than the others: its gradient is noisier. A few images are "
        "then not seen in that epoch.",
        "Whether a smaller last batch of an epoch is left out.",
        note="drop last",
        option="--drop-last/--keep-last",
    ),
    learning_rate=number(
        "Learning rate",
        "How far each step goes. Too small learns slowly, too large never settles or ends in a loss that is no number. "
        "SGD likes 0.01 to 0.5, Adam 0.0003 to 0.004.",
        "Size of a step; the peak under a schedule.",
    ),
    schedule=choice(
        "Schedule",
        "How the learning rate changes over the run. One-cycle climbs to the given rate, then falls to almost nothing: "
        "usually better for the same time. Cosine only falls; the step schedules fall in stairs.",
        "How the learning rate changes.",
        choices=named(
            Schedule,
            NONE="None",
            STEP="StepLR",
            MULTI_STEP="MultiStepLR",
            COSINE="Cosine annealing",
            ONE_CYCLE="One-cycle",
        ),
    ),
    schedule_unit=choice(
        "Schedule counts in",
        "What the schedule counts, whatever the length of the run is counted in: epochs, or steps, of which an epoch "
        "has as many as batches.",
        "What the schedule counts in; the run's unit if left out.",
        choices=(("As the run", None), *named(CountedIn, EPOCHS="Epochs", STEPS="Steps")),
        when={"schedule": (Schedule.STEP, Schedule.MULTI_STEP, Schedule.COSINE)},
    ),
    schedule_every=whole(
        "Epochs between changes",
        "The learning rate is multiplied by the factor after every so many epochs (or steps).",
        "Epochs (or steps) between changes of `step`.",
        label_by_steps="Steps between changes",
        when={"schedule": (Schedule.STEP,)},
    ),
    schedule_milestones=Setting(
        SettingKind.MILESTONES,
        "Milestones (epochs)",
        "The learning rate is multiplied by the factor after each of these epochs (or steps).",
        "Epochs (or steps) after which `multi-step` changes.",
        example="5, 8",
        label_by_steps="Milestones (steps)",
        option="--milestones",
        metavar="LIST",
        when={"schedule": (Schedule.MULTI_STEP,)},
    ),
    schedule_factor=number(
        "Factor",
        "What the learning rate is multiplied by: 0.1 makes it a tenth, 0.5 half. Torch calls it gamma.",
        "What `step` and `multi-step` multiply by.",
        when={"schedule": (Schedule.STEP, Schedule.MULTI_STEP)},
    ),
    schedule_period=Setting(
        SettingKind.WHOLE_OR_NONE,
        "Period (epochs)",
        "Epochs (or steps) in which the learning rate falls to 0; in as many more it rises again. Torch calls it "
        "T_max. Empty for the whole run, which then ends at 0.",
        "Epochs (or steps) in which `cosine` falls to 0; the whole run if left out.",
        example="the whole run",
        label_by_steps="Period (steps)",
        metavar="N",
        when={"schedule": (Schedule.COSINE,)},
    ),
    optimizer=choice(
        "Optimiser",
        "How gradients become steps. SGD goes straight downhill; Adam and AdamW give each weight a step size of its "
        "own.",
        "How a gradient becomes a step.",
        choices=named(Optimizer, SGD="SGD", ADAM="Adam", ADAMW="AdamW"),
    ),
    momentum=number(
        "Momentum",
        "Share of the last step that the next one keeps, for SGD: 0 for none, 0.9 to roll over small bumps.",
        "Momentum of SGD.",
        when={"optimizer": (Optimizer.SGD,)},
    ),
    nesterov=switch(
        "Nesterov momentum",
        "Take the gradient where the momentum is about to carry the weights, rather than where they are: it brakes "
        "earlier. Needs a momentum.",
        "Whether momentum is Nesterov's.",
        note="Nesterov",
        when={"optimizer": (Optimizer.SGD,)},
    ),
    betas=Setting(
        SettingKind.PAIR,
        "Betas",
        "How much Adam keeps of the mean gradient, and of the mean of its square, at each step. Lower ones forget "
        "sooner: 0.9, 0.999 suits nearly everything.",
        "What Adam keeps: 0.9,0.999.",
        metavar="A,B",
        when={"optimizer": (Optimizer.ADAM, Optimizer.ADAMW)},
    ),
    weight_decay=number(
        "Weight decay",
        "Pulls weights towards 0 at every step, against overfitting. 0 turns it off; AdamW likes 0.01.",
        "Pull of the weights towards 0.",
        note="decay {value}",
    ),
    ema_decay=number(
        "Averaging",
        "The model kept is a running average of the weights (EMA). 0 turns it off; 0.99 smooths the last few hundred "
        "steps and often reads a little better.",
        "What the running average of the weights keeps; 0 for none.",
        note="averaging {value}",
    ),
    validation=whole(
        "Held out for validation",
        "Training images, the last ones, that are measured after each epoch instead of learnt from, such as 10000; of "
        "ink the same share, in whole writers. Choose epochs and settings by them: whoever chooses by the test images "
        "tunes on them, and their figure is no longer of images unseen. The test part is then measured once, at the "
        "end.",
        "Hold the last N training images out to choose by; the test part is measured once, at the end. 0 for none.",
        note="{value} held out",
        metavar="N",
    ),
    keep_best=switch(
        "Keep the best epoch",
        "Keep the weights of the epoch with the best validation accuracy, of equal ones with the lower loss, rather "
        "than the last. Needs images held out for validation.",
        "Keep the weights of the epoch with the best validation accuracy, not the last.",
        note="best epoch",
    ),
    patience=Setting(
        SettingKind.WHOLE_OR_NONE,
        "Patience (epochs)",
        "Early stopping: end the run once so many epochs in a row did no better on the validation images than one "
        "before, for example 3. Empty for never. Needs images held out for validation.",
        "Stop after so many epochs that did no better on the validation part.",
        example="never",
        note="patience {value}",
        metavar="EPOCHS",
    ),
    seed=whole(
        "Seed",
        "Decides first weights, order and variations. The same seed and settings give the same weights.",
        "Of everything random.",
        note="seed {value}",
    ),
    device=choice(
        "Device",
        "What computes. Models this small run as fast on a processor; a graphics card pays with wide layers and large "
        "batches.",
        "What computes.",
        choices=named(Device, CPU="Processor", CUDA="CUDA", MPS="Apple MPS"),
        note="{value}",
    ),
    threads=whole(
        "Threads",
        "Threads PyTorch may use on a processor. For models this small 1 is fastest: more spend their time waiting "
        "for one another.",
        "Threads torch may use.",
        note="{value} threads",
    ),
)

PANELS = (("The model", MODEL), ("The data", DATA), ("The steps", STEPS))
"""The settings by the heading their options have in the command's help."""

SETTINGS = {setting.name: setting for _, settings in PANELS for setting in settings}

LEARNING = tuple(
    SETTINGS[each.name] for each in fields(TrainConfig) if each.name in SETTINGS.keys() - {"dataset", "folder"}
)
"""The settings that are a field of a config, whatever model and data are."""


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of the form that can be folded away."""

    title: str
    tooltip: str
    rows: tuple[str, ...]  # settings side by side, with the share of the row's width behind a colon

    @property
    def cells(self) -> tuple[tuple[tuple[Setting, int], ...], ...]:
        """The settings of each row, with the share of its width."""
        rows = ([cell.partition(":") for cell in row.split()] for row in self.rows)
        return tuple(tuple((SETTINGS[name], int(width or 1)) for name, _, width in row) for row in rows)


FORM = (
    FormSection(
        "",
        "",
        (
            "dataset",
            "folder",
            "mean_std:5 moments:4 augmentation:4",
            "kind:3 start:2",
            "hidden_sizes:3 activation:2",
            "length unit batch_size",
            "learning_rate schedule",
            "schedule_unit schedule_period",
            "schedule_every:3 schedule_milestones:3 schedule_factor:2",
            "optimizer momentum betas",
        ),
    ),
    FormSection(
        "More about the data",
        "How images are read, and pen strokes beside them.",
        ("reading:3 image_size:2", "images", "strokes:3 ink_share:2", "ink_path", "hold_out:3 ink_slashed:2"),
    ),
    FormSection("More about the model", "Dropout and first weights.", ("dropout:2 dropout_after:3", "initialization")),
    FormSection(
        "More about the steps",
        "Order of the samples, Nesterov momentum, weight decay, averaging, and a validation part to choose by.",
        ("sampling", "drop_last nesterov", "weight_decay ema_decay", "validation patience", "keep_best"),
    ),
    FormSection("Seed and device", "Chance, and what computes.", ("seed:3 device:5 threads:3",)),
)
"""The form from the top down; its first part has no title and is always open."""
