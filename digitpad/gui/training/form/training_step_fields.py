"""The fields of the training form about the steps and the machine: what each setting is called, does and is for."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject

from digitpad.config.train_config import Device, Optimizer, Schedule
from digitpad.gui.widgets.form_fields import CheckField, ChoiceField, TextField
from digitpad.training.devices import present_devices


class CountedIn(Enum):
    """What the length of a run is counted in."""

    EPOCHS = "epochs"
    STEPS = "steps"


class StepFields(QObject):
    """How it learns."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.length = TextField(
            self.tr("Train for"),
            self.tr("How long: so many times through the whole training set, or so many batches."),
            "2",
        )
        self.unit = ChoiceField[CountedIn](
            self.tr("Counted in"),
            self.tr("Epochs are passes through the training set; steps are batches, whatever the size of the set."),
            [(self.tr("epochs"), CountedIn.EPOCHS), (self.tr("steps"), CountedIn.STEPS)],
        )
        self.batch_size = TextField(
            self.tr("Batch size"),
            self.tr(
                "Images for each step. Small batches take more, noisier steps; large ones run faster for each image."
            ),
            "64",
        )
        self.learning_rate = TextField(
            self.tr("Learning rate"),
            self.tr(
                "How far each step goes. Too small learns slowly, too large never settles or ends "
                "in a loss that is no number. SGD likes 0.01 to 0.5, Adam 0.0003 to 0.004."
            ),
            "0.03",
        )
        self.shuffle = CheckField(
            self.tr("Shuffle"),
            self.tr(
                "Show the samples in another random order each epoch. In one fixed order, a model learns the order as "
                "well; turn it off to see that."
            ),
        )
        self.drop_last = CheckField(
            self.tr("Drop last batch"),
            self.tr(
                "Leave an epoch's last batch out if it is smaller than the others: its gradient is noisier. A few "
                "images are then not seen in that epoch."
            ),
        )
        self.ema_decay = TextField(
            self.tr("Averaging"),
            self.tr(
                "The model kept is a running average of the weights (EMA). 0 turns it off; 0.99 "
                "smooths the last few hundred steps and often reads a little better."
            ),
            "0",
        )
        self._make_optimizer()
        self._make_schedule()

    def _make_optimizer(self) -> None:
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
        self.nesterov = CheckField(
            self.tr("Nesterov momentum"),
            self.tr(
                "Take the gradient where the momentum is about to carry the weights, rather than where they are: it "
                "brakes earlier. Needs a momentum."
            ),
        )
        self.betas = TextField(
            self.tr("Betas"),
            self.tr(
                "How much Adam keeps of the mean gradient, and of the mean of its square, at each step. Lower ones "
                "forget sooner: 0.9, 0.999 suits nearly everything."
            ),
            "0.9, 0.999",
        )
        self.weight_decay = TextField(
            self.tr("Weight decay"),
            self.tr("Pulls weights towards 0 at every step, against overfitting. 0 turns it off; AdamW likes 0.01."),
            "0",
        )

    def _make_schedule(self) -> None:
        self.schedule = ChoiceField[Schedule](
            self.tr("Schedule"),
            self.tr(
                "How the learning rate changes over the run. One-cycle climbs to the given rate, then falls to almost "
                "nothing: usually better for the same time. Cosine only falls; the step schedules fall in stairs."
            ),
            [
                (self.tr("None"), Schedule.NONE),
                (self.tr("StepLR"), Schedule.STEP),
                (self.tr("MultiStepLR"), Schedule.MULTI_STEP),
                (self.tr("Cosine annealing"), Schedule.COSINE),
                (self.tr("One-cycle"), Schedule.ONE_CYCLE),
            ],
        )
        self.schedule_every = TextField(
            self.tr("Epochs between changes"),
            self.tr("The learning rate is multiplied by the factor after every so many epochs (or steps)."),
            "1",
        )
        self.schedule_milestones = TextField(
            self.tr("Milestones (epochs)"),
            self.tr("The learning rate is multiplied by the factor after each of these epochs (or steps)."),
            "5, 8",
        )
        self.schedule_factor = TextField(
            self.tr("Factor"),
            self.tr("What the learning rate is multiplied by: 0.1 makes it a tenth, 0.5 half. Torch calls it gamma."),
            "0.1",
        )

    def name_unit(self) -> None:
        """Call the fields of schedules after what the run is counted in."""
        is_by_steps = self.unit.value is CountedIn.STEPS
        every = (self.tr("Epochs between changes"), self.tr("Steps between changes"))
        marks = (self.tr("Milestones (epochs)"), self.tr("Milestones (steps)"))
        self.schedule_every.relabel(every[is_by_steps])
        self.schedule_milestones.relabel(marks[is_by_steps])


class MachineFields(QObject):
    """Chance, and what computes."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.seed = TextField(
            self.tr("Seed"),
            self.tr("Decides first weights, order and variations. The same seed and settings give the same weights."),
            "0",
        )
        self.device = ChoiceField[Device](
            self.tr("Device"),
            self.tr(
                "What computes. Models this small run as fast on a processor; a graphics card pays with wide "
                "layers and large batches."
            ),
            [
                (self.tr("Processor"), Device.CPU),
                (self.tr("CUDA"), Device.CUDA),
                (self.tr("Apple MPS"), Device.MPS),
            ],
        )
        self.threads = TextField(
            self.tr("Threads"),
            self.tr(
                "Threads PyTorch may use on a processor. For models this small 1 is fastest: more spend their time "
                "waiting for one another."
            ),
            "1",
        )
        self.present = present_devices()
        for device, name in ((Device.CUDA, self.tr("CUDA")), (Device.MPS, self.tr("Apple MPS"))):
            if device not in self.present:
                self.device.allow(device, is_allowed=False)
                self.device.rename(device, self.tr("{name} (not here)").format(name=name))
