from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMessageBox, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from digitpad.config.model_spec import ModelSpec
from digitpad.gui.library_thread import LibraryThread
from digitpad.gui.prediction.answers import ReadingChoice
from digitpad.gui.training.dialog import TrainingDialog
from digitpad.gui.training.monitor.curve_panel import CurveKind, Span
from digitpad.gui.training.monitor.live_reader import INTERVAL_MILLISECONDS, LiveReader
from digitpad.gui.training.thread import TrainingController
from digitpad.gui.widgets import theme
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from digitpad.recognition.thresholds import DEFAULT_RECALL
from digitpad.training.session import RunState
from tests.gui.conftest import answer
from tests.support.training import LONG, SHORT, WAIT, fresh_checkpoint
from tests.support.training_window import begin, click, click_until, outcome_of, shown, stop, train


@pytest.fixture
def reading_dialog(
    qtbot: QtBot, controller: TrainingController, library: Library, library_thread: LibraryThread
) -> Iterator[TrainingDialog]:
    """Return the training window beside a pad."""
    thread = QThread()
    thread.start()
    reader = LiveReader(thread, ReadingChoice(reads_numbers=True, kept_share=DEFAULT_RECALL))
    yield shown(qtbot, TrainingDialog(controller, library_thread, "mine", reader=reader))
    thread.quit()
    assert thread.wait(10_000)


def test_one_epoch_is_trained_shown_kept_and_used(qtbot: QtBot, dialog: TrainingDialog, library: Library) -> None:
    train(qtbot, dialog)
    assert dialog.learning.tiles.epoch.figure == "1 of 1"
    assert dialog.learning.tiles.measured.figure.endswith("%")
    assert "of 10,000 test images · 95 % interval" in dialog.result_panel.text
    assert dialog.result_panel.chosen_name == "my-softmax"
    told: list[str] = []
    dialog.model_kept.connect(told.append)
    dialog.model_chosen.connect(told.append)
    click(qtbot, dialog.result_panel.use)
    assert told == ["my-softmax", "my-softmax"]
    kept = library.load("my-softmax")
    assert kept.config == SHORT
    assert kept.measurements[0].accuracy > 0.85
    assert "my-softmax" in dialog.run_panel.message
    assert dialog.run_panel.start.isVisible()


def test_while_preparing_the_window_says_so(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.form.fill(SHORT)
    click(qtbot, dialog.run_panel.start)
    assert dialog.run_panel.headline == "Preparing…"
    assert "PyTorch" in dialog.run_panel.aside
    assert dialog.findChildren(QProgressBar)[0].maximum() == 0
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        pass


def test_a_second_press_on_start_does_not_stop_the_run(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.form.fill(LONG)
    qtbot.keyClick(dialog.run_panel.start, Qt.Key.Key_Space)
    assert dialog._training.state is RunState.PREPARING
    focused = dialog.focusWidget()
    assert not isinstance(focused, QAbstractButton)
    assert dialog.run_panel.pause.pos() == dialog.run_panel.start.pos()
    assert not dialog.run_panel.pause.isEnabled()


def test_progress_is_shown_for_run_and_epoch_with_time_and_speed(qtbot: QtBot, dialog: TrainingDialog) -> None:
    begin(qtbot, dialog, replace(SHORT, epochs=2, batch_size=16))
    qtbot.waitUntil(
        lambda: dialog._training.state is RunState.IDLE or dialog.learning.tiles.epoch.figure == "2 of 2", timeout=WAIT
    )
    whole, epoch = dialog.findChildren(QProgressBar)[:2]
    assert whole.value() >= 500
    assert 0 <= epoch.value() <= 1000
    assert "Epoch 2 of 2 · batch" in dialog.run_panel.headline
    assert "left" in dialog.run_panel.aside
    assert "images/s" in dialog.run_panel.aside
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        pass
    assert whole.value() == 1000


def test_pausing_rests_and_resuming_goes_on(qtbot: QtBot, dialog: TrainingDialog) -> None:
    begin(qtbot, dialog)
    click_until(qtbot, dialog.run_panel.pause, dialog._training.paused)
    assert dialog.run_panel.aside == "paused"
    headline = dialog.run_panel.headline
    with qtbot.assertNotEmitted(dialog._training.reported, wait=300):
        pass
    assert dialog.run_panel.headline == headline
    click_until(qtbot, dialog.run_panel.resume, dialog._training.reported)
    assert dialog.run_panel.pause.isVisible()


def test_a_failed_run_says_what_to_do_and_keeps_the_settings(qtbot: QtBot, dialog: TrainingDialog) -> None:
    config = replace(SHORT, learning_rate=1e38)
    dialog.form.fill(config)
    click_until(qtbot, dialog.run_panel.start, dialog._training.failed)
    assert dialog.run_panel.headline == "Training ran away"
    assert "1e+38" in dialog.run_panel.message
    losses = dialog.learning.curves._of(CurveKind.TRAIN_LOSS).means()
    assert losses, "the curve of what ran away must not be empty"
    assert dialog.form.config == config
    assert dialog.form.fields["learning_rate"].isEnabled()
    train(qtbot, dialog)
    assert outcome_of(dialog)


def test_the_title_tells_how_the_run_stands(qtbot: QtBot, dialog: TrainingDialog) -> None:
    titles: list[str] = []
    dialog.windowTitleChanged.connect(titles.append)
    train(qtbot, dialog)
    assert "Train a model - 100 %" in [title.replace("\N{NO-BREAK SPACE}", " ") for title in titles]
    assert dialog.windowTitle() == "Train a model - finished"
    click(qtbot, dialog.result_panel.discard)
    assert dialog.windowTitle() == "Train a model"


def test_the_window_does_not_lie_on_the_pad(
    qtbot: QtBot, controller: TrainingController, library: Library, library_thread: LibraryThread
) -> None:
    pad = QWidget()
    qtbot.addWidget(pad)
    pad.show()
    beside = TrainingDialog(controller, library_thread, "mine", pad)
    beside.show()
    assert beside.windowHandle().transientParent() is None
    assert not beside.isModal()


def test_closing_at_rest_asks_nothing(dialog: TrainingDialog) -> None:
    assert dialog.close()
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    "close", [QWidget.close, lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape)], ids=["button", "escape"]
)
def test_closing_in_mid_training_can_be_thought_better_of(
    qtbot: QtBot, dialog: TrainingDialog, close: Callable[[QWidget], object]
) -> None:
    begin(qtbot, dialog)
    asked = answer("Cancel")
    assert not close(dialog)
    assert "being trained" in asked[0]
    assert dialog.isVisible()
    assert dialog._training.state is RunState.RUNNING


def test_the_question_turns_to_the_model_when_the_run_ends_meanwhile(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    texts: list[str] = []

    def wait_and_keep() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        texts.append(box.text())
        qtbot.waitUntil(lambda: not dialog._training.is_running, timeout=WAIT)
        texts.append(box.text())
        next(button for button in box.buttons() if button.text().replace("&", "") == "Keep").click()

    begin(qtbot, dialog, replace(SHORT, epochs=12))
    QTimer.singleShot(0, wait_and_keep)
    assert dialog.close()
    assert len(set(texts)) == 2
    assert len(library.load("my-softmax").history) == 12


def test_closing_in_mid_training_may_keep_what_was_learnt(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    begin(qtbot, dialog)
    answer("Stop and keep")
    with qtbot.waitSignal(dialog.model_kept):
        assert dialog.close()
    assert not dialog.isVisible()
    assert not dialog._training.is_running
    assert library.load("my-softmax").config == LONG


def test_closing_in_mid_training_may_discard(qtbot: QtBot, dialog: TrainingDialog, library: Library) -> None:
    begin(qtbot, dialog)
    answer("Stop and discard")
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        assert dialog.close()
    assert not dialog._training.is_running
    assert [entry.name for entry in library.entries() if not entry.is_bundled] == ["mine"]


def test_closing_with_a_model_not_kept_asks(qtbot: QtBot, dialog: TrainingDialog, library: Library) -> None:
    train(qtbot, dialog)
    asked = answer("Keep")
    assert dialog.close()
    assert "not in the library" in asked[0]
    assert library.load("my-softmax")


def test_closing_stays_open_if_the_model_cannot_be_kept(qtbot: QtBot, dialog: TrainingDialog) -> None:
    train(qtbot, dialog)
    dialog.result_panel.name.setText("mine")
    answer("Keep")
    assert not dialog.close()
    assert dialog.result_panel.problem


def test_a_run_that_ends_while_the_question_is_open_is_kept_all_the_same(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    begin(qtbot, dialog, replace(SHORT, epochs=12))

    def press_later() -> None:
        if dialog._training.is_running:
            QTimer.singleShot(20, press_later)
            return
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.buttons()[0].click()

    QTimer.singleShot(0, press_later)
    assert dialog.close()
    assert library.load("my-softmax")


def test_closing_while_preparing_and_keeping_nothing_closes(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.form.fill(LONG)
    click(qtbot, dialog.run_panel.start)
    answer("Stop and keep")
    assert dialog.close()
    assert not dialog._training.is_running


def test_the_drawing_on_the_pad_is_read_while_a_model_learns(qtbot: QtBot, reading_dialog: TrainingDialog) -> None:
    live, reader = reading_dialog.learning.live, reading_dialog._reader
    assert not live.isVisible()
    begin(qtbot, reading_dialog)
    assert live.isVisible()
    assert not live.headline.isVisible()
    with qtbot.waitSignal(reader.read, timeout=WAIT, check_params_cb=lambda reading: reading is not None):
        reading_dialog.show_drawing(Ink.of([[(10.0, 10.0), (12.0, 200.0)]]))
    assert live.headline.isVisible()
    assert sum(live.bars.probabilities) == pytest.approx(1.0, abs=1e-5)
    with qtbot.waitSignal(reader.read, timeout=WAIT, check_params_cb=lambda reading: reading is None):
        reading_dialog.show_drawing(Ink())
    assert not live.headline.isVisible()
    stop(qtbot, reading_dialog)
    click(qtbot, reading_dialog.result_panel.discard)
    assert not live.isVisible()


def test_the_drawing_is_not_read_by_the_weights_of_an_earlier_run(
    qtbot: QtBot, controller: TrainingController, reading_dialog: TrainingDialog
) -> None:
    reader = reading_dialog._reader
    with qtbot.waitSignal(reader.read, timeout=WAIT):
        reading_dialog.show_drawing(Ink.of([[(10.0, 10.0), (12.0, 200.0)]]))
        controller.learnt.emit(fresh_checkpoint(ModelSpec()))
    reading_dialog.form.fill(replace(SHORT, learning_rate=1e38))
    click_until(qtbot, reading_dialog.run_panel.start, controller.failed)
    with qtbot.assertNotEmitted(reader.read, wait=4 * INTERVAL_MILLISECONDS):
        reading_dialog.show_drawing(Ink.of([[(10.0, 10.0), (200.0, 12.0)]]))


def test_templates_form_before_ones_eyes_with_nothing_on_the_pad(qtbot: QtBot, dialog: TrainingDialog) -> None:
    click(qtbot, dialog.learning.layers_button)
    begin(qtbot, dialog)
    templates = dialog.learning.templates
    seen = []
    for _ in range(2):
        with qtbot.waitSignal(dialog._training.learnt, timeout=WAIT):
            pass
        seen.append(templates.templates)
    assert all(seen)
    assert seen[0].full != seen[1].full, "weights that learn grow"
    click(qtbot, dialog.learning.curves_button)
    assert not dialog._training.session._is_watched.is_set()
    click_until(qtbot, dialog.run_panel.pause, dialog._training.paused)
    stop(qtbot, dialog)


def test_the_layers_of_an_mlp_are_followed(qtbot: QtBot, dialog: TrainingDialog) -> None:
    click(qtbot, dialog.learning.layers_button)
    train(qtbot, dialog, replace(SHORT, model=ModelSpec(hidden_sizes=(16, 8))))
    norms, deaths = (panel.curves for panel in dialog.learning.layers._panels())
    assert (len(norms), len(deaths)) == (3, 2)
    assert all(dialog.learning.layers.latest(curve) is not None for curve in (*norms, *deaths))
    assert not dialog.learning.templates.isVisible()


def test_epochs_stand_in_a_table_that_can_be_copied(qtbot: QtBot, dialog: TrainingDialog) -> None:
    train(qtbot, dialog, replace(SHORT, epochs=2))
    click(qtbot, dialog.learning.epochs_button)
    table = dialog.learning.table
    assert table.isVisible()
    assert not dialog.learning.curves.isVisible()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[0] == "epoch"
    assert [line.split("\t")[0] for line in lines[1:]] == ["1", "2"]
    click(qtbot, dialog.learning.curves_button)
    assert dialog.learning.curves.isVisible()


def test_a_run_by_steps_is_told_in_steps(qtbot: QtBot, dialog: TrainingDialog) -> None:
    train(qtbot, dialog, replace(SHORT, steps=300))
    assert "Step 300 of 300" in dialog.run_panel.headline
    assert dialog.learning.curves.span == Span(300, is_by_steps=True)


def test_everything_fits_on_a_small_screen(qtbot: QtBot, dialog: TrainingDialog) -> None:
    hint = dialog.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 640
    train(qtbot, dialog)
    assert dialog.minimumSizeHint().width() <= 1024


def test_every_button_and_field_has_a_name_and_a_tooltip(dialog: TrainingDialog) -> None:
    for control in (*dialog.findChildren(QAbstractButton), *dialog.findChildren(QLineEdit)):
        if control.objectName().startswith("qt_"):
            continue
        assert control.accessibleName(), control
        assert control.toolTip(), control


def test_the_window_follows_the_theme(dressed: QApplication, dialog: TrainingDialog) -> None:
    assert dialog.grab().toImage().pixelColor(5, 5).lightness() > 200
    theme.apply_theme(dressed, theme.Theme.DARK)
    assert dialog.grab().toImage().pixelColor(5, 5).lightness() < 60
