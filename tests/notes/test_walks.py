import json
import re
from pathlib import Path

import pytest

import digitpad
from digitpad.config.dataset_info import DatasetName
from digitpad.config.recipes import find_recipe
from digitpad.errors import ConfigError
from digitpad.ink.labelled_drawing import LabelledDrawing
from digitpad.notes.walk import Given, NoteName, Step, View, Walk
from digitpad.notes.walks import WALKS, find_step, find_walk
from digitpad.notes.workbench import Workbench
from tests.notes.conftest import Told
from tests.support.notes import outcome_of

NUMBERS = {NoteName.A: 7, NoteName.B: 7, NoteName.C: 8, NoteName.D: 7, NoteName.E: 6}
"""How many steps each note has."""

STEPS = [(walk, step) for walk in WALKS for step in walk.steps]


def names(pairs: list[tuple[Walk, Step]]) -> list[str]:
    return [f"{walk.name}-{step.key}" for walk, step in pairs]


def test_there_are_five_walks_in_order() -> None:
    assert [walk.name for walk in WALKS] == list(NoteName)
    assert [walk.name for walk in WALKS[1:3]] == [NoteName.B, NoteName.C]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
def test_every_step_of_the_note_is_walked_in_its_order(walk: Walk) -> None:
    numbers = [number for step in walk.steps for number in step.numbers]
    assert sorted(set(numbers)) == list(range(1, NUMBERS[walk.name] + 1))
    assert [min(step.numbers) for step in walk.steps] == sorted(min(step.numbers) for step in walk.steps)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
def test_steps_are_told_apart_by_their_keys_and_titles(walk: Walk) -> None:
    assert len({step.key for step in walk.steps}) == len({step.title for step in walk.steps}) == len(walk.steps)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", step.key) for step in walk.steps)
    assert [find_step(walk, step.key) for step in walk.steps] == list(walk.steps)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
def test_the_page_of_the_notes_names_every_step(walk: Walk) -> None:
    page = (Path(digitpad.__file__).parent.parent / "docs" / "notes.md").read_text(encoding="utf-8")
    section = page.split(f"## {walk.name}: ")[1].split("## ")[0]
    assert re.findall(r"`([a-z0-9-]+)`(?=[^\n]*\|$)", section, flags=re.MULTILINE) == [step.key for step in walk.steps]


@pytest.mark.parametrize(("walk", "step"), STEPS, ids=names(STEPS))
def test_a_step_says_two_to_four_sentences_and_names_what_its_view_needs(walk: Walk, step: Step) -> None:
    assert 2 <= len(re.findall(r"[.?!](?:\s|$)", step.text)) <= 4
    assert step.title
    assert step.verb
    assert (step.view is View.EXPERIMENT) == (step.experiment is not None)
    if step.view in {View.TRAINING, View.PYTORCH}:
        assert step.recipe is not None
    if step.recipe is not None:
        assert find_recipe(step.recipe).name == step.recipe


@pytest.mark.parametrize(
    ("walk", "step"),
    mnist := [pair for pair in STEPS if pair[1].dataset in {None, DatasetName.MNIST}],
    ids=names(mnist),
)
def test_a_step_comes_to_something_and_tells_the_same_as_json(walk: Walk, step: Step, told: Told) -> None:
    progress, outcome = told(walk.name, step.key)
    assert outcome.lines or outcome.images or outcome.plot
    assert outcome.values
    json.dumps(outcome.values)
    assert all(each.share is None or 0.0 <= each.share <= 1.0 for each in progress)
    streamed = [line for each in progress for line in each.lines]
    assert set(streamed) <= set(outcome.lines)
    assert all(image.pixels.dtype == "uint8" for image in outcome.images)


def test_a_note_and_a_step_that_are_not_there_are_refused() -> None:
    with pytest.raises(ConfigError):
        find_walk("f")
    with pytest.raises(ConfigError):
        find_step(find_walk("A"), "nowhere")


def test_the_random_picture_goes_onto_the_pad_with_its_label(bench: Workbench) -> None:
    _, outcome = outcome_of(find_step(find_walk("b"), "random-picture"), Given(bench))
    assert isinstance(outcome.for_pad, LabelledDrawing)
    assert outcome.for_pad.label == outcome.values["label"]
    assert outcome.images[0].is_right == (outcome.values["label"] == outcome.values["prediction"])
