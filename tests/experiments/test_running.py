from digitpad.experiments.running import run_sweep
from digitpad.experiments.store import SweepStore
from digitpad.experiments.sweep import JobDone
from digitpad.library.run_records import load_run, run_names
from digitpad.models import checkpoint as checkpoints
from tests.support.sweeps import EngineHere, followed, small_plan

VARIED = "learning-rate=0.01;0.3"


def test_without_a_validation_part_the_best_on_the_test_part_is_chosen_once_all_are_in() -> None:
    plan, store = small_plan(VARIED, seeds=2, steps=20), SweepStore.of_user()
    events = list(run_sweep(plan, EngineHere(), store))
    assert not any(row.is_chosen for row in followed(plan, events[:-1]).rows)
    worse, better = followed(plan, events).rows
    assert (worse.is_chosen, better.is_chosen) == (False, True)
    assert better.settings == {"learning-rate": "0.3"}
    assert better.seeds == (0, 1)
    assert better.low == min(better.accuracies) < better.mean == sum(better.accuracies) / 2 < better.high  # type: ignore[operator]
    assert better.low > worse.high  # type: ignore[operator]
    assert better.test is None
    assert {checkpoint.measurements[0].name for checkpoint in better.checkpoints} == {"MNIST test"}


def test_with_a_validation_part_the_test_part_is_opened_for_the_chosen_alone_and_once() -> None:
    plan, store = small_plan(VARIED, seeds=2, steps=20, validation=500), SweepStore.of_user()
    worse, better = followed(plan, run_sweep(plan, EngineHere(), store)).rows
    assert [each.name for row in (worse, better) for model in row.checkpoints for each in model.measurements] == [
        "MNIST validation"
    ] * 4
    assert (worse.test, better.is_chosen) == (None, True)
    opened = [store.test_of(job) for job in plan.jobs]
    assert opened[:2] == [None, None]
    assert [each.count for each in opened[2:] if each is not None] == [10_000] * 2
    assert better.test == sum(each.accuracy for each in opened[2:] if each is not None) / 2
    files = sorted(store.folder.rglob("*.test.json"))
    times = [file.stat().st_mtime_ns for file in files]
    again = followed(plan, run_sweep(plan, EngineHere(), store)).rows[1]
    assert again.test == better.test
    assert [file.stat().st_mtime_ns for file in files] == times, "later calls use the figure that is there"


def test_what_is_done_is_yielded_first_and_not_done_again() -> None:
    plan, store = small_plan(VARIED, seeds=2, steps=3), SweepStore.of_user()
    running = run_sweep(plan, EngineHere(), store)
    first = next(event for event in running if isinstance(event, JobDone))
    running.close()
    engine = EngineHere()
    events = list(run_sweep(plan, engine, store))
    assert isinstance(events[0], JobDone)
    assert (events[0].job, events[0].curve) == (first.job, first.curve)
    assert engine.run_jobs == list(plan.jobs[1:])
    wider = small_plan("learning-rate=0.01;0.3;0.5", seeds=2, steps=3)
    engine = EngineHere()
    assert followed(wider, run_sweep(wider, engine, store)).is_over
    assert engine.run_jobs == list(wider.jobs[4:]), "a wider sweep uses the runs of a narrower one"


def test_a_combination_that_failed_is_never_chosen() -> None:
    plan, store = small_plan("learning-rate=0.1;1e30", steps=40), SweepStore.of_user()
    results = followed(plan, run_sweep(plan, EngineHere(), store))
    good, bad = results.rows
    assert (good.is_chosen, bad.is_chosen, bad.is_complete) == (True, False, False)
    assert [failure.job.combination for failure in results.failures] == [1]
    assert results.is_over


def test_of_equals_the_smaller_model_is_chosen() -> None:
    plan = small_plan("hidden=8;4;6", steps=1)
    model = next(event for event in run_sweep(plan, EngineHere(), SweepStore.of_user()) if isinstance(event, JobDone))
    results = followed(plan, (JobDone(job, model.checkpoint, 1.0, model.curve) for job in plan.jobs))
    assert [row.is_chosen for row in results.rows] == [False, True, False]


def test_a_damaged_file_is_noted_and_its_run_done_again() -> None:
    plan, store = small_plan(VARIED, steps=3), SweepStore.of_user()
    followed(plan, run_sweep(plan, EngineHere(), store))
    runs = store.folder / "runs"
    (runs / f"{plan.jobs[0].key}.json").write_bytes(b"{")
    model = runs / f"{plan.jobs[1].key}.safetensors"
    model.write_bytes(model.read_bytes()[:-9])
    again, engine = SweepStore.of_user(), EngineHere()
    followed(plan, run_sweep(plan, engine, again))
    assert engine.run_jobs == list(plan.jobs)
    assert len(again.problems) == 2
    assert checkpoints.load(model).measurements


def test_a_sweep_is_listed_and_can_be_made_anew_from_its_file() -> None:
    plan, store = small_plan(VARIED, "augment=on;off", steps=3, drop_last=True), SweepStore.of_user()
    running = run_sweep(plan, EngineHere(), store)
    assert any(isinstance(event, JobDone) for event in running)
    running.close()
    (saved,) = store.sweeps()
    assert (store.count_done(saved), len(saved.keys)) == (1, 4)
    assert saved.sweep == plan.sweep
    assert "softmax-sgd" in saved.what


def test_a_finished_run_is_a_run_record_too() -> None:
    plan = small_plan("learning-rate=0.01", steps=3)
    followed(plan, run_sweep(plan, EngineHere(), SweepStore.of_user()))
    (name,) = run_names()
    assert load_run(name).config.learning_rate == 0.01
    assert len(load_run(name).curve.losses) == 3
