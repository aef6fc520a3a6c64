import pytest

from digitpad.config.model_and_data_settings import Normalization
from digitpad.config.setting_text import find_setting, value_of
from digitpad.config.train_config import Optimizer
from digitpad.errors import ConfigError


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        ("hidden", "256, 128", (256, 128)),
        ("learning-rate", "0.03", 0.03),
        ("epochs", "3", 3),
        ("patience", "2", 2),
        ("augment", "on", True),
        ("drop-last", "off", False),
        ("optimizer", "adam", Optimizer.ADAM),
        ("normalization", "mean-std", Normalization.MEAN_STD),
        ("betas", "0.9,0.99", (0.9, 0.99)),
        ("hold-out", "A,B", ("A", "B")),
    ],
)
def test_a_text_becomes_the_value_its_option_takes(option: str, text: str, value: object) -> None:
    assert value_of(find_setting(option), text) == value


@pytest.mark.parametrize(
    ("option", "text"),
    [("epochs", "2.5"), ("hidden", "a,b"), ("augment", "maybe"), ("optimizer", "none"), ("betas", "1"), ("epochs", "")],
)
def test_a_text_of_another_kind_is_refused_with_the_option(option: str, text: str) -> None:
    with pytest.raises(ConfigError, match=f"--{option}"):
        value_of(find_setting(option), text)


def test_a_setting_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="learning-rate"):
        find_setting("learning-rates")
