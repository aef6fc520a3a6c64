import json
from pathlib import Path

import pytest

from digitpad.config.config_file import load_config, save_config
from digitpad.config.train_config import TrainConfig
from digitpad.errors import ConfigError
from tests.config.test_train_command import CONFIGS


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_settings_come_back_as_they_were(config: TrainConfig, tmp_path: Path) -> None:
    save_config(config, tmp_path / "settings.json")
    assert load_config(tmp_path / "settings.json") == config


def test_settings_written_by_hand_may_leave_things_out(tmp_path: Path) -> None:
    path = tmp_path / "short.json"
    path.write_text('{"digitpad_training": 1, "config": {"epochs": 3}}')
    assert load_config(path).epochs == 3


def test_settings_of_before_noughts_could_be_slashed_slash_none(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text('{"digitpad_training": 1, "config": {"ink": {"path": "ink.jsonl", "share": 0.4}}}')
    ink = load_config(path).ink
    assert ink is not None
    assert (ink.share, ink.slashed) == (0.4, 0.0)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "truncated"),
        ("[1, 2]", "object"),
        ("{}", "no file of training settings"),
        ('{"digitpad_training": "1"}', "no file of training settings"),
        ('{"digitpad_training": 2, "config": {}}', "newer digitpad"),
        ('{"digitpad_training": 1}', "config"),
        ('{"digitpad_training": 1, "config": {"epochs": "three"}}', "epochs"),
        ('{"digitpad_training": 1, "config": {"epochs": 0}}', "at least 1 epoch"),
        ('{"digitpad_training": 1, "config": {"nesterov": true}}', "momentum"),
        ('{"digitpad_training": 1, "config": {"ink": {"path": "i", "slashed": 1.5}}}', "from 0 to 1; it is 1.5"),
        ('{"digitpad_training": 1, "config": {"ink": {"path": "i", "slashed": -0.1}}}', "from 0 to 1; it is -0.1"),
        (
            '{"digitpad_training": 1, "config": {"augmentation": true, "ink": {"path": "i", "slashed": 0.2}}}',
            "turn augmentation off",
        ),
        ('{"digitpad_training": 1, "config": {"device": "tpu"}}', "tpu"),
        ("\udcff", ""),
        ("[" * 100_000, ""),
    ],
)
def test_a_file_that_holds_no_settings_is_refused_with_the_reason(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert "settings.json" in caught.value.detail
    assert word in caught.value.detail
    assert caught.value.title == "These settings cannot be loaded"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.json"):
        load_config(tmp_path / "none.json")


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    path.write_bytes(b" " * (2 << 20))
    with pytest.raises(ConfigError, match="holds more than"):
        load_config(path)


def test_saved_settings_can_be_read_by_people(tmp_path: Path) -> None:
    save_config(CONFIGS["digits"], tmp_path / "settings.json")
    text = (tmp_path / "settings.json").read_text()
    assert "\n" in text
    assert json.loads(text)["config"]["learning_rate"] == CONFIGS["digits"].learning_rate
