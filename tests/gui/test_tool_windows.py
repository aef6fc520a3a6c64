from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from digitpad.config.model_and_data_settings import StartFrom
from digitpad.config.model_spec import ModelSpec
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink
from digitpad.ink.labelled_drawing import LabelledDrawing
from digitpad.library.library import Library
from digitpad.library.names import resume_file_of
from digitpad.training import resume_state
from digitpad.training.run import train
from tests.gui.conftest import WAIT, heard, opened, rest
from tests.support.training import SHORT, fresh_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QMenu
    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow


def words(menu: QMenu) -> list[str]:
    return [action.text().replace("&", "") for action in menu.actions() if not action.isSeparator()]


@pytest.fixture
def mine(qtbot: QtBot, window: MainWindow) -> Library:
    """Return the library with a model of the user's own that reads the pad."""
    library = Library.of_user()
    library.add("mine", fresh_checkpoint(ModelSpec()))
    heard(qtbot, window.library.listed, window.library.list_names)
    heard(qtbot, window.recognition.model_loaded, window.tool_windows.model_wanted.emit, "mine")
    return library


def test_an_empty_library_offers_to_train(window: MainWindow) -> None:
    menu = window.model_card.library_menu
    menu.aboutToShow.emit()
    assert words(menu) == ["No models of your own yet", "Train…", "Models…"]
    assert not menu.actions()[0].isEnabled()


def test_menus_follow_the_library_also_when_another_program_changes_it(window: MainWindow) -> None:
    menu = window.model_menu
    rest(window.library)  # which it begins with
    Library.of_user().add("mine", fresh_checkpoint(ModelSpec()))
    menu.aboutToShow.emit()
    rest(window.library)
    menu.aboutToShow.emit()
    assert words(menu) == ["Softmax regression", "Multi-layer perceptron", "mine", "Models…", "Evaluate…"]
    Library.of_user().delete("mine")
    menu.aboutToShow.emit()
    rest(window.library)
    menu.aboutToShow.emit()
    assert "mine" not in words(menu)


def test_the_models_window_opens_once(window: MainWindow) -> None:
    window.actions_of_window.models.trigger()
    first = opened(window.tool_windows.models)
    window.actions_of_window.models.trigger()
    assert opened(window.tool_windows.models) is first


def test_a_change_made_in_the_models_window_is_listed_once(window: MainWindow) -> None:
    window.tool_windows.open_models()
    dialog = opened(window.tool_windows.models)
    rest(window.library)
    listed: list[tuple[str, ...]] = []
    dialog.scores_wanted.connect(listed.append)
    dialog.duplicate.click()
    rest(window.library)
    assert [len(names) for names in listed] == [3]


def test_a_hidden_models_window_lists_a_new_model_when_it_opens(window: MainWindow) -> None:
    listed: list[tuple[str, ...]] = []
    window.tool_windows.models.get().scores_wanted.connect(listed.append)
    Library.of_user().add("mine", fresh_checkpoint(ModelSpec()))
    window.tool_windows.training.get().model_kept.emit("mine")
    rest(window.library)
    assert not listed
    window.tool_windows.open_models()
    rest(window.library)
    assert listed == [("softmax", "mlp", "mine")]


def test_a_model_chosen_in_the_models_window_reads_the_pad(qtbot: QtBot, window: MainWindow) -> None:
    window.tool_windows.open_models()
    dialog = opened(window.tool_windows.models)
    rest(window.library)
    dialog.table.setCurrentCell(0, 0)
    heard(qtbot, window.recognition.model_loaded, dialog.use.click)
    assert window.choice.current == "softmax"
    assert window.model_card.softmax.isChecked()


def test_deleting_the_model_in_use_goes_back_to_the_bundled_one(
    qtbot: QtBot, window: MainWindow, mine: Library
) -> None:
    window.tool_windows.open_models()
    dialog = opened(window.tool_windows.models)
    rest(window.library)
    heard(qtbot, window.recognition.model_loaded, dialog.delete.click)
    assert window.choice.current == "mlp"


def test_the_training_window_opens_once_for_the_model_in_use(window: MainWindow) -> None:
    window.next_card.train.click()
    first = opened(window.tool_windows.training)
    window.actions_of_window.train.trigger()
    assert window.tool_windows.training.window is first
    assert window.tool_windows.may_close()


def test_the_training_window_hears_that_the_model_in_use_has_new_weights(window: MainWindow, mine: Library) -> None:
    window.tool_windows.training.open()
    rest(window.library)
    training = window.tool_windows.training.get()
    training.form.fields["start"].choose(StartFrom.CURRENT)
    mine.delete("mine")
    mine.add("mine", fresh_checkpoint(ModelSpec(hidden_sizes=(16,))))
    training.model_kept.emit("mine")
    rest(window.library)
    assert training.form.initial is not None
    assert training.form.initial.spec.hidden_sizes == (16,)


def test_a_library_that_cannot_be_read_offers_no_models_of_ones_own(
    qtbot: QtBot, window: MainWindow, user_folder: Path
) -> None:
    user_folder.mkdir()
    (user_folder / "models").write_text("in the way")
    heard(qtbot, window.library.listed, window.library.list_names)
    assert window.choice.own_names == ()


def test_the_evaluation_opens_for_the_model_in_use_and_puts_pictures_on_the_pad(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.actions_of_window.evaluate.trigger()
    dialog = opened(window.tool_windows.evaluation)
    with qtbot.waitSignal(dialog.settled, timeout=WAIT):
        pass
    assert dialog.windowTitle() == "mlp on MNIST test - Evaluate"
    with qtbot.waitSignal(window.recognition.answered, timeout=WAIT):
        qtbot.mouseClick(dialog.browser.grid, Qt.MouseButton.LeftButton, pos=dialog.browser.grid.cell_box(0).center())
    assert isinstance(window.canvas.drawing, Picture)
    assert window.presenter.shown is not None
    assert window.presenter.shown.answer.prediction.label == dialog.browser.grid.cells[0].predicted
    line = window.panel.origin
    assert line.isVisible()
    assert not line.offer.isVisible(), "the very model reads it"
    with qtbot.waitSignal(window.recognition.model_loaded, timeout=WAIT):
        window.choice.softmax.trigger()
    assert line.offer.isVisible()
    with qtbot.waitSignal(window.recognition.model_loaded, timeout=WAIT):
        line.offer.click()
    assert window.choice.current == "mlp"
    assert not line.offer.isVisible()
    window.actions_of_window.new.trigger()
    assert not line.isVisible()


def test_ink_from_another_window_lies_on_the_pad(window: MainWindow) -> None:
    window.tool_windows.drawing_wanted.emit(LabelledDrawing(Ink.of([[(0, 0), (10, 10)]]), "ink"))
    bounds = None if isinstance(window.canvas.drawing, Picture) else window.canvas.drawing.bounds
    assert bounds is not None
    assert bounds.width > 100, "made large enough to be seen"


def test_a_model_chosen_in_the_models_window_is_evaluated(qtbot: QtBot, window: MainWindow) -> None:
    window.tool_windows.open_models()
    models = opened(window.tool_windows.models)
    rest(window.library)
    models.table.setCurrentCell(0, 0)
    models.evaluate.click()
    dialog = opened(window.tool_windows.evaluation)
    with qtbot.waitSignal(dialog.settled, timeout=WAIT):
        pass
    assert dialog.windowTitle().startswith("softmax on ")


def test_the_window_ends_while_an_evaluation_is_under_way(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_window.evaluate.trigger()
    dialog = opened(window.tool_windows.evaluation)
    assert window.tool_windows.shut_down()
    assert not dialog.isVisible()


def test_a_stopped_run_is_resumed_from_the_models_window(qtbot: QtBot, window: MainWindow) -> None:
    library = Library.of_user()
    run = train(replace(SHORT, batch_size=16))
    next(run)
    path = library.add("mine", run.checkpoint()).path
    resume_state.save(run.state(), resume_file_of(path))
    library.add("other", run.checkpoint())
    run.close()
    window.tool_windows.open_models()
    models = opened(window.tool_windows.models)
    models.show_models("other")
    rest(window.library)
    assert not models.details.resume.isVisible()
    models.show_models("mine")
    rest(window.library)
    assert models.details.resume.isVisible()
    training = window.tool_windows.training.get()
    with qtbot.waitSignal(training._training.finished_run, timeout=WAIT) as waiting:
        models.details.resume.click()
    assert training.isVisible()
    assert not waiting.args[0].is_stopped_early
    training.result_panel.discard.click()


def test_using_a_trained_model_ends_with_the_pad_in_view_reading_with_it(qtbot: QtBot, window: MainWindow) -> None:
    training = window.tool_windows.training.open()
    training.form.fill(SHORT)
    with qtbot.waitSignal(training._training.finished_run, timeout=3 * WAIT):
        training.run_panel.start.click()
    rest(window.library)
    heard(qtbot, window.recognition.model_loaded, training.result_panel.use.click)
    assert window.choice.current == "my-softmax"
    assert not training.isVisible()
    assert window.isVisible()


def test_the_pad_is_read_by_the_model_that_is_trained(qtbot: QtBot, window: MainWindow) -> None:
    training = window.tool_windows.training.open()
    training.form.fill(SHORT)
    training.run_panel.start.click()
    window.canvas.show_drawing(Ink.of([[(100.0, 100.0), (120.0, 400.0)]]))
    live = training.learning.live
    qtbot.waitUntil(live._brief.isVisible, timeout=3 * WAIT)  # beside the pad, the answer is one line
    qtbot.waitUntil(lambda: training._training.session.outcome is not None, timeout=3 * WAIT)
    training.result_panel.discard.click()
    assert not live.isVisible()


def test_a_model_in_training_reads_the_pad_as_it_is_read(window: MainWindow) -> None:
    reader = window.tool_windows.training.get()._reader
    assert reader is not None
    assert reader._choice == window.presenter.choice
    window.actions_of_window.numbers.trigger()
    window.presenter.use_strictness(1.0)
    assert reader._choice == window.presenter.choice
    assert reader._choice.kept_share == 1.0


def test_a_model_in_training_does_not_tell_what_one_has_to_guess(qtbot: QtBot, window: MainWindow) -> None:
    reader = window.tool_windows.training.get()._reader
    assert reader is not None
    told: list[object] = []
    reader.read.connect(told.append)
    window.actions_of_window.guess_first.trigger()
    reader.show_weights(Library.of_user().load("mlp"))
    heard(qtbot, reader.withheld, window.canvas.show_drawing, Ink.of([[(250.0, 100.0), (250.0, 400.0)]]))
    qtbot.waitUntil(lambda: window.presenter.hides_answer, timeout=WAIT)
    assert not any(told)
    window.presenter.guess(1)
    assert reader._choice == window.presenter.choice
    assert any(told)
