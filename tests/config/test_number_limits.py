"""Numbers beyond any use are refused wherever they come from."""

import json
import math
from pathlib import Path

import pytest

from digitpad.config.config_file import load_config, save_config
from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.setting_text import find_setting, value_of
from digitpad.config.train_config import Schedule, TrainConfig
from digitpad.errors import ConfigError
from digitpad.models.checkpoint import DataSource, EpochRecord, LessonRecord
from digitpad.training.reports import Curve

NINES = 10**400 - 1


@pytest.mark.parametrize(
    "changes",
    [
        {"epochs": NINES, "schedule": Schedule.COSINE},
        {"learning_rate": 1e308},
        {"weight_decay": 1e308},
        {"weight_decay": math.nan},
        {"schedule_factor": math.inf},
        {"schedule_milestones": (1, NINES)},
        *({name: NINES} for name in ("steps", "images", "batch_size", "schedule_every", "schedule_period", "seed")),
        *({name: NINES} for name in ("validation", "threads", "patience")),
    ],
)
def test_a_config_beyond_any_use_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ConfigError) as raised:
        TrainConfig(**({"validation": 1000} | changes))  # type: ignore[arg-type] # of several types
    assert len(raised.value.detail) < 1000


@pytest.mark.parametrize("field", ["inputs", "classes"])
def test_a_model_beyond_any_use_is_refused(field: str) -> None:
    with pytest.raises(ConfigError, match="layer sizes"):
        ModelSpec(**{field: NINES})  # type: ignore[arg-type] # of several types
    with pytest.raises(ConfigError, match="layer sizes"):
        ModelSpec(hidden_sizes=(NINES,))


@pytest.mark.parametrize(("mean", "std"), [(1e308, 1.0), (0.0, 1e308), (0.0, 1e-320), (math.nan, 1.0), (0.0, math.inf)])
def test_a_normalisation_beyond_any_use_is_refused(mean: float, std: float) -> None:
    with pytest.raises(ConfigError, match="normalisation"):
        Preprocessing(mean=(mean,), std=(std,))


@pytest.mark.parametrize("number", ["9" * 400, "9" * 5000, "1e308", "1e309", "NaN", "-1e400"])
@pytest.mark.parametrize("name", ["classes", "epochs", "learning_rate", "weight_decay"])
def test_a_file_of_settings_beyond_any_use_is_named(tmp_path: Path, name: str, number: str) -> None:
    path = tmp_path / "settings.json"
    save_config(TrainConfig(), path)
    text = json.dumps(json.loads(path.read_text()))
    begin = text.index(f'"{name}": ') + len(name) + 4
    end = begin + len(text[begin:].split(",")[0].rstrip("}"))
    path.write_text(text[:begin] + number + text[end:])
    with pytest.raises(ConfigError) as raised:
        load_config(path)
    assert str(path) in raised.value.detail
    assert len(raised.value.detail) < 1000


@pytest.mark.parametrize(
    "make",
    [
        lambda: DataSource("MNIST", NINES, ""),
        lambda: EpochRecord(NINES, 0.1, 0.9, None, None, 0.1, 1.0),
        lambda: EpochRecord(1, 0.1, 0.9, None, None, 0.1, 1e308),
        lambda: EpochRecord(1, 0.1, 0.9, None, None, 0.1, -1.0),
        lambda: LessonRecord(1, -1, 0.1, ""),
        lambda: Curve(0, (0.5,)),
        lambda: Curve(NINES, (0.5,)),
    ],
)
def test_results_that_cannot_be_are_refused(make: object) -> None:
    with pytest.raises(ConfigError):
        make()  # type: ignore[operator] # a function


@pytest.mark.parametrize("text", ["9" * 5000, "one", ""])
def test_a_typed_number_of_thousands_of_digits_is_no_number(text: str) -> None:
    with pytest.raises(ConfigError, match="epochs"):
        value_of(find_setting("epochs"), text)
