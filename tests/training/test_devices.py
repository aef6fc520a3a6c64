import pytest

from digitpad.config.train_config import Device
from digitpad.errors import ConfigError
from digitpad.training.devices import available_devices, present_devices, require_available
from tests.test_architecture import loaded_by


def test_the_quick_answer_is_torchs() -> None:
    assert present_devices() == available_devices()


def test_the_quick_answer_does_not_load_torch() -> None:
    assert "torch" not in loaded_by("from digitpad.training.devices import present_devices; present_devices()")


def test_a_processor_is_always_there_and_what_is_absent_is_named() -> None:
    require_available(Device.CPU)
    for device in set(Device) - available_devices():
        with pytest.raises(ConfigError, match=f"{device.name}.*device cpu"):
            require_available(device)
