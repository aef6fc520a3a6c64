"""Whether a window can open here, asked before Qt is: Qt itself blames the wrong thing and aborts.

Imports no Qt. Looks at Linux alone: elsewhere a desktop is always there and Qt brings its libraries.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

INSTEAD = "To read a drawing without a window, use: digitpad predict FILE"

CORE_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""System libraries that Qt needs on any platform, and the Debian packages that hold them."""

X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
"""What Qt needs besides for an X11 screen."""

WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
"""What Qt needs besides for a Wayland screen."""


class Platform(Enum):
    """The ways Qt can reach a screen that this module knows; their values are Qt's names."""

    X11 = "xcb"
    WAYLAND = "wayland"
    OTHER = ""


def check() -> None:
    """Return if Qt can open a window here."""
    if not sys.platform.startswith("linux"):
        return
    require_libraries(CORE_LIBRARIES)
    problems = []
    for platform in platforms(os.environ):
        try:
            require_platform(platform, os.environ)
        except DisplayError as problem:
            problems.append(problem)
        else:
            return  # Qt falls back from one platform to the next
    raise problems[-1]


def platforms(environment: Mapping[str, str]) -> tuple[Platform, ...]:
    """Return the platforms Qt will try, in order."""
    asked = environment.get("QT_QPA_PLATFORM", "")
    if asked:
        return tuple(_platform(name.split(":")[0]) for name in asked.split(";"))
    if environment.get("WAYLAND_DISPLAY") or environment.get("XDG_SESSION_TYPE") == "wayland":
        # Qt falls back on X11 even where no DISPLAY is set, but then the cause to name is Wayland's.
        return (Platform.WAYLAND, Platform.X11) if environment.get("DISPLAY") else (Platform.WAYLAND,)
    return (Platform.X11,)


def require_platform(platform: Platform, environment: Mapping[str, str]) -> None:
    """Raise a `DisplayError` unless Qt can reach a screen this way."""
    if platform is Platform.X11:
        _require_x11(environment.get("DISPLAY", ""))
    elif platform is Platform.WAYLAND:
        _require_wayland(environment.get("WAYLAND_DISPLAY", ""))


def require_libraries(libraries: Mapping[str, str]) -> None:
    """Raise a `DisplayError` that names every library that cannot be loaded, and its Debian package."""
    missing = [name for name in libraries if _open(name) is None]
    if missing:
        raise _missing(missing, (libraries[name] for name in missing))


def _require_x11(display: str) -> None:
    if not display:
        raise DisplayError(
            "There is no display",
            "The variable DISPLAY is not set, so there is no screen to open a window on. Start digitpad from "
            "a desktop, over “ssh -X”, or under a virtual screen: xvfb-run digitpad (Debian package xvfb). "
            "{instead}",
            instead=INSTEAD,
        )
    require_libraries(X11_LIBRARIES)
    xcb = _open("libxcb.so.1")
    if xcb is None:
        raise _missing(["libxcb.so.1"], ["libxcb1"])
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    is_refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if is_refused:
        raise DisplayError(
            "The display cannot be reached",
            "DISPLAY is “{display}”, but nothing there lets a window open: no screen is running under that "
            "name, or it does not admit this user (see xauth, Debian package xauth). Without a screen: "
            "xvfb-run digitpad (Debian package xvfb). {instead}",
            display=display,
            instead=INSTEAD,
        )


def _require_wayland(display: str) -> None:
    require_libraries(WAYLAND_LIBRARIES)
    client = ctypes.CDLL("libwayland-client.so.0")
    client.wl_display_connect.restype = ctypes.c_void_p
    client.wl_display_disconnect.argtypes = [ctypes.c_void_p]
    connection = client.wl_display_connect(None)
    if not connection:
        raise DisplayError(
            "The display cannot be reached",
            "No Wayland screen answers under “{display}” (WAYLAND_DISPLAY). Start digitpad from a desktop, "
            "or under a virtual screen: xvfb-run digitpad (Debian package xvfb). {instead}",
            display=display or "wayland-0",
            instead=INSTEAD,
        )
    client.wl_display_disconnect(connection)


def _platform(name: str) -> Platform:
    if name.startswith("wayland"):
        return Platform.WAYLAND
    if name == "xcb":
        return Platform.X11
    qt = importlib.util.find_spec("PySide6")
    folders = [] if qt is None else qt.submodule_search_locations or []
    for folder in folders:
        plugins = Path(folder, "Qt", "plugins", "platforms")
        if plugins.is_dir() and not (plugins / f"libq{name}.so").exists():
            raise DisplayError(
                "Qt has no such platform",
                "The variable QT_QPA_PLATFORM asks for “{name}”, which Qt does not have here. Unset it, or "
                "set it to xcb, wayland or offscreen. {instead}",
                name=name,
                instead=INSTEAD,
            )
    return Platform.OTHER


def _open(library: str) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(library)
    except OSError:
        return None


def _missing(libraries: Iterable[str], packages: Iterable[str]) -> DisplayError:
    return DisplayError(
        "A system library is missing",
        "Qt cannot open a window without {libraries}. On Debian or Ubuntu: sudo apt-get install {packages}. {instead}",
        libraries=", ".join(libraries),
        packages=" ".join(packages),
        instead=INSTEAD,
    )
