from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QFontMetrics, QImage
from PySide6.QtWidgets import QApplication

from digitpad.config.dataset_info import DIGITS
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.errors import PictureError
from digitpad.gui.prediction.answers import Answer, Request, StageImage, input_image, stage_images
from digitpad.gui.prediction.digit_check import NEVER, DigitCheck
from digitpad.gui.prediction.headline_text import lines_of
from digitpad.gui.prediction.input_image import InputImage, stage_image
from digitpad.gui.prediction.panel import PredictionPanel
from digitpad.gui.prediction.probability_bars import ProbabilityBars
from digitpad.gui.prediction.reader import Reader
from digitpad.gui.prediction.shown_answer import shown_answer_of
from digitpad.gui.widgets import theme
from digitpad.preprocessing.raster import Step
from tests.gui.conftest import put_on_screen
from tests.support.inks import SEVEN

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

QUARTERS = StageImage(Step.CENTRED, 2, 2, bytes([0, 255, 255, 0]))


@pytest.fixture(scope="module")
def seven() -> Answer:
    """Return the MLP's answer to a seven."""
    return Reader("mlp", None).answer(Request("mlp", SEVEN, 0))


@pytest.fixture
def panel(qtbot: QtBot, dressed: QApplication) -> PredictionPanel:
    """Return the panel, shown at rest."""
    return put_on_screen(qtbot, PredictionPanel(), 620, 440)


@pytest.fixture
def bars(qtbot: QtBot, dressed: QApplication) -> ProbabilityBars:
    """Return the bars of ten digits, 40 pixels each, shown."""
    return put_on_screen(qtbot, ProbabilityBars(DIGITS), 400, 400)


@pytest.fixture
def view(qtbot: QtBot, dressed: QApplication) -> InputImage:
    """Return the view of a model's input with four pixels in it."""
    made = InputImage(146)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    made.show_stage(QUARTERS)
    return made


def show(panel: PredictionPanel, answer: Answer) -> None:
    shown = shown_answer_of(answer, DigitCheck(NEVER))
    panel.show_answer(shown, lines_of(shown))


def shades_in_row(image: QImage, y: int) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width())}


def test_the_winner_alone_carries_the_accent(bars: ProbabilityBars) -> None:
    bars.show_probabilities(DIGITS, (0.05,) * 7 + (0.55, 0.05, 0.05))
    image = bars.grab().toImage()
    accent = theme.current().accent
    assert [row for row in range(10) if accent in shades_in_row(image, 40 * row + 20)] == [7]


def test_bars_at_rest_are_empty(qtbot: QtBot, dressed: QApplication) -> None:
    bars = ProbabilityBars(("",))
    qtbot.addWidget(bars)
    bars.resize(400, 40)
    fill = {theme.current().rest, theme.current().accent}
    bars.show_probabilities(("",), (0.0,))
    assert fill & shades_in_row(bars.grab().toImage(), 20)
    bars.show_probabilities(("",), ())
    assert not fill & shades_in_row(bars.grab().toImage(), 20)


def test_a_bar_is_as_long_as_its_share(bars: ProbabilityBars) -> None:
    def filled(share: float) -> int:
        bars.show_probabilities(DIGITS, (1 - share, share) + (0.0,) * 8)
        image = bars.grab().toImage()
        tokens = theme.current()
        return sum(image.pixelColor(x, 60).name() in {tokens.rest, tokens.accent} for x in range(400))

    assert filled(0.5) == pytest.approx(2 * filled(0.25), abs=3)
    assert filled(1.0) == pytest.approx(4 * filled(0.25), abs=8)


def test_only_rows_that_change_are_painted_anew_and_nothing_else_is_lost(qtbot: QtBot, bars: ProbabilityBars) -> None:
    fresh = ProbabilityBars(DIGITS)
    qtbot.addWidget(fresh)
    fresh.resize(400, 400)
    first, second = (0.1,) * 10, (0.02,) * 9 + (0.82,)
    for probabilities in (first, second):
        bars.show_probabilities(DIGITS, probabilities)
        QApplication.processEvents()
    fresh.show_probabilities(DIGITS, second)
    on_screen = bars.screen().grabWindow(bars.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert on_screen == fresh.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_an_answer_fills_every_part_and_a_reader_of_the_screen_hears_all_of_it(
    panel: PredictionPanel, seven: Answer
) -> None:
    show(panel, seven)
    assert panel.headline.lines.name == "7"
    assert panel.headline.lines.following.startswith("next: ")
    assert panel.bars.probabilities == seven.prediction.probabilities
    assert panel.raster.stage == input_image(seven.prediction.raster)
    told = panel.bars.accessibleDescription().split(", ")
    assert len(told) == 10
    assert told[7] == f"7: {100 * seven.prediction.probabilities[7]:.1f} %"
    assert panel.headline.accessibleDescription().startswith("7 ")


def test_the_steps_opened_again_are_those_of_the_present_answer(panel: PredictionPanel, seven: Answer) -> None:
    panel.show_stages()
    assert panel._stages is not None
    panel._stages.close()
    show(panel, seven)
    panel.show_stages()
    shown = [view.stage for view in panel._stages.findChildren(InputImage)]
    assert tuple(shown) == stage_images(seven.prediction.raster)


def test_an_error_takes_the_place_of_the_answer_until_the_next(panel: PredictionPanel, seven: Answer) -> None:
    error = PictureError("Nothing to read", "{name} is blank.", name="x.png")
    show(panel, seven)
    panel.show_problem(error)
    assert panel._problem.accessibleName() == "Nothing to read"
    assert (panel._problem.isHidden(), panel._reading.isHidden()) == (False, True)
    assert panel.bars.probabilities == ()
    show(panel, seven)
    assert (panel._problem.isHidden(), panel._reading.isHidden()) == (True, False)


def test_pixels_are_shown_in_the_colours_of_paper_and_ink(dressed: QApplication) -> None:
    image = stage_image(QUARTERS)
    tokens = theme.current()
    assert image.pixelColor(0, 0) == QColor(tokens.paper)
    assert image.pixelColor(1, 0) == QColor(tokens.ink)


def test_pixels_are_enlarged_without_smoothing(view: InputImage) -> None:
    image = view.grab().toImage()
    tokens = theme.current()
    assert image.pixelColor(72, 40).name() == tokens.paper
    assert image.pixelColor(74, 40).name() == tokens.ink


def test_the_raster_follows_the_theme(view: InputImage, dressed: QApplication) -> None:
    theme.apply_theme(dressed, theme.Theme.DARK)
    assert view.grab().toImage().pixelColor(40, 40).name() == theme.tokens(theme.Theme.DARK).paper


def test_a_model_of_pictures_says_what_it_reads_and_names_its_classes(panel: PredictionPanel) -> None:
    names = ("T-shirt/top", "Trouser", "Pullover")
    assert panel.kind.isHidden()
    panel.show_kind(Preprocessing(reading=Reading.COLOUR, image_size=32), names)
    assert "32 by 32 colour pictures" in panel.kind.text()
    assert panel.kind.isVisible()
    panel.show_kind(Preprocessing(reading=Reading.GREY, image_size=20), names)
    assert "20 by 20 grey pictures" in panel.kind.text()
    panel.show_kind(Preprocessing(), DIGITS)
    assert panel.kind.isHidden()


def test_the_hint_leaves_the_bars_of_an_answer_their_room_in_the_compact_form(
    panel: PredictionPanel, seven: Answer
) -> None:
    panel.show_kind(Preprocessing(reading=Reading.GREY), DIGITS)
    panel.be_compact(is_compact=True)
    assert panel.kind.isVisible()
    show(panel, seven)
    assert panel.kind.isHidden()
    panel.be_compact(is_compact=False)
    assert panel.kind.isVisible()


def test_pictures_are_shown_in_their_own_colours(dressed: QApplication) -> None:
    grey = stage_image(StageImage(Step.SCALED, 1, 2, bytes([0, 200])))
    assert [grey.pixelColor(x, 0) for x in range(2)] == [QColor(0, 0, 0), QColor(200, 200, 200)]
    colour = stage_image(StageImage(Step.SCALED, 1, 2, bytes([10, 20, 30, 40, 50, 60]), channels=3))
    assert [colour.pixelColor(x, 0) for x in range(2)] == [QColor(10, 20, 30), QColor(40, 50, 60)]


def test_long_class_names_are_whole_beside_their_bars(qtbot: QtBot, dressed: QApplication) -> None:
    names = ("automobile", "Ankle boot", "T-shirt/top")
    bars = ProbabilityBars(names)
    qtbot.addWidget(bars)
    bars.resize(320, 120)
    bars.show_probabilities(names, (0.4, 0.3, 0.3))
    image = bars.grab().toImage()
    filled = {theme.current().rest, theme.current().accent}
    for row in range(3):
        start = next(x for x in range(320) if image.pixelColor(x, 40 * row + 20).name() in filled)
        assert start > QFontMetrics(bars.font()).horizontalAdvance(names[row])


def test_many_classes_scroll_instead_of_stretching_the_window(qtbot: QtBot, panel: PredictionPanel) -> None:
    height = panel.minimumSizeHint().height()
    panel.show_kind(Preprocessing(), tuple(f"class {number}" for number in range(100)))
    assert panel.minimumSizeHint().height() == height
    qtbot.waitUntil(lambda: panel.bars.height() >= 15 * 100)
