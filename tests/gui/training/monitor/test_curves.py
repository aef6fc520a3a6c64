import math
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from pytestqt.qtbot import QtBot

from digitpad.config.train_config import TrainConfig
from digitpad.gui.training.monitor.curve_panel import CurveKind, Span
from digitpad.gui.training.monitor.curves import CurveView
from digitpad.gui.widgets import theme
from digitpad.models.checkpoint import EpochRecord
from digitpad.training.reports import Curve, Divergence, LossCurve
from digitpad.training.session import Prepared
from tests.support.training_curves import BATCHES, count_near, report, validated


def learn(view: CurveView, epochs: int, loss: float, accuracy: float, *, test: float = 0.9) -> None:
    """Show a run of so many epochs from beginning to end."""
    view.begin(TrainConfig(epochs=epochs))
    for epoch in range(1, epochs + 1):
        for batch in range(1, BATCHES + 1):
            view.add(report(epoch, epochs, batch, loss, accuracy, test=test))


@pytest.fixture
def view(qtbot: QtBot) -> CurveView:
    made = CurveView()
    qtbot.addWidget(made)
    made.resize(640, 360)
    return made


def test_an_empty_view_invites(view: CurveView) -> None:
    empty = view.grab().toImage()
    view.begin(TrainConfig(epochs=2))
    assert view.grab().toImage() != empty


def test_accuracies_are_drawn_above_and_loss_below(view: CurveView) -> None:
    learn(view, 2, 0.6, 0.6, test=0.75)
    image = view.grab().toImage()
    t = theme.current()
    upper, lower = range(32, 170), range(235, 320)
    assert count_near(image, t.second, upper) > 300
    assert count_near(image, t.good, upper) > 100
    assert count_near(image, t.accent, upper) == 0
    assert count_near(image, t.accent, lower) > 300


def test_the_test_curve_is_told_by_its_marks_and_not_by_colour_alone(view: CurveView) -> None:
    def thickest(of: str, accuracy: float, test: float) -> int:
        learn(view, 4, 1.0, accuracy, test=test)
        image = view.grab().toImage()
        return max(
            sum(QColor(of).name() == image.pixelColor(x, y).name() for y in range(32, 190)) for x in range(100, 560)
        )

    t = theme.current()
    assert thickest(t.good, 0.2, 0.7) > thickest(t.second, 0.7, 0.2)


def test_a_hundred_thousand_points_are_painted_at_once(view: CurveView) -> None:
    view.begin(TrainConfig(epochs=1000))
    for index in range(100_000):
        epoch, batch = divmod(index, BATCHES)
        view.add(report(epoch + 1, 1000, batch + 1, 0.1 + (index % 13) / 50, 0.9 + (index % 7) / 100))
    view.grab()
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        view.grab()
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.05  # 20 repaints a second


def test_a_long_run_is_seen_from_its_beginning(view: CurveView) -> None:
    view.begin(TrainConfig(epochs=900))
    for epoch in range(1, 41):
        view.add(report(epoch, 900, BATCHES, 0.6, 0.6, test=0.75))
    image = view.grab().toImage()
    right_half = [image.pixelColor(x, y).name() for x in range(400, 600) for y in range(32, 190)]
    assert theme.current().good in right_half


def test_the_pointer_reads_the_curves_as_far_as_they_have_come(view: CurveView) -> None:
    view.begin(TrainConfig(epochs=2))
    view.add(report(1, 2, 50, 0.5, 0.8))
    view.add(report(1, 2, 100, 0.4, 0.85))
    plain = view.grab().toImage()
    none = Qt.MouseButton.NoButton
    plot = view._panels()[0].plot
    for share, is_read in ((0.4, True), (0.8, False)):
        spot = QPointF(plot.left() + share * plot.width(), 100)
        event = QMouseEvent(QMouseEvent.Type.MouseMove, spot, spot, none, none, Qt.KeyboardModifier.NoModifier)
        view.mouseMoveEvent(event)
        assert (view.grab().toImage() != plain) == is_read
    view.leaveEvent(QMouseEvent(QMouseEvent.Type.Leave, spot, spot, none, none, Qt.KeyboardModifier.NoModifier))
    assert view.grab().toImage() == plain


def test_each_epoch_is_put_into_words_for_those_who_cannot_see_the_curves(view: CurveView) -> None:
    view.begin(TrainConfig(epochs=1))
    view.add(report(1, 1, BATCHES, 0.125, 0.96, test=0.955))
    words = view.accessibleDescription().replace("\N{NO-BREAK SPACE}", " ")
    assert all(figure in words for figure in ("0.125", "96.0 %", "95.5 %"))


def test_a_loss_that_is_no_number_does_not_hurt_the_view(view: CurveView) -> None:
    view.begin(TrainConfig(epochs=1))
    view.add(report(1, 1, 10, float("nan"), 0.1))
    view.add(report(1, 1, 20, float("inf"), 0.1))
    assert not view.grab().isNull()


def test_the_learning_rate_has_a_panel_of_its_own_when_it_is_asked_for(view: CurveView) -> None:
    learn(view, 1, 0.6, 0.6)
    lowest = range(view.height() - 110, view.height() - 40)
    without = count_near(view.grab().toImage(), theme.current().accent, range(40))
    view.show_learning_rate(True)
    assert count_near(view.grab().toImage(), theme.current().accent, lowest) > 200
    assert without == 0


def test_a_run_by_steps_is_drawn_over_its_steps(view: CurveView) -> None:
    view.begin(TrainConfig(steps=150))
    assert view.span == Span(150, is_by_steps=True)
    for batch in range(1, BATCHES + 1):
        view.add(replace(report(1, 2, batch, 0.6, 0.6), steps=150))
    assert view._of(CurveKind.TEST_ACCURACY).at(BATCHES) == 0.9
    assert view._of(CurveKind.TRAIN_LOSS).thinned(1000)[-1].x == pytest.approx(100)


def test_every_step_of_a_report_is_a_point(view: CurveView) -> None:
    view.begin(TrainConfig(epochs=1))
    view.add(replace(report(1, 1, BATCHES, 0.5, 0.6), losses=tuple(range(BATCHES))))
    columns = view._of(CurveKind.TRAIN_LOSS).thinned(1024)
    assert [column.mean for column in columns] == list(range(BATCHES))
    assert columns[0].x == pytest.approx(1 / BATCHES)
    assert columns[-1].x == pytest.approx(1.0)


def test_an_epoch_added_to_a_run_finds_room(view: CurveView) -> None:
    view.begin(TrainConfig(epochs=1))
    view.add(report(1, 1, BATCHES, 0.5, 0.6))
    view.add(report(2, 2, BATCHES, 0.5, 0.6))
    assert view._end == 2


def test_what_a_run_had_come_to_is_shown_when_it_is_resumed(view: CurveView) -> None:
    records = tuple(EpochRecord(epoch, 0.5, 0.8, 0.4, 0.85, 0.03, 1.0) for epoch in (1, 2))
    curve = LossCurve(2, [0.5] * 100, []).curve
    view.restore(Prepared(TrainConfig(epochs=3), True, (), records, curve, BATCHES))
    assert view._of(CurveKind.TRAIN_LOSS).thinned(1000)[-1].x == pytest.approx(2.0)
    assert [column.x for column in view._of(CurveKind.TEST_ACCURACY).thinned(1000)] == [1.0, 2.0]
    view.add(report(3, 3, 10, 0.4, 0.9))
    assert view._of(CurveKind.TRAIN_LOSS).thinned(1000)[-1].x == pytest.approx(2.1)


def test_a_loss_that_ran_away_at_once_is_drawn_step_by_step_up_to_its_end(view: CurveView) -> None:
    view.begin(TrainConfig(epochs=2))
    view.show_divergence(Divergence(Curve(1, (2.3, 2.5)), (40.0, 1e12, math.inf, math.nan), 6, BATCHES))
    assert view.span == Span(5, is_by_steps=True)
    points = view._of(CurveKind.TRAIN_LOSS).thinned(1000)
    assert [(point.x, point.mean) for point in points] == [(1, 2.3), (2, 2.5), (3, 40.0), (4, 1e12)]
    panel = view._panels()[1]
    heights = [panel.y(point.mean) for point in points]
    assert heights == sorted(heights, reverse=True)
    assert heights[1] - heights[2] > 5, "the first rise is seen beside the last"
    image = view.grab().toImage()
    assert count_near(image, theme.current().bad, range(235, 330)) > 50


def test_a_loss_that_ran_away_late_keeps_its_epochs(view: CurveView) -> None:
    learn(view, 2, 0.6, 0.6)
    view.show_divergence(Divergence(LossCurve(2, [0.6] * 100).curve, (9.0, math.inf), 202, BATCHES))
    assert not view.span.is_by_steps
    assert view._of(CurveKind.TRAIN_LOSS).thinned(1000)[-1].mean == 9.0
    assert count_near(view.grab().toImage(), theme.current().bad, range(235, 330)) > 50
    view.begin(TrainConfig(epochs=2))
    assert count_near(view.grab().toImage(), theme.current().bad, range(235, 330)) == 0


def test_in_a_narrow_window_each_curve_is_still_named(view: CurveView) -> None:
    """A swatch of each colour stands in the heading of each panel."""
    learn(view, 1, 0.6, 0.6, test=0.75)
    view.resize(300, 220)
    image, t = view.grab().toImage(), theme.current()
    for panel, colors in zip(view._panels(), ((t.second, t.good), (t.accent, t.good)), strict=True):
        heading = range(round(panel.plot.top()) - 20, round(panel.plot.top()) - 4)
        assert all(count_near(image, color, heading) > 20 for color in colors)


def validated_run(view: CurveView) -> None:
    view.begin(TrainConfig(epochs=2, validation=10_000))
    for epoch in (1, 2):
        for batch in range(1, BATCHES + 1):
            view.add(validated(report(epoch, 2, batch, 0.6, 0.6), accuracy=0.75, loss=0.7))


def test_a_validation_part_is_drawn_in_the_place_of_the_test_part_with_a_mark_of_its_own(view: CurveView) -> None:
    validated_run(view)
    assert view.latest(CurveKind.VALIDATION_ACCURACY) == 0.75
    assert view.latest(CurveKind.VALIDATION_LOSS) == 0.7
    assert view.latest(CurveKind.TEST_ACCURACY) is view.latest(CurveKind.TEST_LOSS) is None
    image = view.grab().toImage()
    assert count_near(image, theme.current().text, range(32, 170)) > 100
    assert count_near(image, theme.current().good, range(view.height())) == 0
    words = view.accessibleDescription().replace("\N{NO-BREAK SPACE}", " ")
    assert "validation accuracy 75.0 %" in words


def test_the_readout_names_the_validation_part(view: CurveView) -> None:
    validated_run(view)
    words = " ".join(view._texts_at(2.0, view._panels())).replace("\N{NO-BREAK SPACE}", " ")
    assert "validation accuracy  75.0 %" in words
    assert "validation loss  0.700" in words
    assert "test" not in words


def test_a_validated_run_that_is_resumed_shows_what_it_had_come_to(view: CurveView) -> None:
    records = (EpochRecord(1, 0.5, 0.8, None, None, 0.03, 1.0, 0.4, 0.85),)
    curve = LossCurve(1, [0.5] * BATCHES, []).curve
    view.restore(Prepared(TrainConfig(epochs=3, validation=9), True, (), records, curve, BATCHES))
    assert view.latest(CurveKind.VALIDATION_ACCURACY) == 0.85
