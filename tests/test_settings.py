from dataclasses import replace
from pathlib import Path

import pytest

from digitpad.errors import StorageError
from digitpad.settings import Settings, ThemeChoice, load_settings, save_settings, settings_file


def test_settings_come_back_as_they_were_saved() -> None:
    chosen = Settings(ThemeChoice.DARK, 31, "my seven", reads_numbers=False, kept_share=0.95, geometry="AdnQywAD")
    chosen = replace(chosen, open_views=("notes",), done_steps=("a/batch", "z/of-another-version"), note_step="a/batch")
    save_settings(chosen, settings_file())
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
    with pytest.raises(StorageError, match="could not be saved"):
        save_settings(Settings(), blocked / "settings.json")
