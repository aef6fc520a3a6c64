"""A virtual screen with a window manager, and digitpad on it, worked by mouse and keyboard alone.

What is observed is what a user or a script of theirs could observe: window titles, files, the exit status, stderr.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

PROGRAMS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}
"""What the screen is made of, and the Debian packages that hold it."""

PATIENCE = 90.0
"""Seconds: a busy machine takes long to import torch."""

_BETWEEN_LOOKS = 0.05


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Look again and again until something is so, and fail if it never is."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(_BETWEEN_LOOKS)  # another process gives no other sign


class Screen:
    """A virtual screen: its windows, its mouse and its keyboard."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.environment = os.environ | {"DISPLAY": name, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"}
        self.environment.pop("WAYLAND_DISPLAY", None)

    def xdotool(self, *arguments: object) -> str:
        """Run a chain of commands; what it prints, or nothing if it fails."""
        done = subprocess.run(
            ["xdotool", *map(str, arguments)], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def find(self, title: str) -> Window | None:
        """Return the visible window whose title fits a regular expression."""
        found = self.xdotool("search", "--onlyvisible", "--name", title).split()
        return Window(self, found[0]) if found else None

    def wait_for(self, title: str) -> Window:
        """Return the window whose title fits a regular expression, once it is there."""
        wait_until(lambda: self.find(title) is not None, f"a window titled {title}")
        found = self.find(title)
        assert found is not None
        return found

    def wait_until_gone(self, title: str) -> None:
        """Wait until no window with a title that fits is seen."""
        wait_until(lambda: self.find(title) is None, f"the window {title} to go")

    def press(self, *keys: str) -> None:
        """Press keys, or combinations such as ctrl+1, one after another."""
        self.xdotool("key", "--clearmodifiers", *keys)


class Window:
    """A window on the screen."""

    def __init__(self, screen: Screen, number: str) -> None:
        self._screen = screen
        self.number = number

    @property
    def title(self) -> str:
        """What its title bar says; empty if it is gone."""
        return self._screen.xdotool("getwindowname", self.number)

    def activate(self) -> None:
        """Bring it to the front, and give it the keyboard; from then on it stays where it is."""

        def is_active() -> bool:
            self._screen.xdotool("windowactivate", self.number)
            return self._screen.xdotool("getactivewindow") == self.number

        wait_until(is_active, f"the window {self.title} to come to the front")

    def click(self, x: int, y: int, times: int = 1) -> None:
        """Click a place in its content."""
        self._screen.xdotool(*self._moving(x, y), "click", "--repeat", times, 1)

    def turn_wheel(self, x: int, y: int, notches: int) -> None:
        """Turn the mouse wheel down at a place in its content."""
        self._screen.xdotool(*self._moving(x, y), "click", "--repeat", notches, "--delay", 50, 5)

    def drag(self, path: Iterable[tuple[float, float]]) -> None:
        """Move the mouse along places in its content with the button held."""
        (first, *others) = path
        # At a hand's pace: the X server keeps only the last of moves that come all at once.
        moves = [word for place in others for word in (*self._moving(*place), "sleep", 0.02)]
        self._screen.xdotool(*self._moving(*first), "mousedown", 1, *moves, "mouseup", 1)

    def _moving(self, x: float, y: float) -> tuple[object, ...]:
        return "mousemove", "--window", self.number, round(x), round(y)

    def wait_for_title(self, pattern: str) -> str:
        """Return its title once it fits a regular expression."""
        wait_until(lambda: re.search(pattern, self.title) is not None, f"the title {pattern}, not {self.title}")
        return self.title

    def close(self) -> None:
        """Close it as the button in its title bar does."""
        self.activate()
        self._screen.press("alt+F4")


class Program:
    """A running digitpad."""

    def __init__(self, screen: Screen, folder: Path, errors: Path) -> None:
        self._errors = errors
        environment = screen.environment | {"DIGITPAD_HOME": str(folder)}
        with errors.open("w") as file:
            self._process = subprocess.Popen([sys.executable, "-m", "digitpad"], env=environment, stderr=file)
        self.window = screen.wait_for("^digitpad - ")
        self.window.activate()

    def expect_end(self) -> None:
        """Wait until it has ended, with status 0 and without a complaint."""
        assert self._process.wait(PATIENCE) == 0
        assert self._errors.read_text() == ""

    def end(self) -> None:
        """End it if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """Return a virtual screen with a window manager; skip where there can be none."""
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    if missing:
        reason = f"a virtual screen needs the packages {' '.join(missing)}"
        if os.environ.get("DIGITPAD_REQUIRE_E2E") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        made = Screen(f":{pipe.readline().strip()}")
    quiet = subprocess.DEVNULL
    manager = subprocess.Popen(["openbox"], env=made.environment, stdout=quiet, stderr=quiet)
    try:
        wait_until(lambda: made.xdotool("get_num_desktops") != "", "the window manager")
        yield made
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait()


@pytest.fixture
def program(screen: Screen, user_folder: Path, tmp_path: Path) -> Iterator[Program]:
    """Return a digitpad that has just been started."""
    made = Program(screen, user_folder, tmp_path / "stderr")
    yield made
    made.end()
