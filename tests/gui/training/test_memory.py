"""What a run learnt from is let go once nothing waits for it."""

from __future__ import annotations

import weakref
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.gui.conftest import answer
from tests.support.processes import python
from tests.support.training import SHORT, WAIT
from tests.support.training_window import begin, click, click_until, stop

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from digitpad.gui.training.dialog import TrainingDialog


def held(dialog: TrainingDialog) -> list[weakref.ref[object]]:
    """Return ways to see whether the run that is open, its inputs and its test images are still there."""
    run = dialog._training.session._run
    assert run is not None
    return [weakref.ref(run), weakref.ref(run._batches), weakref.ref(run._measuring.samples[0].inputs)]


@pytest.mark.parametrize("button", ["discard", "keep", "use"])
def test_a_run_is_let_go_once_its_model_is_kept_or_discarded(qtbot: QtBot, dialog: TrainingDialog, button: str) -> None:
    begin(qtbot, dialog)
    kept = held(dialog)
    stop(qtbot, dialog)
    assert all(each() is not None for each in kept), "it can go on"
    click(qtbot, getattr(dialog.result_panel, button))
    qtbot.waitUntil(lambda: all(each() is None for each in kept), timeout=WAIT)


@pytest.mark.parametrize("words", ["Stop and keep", "Stop and discard"])
def test_a_run_is_let_go_when_its_window_is_closed(qtbot: QtBot, dialog: TrainingDialog, words: str) -> None:
    begin(qtbot, dialog)
    kept = held(dialog)
    answer(words)
    assert dialog.close()
    qtbot.waitUntil(lambda: all(each() is None for each in kept), timeout=WAIT)


def test_a_run_that_failed_is_let_go(qtbot: QtBot, dialog: TrainingDialog) -> None:
    kept: list[weakref.ref[object]] = []
    dialog._training.prepared.connect(lambda _: kept.extend(held(dialog)))
    dialog.form.fill(replace(SHORT, learning_rate=1e38))
    click_until(qtbot, dialog.run_panel.start, dialog._training.failed)
    qtbot.waitUntil(lambda: all(each() is None for each in kept), timeout=WAIT)


def test_training_loads_neither_torchs_compiler_nor_sympy() -> None:
    """They take two seconds and 200 MB, which stay."""
    python(
        "-c",
        "import sys\n"
        "from digitpad.config.model_spec import DEFAULT_MLP\n"
        "from digitpad.config.train_config import Optimizer, TrainConfig\n"
        "from digitpad.training.run import train\n"
        "for optimizer in Optimizer:\n"
        "    list(train(TrainConfig(model=DEFAULT_MLP, optimizer=optimizer, weight_decay=0.1, steps=2, epochs=1)))\n"
        "sys.exit(' '.join({'torch._dynamo', 'sympy'} & set(sys.modules)) or None)",
    )
