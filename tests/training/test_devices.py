import ctypes
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import pytest
import torch

from digitpad.config.train_config import Device
from digitpad.errors import ConfigError
from digitpad.training import devices
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


class CardDriver:
    """Stands in for NVIDIA's driver, which few machines have."""

    def __init__(self, cards: int, *, begins: bool = True) -> None:
        self._cards, self._begins = cards, begins

    def cuInit(self, _flags: int) -> int:  # noqa: N802 - its name there
        return 0 if self._begins else 100

    def cuDeviceGetCount(self, count: Any) -> int:  # noqa: N802 - its name there
        ctypes.cast(count, ctypes.POINTER(ctypes.c_int))[0] = self._cards
        return 0


def install_torch(monkeypatch: pytest.MonkeyPatch, folder: Path, version: str | None) -> None:
    """Let the quick answer find a torch whose file of versions says this; none if it has no such file."""
    (folder / "torch").mkdir()
    (folder / "torch" / "__init__.py").touch()
    if version is not None:
        (folder / "torch" / "version.py").write_text(version)
    monkeypatch.setattr(devices, "find_spec", lambda name: PathFinder.find_spec(name, [str(folder)]))


CUDA = "cuda: Optional[str] = '12.4'\nhip: Optional[str] = None\n"


@pytest.mark.parametrize(
    ("version", "driver", "has_cards"),
    [
        (CUDA, CardDriver(2), True),
        (CUDA, CardDriver(0), False),
        (CUDA.replace("'12.4'", "None"), CardDriver(2), False),
        (None, CardDriver(2), False),
    ],
)
def test_a_graphics_card_takes_a_torch_made_for_it_and_a_driver_that_sees_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str | None, driver: CardDriver, *, has_cards: bool
) -> None:
    install_torch(monkeypatch, tmp_path, version)
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: driver)
    assert (Device.CUDA in present_devices()) is has_cards


def test_a_driver_that_does_not_begin_or_is_not_there_sees_no_card(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install_torch(monkeypatch, tmp_path, CUDA)
    is_amd_here = Path("/dev/kfd").exists()
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: CardDriver(1, begins=False))
    assert (Device.CUDA in present_devices()) is is_amd_here
    monkeypatch.undo()
    monkeypatch.setattr(devices, "find_spec", lambda _name: None)
    assert Device.CUDA not in present_devices(), "without torch"


def test_apples_processors_have_a_card_and_torch_is_asked_for_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("platform.machine", lambda: "arm64")
    assert Device.MPS in present_devices()
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert available_devices() == set(Device)
