from __future__ import annotations

import subprocess
import sys

import pytest

from digitpad.errors import DisplayError
from digitpad.gui import preflight
from digitpad.gui.preflight import Platform

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at Linux alone")


def test_an_offscreen_platform_needs_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    preflight.check()


def test_no_display_is_told_with_a_package_and_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(DisplayError, match="no display") as caught:
        preflight.check()
    assert "xvfb" in caught.value.detail
    assert "digitpad predict" in caught.value.detail


def test_an_unreachable_x11_display_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("DISPLAY", ":8765")
    with pytest.raises(DisplayError) as caught:
        preflight.check()
    assert ":8765" in caught.value.detail or "libxcb" in caught.value.detail
    assert "digitpad predict" in caught.value.detail


def test_a_missing_library_is_named_with_its_package() -> None:
    with pytest.raises(DisplayError) as caught:
        preflight.require_libraries({"libnowhere.so.9": "libnowhere9", "libc.so.6": "libc6"})
    assert "libnowhere.so.9" in caught.value.detail
    assert "apt-get install libnowhere9." in caught.value.detail
    assert "libc6" not in caught.value.detail


def test_a_platform_that_qt_lacks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "cardboard")
    with pytest.raises(DisplayError, match="cardboard"):
        preflight.check()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"DISPLAY": ":0"}, (Platform.X11,)),
        ({}, (Platform.X11,)),
        ({"WAYLAND_DISPLAY": "wayland-0"}, (Platform.WAYLAND,)),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, (Platform.WAYLAND, Platform.X11)),
        ({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, (Platform.WAYLAND, Platform.X11)),
        ({"QT_QPA_PLATFORM": "offscreen:size=10x10", "DISPLAY": ":0"}, (Platform.OTHER,)),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, (Platform.WAYLAND, Platform.X11)),
    ],
)
def test_platforms_are_tried_in_the_order_of_qt(environment: dict[str, str], expected: tuple[Platform, ...]) -> None:
    assert preflight.platforms(environment) == expected


def test_the_question_is_asked_without_qt() -> None:
    code = "import sys, digitpad.gui.preflight; sys.exit(any(m.startswith('PySide6') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
