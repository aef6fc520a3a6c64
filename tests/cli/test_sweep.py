import signal
import sys
from pathlib import Path

import pytest

from digitpad.experiments.ready_made import READY_MADE
from digitpad.library.library import Library
from digitpad.library.run_records import find_run, run_names
from tests.support.cli import Command, start
from tests.support.sweeps import EngineHere

SHORT = ("--recipe", "softmax-sgd", "--train-images", "400", "--epochs", "1", "--jobs", "1")
KEYS = {"settings", "seeds", "accuracies", "mean", "low", "high", "seconds", "chosen", "test"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a user folder that the sweeps of this module share."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def shared_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use that folder, and train in this process: another would load torch for seconds."""
    monkeypatch.setenv("DIGITPAD_HOME", str(home))
    monkeypatch.setattr("digitpad.cli.sweep._engine", lambda _scheduler, _jobs: EngineHere())


@pytest.mark.usefixtures("shared_home")
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

    def test_sweeps_that_were_begun_are_listed_after_the_ready_made_ones(self, digitpad: Command) -> None:
        listed = digitpad("sweep", "--list", "--json").objects
        assert [each["name"] for each in listed[: len(READY_MADE)]] == [each.name for each in READY_MADE]
        assert all(each["seconds"] > 0 for each in listed[: len(READY_MADE)])
        assert [(each["done"], each["runs"]) for each in listed[len(READY_MADE) :]] == [(4, 4), (2, 2)]


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
        (("--list", "--recipe", "mlp-relu"), 2, "--list"),
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
