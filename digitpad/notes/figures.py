"""Numbers as a walk states them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from digitpad.training.devices import NAMES, present_devices


def percent(share: float) -> str:
    """Return a fraction as per cent, to a hundredth."""
    return f"{100 * share:.2f} %"


def torch_version() -> str:
    """Return PyTorch's version, without loading it."""
    try:
        return version("torch")
    except PackageNotFoundError:
        return ""


def devices_here() -> tuple[str, ...]:
    """Return what can train here, as PyTorch calls it, the processor first."""
    return tuple(device.value for device in NAMES if device in present_devices())
