import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from digitpad.errors import StorageError
from digitpad.files.locking import locked
from digitpad.settings import Settings, ThemeChoice, load_settings, save_changes, settings_file


def test_settings_come_back_as_they_were_saved() -> None:
    chosen = Settings(ThemeChoice.DARK, 31, "my seven", reads_numbers=False, kept_share=0.95, geometry="AdnQywAD")
    chosen = replace(chosen, open_views=("notes",), done_steps=("a/batch", "z/of-another-version"), note_step="a/batch")
    save_changes(Settings(), chosen, settings_file())
    assert load_settings(settings_file()) == chosen


def test_settings_are_kept_in_the_user_folder(user_folder: Path) -> None:
    assert settings_file().parent == user_folder


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == Settings()


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '"dark"', "\x00\x01", '{"pen_width": NaN}', "[" * 100_000],
)
def test_a_broken_file_means_the_defaults(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content, encoding="utf-8")
    assert load_settings(path) == Settings()


@pytest.mark.parametrize(
    "wrong",
    [
        '"theme": "pink"',
        '"theme": ["dark"]',
        '"done_steps": "a/batch"',
        '"note_step": 7',
        '"pen_width": 0',
        '"pen_width": 1e9',
        '"pen_width": true',
        '"pen_width": "20"',
        '"model": 7',
        '"model": ""',
        '"geometry": null',
        '"reads_numbers": 1',
        '"kept_share": 0.2',
        '"kept_share": 1.01',
        '"kept_share": true',
        '"kept_share": NaN',
        '"kept_share": "0.95"',
        '"later": "unknown"',
    ],
)
def test_one_impossible_value_leaves_the_others(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "settings.json"
    other = '"model": "softmax"' if "model" not in wrong else '"pen_width": 30'
    path.write_text("{" + other + ", " + wrong + "}", encoding="utf-8")
    expected = Settings(model="softmax") if "model" not in wrong else Settings(pen_width=30)
    assert load_settings(path) == expected


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(StorageError):
        save_changes(Settings(), Settings(model="softmax"), blocked / "settings.json")


ODD: dict[str, list[object]] = {
    "theme": ["\ud800", {}, 7, None],
    "pen_width": [10**30, -1, [], "\ud800"],
    "model": ["\ud800", "a\x00b", "x" * 5000, {}],
    "reads_numbers": [0, "true", "\udfff"],
    "kept_share": [10**400, [], "\ud800"],
    "geometry": ["A" * 1_000_000, "\ud800", [1]],
    "docks": ["A" * 1_000_000, "\udc80"],
    "has_drawn": ["\ud800", 1],
    "open_views": [{"a": 1}, "inside", 7],
    "view_width": [0, 10**9, 2.5],
    "done_steps": [{"a": "b"}, "\ud800"],
    "note_step": ["\ud800", ["a"]],
}


@pytest.mark.parametrize("name", sorted(ODD))
def test_an_odd_value_costs_its_own_setting_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / "settings.json"
    others = {"model": "softmax", "pen_width": 30, "note_step": "a/batch"}
    others.pop(name, None)
    sys.set_int_max_str_digits(0)
    for value in ODD[name]:
        path.write_text(json.dumps({**others, name: value}), encoding="utf-8")
        assert load_settings(path) == replace(Settings(), **others), value  # type: ignore[arg-type]
    sys.set_int_max_str_digits(4300)


def test_of_a_list_the_sound_names_stay_and_no_more_than_anyone_needs(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    names = ["a/batch", 7, "\ud800", "a/batch", None, "b/show", *map(str, range(100_000))]
    path.write_text(json.dumps({"done_steps": names, "open_views": ["inside", ["notes"]]}), encoding="utf-8")
    found = load_settings(path)
    assert found.done_steps[:2] == ("a/batch", "b/show")
    assert len(found.done_steps) < 20_000
    assert found.open_views == ("inside",)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_a_folder_and_a_huge_file_mean_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    os.mkfifo(path)
    assert load_settings(path) == Settings()
    path.unlink()
    path.mkdir()
    assert load_settings(path) == Settings()
    path.rmdir()
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert load_settings(path) == Settings()


def test_two_windows_each_keep_what_they_changed_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"pen_width": 30, "done_steps": ["a", "b"], "of_a_newer_digitpad": {"x": [1]}}', encoding="utf-8")
    before = load_settings(path)
    save_changes(before, replace(before, model="softmax", done_steps=("a", "b", "c")), path)
    save_changes(before, replace(before, theme=ThemeChoice.DARK, done_steps=("b", "d")), path)
    both = Settings(ThemeChoice.DARK, 30, "softmax", done_steps=("b", "c", "d"))
    assert load_settings(path) == both
    assert json.loads(path.read_text(encoding="utf-8"))["of_a_newer_digitpad"] == {"x": [1]}


def test_a_file_that_broke_meanwhile_is_written_whole(tmp_path: Path) -> None:
    path, before = tmp_path / "settings.json", Settings(pen_width=31)
    path.write_text("{", encoding="utf-8")
    save_changes(before, replace(before, model="softmax"), path)
    assert load_settings(path) == Settings(pen_width=31, model="softmax")


def test_a_lock_that_is_held_delays_writing_but_does_not_prevent_it(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    begun = time.monotonic()
    with locked(tmp_path), ThreadPoolExecutor() as pool:
        pool.submit(save_changes, Settings(), Settings(model="softmax"), path).result()
    assert load_settings(path).model == "softmax"
    assert time.monotonic() - begun < 5
