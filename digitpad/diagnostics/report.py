"""The report of what nobody expected: versions, platform and traceback, without personal paths, to copy and send."""

from __future__ import annotations

import platform
import traceback
from importlib.metadata import PackageNotFoundError, version

from digitpad import __version__
from digitpad.diagnostics.privacy import without_personal
from digitpad.shown_text import shortened

PACKAGES = ("PySide6-Essentials", "numpy", "torch", "pillow", "msgspec", "safetensors")
"""Whose versions are told."""

LONGEST_TRACE = 60_000
"""Most characters of a traceback: what matters is at its two ends."""


def trace_of(error: BaseException) -> str:
    """Return an exception's traceback as Python prints it, with its causes."""
    try:
        return "".join(traceback.format_exception(error))
    except Exception:  # noqa: BLE001 - an exception may fail to say what it is, or there is no memory left
        return f"{type(error).__name__}, whose traceback cannot be shown\n"


def make_report(trace: str) -> str:
    """Return the report of a traceback or of another trace of what happened."""
    versions = ", ".join(f"{name.partition('-')[0]} {found}" for name, found in package_versions().items())
    head = f"digitpad {__version__}\nPython {platform.python_version()}, {versions}\n{platform.platform()}\n"
    return without_personal(f"{head}\n{shortened(trace.rstrip(), LONGEST_TRACE)}\n")


def package_versions() -> dict[str, str]:
    """Return the versions of the packages digitpad stands on, without loading them."""
    return {name: _version(name) for name in PACKAGES}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not found"
