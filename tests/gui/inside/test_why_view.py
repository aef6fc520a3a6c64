from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from digitpad.explanation.method import Method
from tests.gui.conftest import WAIT, Pen, heard, rest
from tests.support.inks import SEVEN, SEVENTEEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.inside.explanation_thread import Explanation
    from digitpad.gui.inside.inside_panel import InsidePanel
    from digitpad.gui.main_window import MainWindow


def explained(qtbot: QtBot, inside: InsidePanel, act: Callable[..., object], *arguments: object) -> Explanation:
    """Do something, and return the explanation that is shown in the end."""
    heard(qtbot, inside.why.explained, act, *arguments)
    qtbot.waitUntil(lambda: not inside.why.controller.is_busy, timeout=WAIT)
    assert inside.why.explanation is not None
    return inside.why.explanation


@pytest.fixture
def inside(qtbot: QtBot, window: MainWindow) -> InsidePanel:
    """Return the view beside a pad with a seven on it, read by the MLP."""
    panel = window.workspace.inside.open()
    explained(qtbot, panel, window.canvas.show_drawing, SEVEN)
    return panel


def test_the_evidence_is_for_the_answer_until_a_class_is_chosen(inside: InsidePanel) -> None:
    explanation = inside.why.explanation
    assert explanation is not None
    assert (explanation.evidence.class_index, explanation.evidence.against) == (7, None)
    assert explanation.evidence.method is Method.INTEGRATED
    assert explanation.values.shape == (28, 28)


def test_a_click_on_a_bar_asks_why_and_on_another_why_not(
    qtbot: QtBot, window: MainWindow, inside: InsidePanel
) -> None:
    bars = window.panel.bars

    def click(index: int) -> None:
        middle = int((index + 0.5) * bars.height() / 10)
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(40, middle))

    for index, asked in ((9, (9, None)), (4, (9, 4)), (9, (9, None)), (9, (None, None))):
        explained(qtbot, inside, click, index)
        assert inside.why.asked == asked


def test_bars_are_chosen_by_keyboard_too(qtbot: QtBot, window: MainWindow, inside: InsidePanel) -> None:
    bars = window.panel.bars
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    explanation = explained(qtbot, inside, qtbot.keyClick, bars, Qt.Key.Key_Return)
    assert explanation.evidence.class_index == 1


def test_a_click_on_a_bar_opens_the_view(qtbot: QtBot, window: MainWindow) -> None:
    assert not window.workspace.inside.is_open
    window.panel.bars.class_chosen.emit(3)
    assert window.workspace.inside.is_open
    assert window.workspace.inside.get().why.asked == (3, None)


def test_the_evidence_follows_the_pen_and_goes_with_the_ink(
    qtbot: QtBot, window: MainWindow, inside: InsidePanel
) -> None:
    before = inside.why.explanation
    after = explained(qtbot, inside, Pen(window.canvas).draw, [(100, 450), (400, 450)])
    assert before is not None
    assert (after.values != before.values).any()
    window.canvas.clear()
    assert inside.why.explanation is None
    assert "Draw" in inside.why.sums.text()


def test_a_number_is_explained_by_its_chosen_digit(qtbot: QtBot, window: MainWindow, inside: InsidePanel) -> None:
    explained(qtbot, inside, window.canvas.show_drawing, SEVENTEEN)
    explanation = explained(qtbot, inside, window.presenter.choose, 0)
    assert explanation.evidence.class_index == 1
    explanation = explained(qtbot, inside, window.presenter.choose, 1)
    assert explanation.evidence.class_index == 7


def test_softmax_regression_is_explained_exactly(qtbot: QtBot, window: MainWindow, inside: InsidePanel) -> None:
    def is_exact() -> bool:
        explanation = inside.why.explanation
        return explanation is not None and explanation.evidence.method is Method.EXACT

    window.choice.softmax.trigger()
    qtbot.waitUntil(is_exact, timeout=WAIT)
    assert not inside.why.integrated.isVisible()


def test_the_gradient_alone_is_a_method_of_the_mlp(qtbot: QtBot, inside: InsidePanel) -> None:
    explanation = explained(qtbot, inside, inside.why.gradient.click)
    assert explanation.evidence.method is Method.GRADIENT


def test_pointing_at_a_pixel_shows_its_value_weight_and_product(inside: InsidePanel) -> None:
    explanation = inside.why.explanation
    assert explanation is not None
    row, column = divmod(int(explanation.evidence.values.argmax()), 28)
    inside.why.map.point_at(row, column)
    text = inside.why.pixel.text()
    factor, weight, value = (
        float(each[28 * row + column])
        for each in (explanation.evidence.factors, explanation.evidence.weights, explanation.evidence.values)
    )
    for number in (f"{factor:.2f}", f"{weight:+.2f}", f"{value:+.3f}"):
        assert number in text.replace("−", "-")


def test_evidence_lies_on_the_drawing_only_while_it_is_looked_at(
    qtbot: QtBot, window: MainWindow, inside: InsidePanel
) -> None:
    overlay = inside.why._overlay
    assert overlay.isVisible()
    assert overlay.size() == window.canvas.size()
    window.workspace.inside.hide()
    assert not overlay.isVisible()
    explained(qtbot, inside, window.workspace.inside.open)
    assert overlay.isVisible()


def test_the_pad_and_the_view_are_copied_as_one_picture(window: MainWindow, inside: InsidePanel) -> None:
    inside.picture.copy()
    image = QGuiApplication.clipboard().image()
    assert image.width() > window.canvas.width() + inside.width()
    assert image.height() > max(window.canvas.height(), inside.height())


def test_the_pad_and_the_view_are_saved_as_one_picture(
    inside: InsidePanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "why"
    monkeypatch.setattr("digitpad.gui.inside.view_picture.QFileDialog.getSaveFileName", lambda *_: (str(chosen), ""))
    inside.picture.ask_and_save()
    rest(inside.picture.writing)
    assert (tmp_path / "why.png").read_bytes().startswith(b"\x89PNG")


def test_no_bar_is_marked_while_the_evidence_is_not_to_be_seen(
    qtbot: QtBot, window: MainWindow, inside: InsidePanel
) -> None:
    explained(qtbot, inside, window.panel.bars.class_chosen.emit, 3)
    assert window.panel.bars._asked == (3, None)
    window.workspace.inside.hide()
    assert window.panel.bars._asked == (None, None)
    inside.why.explain_class(4)
    assert window.panel.bars._asked == (None, None)
