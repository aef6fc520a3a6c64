from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.overlay_plot import OverlayPlot, Series, thinned
from digitpad.gui.widgets.plot_axis import PlotAxis, fitted
from digitpad.gui.widgets.series_look import SeriesLook
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

EPOCHS = (1.0, 2.0, 3.0)
FALLING, RISING = Series("train loss", EPOCHS, (0.9, 0.6, 0.5)), Series("test accuracy", EPOCHS, (0.6, 0.7, 0.8))


@pytest.fixture
def plot(qtbot: QtBot, dressed: QApplication) -> OverlayPlot:
    """Return a plot of two curves."""
    made = put_on_screen(qtbot, OverlayPlot(), 420, 300)
    made.show_series([FALLING, RISING], x_name="epoch", x_range=(1, 3), y_range=(0.3, 0.9))
    return made


def shades(plot: OverlayPlot) -> set[str]:
    image = plot.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("look", theme.Theme)
def test_every_curve_is_painted_in_the_colour_of_its_place(plot: OverlayPlot, look: theme.Theme) -> None:
    theme.apply_theme(theme.application(), look)
    assert {SeriesLook(0).color.name(), SeriesLook(1).color.name()} <= shades(plot)
    assert SeriesLook(2).color.name() not in shades(plot)


def test_no_two_of_fifty_curves_look_alike(dressed: QApplication) -> None:
    looks = [(each.color.name(), each.mark) for each in map(SeriesLook, range(50))]
    assert len(set(looks)) == len(looks)


def test_the_pointer_reads_every_curve_at_the_nearest_point(qtbot: QtBot, plot: OverlayPlot) -> None:
    assert plot.texts_at(2.2) == ["train loss  0.6", "test accuracy  0.7"]
    before = plot.grab().toImage()
    qtbot.mouseMove(plot, QPoint(200, 150))
    assert plot.grab().toImage() != before


def test_a_gap_is_no_point_and_a_curve_is_read_only_where_it_is(plot: OverlayPlot) -> None:
    short = Series("short", (1.0, 2.0), (0.5, math.nan))
    plot.show_series([FALLING, short])
    assert [text.split("  ")[0] for text in plot.texts_at(3.0)] == ["train loss"]
    assert "short: 0.5" in plot.accessibleDescription()
    plot.grab()


def test_of_very_many_curves_those_nearest_to_the_pointer_are_read(plot: OverlayPlot) -> None:
    plot.show_series([Series(f"run {number}", EPOCHS, (float(number),) * 3) for number in range(30)])
    assert "run 29  29" in plot.texts_at(1.0, 29.0)
    assert "run 0  0" not in plot.texts_at(1.0, 29.0)


def test_the_legend_takes_the_lines_it_needs(plot: OverlayPlot) -> None:
    least = plot.minimumHeight()
    plot.show_series([Series(f"a run with a long name, number {number}", EPOCHS, (0.1,) * 3) for number in range(8)])
    assert plot.minimumHeight() > least


def test_no_curves_and_a_single_point_have_a_frame_as_well(plot: OverlayPlot) -> None:
    plot.show_series([])
    plot.grab()
    plot.show_series([Series("one", (1.0,), (0.5,))], x_range=(1, 1))
    plot.grab()
    assert plot.texts_at(1.0) == ["one  0.5"]


def test_thinned_points_keep_the_highest_and_the_lowest() -> None:
    points = [(float(x), 0.0) for x in range(1000)]
    points[500], points[501] = (500.0, 9.0), (501.0, -9.0)
    kept = thinned(points, 20)
    assert len(kept) <= 40
    assert {9.0, -9.0} <= {y for _, y in kept}


def test_an_axis_ends_and_is_numbered_at_round_numbers() -> None:
    axis = fitted([0.312, 0.88])
    assert (axis.low, axis.high) == pytest.approx((0.2, 1.0))
    assert PlotAxis(1, 10, is_whole=True).ticks(20) == [float(each) for each in range(1, 11)]
    assert PlotAxis(0.3, 0.9).ticks(6) == pytest.approx([0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
