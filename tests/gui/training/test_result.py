"""What is advised at the end of a run."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from digitpad.config.model_spec import ModelSpec
from digitpad.gui.training.result import ResultPanel
from digitpad.models.checkpoint import Checkpoint, EpochRecord, Measurement
from digitpad.training.outcome import TrainingOutcome
from tests.support.training import SHORT, fresh_checkpoint


def measured(*correct: int) -> Checkpoint:
    """Return a model measured on MNIST's test part and on pens."""
    names = ("MNIST test", "pens")
    measurements = tuple(Measurement(name, 10_000, it, 0.1) for name, it in zip(names, correct, strict=False))
    return replace(fresh_checkpoint(ModelSpec()), measurements=measurements)


@pytest.mark.parametrize(
    ("initial", "made", "is_worth_keeping"),
    [
        (None, measured(9_700), True),
        (None, measured(1_010), False),
        (measured(9_700), measured(9_600), False),
        (measured(9_700), measured(9_680), True),
        (measured(9_700, 8_000), measured(9_600, 9_000), True),
        (measured(9_700, 8_000), measured(9_600, 8_000), False),
    ],
    ids=["fresh", "guessing", "forgetful", "hardly worse", "better at pens", "better at nothing"],
)
def test_what_gained_nothing_is_not_kept_in_passing(
    qtbot: QtBot, initial: Checkpoint | None, made: Checkpoint, *, is_worth_keeping: bool
) -> None:
    panel = ResultPanel()
    qtbot.addWidget(panel)
    used: list[bool] = []
    panel.use.clicked.connect(lambda: used.append(True))
    config = replace(SHORT, initial=None if initial is None else "mine")
    panel.offer(TrainingOutcome(config, made, is_stopped_early=False), "new", initial)
    main = [each for each in (panel.use, panel.discard) if each.property("role") == "primary"]
    assert main == [panel.use if is_worth_keeping else panel.discard]
    assert panel.is_worth_keeping == is_worth_keeping
    qtbot.keyClick(panel.name, Qt.Key.Key_Return)
    assert bool(used) == is_worth_keeping
    qtbot.keyClicks(panel.name, "er")
    qtbot.keyClick(panel.name, Qt.Key.Key_Return)
    assert used, "who names it wants it"


def validated(kept_epoch: int | None) -> Checkpoint:
    """Return a model of three epochs that was measured on a validation part as well."""
    records = tuple(EpochRecord(epoch, 0.5, 0.8, None, None, 0.03, 1.0, 0.4, 0.85) for epoch in (1, 2, 3))
    test, validation = Measurement("MNIST test", 10_000, 9_700, 0.1), Measurement("MNIST validation", 500, 490, 0.1)
    made = replace(measured(9_700), measurements=(test, validation), history=records)
    return replace(made, kept_epoch=kept_epoch)


def test_the_result_says_which_figure_chose_the_model(qtbot: QtBot) -> None:
    panel = ResultPanel()
    qtbot.addWidget(panel)
    config = replace(SHORT, validation=500, keep_best=True, patience=1)
    panel.offer(TrainingOutcome(config, validated(2), is_stopped_early=False, ended_by_patience=True), "new")
    words = panel.text.replace("\N{NO-BREAK SPACE}", " ")
    assert all(part in words for part in ("97.00 %", "Early stopping", "epoch 2 of 3", "98.00 %", "once"))
    panel.offer(TrainingOutcome(config, validated(None), is_stopped_early=False, times_measured=2), "new")
    assert "last weights" in panel.text
    assert "2 times" in panel.text
    panel.offer(TrainingOutcome(SHORT, measured(9_700), is_stopped_early=False), "new")
    assert "validation" not in panel.text
