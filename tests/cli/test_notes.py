import signal
from collections.abc import Generator

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.notes.walk import Figure, Given, Image, NoteName, Outcome, Progress, Step, Walk
from digitpad.notes.walks import WALKS, find_walk
from tests.support.cli import Command


def count_to_two(_given: Given) -> Generator[Progress, None, Outcome]:
    yield Progress(("one",), 0.5)
    values: dict[str, object] = {"count": 2, "overflowed": float("inf")}
    return Outcome(("none", "one", "two"), figures=(Figure("count", "2", "3", "It forgot one."),), values=values)


def read_what_is_not_here(given: Given) -> Generator[Progress, None, Outcome]:
    yield Progress()
    given.bench.images(DatasetName.KMNIST, Split.TEST)
    return Outcome()


def step(key: str, run: object, *, needs_drawing: bool = False) -> Step:
    texts = {"title": key.title(), "text": "One. Two.", "verb": "Count"}
    return Step(key=key, numbers=(1,), run=run, needs_drawing=needs_drawing, **texts)  # type: ignore[arg-type]


@pytest.fixture
def small_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a walk of three steps, of which one cannot be done, in the place of each."""
    steps = (
        step("missing", read_what_is_not_here),
        step("drawn", count_to_two, needs_drawing=True),
        step("count", count_to_two),
    )
    walk = Walk(name=NoteName.B, title="Counting", about="Two.", steps=steps)
    monkeypatch.setattr("digitpad.notes.walks.find_walk", lambda _name: walk)


def test_all_walks_and_steps_are_listed(digitpad: Command) -> None:
    listed = digitpad("notes")
    assert listed.status == 0
    for walk in WALKS:
        assert all(each.key in listed.stdout and each.title in listed.stdout for each in walk.steps)
    told = digitpad("notes", "--json").objects
    assert [(each["note"], each["step"]) for each in told] == [(walk.name, s.key) for walk in WALKS for s in walk.steps]
    assert "result" not in told[0]


def test_curves_are_told_with_their_places_and_the_notes_frame(digitpad: Command) -> None:
    (told,) = digitpad("notes", "d", "--run", "--step", "activations", "--json").objects
    plot = told["result"]["plot"]
    assert (plot["x"], plot["x_range"], plot["y_range"]) == ("x", [-5, 5], [-1.5, 5])
    assert all(len(curve["places"]) == len(curve["values"]) == 101 for curve in plot["curves"])
    text = digitpad("notes", "d", "--run", "--step", "activations").stdout
    assert "sigmoid; tanh; relu (x from -5 to 5, y from -1.5 to 5)" in text


def test_a_walk_is_shown_with_its_lines_of_code(digitpad: Command) -> None:
    shown = digitpad("notes", "a").stdout
    for each in find_walk("a").steps:
        assert each.title in shown
        assert all(line in shown for line in each.code.splitlines())


def test_a_step_of_a_real_note_is_run(digitpad: Command) -> None:
    (told,) = digitpad("notes", "c", "--run", "--step", "words", "--json").objects
    assert told["step"] == "words"
    assert told["result"]["values"] == {
        "example": 10,
        "iterations_an_epoch": 1875,
        "epochs": 10,
        "steps": 18_750,
    }


def test_prose_keeps_within_a_narrow_terminal(digitpad: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    shown = digitpad("notes", "e", "--step", "scores").stdout
    prose = [line for line in shown.splitlines() if line.startswith("    ") and not line.startswith("     ")]
    assert len(prose) > 5
    assert max(map(len, prose[:-1])) <= 60


@pytest.mark.usefixtures("small_walk")
def test_lines_come_once_and_figures_beside_the_notes(digitpad: Command) -> None:
    text = digitpad("notes", "b", "--run", "--step", "count").stdout
    assert [line.strip() for line in text.splitlines()][2:5] == ["one", "none", "two"]
    assert "obtained 2, the note says 3" in text
    assert "It forgot one." in text


@pytest.mark.usefixtures("small_walk")
def test_a_step_without_its_data_has_no_result_and_the_others_are_done(digitpad: Command) -> None:
    done = digitpad("notes", "b", "--run", "--json")
    assert done.status == 1
    assert "digitpad data get kmnist" in done.stderr
    assert [(each["step"], each["result"] is None) for each in done.objects] == [("missing", True), ("count", False)]
    assert done.objects[1]["result"]["values"] == {"count": 2, "overflowed": None}


@pytest.mark.usefixtures("small_walk")
def test_as_text_a_step_without_its_data_is_told_and_the_others_are_done(digitpad: Command) -> None:
    done = digitpad("notes", "b", "--run")
    assert done.status == 1
    assert "digitpad data get kmnist" in done.stderr
    assert "obtained 2" in done.stdout


def test_pictures_are_named_and_a_passing_line_is_said_once(digitpad: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def show(_given: Given) -> Generator[Progress, None, Outcome]:
        yield Progress(("passing",))
        yield Progress(share=0.5)
        images = tuple(Image(np.zeros((2, 2), np.uint8), title) for title in ("one\ntwo", "three"))
        return Outcome(("lasting",), images=images, figures=(Figure("count", "2", ""),))

    walk = Walk(name=NoteName.A, title="", about="", steps=(step("shown", show),))
    monkeypatch.setattr("digitpad.notes.walks.find_walk", lambda _name: walk)
    lines = [line.strip() for line in digitpad("notes", "a", "--run").stdout.splitlines()[2:]]
    assert lines == ["passing", "lasting", "pictures: one / two, three", "count: obtained 2"]


@pytest.mark.parametrize("words", [("f",), ("a", "--step", "nowhere"), ("--step", "tensors")])
def test_what_is_not_there_is_refused(digitpad: Command, words: tuple[str, ...]) -> None:
    refused = digitpad("notes", *words)
    assert refused.status == 1
    assert not refused.stdout


def test_ctrl_c_ends_a_walk(digitpad: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []

    def interrupted(_given: Given) -> Generator[Progress, None, Outcome]:
        try:
            signal.raise_signal(signal.SIGINT)
            while True:
                yield Progress(("working",))
        finally:
            closed.append(True)

    walk = Walk(name=NoteName.A, title="", about="", steps=(step("endless", interrupted), step("count", count_to_two)))
    monkeypatch.setattr("digitpad.notes.walks.find_walk", lambda _name: walk)
    ended = digitpad("notes", "a", "--run")
    assert ended.status == 130
    assert closed
    assert "two" not in ended.stdout
