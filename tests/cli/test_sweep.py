import signal
import sys
from pathlib import Path

import pytest

from digitpad.experiments.planning import variation_of
from digitpad.experiments.ready_made import READY_MADE, ReadyMade
from digitpad.experiments.sweep import Sweep
from digitpad.library.library import Library
from digitpad.library.run_records import find_run, run_names
from digitpad.training.request import TrainRequest
from tests.support.cli import Command, own_names, start
from tests.support.sweeps import EngineHere

SHORT = ("--recipe", "softmax-sgd", "--train-images", "400", "--epochs", "1", "--jobs", "1")
KEYS = {"settings", "seeds", "accuracies", "mean", "low", "high", "seconds", "chosen", "test"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a user folder that the sweeps of this module share."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def engine_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train in this process: another would load torch for seconds."""
    monkeypatch.setattr("digitpad.cli.sweep._engine", lambda _scheduler, _jobs: EngineHere())


@pytest.fixture
def shared_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use that folder."""
    monkeypatch.setenv("DIGITPAD_HOME", str(home))


@pytest.mark.usefixtures("shared_home", "engine_here")
class TestSweep:
    """What a sweep prints and keeps; the runs of the first test serve the others."""

    VALIDATED = (*SHORT, "--vary", "learning-rate=0.001;0.3", "--seeds", 2, "--validation", 500)

    def test_json_has_an_object_for_each_combination_and_the_test_figure_of_the_chosen_alone(
        self, digitpad: Command
    ) -> None:
        outcome = digitpad("sweep", *self.VALIDATED, "--json")
        assert outcome.status == 0
        worse, better = outcome.objects
        assert worse.keys() == better.keys() == KEYS
        assert [each["settings"] for each in (worse, better)] == [{"learning-rate": "0.001"}, {"learning-rate": "0.3"}]
        assert (worse["chosen"], worse["test"], better["chosen"]) == (False, None, True)
        assert better["seeds"] == [0, 1]
        assert better["low"] == min(better["accuracies"]) <= better["mean"] <= better["high"]
        assert 0.5 < better["test"] <= 1
        assert better["seconds"] > 0

    def test_the_table_names_the_best_and_a_model_is_kept_with_its_run(self, digitpad: Command) -> None:
        outcome = digitpad("sweep", *self.VALIDATED, "--name", "chosen")
        assert outcome.status == 0
        assert "best by the validation part: learning-rate=0.3" in outcome.stdout
        model = Library.of_user().load("chosen")
        assert [each.name for each in model.measurements] == ["MNIST test", "MNIST validation"]
        assert find_run("chosen").config.learning_rate == 0.3
        assert len(run_names()) == 5, "four of the sweep, and the model's"

    def test_without_a_validation_part_it_says_that_it_tunes_on_the_test_part(self, digitpad: Command) -> None:
        outcome = digitpad("sweep", *SHORT, "--vary", "learning-rate=0.1;0.3")
        assert "tuning on the test set" in outcome.stderr
        assert "--validation" in outcome.stderr
        assert digitpad("sweep", *SHORT, "--vary", "learning-rate=0.1;0.3", "--json").objects[1]["test"] is None

    def test_a_run_that_fails_is_told_by_its_combination_and_the_others_go_on(self, digitpad: Command) -> None:
        outcome = digitpad("sweep", *SHORT, "--vary", "learning-rate=0.1;1e38", "--json")
        assert outcome.status == 1
        good, bad = outcome.objects
        assert (good["chosen"], bad["chosen"], bad["mean"]) == (True, False, None)
        assert "learning-rate=1e38, seed 0" in outcome.stderr

    def test_sweeps_that_were_begun_are_listed_after_the_ready_made_ones(self, digitpad: Command) -> None:
        listed = digitpad("sweep", "--list", "--json").objects
        assert [each["name"] for each in listed[: len(READY_MADE)]] == [each.name for each in READY_MADE]
        assert all(each["seconds"] > 0 for each in listed[: len(READY_MADE)])
        assert [(each["done"], each["runs"]) for each in listed[len(READY_MADE) :]] == [(4, 4), (2, 2), (1, 2)]
        text = digitpad("sweep", "--list").stdout
        assert all(each.question in text and each.reading in text for each in READY_MADE)
        assert [f"{done} of {runs} runs done" in text for done, runs in ((4, 4), (2, 2), (1, 2))] == [True] * 3


@pytest.fixture
def quick_question(monkeypatch: pytest.MonkeyPatch) -> ReadyMade:
    """Put a sweep of two runs of a few steps in the place of the ready-made ones."""
    base = TrainRequest(recipe="softmax-sgd", asked={"validation": 59_000, "epochs": 1})
    sweep = Sweep(name="quick", base=base, variations=(variation_of("learning-rate=0.001;0.3"),))
    made = ReadyMade(name="quick", title="Quick?", question="Is it quick?", reading="See the seconds.", sweep=sweep)
    monkeypatch.setattr("digitpad.experiments.ready_made.READY_MADE", (made,))
    return made


@pytest.mark.usefixtures("engine_here")
def test_a_ready_made_sweep_is_told_with_its_question_and_how_to_read_it_and_its_length_can_be_changed(
    digitpad: Command, quick_question: ReadyMade
) -> None:
    outcome = digitpad("sweep", "quick", "--steps", 30, "--json", "--name", "quickest")
    assert [each["chosen"] for each in outcome.objects] == [False, True]
    assert outcome.stderr.index(quick_question.question) < outcome.stderr.index(quick_question.reading)
    config = Library.of_user().load("quickest").config
    assert config is not None
    assert (config.steps, config.learning_rate, config.validation) == (30, 0.3, 59_000)


@pytest.mark.usefixtures("engine_here")
def test_a_damaged_run_is_told_and_run_again_and_a_damaged_sweep_is_left_out_of_the_list(
    digitpad: Command, user_folder: Path
) -> None:
    command = ("sweep", *SHORT, "--vary", "learning-rate=0.3", "--json")
    (first,) = digitpad(*command).objects
    (run,) = (user_folder / "sweeps" / "runs").glob("*.json")
    run.write_text("{torn")
    outcome = digitpad(*command)
    assert (outcome.status, outcome.objects[0]["accuracies"]) == (0, first["accuracies"])
    assert str(run) in outcome.stderr
    (sweep,) = (user_folder / "sweeps").glob("*.json")
    sweep.write_text("{torn")
    assert str(sweep) in digitpad("sweep", "--list").stderr


@pytest.mark.usefixtures("engine_here")
def test_no_model_is_kept_of_a_sweep_whose_runs_all_failed(digitpad: Command) -> None:
    outcome = digitpad("sweep", *SHORT, "--vary", "learning-rate=1e37", "--name", "failed")
    assert outcome.status == 1
    assert "failed" not in own_names()
    assert "best" not in outcome.stdout


@pytest.mark.parametrize(
    ("options", "status", "named"),
    [
        (("--vary", "rates=1"), 1, "rates"),
        (("--vary", "hidden=8", "--hidden", "9"), 1, "hidden"),
        (("--vary", "optimizer=adam;sgd", "--nesterov"), 1, "optimizer=adam"),
        (("--vary", "schedule-every=1;1000", "--schedule", "step"), 1, "schedule-every=1000"),
        (("--vary", "patience=1;two", "--validation", "100"), 1, "--patience"),
        ((), 2, "--vary"),
        (("why-five-layers",), 1, "why-four-layers"),
        (("why-four-layers", "--recipe", "mlp-relu"), 2, "--recipe"),
        (("why-four-layers", "--hidden", "9"), 1, "hidden"),
        (("--list", "--recipe", "mlp-relu"), 2, "--list"),
        (("--vary", "hidden=8;9", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:9"), 2, "--jobs"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_starts(
    digitpad: Command, user_folder: Path, options: tuple[str, ...], status: int, named: str
) -> None:
    outcome = digitpad("sweep", *options)
    assert outcome.status == status
    assert named in outcome.stderr
    assert not user_folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_sweep_killed_in_the_middle_leaves_no_process_and_goes_on_and_ctrl_c_stops_it(user_folder: Path) -> None:
    """One run of five steps and one without end; that the rest is done is shown by the tests of running."""
    command = ("sweep", "--recipe", "softmax-sgd", "--jobs", "1", "--vary", "steps=5;100000000")
    process = start(*command)
    assert process.stdout is not None
    first = process.stdout.readline()
    process.kill()
    process.communicate(timeout=60)  # returns once no process holds its output any more
    assert first.startswith("steps=5 ")
    (kept,) = (user_folder / "sweeps" / "runs").glob("*.json")
    done_at = kept.stat().st_mtime_ns

    process = start(*command)
    assert process.stdout is not None
    assert process.stdout.readline() == first, "told at once, from what is kept"
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert "best" not in stdout
    assert "1 of 2 runs are kept" in stderr
    assert "Traceback" not in stderr
    assert kept.stat().st_mtime_ns == done_at
