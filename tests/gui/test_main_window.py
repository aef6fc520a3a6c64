from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QMenu, QWidget

from digitpad.config.model_spec import ModelSpec
from digitpad.errors import PictureError
from digitpad.gui.about_dialog import AboutDialog
from digitpad.gui.main_window import MainWindow
from digitpad.gui.prediction.steps_dialog import StepsDialog
from digitpad.gui.widgets import theme
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from digitpad.settings import Settings, ThemeChoice, load_settings, settings_file
from tests.gui.conftest import WAIT, Pen, heard, rest
from tests.support.inks import ONE, SEVEN, ZERO
from tests.support.training import fresh_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.ink.drawing import Drawing


def show_and_wait(qtbot: QtBot, window: MainWindow, drawing: Drawing) -> None:
    """Put a drawing on the pad, and wait until the panel shows the answer."""
    heard(qtbot, window.recognition.answered, window.canvas.show_drawing, drawing)


def test_a_digit_drawn_with_the_mouse_is_read(qtbot: QtBot, window: MainWindow) -> None:
    pen = Pen(window.canvas)
    for stroke in SEVEN.strokes:
        pen.draw((point.x, point.y) for point in stroke)
    drawn = window.canvas.drawing
    qtbot.waitUntil(
        lambda: window.presenter.shown is not None and window.presenter.shown.answer.request.drawing is drawn,
        timeout=WAIT,
    )
    assert window.panel.headline.lines.name == "7"


def test_the_answer_comes_while_the_pen_is_down(qtbot: QtBot, window: MainWindow) -> None:
    pen = Pen(window.canvas)
    with qtbot.waitSignal(window.recognition.answered, timeout=WAIT) as caught:
        pen.down(200, 100)
        for step in range(1, 30):
            pen.move(200, 100 + 10 * step)
    assert caught.args is not None
    assert caught.args[0].request.drawing.pen_is_down
    assert window.presenter.shown is not None


def test_switching_the_model_changes_the_answer_for_the_drawing_on_the_pad(qtbot: QtBot, window: MainWindow) -> None:
    show_and_wait(qtbot, window, SEVEN)
    by_mlp = window.panel.bars.probabilities
    with qtbot.waitSignals([window.recognition.model_loaded, window.recognition.answered], timeout=WAIT):
        window.model_card.softmax.click()
    assert window.panel.bars.probabilities != by_mlp
    assert window.model_card.size_line.text() == "784 → 10 · 7,850 parameters"
    assert window.choice.softmax.isChecked()


def test_choosing_the_model_in_use_again_leaves_it_in_use(qtbot: QtBot, window: MainWindow) -> None:
    size = window.model_card.size_line.text()
    window.model_card.mlp.click()
    qtbot.waitUntil(lambda: window.model_card.size_line.text() == size, timeout=WAIT)
    assert window.actions_of_window.strictness.isEnabled()


def test_the_title_says_digit_probability_and_model(qtbot: QtBot, window: MainWindow) -> None:
    assert window.windowTitle() == "digitpad - mlp"
    show_and_wait(qtbot, window, ZERO)
    assert window.windowTitle().startswith("digitpad - 0 (")
    assert window.windowTitle().endswith(" %) - mlp".replace(" %", "\N{NO-BREAK SPACE}%"))
    window.canvas.clear()
    assert window.windowTitle() == "digitpad - mlp"


def test_clearing_puts_everything_to_rest(qtbot: QtBot, window: MainWindow) -> None:
    show_and_wait(qtbot, window, ONE)
    window.actions_of_window.new.trigger()
    assert window.canvas.drawing == Ink()
    assert window.panel.bars.probabilities == ()
    assert window.panel.raster.stage is None
    assert window.panel.headline.lines.is_faint


def test_no_two_entries_of_a_menu_have_the_same_letter(window: MainWindow) -> None:
    for menu in (action.menu() for action in window.menuBar().actions()):
        assert isinstance(menu, QMenu)
        letters = [action.text().split("&")[1][0].lower() for action in menu.actions() if "&" in action.text()]
        assert len(letters) == len(set(letters)), f"{menu.title()}: {sorted(letters)}"


def test_what_cannot_be_done_is_disabled(window: MainWindow) -> None:
    do = window.actions_of_window
    assert not any(action.isEnabled() for action in (do.new, do.undo, do.redo, do.save, do.copy, do.copy_ink))
    Pen(window.canvas).draw([(100, 100), (200, 200)])
    assert all(action.isEnabled() for action in (do.new, do.undo, do.save, do.copy, do.copy_ink))
    do.undo.trigger()
    assert do.redo.isEnabled()
    assert not do.undo.isEnabled()
    window.canvas.show_drawing(Picture(1, 1, b"\0\0\0"))
    assert do.save.isEnabled()
    assert not do.copy_ink.isEnabled()


def test_a_picture_without_a_digit_is_explained_in_place_of_an_answer(qtbot: QtBot, window: MainWindow) -> None:
    blank = Picture(30, 30, bytes([255] * 2700), "blank.png")
    heard(qtbot, window.recognition.failed, window.canvas.show_drawing, blank)
    assert isinstance(window.presenter.problem, PictureError)
    show_and_wait(qtbot, window, ONE)
    assert window.presenter.problem is None


def test_a_missing_model_is_explained_and_the_bundled_one_still_works(qtbot: QtBot, dressed: QApplication) -> None:
    window = MainWindow(Settings(model="gone"))
    try:
        heard(qtbot, window.recognition.failed, window.show)
        assert window.presenter.problem is not None
        heard(qtbot, window.recognition.model_loaded, window.model_card.mlp.click)
        assert window.presenter.problem is None
    finally:
        window.close()


def test_the_drawing_waits_for_the_model(qtbot: QtBot, dressed: QApplication) -> None:
    window = MainWindow(Settings())
    try:
        window.canvas.show_drawing(ONE)
        assert "ready" in window.panel.headline.lines.caption
        heard(qtbot, window.recognition.answered, window.show)
        assert window.panel.headline.lines.name == "1"
    finally:
        window.close()


def test_own_models_are_offered_and_read_the_pad(qtbot: QtBot, window: MainWindow) -> None:
    Library.of_user().add("mine & yours", fresh_checkpoint(ModelSpec(hidden_sizes=(8,))))
    menu = window.model_card.library_menu
    menu.aboutToShow.emit()  # which has the library looked at once more
    qtbot.waitUntil(lambda: "mine & yours" in window.choice.own_names, timeout=WAIT)
    menu.aboutToShow.emit()
    rest(window.library)
    menu.aboutToShow.emit()
    (mine,) = [action for action in menu.actions() if action.data() == "mine & yours"]
    heard(qtbot, window.recognition.model_loaded, mine.trigger)
    assert window.model_card.library.isChecked()
    assert "mine && yours" in window.model_card.library.text()
    assert window.model_card.size_line.text().startswith("784 → 8 → 10")
    figure = "97.6\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.3"
    qtbot.waitUntil(lambda: figure in window.model_card.figures_line.text(), timeout=WAIT)


def test_the_theme_changes_at_once_and_is_remembered(window: MainWindow) -> None:
    _, _, dark = window.actions_of_window.themes.actions()
    dark.trigger()
    assert theme.current_theme() is theme.Theme.DARK
    window.close()
    assert load_settings(settings_file()).theme is ThemeChoice.DARK


def test_pen_model_and_place_are_remembered(qtbot: QtBot, window: MainWindow) -> None:
    window.tools.pen.setValue(33)
    window.resize(1100, 680)
    heard(qtbot, window.recognition.model_loaded, window.choice.softmax.trigger)
    window.close()
    kept = load_settings(settings_file())
    assert (kept.pen_width, kept.model) == (33, "softmax")
    again = MainWindow(kept)
    assert again.height() == 680  # Qt cuts the width to the screen's
    assert again.tools.pen.value() == again.canvas.pen_width == 33
    assert again.choice.current == "softmax"


def test_a_user_folder_that_cannot_be_written_does_not_keep_the_window_open(
    window: MainWindow, user_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    user_folder.write_text("in the way")
    assert window.close()
    assert "not remembered" in caplog.text


def test_the_pen_can_be_widened_by_keyboard(window: MainWindow) -> None:
    before = window.tools.pen.value()
    window.actions_of_window.wider_pen.trigger()
    assert window.canvas.pen_width == window.tools.pen.value() > before
    for _ in range(30):
        window.actions_of_window.narrower_pen.trigger()
    assert window.tools.pen.value() == window.tools.pen.minimum()


def test_the_stages_follow_the_pad(qtbot: QtBot, window: MainWindow) -> None:
    show_and_wait(qtbot, window, SEVEN)
    qtbot.mouseClick(window.panel.raster, Qt.MouseButton.LeftButton)
    (stages,) = window.findChildren(StepsDialog)
    assert stages.isVisible()
    before = stages.grab().toImage()
    show_and_wait(qtbot, window, ZERO)
    assert stages.grab().toImage() != before


def test_about_tells_the_version_and_the_data(window: MainWindow) -> None:
    window.actions_of_window.about.trigger()
    (about,) = window.findChildren(AboutDialog)
    assert about.isVisible()
    about.accept()


@pytest.mark.parametrize(("width", "height"), [(1024, 640), (1280, 720), (1600, 700), (900, 1000)])
def test_the_pad_is_square_and_nothing_overlaps_it(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (width, height)
    pad = window.canvas.geometry()
    assert pad.width() == pad.height() >= 300
    area = window.centralWidget()
    assert area.rect().contains(pad)
    side = window.panel.parentWidget()
    assert side is not None
    assert not pad.intersects(side.geometry())
    assert not pad.intersects(window.tools.geometry())
    assert area.rect().contains(side.geometry())
    assert area.rect().contains(window.tools.geometry())


def test_every_control_has_a_name_and_a_tooltip(window: MainWindow) -> None:
    controls = [*window.findChildren(QAbstractButton), *window.findChildren(QAbstractSlider)]
    ours = [control for control in controls if not control.objectName().startswith("qt_")]
    assert len(ours) >= 12
    nameless = [type(control).__name__ for control in ours if not control.accessibleName()]
    silent = [control.accessibleName() for control in ours if not control.toolTip()]
    assert (nameless, silent) == ([], [])
    for part in (window.canvas, window.panel.bars, window.panel.headline):
        assert isinstance(part, QWidget)
        assert part.accessibleName()


def test_no_two_actions_share_a_shortcut(window: MainWindow) -> None:
    window.model_card.library_menu.aboutToShow.emit()
    actions = {action for action in window.findChildren(QAction) if not action.isSeparator()}
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert len(keys) == len(set(keys)) >= 15


def test_every_action_of_the_menus_explains_itself(window: MainWindow) -> None:
    menus = [entry.menu() for entry in window.menuBar().actions()]
    actions = [action for menu in menus for action in menu.actions() if not action.isSeparator()]
    assert len(actions) >= 15
    assert all(action.toolTip() != action.text().replace("&", "") for action in actions)


def test_the_first_paint_needs_none_of_the_slow_libraries() -> None:
    code = (
        "import sys\n"
        "from digitpad.gui.app import open_window\n"
        "application, window = open_window([])\n"
        "heavy = ('torch', 'torchvision', 'numpy', 'PIL', 'safetensors', 'msgspec', 'typer', 'rich', 'matplotlib')\n"
        "def look():\n"
        "    print([name for name in heavy if name in sys.modules])\n"
        "    window.close()\n"
        "window.first_painted.connect(look)\n"
        "application.exec()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


def test_a_hundred_drawings_and_switches_leave_no_thread_behind(qtbot: QtBot, window: MainWindow) -> None:
    for round_number in range(50):
        window.canvas.show_drawing((ONE, SEVEN, ZERO)[round_number % 3])
        (window.choice.softmax if round_number % 2 else window.choice.mlp).trigger()
        QApplication.processEvents()
    assert window.close()
    assert not window.recognition.thread_of_worker.isRunning()
