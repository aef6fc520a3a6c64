import unicodedata
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.errors import LibraryError
from digitpad.library import names


@pytest.mark.parametrize(
    "name",
    ["mine", "Mine 2", "com10", "console", "conin", "x²", "my.model-3", "내 모형", "ß", "x" * 64],
)
def test_ordinary_names_are_possible(name: str) -> None:
    assert names.checked(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        ".",
        "..",
        "../escape",
        "a/b",
        "a\\b",
        "C:model",
        "what?",
        "tab\there",
        "line\nbreak",
        "\0",
        "\ud800",
        ".hidden",
        "-option",
        " leading",
        "trailing ",
        "trailing.",
        "con",
        "NUL",
        "com1.model",
        "COM0",
        "COM\N{SUPERSCRIPT ONE}",
        "lpt\N{SUPERSCRIPT THREE}.model",
        "CONIN$",
        "conout$",
        "ConOut$ .x",
        "\N{FULLWIDTH LATIN SMALL LETTER N}ul",
        "aux .model",
        "com\N{FULLWIDTH DIGIT FOUR}",
        "\N{HORIZONTAL ELLIPSIS}",
        "mine.safetensors",
        "mine.resume",
        "x" * 65,
        "\N{GRINNING FACE}" * 60,
    ],
)
def test_names_that_would_make_bad_files_or_words_are_refused_with_the_reason(name: str) -> None:
    with pytest.raises(LibraryError) as refusal:
        names.checked(name)
    assert refusal.value.title == "A model cannot be called that"
    assert refusal.value.detail


def test_a_name_is_the_same_however_its_accents_were_typed() -> None:
    typed = unicodedata.normalize("NFD", "modèle")
    assert typed != "modèle"
    assert names.checked(typed) == "modèle"


@given(st.text(max_size=300))
def test_every_text_has_a_nearest_possible_name(wish: str) -> None:
    name = names.nearest_valid_name(wish)
    assert names.checked(name) == name


@given(st.text(min_size=1, max_size=64))
def test_numbered_names_stay_possible_and_differ(wish: str) -> None:
    name = names.nearest_valid_name(wish)
    row = list(islice(names.numbered(name), 12))
    assert row[0] == name
    assert len(set(row)) == 12
    assert [names.checked(each) for each in row] == row


def test_a_stopped_run_is_beside_its_model_and_is_discarded_without_it(tmp_path: Path) -> None:
    model, stopped = tmp_path / "mine.safetensors", tmp_path / "mine.resume.safetensors"
    assert names.resume_file_of(model) == stopped
    assert [names.is_resume_file(path) for path in (model, stopped)] == [False, True]
    for path in (model, stopped):
        path.touch()
    for _ in range(2):
        names.discard_resume_file(model)
        assert (model.exists(), stopped.exists()) == (True, False)


def test_a_stopped_run_moves_with_its_model_and_replaces_what_lay_there(tmp_path: Path) -> None:
    old, new = tmp_path / "old.safetensors", tmp_path / "new.safetensors"
    old.write_bytes(b"model")
    for model in (old, new):
        names.resume_file_of(model).write_text(model.name)
    assert names.move_model(old, new) == new
    assert names.resume_file_of(new).read_text() == "old.safetensors"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.resume.safetensors", "new.safetensors"]
    old.write_bytes(b"a model that was not stopped")
    names.move_model(old, new)
    assert not names.resume_file_of(new).exists()
