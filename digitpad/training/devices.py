"""The devices that can train here.

`present_devices` answers it without loading torch, which takes seconds, so that a form can show it at once;
`require_available` asks torch, just before a run.
"""

from __future__ import annotations

import ctypes
import platform
import re
import sys
from importlib.util import find_spec
from pathlib import Path

from digitpad.config.train_config import Device
from digitpad.errors import require

NAMES = {Device.CPU: "a processor", Device.CUDA: "a CUDA graphics card", Device.MPS: "an Apple graphics card (MPS)"}
"""Descriptions for error messages."""


def present_devices() -> frozenset[Device]:
    """Return the devices of this machine and its torch, as far as they are known without loading torch."""
    found = {Device.CPU}
    if _torch_knows_cuda() and _counts_cuda_cards() > 0:
        found.add(Device.CUDA)
    if sys.platform == "darwin" and platform.machine() == "arm64":
        found.add(Device.MPS)
    return frozenset(found)


def available_devices() -> frozenset[Device]:
    """Return the devices torch can train on here; loads torch."""
    import torch  # noqa: PLC0415 - seconds, and only a run needs it

    found = {Device.CPU}
    if torch.cuda.is_available():
        found.add(Device.CUDA)
    if torch.backends.mps.is_available():
        found.add(Device.MPS)
    return frozenset(found)


def require_available(device: Device) -> None:
    """Raise a `ConfigError` unless torch can train on a device; loads torch."""
    require(
        device is Device.CPU or device in available_devices(),
        "This device is not here",
        "PyTorch finds no {name} on this machine. Train on the processor instead: device cpu.",
        name=NAMES[device].removeprefix("an ").removeprefix("a "),
    )


def _torch_knows_cuda() -> bool:
    """Whether the installed torch was built for CUDA (or AMD's ROCm, which goes by the same name)."""
    spec = find_spec("torch")
    if spec is None or not spec.submodule_search_locations:
        return False
    try:
        text = Path(spec.submodule_search_locations[0], "version.py").read_text(encoding="utf-8")
    except OSError:
        return False
    return re.search(r"^(?:cuda|hip)\b[^=]*= *['\"]", text, flags=re.MULTILINE) is not None


def _counts_cuda_cards() -> int:
    """Return how many graphics cards NVIDIA's driver sees, or 1 if there is AMD's."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
        count = ctypes.c_int(0)
        if driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0:
            return count.value
    except (OSError, AttributeError):
        pass
    return int(Path("/dev/kfd").exists())
