from dataclasses import replace

import pytest

from digitpad.config.log_style import EpochLog, LogStyle
from digitpad.config.model_spec import ModelSpec
from digitpad.config.recipes import RECIPES, find_recipe
from digitpad.config.train_config import TrainConfig
from digitpad.models.checkpoint import EpochRecord, Measurement
from digitpad.training.note_log import epoch_line, log_style_of, logged_batches, total_line
from digitpad.training.reports import TrainingReport
from digitpad.training.run import TrainingRun
from tests.support.training_samples import small_data

CONFIG = TrainConfig(model=ModelSpec(hidden_sizes=(8,)), epochs=3, batch_size=50)
EVERY = LogStyle(every=4)


def reports_of(config: TrainConfig) -> list[TrainingReport]:
    return list(TrainingRun(config, small_data(600, 100)))


def merged(reports: list[TrainingReport]) -> list[TrainingReport]:
    """Return one report an epoch, as a session makes it of those that are not due."""
    last = {report.epoch: report for report in reports}
    losses = {epoch: sum((it.losses for it in reports if it.epoch == epoch), ()) for epoch in last}
    return [replace(report, losses=losses[epoch]) for epoch, report in last.items()]


@pytest.mark.parametrize("changes", [{}, {"steps": 27}])
def test_the_same_batches_are_logged_from_the_first_of_each_epoch_however_reports_fall(
    changes: dict[str, int],
) -> None:
    reports = reports_of(replace(CONFIG, **changes))
    logged = [batch for report in reports for batch in logged_batches(EVERY, report, CONFIG.batch_size)]
    assert [(each.epoch, each.batch) for each in logged] == [
        (epoch, batch) for epoch in (1, 2, 3) for batch in (0, 4, 8) if not changes or (epoch, batch) < (3, 4)
    ]
    assert [each for report in merged(reports) for each in logged_batches(EVERY, report, CONFIG.batch_size)] == logged
    losses = sum((report.losses for report in reports), ())
    for each in logged:
        assert each.step == (each.epoch - 1) * 12 + each.batch + 1
        assert each.loss == losses[each.step - 1]
        assert (each.samples, each.of) == (each.batch * 50, 600)
        assert f"{each.loss:.6f}" in each.line


def test_a_notes_cost_is_the_mean_over_the_batches_of_an_epoch() -> None:
    reports = reports_of(replace(CONFIG, epochs=1))
    losses = sum((report.losses for report in reports), ())
    record = reports[-1].finished_epoch
    assert record is not None
    line = epoch_line(LogStyle(epoch=EpochLog.COST), record)
    assert line is not None
    head, cost = line.split(" = ")
    assert head == "Epoch: 0001 cost"
    assert len(cost.partition(".")[2]) == 9
    assert float(cost) == pytest.approx(sum(losses) / len(losses), abs=1e-6)


def test_an_epoch_and_the_end_are_told_as_the_notes_do() -> None:
    record, measured = (
        EpochRecord(2, 0.5, 0.8, 0.34567, 0.90126, 0.03, 1.5),
        Measurement("test", 10_000, 9_026, 0.36581),
    )
    assert epoch_line(find_recipe("mlp-sigmoid").log, record) == "epoch 2: test loss 0.3457, accuracy 90.13 %"
    assert epoch_line(find_recipe("softmax-sgd").log, record) is None
    for name in ("softmax-sgd", "mlp-relu"):
        line = total_line(find_recipe(name).log, measured)
        assert line is not None
        assert "0.3658" in line
        assert "9026/10000 (90.26 %)" in line
    assert total_line(find_recipe("mlp-sigmoid").log, measured) is None


def test_a_config_is_logged_as_the_recipe_it_runs() -> None:
    for recipe in RECIPES:
        assert log_style_of(recipe.config) == recipe.log
    assert find_recipe("mlp-sigmoid").log.every == 200
    assert log_style_of(CONFIG) == LogStyle()
