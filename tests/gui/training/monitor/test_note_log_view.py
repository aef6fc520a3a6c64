"""A recipe's own lines in the training window."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from digitpad.config.recipes import find_recipe
from digitpad.gui.training.monitor.monitor import MonitorCard
from digitpad.models.checkpoint import EpochRecord
from digitpad.training.note_log import logged_batches
from tests.support.training_curves import report

SIGMOID = find_recipe("mlp-sigmoid")


def test_a_recipes_lines_are_offered_and_grow_with_the_run(qtbot: QtBot) -> None:
    card = MonitorCard()
    qtbot.addWidget(card)
    card.expect(find_recipe("softmax-fashion").config)
    assert card.log_button.isHidden()
    card.begin(SIGMOID.config)
    assert not card.log_button.isHidden()
    some = replace(report(1, 10, 401, 0.5, 0.8), step=401, samples=60_000, losses=(0.5,) * 401, finished_epoch=None)
    card.add(some)
    lines = [each.line for each in logged_batches(SIGMOID.log, some, 32)]
    assert len(lines) == 3
    assert card.log.toPlainText().splitlines() == lines
    card.add(replace(some, losses=(), finished_epoch=EpochRecord(1, 0.5, 0.8, 0.4, 0.9, 0.01, 1.0)))
    assert card.log.toPlainText().splitlines()[3:] == ["epoch 1: test loss 0.4000, accuracy 90.00 %"]
    card.log_button.click()
    card.begin(find_recipe("mlp-relu").config)
    assert card.log.toPlainText() == ""
    assert card.epochs_button.isChecked()
