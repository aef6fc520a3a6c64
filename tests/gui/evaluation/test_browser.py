from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from digitpad.config.preprocessing_spec import Reading
from digitpad.evaluation.metrics import evaluate_model
from digitpad.evaluation.samples import FolderLoader
from digitpad.gui.evaluation.browser import EvaluationBrowser, Listing
from digitpad.gui.evaluation.thread import EvaluationOutcome, EvaluationRequest, PictureFolder
from digitpad.gui.widgets import theme
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.ink.drawing import Picture
from digitpad.ink.labelled_drawing import EvaluatedAnswer
from tests.gui.conftest import put_on_screen
from tests.support.evaluations import CLOTHES, brightest, verdict

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

ANSWERS = [(3, 3, 1.0), (4, 9, 0.4), (4, 9, 0.9), (7, 1, 0.6), (5, 5, 0.2)]


@pytest.fixture
def browser(qtbot: QtBot, dressed: QApplication) -> EvaluationBrowser:
    """Return the browser with five answers, three of them wrong."""
    made = put_on_screen(qtbot, EvaluationBrowser(), 560, 480)
    made.show_outcome(verdict(ANSWERS))
    return made


def test_answers_stand_in_order_first(browser: EvaluationBrowser) -> None:
    assert browser.listing is Listing.ALL
    assert browser.listed == (0, 1, 2, 3, 4)
    assert browser.pager.range.text() == "1\N{EN DASH}5 of 5"
    first, second = browser.grid.cells[:2]
    assert (first.label, first.predicted, first.is_right) == ("3", "3", True)
    assert (second.label, second.predicted, second.is_right) == ("4", "9", False)


def test_mistakes_come_the_most_confident_first(browser: EvaluationBrowser) -> None:
    assert browser.mistakes.text() == "Mistakes (3)"
    browser.mistakes.click()
    assert browser.listed == (2, 3, 1)
    shares = [tile.confidence for tile in browser.grid.cells]
    assert shares == sorted(shares, reverse=True)


def test_a_cell_shows_its_pictures_alone(browser: EvaluationBrowser) -> None:
    assert not browser.cell.isEnabled()
    browser.show_cell(4, 9)
    assert browser.cell.isChecked()
    assert browser.cell.text() == "4 → 9 (2)"
    assert browser.cell.accessibleName() == "4 read as 9 (2)"
    assert browser.listed == (2, 1)
    browser.all.click()
    assert len(browser.listed) == 5
    browser.cell.click()
    assert browser.listed == (2, 1)


def test_an_empty_cell_says_so(browser: EvaluationBrowser) -> None:
    browser.show_cell(0, 1)
    assert browser.nothing.isVisible()
    assert browser.nothing.text() == "There is no picture in this cell."
    assert browser.pager.range.text() == ""


def test_no_mistake_is_worth_a_word(browser: EvaluationBrowser) -> None:
    browser.mistakes.click()
    browser.show_outcome(verdict([(1, 1, 1.0)]))
    assert browser.listing is Listing.MISTAKES
    assert browser.nothing.text() == "Not one mistake: every sample was read right."


def test_another_evaluation_forgets_the_cell(browser: EvaluationBrowser) -> None:
    browser.show_cell(4, 9)
    browser.show_outcome(verdict(ANSWERS[:2]))
    assert browser.listing is Listing.ALL
    assert browser._cell is None
    assert not browser.cell.isEnabled()


def test_pages_are_turned_to_the_end_and_back(browser: EvaluationBrowser) -> None:
    total = 2 * browser.grid.capacity + 1
    browser.show_outcome(verdict([(k % 10, k % 10, 0.5) for k in range(total)]))
    assert not browser.pager.back.isEnabled()
    browser.pager.next.click()
    browser.pager.next.click()
    assert browser.pager.range.text() == f"{total}\N{EN DASH}{total} of {total}"
    assert not browser.pager.next.isEnabled()
    assert len(browser.grid.cells) == 1
    browser.pager.back.click()
    assert len(browser.grid.cells) == browser.grid.capacity


def test_a_larger_window_shows_more_from_the_same_place(qtbot: QtBot, browser: EvaluationBrowser) -> None:
    browser.show_outcome(verdict([(k % 10, k % 10, 0.5) for k in range(200)]))
    browser.pager.next.click()
    before = len(browser.grid.cells)
    browser.resize(900, 800)
    qtbot.waitUntil(lambda: len(browser.grid.cells) > before)
    assert browser.grid.cells[-1].index < 200


def test_a_picture_is_wanted_on_the_pad_with_words_that_name_it(qtbot: QtBot, browser: EvaluationBrowser) -> None:
    with qtbot.waitSignal(browser.drawing_chosen) as caught:
        qtbot.mouseClick(browser.grid, Qt.MouseButton.LeftButton, pos=browser.grid.cell_box(1).center())
    (wanted,) = caught.args
    drawing = wanted.drawing
    assert isinstance(drawing, Picture)
    assert (wanted.source, wanted.number, wanted.label) == ("drawn", 2, "4")
    assert wanted.answer == EvaluatedAnswer("mine", "9")
    assert (drawing.width, drawing.height, drawing.name) == (28, 28, "drawn, image 2")
    assert browser.note.text().startswith("On the pad: drawn, sample 2. 4, read as 9 with ")


def test_names_of_classes_are_shown_as_they_are(browser: EvaluationBrowser) -> None:
    browser.show_outcome(verdict([(2, 0, 1.0), (1, 1, 1.0)], CLOTHES, Reading.GREY))
    assert browser.grid.cells[0].label == "Ankle boot & Co"
    browser.show_cell(2, 0)
    assert "&&" in browser.cell.text() or "…" in browser.cell.text()


def test_digits_follow_the_theme_and_pictures_do_not(dressed: QApplication, browser: EvaluationBrowser) -> None:
    def first_corner() -> str:
        return browser.grid.cells[0].image.pixelColor(20, 20).name()

    assert first_corner() == theme.tokens(theme.Theme.LIGHT).paper
    theme.apply_theme(dressed, theme.Theme.DARK)
    dressed.processEvents()
    assert first_corner() == theme.tokens(theme.Theme.DARK).paper
    browser.show_outcome(verdict([(1, 1, 1.0)], CLOTHES, Reading.GREY))
    assert first_corner() == "#000000"


def test_a_picture_whose_file_was_moved_away_is_told(qtbot: QtBot, browser: EvaluationBrowser, tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    picture = Image.new("L", (28, 28))
    picture.paste(255, (10, 4, 14, 24))
    picture.save(tmp_path / "1" / "one.png")
    model = brightest()
    samples = FolderLoader(tmp_path, model).result
    judgement = evaluate_model(model, samples.pixels, samples.labels)
    browser.show_outcome(
        EvaluationOutcome(EvaluationRequest("mine", PictureFolder(tmp_path)), model, samples, judgement)
    )
    (tmp_path / "1" / "one.png").unlink()
    qtbot.mouseClick(browser.grid, Qt.MouseButton.LeftButton, pos=browser.grid.cell_box(0).center())
    shown = [made.error.title for made in browser.findChildren(ErrorDialog) if made.isVisible()]
    assert shown == ["This picture cannot be read"]
