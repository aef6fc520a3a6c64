import pytest

from digitpad.training.reports import LARGEST_CURVE, LossCurve


def test_a_short_run_keeps_the_loss_of_every_step() -> None:
    losses = LossCurve()
    losses.add([3.0, 2.0])
    losses.add([1.0])
    assert (losses.curve.stride, losses.curve.losses) == (1, (3.0, 2.0, 1.0))


def test_a_long_run_keeps_means_and_no_more_than_can_be_seen() -> None:
    losses, count = LossCurve(), 3 * LARGEST_CURVE + 5
    losses.add([float(step) for step in range(count)])
    curve = losses.curve
    assert curve.stride == 4
    assert len(curve.losses) == -(-count // 4) <= LARGEST_CURVE
    assert curve.losses[:2] == (1.5, 5.5)
    assert curve.losses[-1] == pytest.approx(count - 1)


def test_a_curve_goes_on_from_its_parts_however_they_fall() -> None:
    whole, parts = LossCurve(), LossCurve()
    steps = [step**0.5 for step in range(2 * LARGEST_CURVE + 101)]
    whole.add(steps)
    for start in range(0, len(steps), 37):
        parts = LossCurve(parts.stride, parts.points, parts.pending)
        parts.add(steps[start : start + 37])
    assert parts.curve == whole.curve
