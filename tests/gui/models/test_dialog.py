from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QFileDialog, QLineEdit

from digitpad.config.model_spec import ModelSpec
from digitpad.gui.models.choice import ModelChoice
from digitpad.gui.models.dialog import ModelsDialog
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.library.library import Library
from digitpad.models import checkpoint
from tests.gui.conftest import heard, put_on_screen, rest
from tests.support.training import fresh_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.library_thread import LibraryThread

SMALL = fresh_checkpoint(ModelSpec(hidden_sizes=(8,)))


@pytest.fixture
def library(user_folder: Path) -> Library:
    """Return a library with two models of the user's own."""
    made = Library(user_folder)
    made.add("mine", SMALL)
    made.add("old", fresh_checkpoint(ModelSpec()))
    return made


@pytest.fixture
def dialog(qtbot: QtBot, library: Library, library_thread: LibraryThread) -> ModelsDialog:
    """Return the library's window, shown."""
    made = ModelsDialog(library_thread, ModelChoice("mlp"))
    list_models(made)
    return put_on_screen(qtbot, made)


def list_models(dialog: ModelsDialog) -> None:
    dialog.show_models()
    rest(dialog._library)


def press(button: QAbstractButton) -> None:
    """Click a button, and wait until what it asks for is done and listed."""
    button.click()
    dialog = button.window()
    assert isinstance(dialog, ModelsDialog)
    rest(dialog._library)


def names(dialog: ModelsDialog) -> list[str]:
    return [cell(dialog, row, 0) for row in range(dialog.table.rowCount())]


def cell(dialog: ModelsDialog, row: int, column: int) -> str:
    item = dialog.table.item(row, column)
    assert item is not None
    return item.text()


def choose(dialog: ModelsDialog, name: str) -> None:
    dialog.table.setCurrentCell(names(dialog).index(name), 0)


def selected(dialog: ModelsDialog) -> str:
    assert dialog.selected is not None
    return dialog.selected.name


def rename(dialog: ModelsDialog, name: str) -> None:
    """Write another name over that of the chosen model."""
    item = dialog.table.currentItem()
    assert item is not None
    item.setText(name)


def shown_errors(dialog: ModelsDialog) -> list[str]:
    return [error.error.title for error in dialog.findChildren(ErrorDialog) if error.isVisible()]


def test_models_are_listed_with_what_is_known_of_them(dialog: ModelsDialog, library: Library) -> None:
    assert names(dialog) == ["softmax", "mlp", "mine", "old"]
    assert [cell(dialog, 2, column) for column in (1, 2, 3)] == ["\N{EN DASH}", "784-8-10", ""]
    assert cell(dialog, 1, 1).startswith("MNIST")
    assert cell(dialog, 1, 2).startswith("784-")
    choose(dialog, "mlp")
    assert dialog.details.title.text() == "mlp"
    parameters = f"{library.load('mlp').spec.parameter_count:,}"
    assert dialog.details.text.text().startswith(f"Multi-layer perceptron, {parameters} parameters\nLearnt from MNIST")
    summary = dialog.details.summary
    last = summary.item(summary.rowCount() - 1, 2)
    assert last is not None
    assert last.text() == parameters


def test_the_model_in_use_is_chosen_first(dialog: ModelsDialog) -> None:
    assert selected(dialog) == "mlp"


def test_bundled_models_can_be_used_and_exported_alone(dialog: ModelsDialog) -> None:
    choose(dialog, "softmax")
    buttons = (dialog.use, dialog.evaluate, dialog.export, dialog.duplicate, dialog.rename, dialog.delete)
    assert [button.isEnabled() for button in buttons] == [True, True, True, True, False, False]
    choose(dialog, "mine")
    assert all(button.isEnabled() for button in buttons)


def test_a_model_is_used_and_evaluated_by_its_name(qtbot: QtBot, dialog: ModelsDialog) -> None:
    choose(dialog, "mine")
    assert heard(qtbot, dialog.model_chosen, dialog.use.click) == ["mine"]
    choose(dialog, "old")
    assert heard(qtbot, dialog.evaluation_wanted, dialog.evaluate.click) == ["old"]
    row = dialog.table.currentRow()
    assert heard(qtbot, dialog.model_chosen, dialog.table.cellDoubleClicked.emit, row, 0) == ["old"]


def test_a_model_is_renamed_in_its_place(qtbot: QtBot, dialog: ModelsDialog, library: Library) -> None:
    choose(dialog, "mine")
    heard(qtbot, dialog.changed, rename, dialog, "my best")
    rest(dialog._library)
    assert "my best" in names(dialog)
    assert library.load("my best").spec == SMALL.spec
    assert selected(dialog) == "my best"


def test_a_taken_name_is_refused_and_the_old_one_stays(dialog: ModelsDialog) -> None:
    choose(dialog, "mine")
    rename(dialog, "old")
    rest(dialog._library)
    assert shown_errors(dialog) == ["This name is taken"]
    assert names(dialog) == ["softmax", "mlp", "mine", "old"]


def test_a_refused_name_can_be_gone_on_with(qtbot: QtBot, dialog: ModelsDialog, library: Library) -> None:
    choose(dialog, "mine")
    dialog.rename.click()
    write(qtbot, dialog, "old")
    qtbot.waitUntil(lambda: shown_errors(dialog) == ["This name is taken"])
    next(error for error in dialog.findChildren(ErrorDialog) if error.isVisible()).accept()
    qtbot.waitUntil(lambda: dialog.table.state() is QAbstractItemView.State.EditingState)
    assert editor(dialog).text() == "old"
    write(qtbot, dialog, "older")
    qtbot.waitUntil(lambda: names(dialog) == ["softmax", "mlp", "old", "older"])
    assert library.load("older").spec == SMALL.spec


def editor(dialog: ModelsDialog) -> QLineEdit:
    made = dialog.table.viewport().findChild(QLineEdit)
    assert isinstance(made, QLineEdit)
    return made


def write(qtbot: QtBot, dialog: ModelsDialog, name: str) -> None:
    """Write a name into the open editor."""
    editor(dialog).setText(name)
    qtbot.keyClick(editor(dialog), Qt.Key.Key_Return)


def test_a_name_is_edited_in_the_middle_of_its_row(dialog: ModelsDialog) -> None:
    choose(dialog, "mine")
    dialog.table.edit_name()
    row = dialog.table.visualRect(dialog.table.currentIndex())
    field = editor(dialog).geometry()
    assert row.contains(field)
    assert abs(field.center().y() - row.center().y()) <= 1


def test_the_next_model_is_chosen_after_a_deletion_and_the_last_at_the_end(dialog: ModelsDialog) -> None:
    press(dialog.duplicate)
    assert names(dialog) == ["softmax", "mlp", "mine", "mlp-2", "old"]
    choose(dialog, "mine")
    press(dialog.delete)
    assert selected(dialog) == "mlp-2"
    choose(dialog, "old")
    press(dialog.delete)
    assert selected(dialog) == "mlp-2"


@pytest.mark.parametrize("width", [760, 1280])
def test_a_long_name_and_what_it_learnt_from_share_the_width(
    qtbot: QtBot, dialog: ModelsDialog, library: Library, width: int
) -> None:
    library.add("a name of many words, as one may give to the best of all", SMALL)
    list_models(dialog)
    dialog.resize(width, 620)
    table = dialog.table
    assert table.columnWidth(1) > 60
    wanted = min(table.sizeHintForColumn(0), table.columnWidth(1))
    assert table.columnWidth(0) >= wanted
    assert table.horizontalScrollBar().maximum() == 0


def test_renaming_the_model_in_use_keeps_it_in_use(
    qtbot: QtBot, library: Library, library_thread: LibraryThread
) -> None:
    dialog = ModelsDialog(library_thread, ModelChoice("mine"))
    qtbot.addWidget(dialog)
    list_models(dialog)
    assert heard(qtbot, dialog.model_chosen, rename, dialog, "renamed") == ["renamed"]


def test_a_deleted_model_can_be_brought_back(dialog: ModelsDialog, library: Library) -> None:
    choose(dialog, "mine")
    press(dialog.delete)
    assert names(dialog) == ["softmax", "mlp", "old"]
    assert dialog.restore.isVisible()
    press(dialog.restore)
    assert names(dialog) == ["softmax", "mlp", "mine", "old"]
    assert not dialog.restore.isVisible()
    assert library.load("mine").spec == SMALL.spec


def test_all_deleted_models_can_be_brought_back_the_last_one_first(dialog: ModelsDialog) -> None:
    for name in ("mine", "old"):
        choose(dialog, name)
        press(dialog.delete)
    for name in ("old", "mine"):
        assert dialog.restore.text() == f"Bring back “{name}”"
        press(dialog.restore)
    assert names(dialog) == ["softmax", "mlp", "mine", "old"]
    assert not dialog.restore.isVisible()


def test_a_duplicate_is_listed_and_waits_for_a_name_of_its_own(dialog: ModelsDialog, library: Library) -> None:
    choose(dialog, "mine")
    press(dialog.duplicate)
    assert names(dialog) == ["softmax", "mlp", "mine", "mine-2", "old"]
    assert selected(dialog) == "mine-2"
    assert dialog.table.state() is QAbstractItemView.State.EditingState
    assert library.load("mine-2").spec == SMALL.spec


def test_keys_delete_a_model_and_bring_it_back(qtbot: QtBot, dialog: ModelsDialog) -> None:
    choose(dialog, "mine")
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: names(dialog) == ["softmax", "mlp", "old"])  # Qt shows the button pressed for a moment
    assert dialog.note.text() == "Deleted “mine”."
    qtbot.keyClick(dialog.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(dialog) == ["softmax", "mlp", "mine", "old"])


def test_a_file_is_imported_under_its_own_name(dialog: ModelsDialog, tmp_path: Path) -> None:
    checkpoint.save(SMALL, tmp_path / "from a friend.safetensors")
    dialog.import_file(tmp_path / "from a friend.safetensors")
    rest(dialog._library)
    assert "from a friend" in names(dialog)


def test_a_broken_file_is_not_imported(dialog: ModelsDialog, tmp_path: Path) -> None:
    (tmp_path / "broken.safetensors").write_bytes(b"nonsense")
    dialog.import_file(tmp_path / "broken.safetensors")
    rest(dialog._library)
    assert len(shown_errors(dialog)) == 1
    assert names(dialog) == ["softmax", "mlp", "mine", "old"]


def test_a_model_is_exported_whole(dialog: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.safetensors"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    choose(dialog, "mine")
    press(dialog.export)
    assert checkpoint.load(target).spec == SMALL.spec
    assert str(target) in dialog.note.text()


@pytest.mark.parametrize(
    ("asked", "kind", "written"),
    [
        ("mine.safetensors", "Checkpoint for digitpad (*.safetensors)", "mine.safetensors"),
        ("mine.safetensors", "PyTorch script that runs by itself (*.py)", "mine.py"),
        ("other.py", "Checkpoint for digitpad (*.safetensors)", "other.py"),
        ("bare", "ONNX (*.onnx)", "bare.onnx"),
    ],
)
def test_the_kind_or_the_ending_says_the_form(  # noqa: PLR0917 - fixtures and cases
    dialog: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, kind: str, written: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(folder / asked), kind))
    choose(dialog, "mine")
    press(dialog.export)
    assert [path.name for path in folder.iterdir()] == [written]


def test_an_export_that_fails_says_why(dialog: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    choose(dialog, "mine")
    dialog.export_file(tmp_path / "mine.onnx")
    rest(dialog._library)
    assert shown_errors(dialog) == ["ONNX files need one more library"]


def test_a_model_that_cannot_be_read_is_listed_and_can_be_deleted(dialog: ModelsDialog, library: Library) -> None:
    library.find("mine").path.write_bytes(b"nonsense")
    list_models(dialog)
    choose(dialog, "mine")
    assert cell(dialog, 2, 1) == "cannot be read"
    assert "mine.safetensors" in dialog.details.text.text()
    assert not dialog.use.isEnabled()
    press(dialog.delete)
    assert "mine" not in names(dialog)
