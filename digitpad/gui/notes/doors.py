"""Where one goes on looking from a step: what the way to each view is called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from digitpad.notes.walk import View


def door_text(view: View) -> tuple[str, str]:
    """Return what the link to a view reads, and its tooltip."""
    translate = QCoreApplication.translate
    return {
        View.DATA: (
            translate("Doors", "Look through the data…"),
            translate("Doors", "Open the window of the data sets at this one"),
        ),
        View.TRAINING: (
            translate("Doors", "Train it yourself…"),
            translate("Doors", "Open the training view with the settings of this step"),
        ),
        View.INSIDE: (
            translate("Doors", "Look inside"),
            translate("Doors", "See why the model on the pad says so"),
        ),
        View.SOFTMAX: (
            translate("Doors", "Softmax, step by step"),
            translate("Doors", "See how the logits of your drawing become probabilities"),
        ),
        View.STEP: (
            translate("Doors", "One step, in numbers"),
            translate("Doors", "Take a copy of the model through one step of training, line by line"),
        ),
        View.EVALUATION: (
            translate("Doors", "Evaluate the pad's model…"),
            translate("Doors", "See what the model on the pad gets right and wrong"),
        ),
        View.EXPERIMENT: (
            translate("Doors", "Make it an experiment…"),
            translate("Doors", "Open the experiment that answers this question"),
        ),
        View.PYTORCH: (
            translate("Doors", "Show as PyTorch"),
            translate("Doors", "The plain script that trains the same: to read, copy and save"),
        ),
    }[view]
