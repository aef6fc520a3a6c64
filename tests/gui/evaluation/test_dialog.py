from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from digitpad.config.dataset_info import DatasetName
from digitpad.data.locations import dataset_folder
from digitpad.gui.evaluation.browser import Listing
from digitpad.gui.evaluation.charts import Chart
from digitpad.gui.evaluation.dialog import EvaluationDialog
from digitpad.gui.evaluation.thread import EvaluationController, InkLines, PictureFolder, TestImages
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.gui.widgets.picture_file import FileWriting
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from tests.gui.conftest import WAIT, heard, put_on_screen, rest
from tests.support.evaluations import brightest
from tests.support.images import write_idx_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from digitpad.gui.library_thread import LibraryThread

ONE = [[[200, 100], [200, 400]]]


@pytest.fixture
def ink(tmp_path: Path) -> Path:
    """Return a file of nine upright lines labelled 1, one labelled 7, and one unreadable line."""
    lines = [{"label": 1, "strokes": ONE}] * 9 + [{"label": 7, "strokes": ONE}, {"label": 1, "strokes": [[["x", 1]]]}]
    path = tmp_path / "ink.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


@pytest.fixture
def dialog(qtbot: QtBot, library_thread: LibraryThread, user_folder: Path) -> Iterator[EvaluationDialog]:
    """Return the evaluation window, shown, with nothing evaluated."""
    controller = EvaluationController()
    library = Library(user_folder)
    library.add("shapes", brightest(("cat", "dog")))
    heard(qtbot, library_thread.listed, library_thread.list_names)
    made = EvaluationDialog(controller, library_thread)
    made.refresh_models("mlp")
    put_on_screen(qtbot, made)
    yield made
    assert controller.shut_down()


def list_names(dialog: EvaluationDialog) -> None:
    dialog._library.list_names()
    rest(dialog._library)


@pytest.fixture
def evaluated(qtbot: QtBot, dialog: EvaluationDialog, ink: Path) -> EvaluationDialog:
    """Return the window with that ink evaluated."""
    heard(qtbot, dialog.settled, dialog.choice.choose_source, InkLines(ink))
    return dialog


@pytest.fixture
def library(qtbot: QtBot, evaluated: EvaluationDialog, user_folder: Path) -> Library:
    """Return the library of a model of the user's own, called mine, that is evaluated in the window."""
    library = Library(user_folder)
    library.duplicate("mlp", "mine")
    list_names(evaluated)
    evaluated.refresh_models("mine")
    heard(qtbot, evaluated.settled, evaluated.evaluate)
    return library


def test_before_anything_is_evaluated_the_window_says_what_to_do(dialog: EvaluationDialog) -> None:
    assert dialog.message_title.text() == "Nothing evaluated yet"
    assert dialog.message_title.isVisible()
    assert not dialog.export.isEnabled()
    assert not dialog.bar.isVisible()


def test_it_opens_on_the_test_images_of_the_model_that_reads_the_pad(qtbot: QtBot, dialog: EvaluationDialog) -> None:
    heard(qtbot, dialog.settled, dialog.show_for, "softmax")
    assert dialog.windowTitle() == "softmax on MNIST test - Evaluate"
    stated = Library.of_user().load("softmax").measurements[0]
    assert dialog.figures.correct.figure == f"{stated.correct:,}"
    assert dialog.figures.accuracy.detail.startswith("95 %: ")
    assert dialog.confusion.matrix is not None
    assert sum(dialog.confusion.matrix.counts[0]) == 980
    assert len(dialog.browser.listed) == 10_000
    evaluated = dialog.outcome
    dialog.show_for("softmax")
    assert dialog.outcome is evaluated, "opening it again shows what is there"


def test_figures_of_ink_are_shown_with_what_could_not_be_read(evaluated: EvaluationDialog) -> None:
    assert evaluated.figures.accuracy.figure == "81.82\N{NO-BREAK SPACE}%"
    assert evaluated.figures.correct.detail == "of 11, 1 unreadable"
    assert evaluated.confusion.sentence(7, 1) == "7 read as 1: 1 of 1 (100.0\N{NO-BREAK SPACE}%)"
    assert evaluated.choice.samples.currentText() == "ink.jsonl"


def test_a_cell_shows_its_pictures_and_a_picture_goes_to_the_pad(qtbot: QtBot, evaluated: EvaluationDialog) -> None:
    confusion, browser = evaluated.confusion, evaluated.browser
    qtbot.mouseClick(confusion, Qt.MouseButton.LeftButton, pos=confusion.cell_box(7, 1).center().toPoint())
    assert browser.listing is Listing.CELL
    assert [tile.label for tile in browser.grid.cells] == ["7"]
    with qtbot.waitSignal(evaluated.drawing_wanted) as caught:
        qtbot.mouseClick(browser.grid, Qt.MouseButton.LeftButton, pos=browser.grid.cell_box(0).center())
    (wanted,) = caught.args
    assert wanted.drawing == Ink.of(ONE)


def test_a_failure_stands_where_the_figures_were(qtbot: QtBot, evaluated: EvaluationDialog) -> None:
    evaluated.refresh_models("shapes")
    heard(qtbot, evaluated.settled, evaluated.run.click)
    assert evaluated.message_title.text() == "The model reads something else"
    assert evaluated.message_title.isVisible()
    assert evaluated.outcome is None
    assert not evaluated.export.isEnabled()
    assert evaluated.windowTitle() == "Evaluate"


def test_what_is_under_way_can_be_cancelled(qtbot: QtBot, dialog: EvaluationDialog, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text("\n".join([json.dumps({"label": 1, "strokes": ONE})] * 40_000))
    dialog.choice.choose_source(InkLines(many))
    assert dialog.cancel.isVisible()
    assert dialog.bar.isVisible()
    assert not dialog.run.isVisible()
    heard(qtbot, dialog.settled, dialog.cancel.click)
    assert dialog.message_title.text() == "Cancelled"
    assert dialog.run.isVisible()


def test_what_is_shown_of_another_choice_cannot_be_used_meanwhile(qtbot: QtBot, evaluated: EvaluationDialog) -> None:
    evaluated.evaluate()
    assert not evaluated.confusion.isEnabled()
    assert not evaluated.export.isEnabled()
    with qtbot.waitSignal(evaluated.settled, timeout=WAIT):
        pass
    assert evaluated.confusion.isEnabled()


def test_models_are_offered_as_they_come_and_go(dialog: EvaluationDialog, user_folder: Path) -> None:
    library = Library(user_folder)
    library.rename("shapes", "forms")
    list_names(dialog)
    names = [dialog.choice.models.itemText(index) for index in range(dialog.choice.models.count())]
    assert names == ["softmax", "mlp", "forms"]
    assert dialog.choice.request.model == "mlp"


def test_a_model_that_takes_the_place_of_a_deleted_one_is_evaluated(
    qtbot: QtBot, dialog: EvaluationDialog, library: Library
) -> None:
    library.delete("mine")
    list_names(dialog)
    dialog.look_again()
    assert not dialog.confusion.isEnabled()
    heard(qtbot, dialog.settled, dialog.show_for, dialog.choice.request.model)
    assert dialog.outcome is not None
    assert dialog.outcome.request == dialog.choice.request
    assert dialog.confusion.isEnabled()


def test_a_model_with_new_weights_is_evaluated_anew(qtbot: QtBot, dialog: EvaluationDialog, library: Library) -> None:
    before = dialog.outcome
    library.delete("mine")
    library.duplicate("softmax", "mine")
    list_names(dialog)
    dialog.look_again()
    heard(qtbot, dialog.settled, dialog.show_for, "mine")
    assert before is not None
    assert dialog.outcome is not None
    assert dialog.outcome.checkpoint.spec != before.checkpoint.spec


def test_data_sets_that_are_there_are_offered(dialog: EvaluationDialog) -> None:
    texts = [dialog.choice.samples.itemText(index) for index in range(dialog.choice.samples.count())]
    assert texts[:2] == ["its own test images", "MNIST test"]
    assert texts[-2:] == ["An ink file…", "A folder of pictures…"]


def test_a_chosen_data_set_stays_in_the_list_when_it_is_gone(qtbot: QtBot, dialog: EvaluationDialog) -> None:
    folder = dataset_folder(DatasetName.KMNIST)
    write_idx_set(folder)
    dialog.choice.refresh_samples()
    samples = dialog.choice.samples
    heard(qtbot, dialog.settled, dialog.choice.choose_source, TestImages(DatasetName.KMNIST))
    chosen = samples.currentText()
    shutil.rmtree(folder)
    heard(qtbot, dialog.settled, dialog.show_for, "softmax")
    assert samples.currentText() == chosen
    assert dialog.message_title.isVisible()


def test_a_file_is_asked_for_and_kept_in_the_list(
    qtbot: QtBot, dialog: EvaluationDialog, ink: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(ink), ""))
    samples = dialog.choice.samples
    heard(qtbot, dialog.settled, samples.activated.emit, samples.findText("An ink file…"))
    assert dialog.choice.request.source == InkLines(ink)
    assert samples.findText("ink.jsonl") > 0


def test_a_question_left_unanswered_changes_nothing(dialog: EvaluationDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    samples = dialog.choice.samples
    samples.setCurrentIndex(samples.findText("A folder of pictures…"))
    samples.activated.emit(samples.currentIndex())
    assert dialog.choice.request.source == TestImages()
    assert samples.currentText() == "its own test images"
    assert dialog.choice.source_name(PictureFolder(Path("/a/b"))) == "b"
    assert dialog.choice.source_name(TestImages(DatasetName.CIFAR10)) == "CIFAR-10 test"


def test_tables_and_a_picture_are_exported(
    evaluated: EvaluationDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wishes: list[str] = []

    def answer(_parent: object, _title: str, wish: str, _kind: str) -> tuple[str, str]:
        wishes.append(wish)
        return str(tmp_path / f"out {len(wishes)}"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    actions = {action.text(): action for action in evaluated.export.menu().actions()}
    for text in ("Confusion matrix (CSV)…", "Every answer (CSV)…", "Picture of this view (PNG)…", "Reliability (CSV)…"):
        actions[text].trigger()
    (writing,) = evaluated.findChildren(FileWriting)
    rest(writing)
    assert not writing.thread_of_worker.isRunning()
    assert wishes == [f"mlp on ink.jsonl.{ending}" for ending in ("csv", "csv", "png", "csv")]
    matrix = list(csv.reader((tmp_path / "out 1.csv").read_text().splitlines()))
    assert matrix[8][2] == "1"
    answers = list(csv.DictReader((tmp_path / "out 2.csv").read_text().splitlines()))
    assert [row["right"] for row in answers] == ["1"] * 9 + ["0"]
    picture = QImage(str(tmp_path / "out 3.png"))
    assert picture.width() == evaluated.width() * evaluated.devicePixelRatio()
    bins = list(csv.DictReader((tmp_path / "out 4.csv").read_text().splitlines()))
    assert sum(int(row["count"]) for row in bins) == 10


def test_an_export_that_fails_says_why(evaluated: EvaluationDialog, ink: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(ink / "out.csv"), ""))
    evaluated.export.menu().actions()[1].trigger()
    rest(evaluated.findChildren(FileWriting)[0])
    assert len([made for made in evaluated.findChildren(ErrorDialog) if made.isVisible()]) == 1


def test_the_window_opens_with_its_title_bar_on_a_small_screen_and_can_be_as_small(dialog: EvaluationDialog) -> None:
    assert dialog.height() <= 680
    for size in ((1024, 640), (1280, 720)):
        dialog.resize(*size)
        assert (dialog.width(), dialog.height()) == size


def test_the_reliability_is_a_click_away_and_stays_for_the_next_evaluation(
    qtbot: QtBot, dialog: EvaluationDialog, ink: Path
) -> None:
    heard(qtbot, dialog.settled, dialog.show_for, "softmax")
    charts, stated = dialog.charts, Library.of_user().load("softmax").measurements[0]
    assert charts.chart is Chart.CONFUSION
    qtbot.mouseClick(charts.to_reliability, Qt.MouseButton.LeftButton)
    assert charts.chart is Chart.RELIABILITY
    assert charts.reliability.isVisible()
    shown = charts.reliability.reliability
    assert shown is not None
    assert shown.count == stated.count
    assert f"{100 * shown.error:.2f}" in charts.to_reliability.text()
    assert charts.summary.text() == charts.reliability.summary() != ""
    surest = shown.bins[-1]
    point = charts.reliability.bin_box(len(shown.bins) - 1).center().toPoint()
    qtbot.mouseClick(charts.reliability, Qt.MouseButton.LeftButton, pos=point)
    assert dialog.browser.listing is Listing.CELL
    assert len(dialog.browser.listed) == surest.count
    assert dialog.outcome is not None
    right = dialog.outcome.judgement.predictions.is_right[list(dialog.browser.listed)]
    assert right[: surest.count - surest.correct].sum() == 0, "those that are wrong come first"
    assert dialog.browser.cell.text() == f"93 to 100\N{NO-BREAK SPACE}% sure ({surest.count:,})"
    heard(qtbot, dialog.settled, dialog.choice.choose_source, InkLines(ink))
    assert charts.chart is Chart.RELIABILITY
    after = charts.reliability.reliability
    assert after is not None
    assert after.count == 10
