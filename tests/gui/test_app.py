from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from digitpad.ink.ink_file import InkSample, write_ink_file
from tests.support.inks import SEVEN

if TYPE_CHECKING:
    from pathlib import Path

RUN = (
    "import sys\n"
    "from PySide6.QtCore import QTimer\n"
    "from digitpad.gui import app\n"
    "opened = app.open_window\n"
    "def open_and_watch(argv):\n"
    "    application, window = opened(argv)\n"
    "    window.first_painted.connect(lambda: print('painted', flush=True))\n"
    "    window.recognition.answered.connect(lambda a: (print(a.prediction.label, flush=True), window.close()))\n"
    "    return application, window\n"
    "app.open_window = open_and_watch\n"
    "sys.exit(app.run(sys.argv[1:]))\n"
)
"""The window as `digitpad-window` opens it, saying when it is painted and what it read, after which it closes."""


def run(command: list[str], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_file_named_at_the_start_is_read(tmp_path: Path) -> None:
    write_ink_file(tmp_path / "seven.jsonl", [InkSample(SEVEN)])
    done = run([sys.executable, "-c", RUN, str(tmp_path / "seven.jsonl")])
    assert (done.returncode, done.stdout) == (0, "painted\n7\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 0), ("SIGHUP", 0)])
def test_a_signal_closes_the_window_as_its_button_would(tmp_path: Path, name: str, status: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RUN], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "painted\n"
        process.send_signal(getattr(signal, name))
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == status
    assert "Traceback" not in complaints
    assert (tmp_path / "digitpad-home" / "settings.json").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_no_display_ends_with_status_three_and_a_plain_message() -> None:
    displays = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"}
    without = {name: value for name, value in os.environ.items() if name not in displays}
    done = run([sys.executable, "-m", "digitpad"], without)
    assert done.returncode == 3
    assert "no display" in done.stderr
    assert "digitpad predict" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_thread_that_computes_gives_way_to_the_window_within_a_millisecond() -> None:
    code = (
        "import sys\n"
        "from digitpad.gui import app\n"
        "_, window = app.open_window([])\n"
        "print(sys.getswitchinterval())\n"
        "window.close()\n"
    )
    done = run([sys.executable, "-c", code])
    assert (done.returncode, done.stdout) == (0, "0.001\n")
