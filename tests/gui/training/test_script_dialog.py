from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from digitpad.config.train_config import TrainConfig
from digitpad.errors import LibraryError
from digitpad.gui.training.config_menu import ConfigButton
from digitpad.gui.training.script_dialog import ScriptDialog
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.training.pytorch_script import script_of
from tests.support.training import SHORT


def shown(qtbot: QtBot, config: TrainConfig) -> ScriptDialog:
    dialog = ScriptDialog(config)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def choose(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_the_whole_script_is_shown_to_read_and_copied(qtbot: QtBot) -> None:
    dialog = shown(qtbot, SHORT)
    assert dialog.code.toPlainText() == script_of(SHORT)
    assert dialog.code.isReadOnly()
    assert not dialog.isModal()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == script_of(SHORT)
    assert dialog.message.text()


def test_a_script_is_saved_as_a_python_file(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = shown(qtbot, SHORT)
    choose(tmp_path / "mine", monkeypatch)
    dialog.save.click()
    assert (tmp_path / "mine.py").read_text(encoding="utf-8") == script_of(SHORT)
    assert "mine.py" in dialog.message.text()


def test_a_script_that_cannot_be_saved_is_explained(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = shown(qtbot, SHORT)
    (tmp_path / "file").touch()
    choose(tmp_path / "file" / "mine.py", monkeypatch)
    dialog.save.click()
    (box,) = dialog.findChildren(ErrorDialog)
    assert box.isVisible()
    box.close()
    assert not dialog.message.text()


def test_the_dialog_says_whether_digitpad_is_needed(qtbot: QtBot) -> None:
    plain, varied = shown(qtbot, SHORT), shown(qtbot, replace(SHORT, augmentation=True))
    assert plain.about.text() != varied.about.text()


def test_keywords_texts_and_comments_have_colours_of_their_own(qtbot: QtBot) -> None:
    dialog = shown(qtbot, SHORT)
    document = dialog.code.document()

    def colours() -> set[str]:
        blocks = map(document.findBlockByNumber, range(document.blockCount()))
        return {found.format.foreground().color().name() for block in blocks for found in block.layout().formats()}  # type: ignore[attr-defined]

    qtbot.waitUntil(lambda: len(colours()) == 3)  # Qt colours a text after it was shown


def test_the_menu_opens_the_script_of_settings_that_work(qtbot: QtBot) -> None:
    button = ConfigButton()
    qtbot.addWidget(button)
    button.show_config(None, "mine")
    assert not button.script.isEnabled()
    button.show_config(SHORT, "mine")
    button.script.trigger()
    (dialog,) = button.findChildren(ScriptDialog)
    assert dialog.isVisible()
    dialog.close()


def test_a_model_to_go_on_from_that_is_gone_is_explained(qtbot: QtBot) -> None:
    gone = replace(SHORT, initial="gone")
    with pytest.raises(LibraryError):
        ScriptDialog(gone)
    button = ConfigButton()
    qtbot.addWidget(button)
    button.show_config(gone, "mine")
    button.script.trigger()
    (box,) = button.findChildren(ErrorDialog)
    box.close()
