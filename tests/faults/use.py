"""The real window, used at random for some time, with all that was kept counted and all that is late noted.

`python -m tests.faults.use SECONDS SEED` prints what was found as JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from digitpad.data.my_digits import MyDigits
from digitpad.gui import app
from digitpad.gui.garbage import GarbageCollector
from digitpad.gui.my_digits.storage_thread import Answer, Delete, Import, Keep, TakeBack
from digitpad.ink.ink_file import InkSample, encode_sample, write_ink_file
from digitpad.library.library import Library
from digitpad.models import checkpoint as checkpoints
from digitpad.settings import load_settings, settings_file
from tests.faults.acts import DRAWING, WEIGHTS, Hand
from tests.faults.watching import Complaints, Footprint, Growth, Late, Lateness, Spread
from tests.faults.windows import Answering
from tests.support.inks import ALL, LABELLED
from tests.support.library import some_checkpoint
from tests.support.models import write_pictures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.gui.main_window import MainWindow

WARM_UP = 0.2
"""The share of the time after which memory may not grow any more: two minutes of ten."""

CHECK_EVERY = 5.0
"""Seconds from one count of all that was kept to the next."""

_DIALOGS = frozenset({"ErrorDialog", "AboutDialog", "ReportDialog"})
"""What tells something and waits for nothing but to be closed."""


@dataclass(slots=True)
class Findings:
    """What became of a window that was used at random."""

    seconds: float = 0.0
    acts: int = 0
    checks: int = 0
    kept_digits: int = 0
    models: int = 0
    drawing: Spread = field(default_factory=Spread)
    training: Spread = field(default_factory=Spread)
    everything: Spread = field(default_factory=Spread)
    late: list[Late] = field(default_factory=list)  # the acts over the limit
    growth: Footprint = field(default_factory=lambda: Footprint(0.0, 0, 0, 0, 0))
    last: Footprint = field(default_factory=lambda: Footprint(0.0, 0, 0, 0, 0))
    faults: list[str] = field(default_factory=list)


class Walk(QObject):
    """Does one act after another, on the window's own event loop."""

    def __init__(self, hand: Hand, lateness: Lateness, found: Findings) -> None:
        super().__init__()
        self._hand, self._lateness, self._found = hand, lateness, found
        self._act: Iterator[int] = iter(())
        self._is_over = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(0)

    def end(self) -> None:
        """Let the act under way be the last."""
        self._is_over = True
        self._timer.stop()

    @Slot()
    def _go_on(self) -> None:
        try:
            pause = next(self._act, None)
        except Exception as error:  # noqa: BLE001 - it came out of the window, through a call of its own
            self._found.faults.append(f"{self._lateness.act}: {error!r}")
            pause = None
        if self._is_over:
            return
        if pause is None:
            self._begin()
        self._timer.start(pause or 0)

    def _begin(self) -> None:
        acts, weights = list(WEIGHTS), list(WEIGHTS.values())
        (act,) = self._hand.source.choices(acts, weights)
        self._act = act(self._hand)
        self._found.acts += 1
        name = act.__name__
        self._lateness.begin(name)
        windows = self._hand.window.tool_windows
        is_training = "training_controller" in vars(windows) and windows.training_controller.is_running
        self._lateness.phase = "drawing" if name in DRAWING else "training" if is_training else "other"


class Possessions:
    """What the user has kept, as far as the window has confirmed it or it was seen: none of it may be lost."""

    def __init__(self, folder: Path, window: MainWindow, found: Findings) -> None:
        self._folder, self._found = folder, found
        self._digits: set[bytes] = set()
        self._files: set[str] = set()
        self._let_go = 0  # how many digits the user has deleted since the last count
        self._takes_back = False
        window.my_digits.digits.answered.connect(self._hear)

    def count(self) -> None:
        """Find out whether all is still there."""
        self._found.checks += 1
        digits = self._digits_now()
        lost = self._digits - digits
        if len(lost) > self._let_go and not self._takes_back:
            self._found.faults.append(f"{len(lost)} of my digits are gone, {self._let_go} were deleted")
        self._digits, self._let_go, self._takes_back = digits, 0, False
        files = self._files_now()
        if self._files - files:
            files = self._files_now()  # it was just being moved
            if self._files - files:
                self._found.faults.append(f"{len(self._files - files)} models or run records are gone")
        self._files = files
        self._found.kept_digits, self._found.models = len(digits), len(files)

    def _hear(self, answer: Answer) -> None:
        match answer.request:
            case Keep(ink) if answer.change is not None:
                self._digits.add(_key(InkSample(ink)))
            case Delete():
                self._let_go += 1
            case TakeBack() | Import():
                self._takes_back = True

    def _digits_now(self) -> set[bytes]:
        if not (self._folder / "digits.sqlite3").exists():
            return set()
        return {_key(sample) for sample in MyDigits(self._folder).samples()}

    def _files_now(self) -> set[str]:
        paths = (path for kind in ("models", "trash", "runs") for path in (self._folder / kind).glob("[!.]*"))
        contents = set()
        for path in paths:
            if ".resume." not in path.name:
                try:
                    contents.add(hashlib.sha256(path.read_bytes()).hexdigest())
                except FileNotFoundError:
                    continue
        return contents


def _key(sample: InkSample) -> bytes:
    """Return a drawing as it is stored, whatever its label."""
    return encode_sample(InkSample(sample.ink))


def run_use(seconds: float, seed: int, folder: Path) -> Findings:
    """Use a window for so long, in a user folder."""
    found, source = Findings(seconds=seconds), random.Random(seed)
    files = _some_files(folder.with_name("files"))
    _answer_file_dialogs(files, folder.with_name("files"), source)
    MyDigits(folder).add(LABELLED)  # something to lose
    Library(folder).add("mine", some_checkpoint(4))
    application, window = app.open_window([])
    complaints, lateness, growth = Complaints(), Lateness(), Growth()
    garbage = GarbageCollector(window)
    resort = _crash_handling(window)
    app.wait_until(lambda: window.presenter.is_ready)
    possessions = Possessions(folder, window, found)
    answering = Answering(lambda _box: source.randrange(8))
    closing = Closing(found)
    walk = Walk(Hand(window, source, files, found.faults.append, lateness.begin), lateness, found)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.wait_until(lambda: False, min(CHECK_EVERY, max(end - time.monotonic(), 0.01)))
        with lateness.paused():
            possessions.count()
            growth.footprints.append(Footprint.here())
    walk.end()
    _note_lateness(lateness, found)
    _close(window, found)
    with lateness.paused():
        possessions.count()
    if load_settings(settings_file()).pen_width != window.tools.pen.value():
        found.faults.append("the settings were not remembered")
    found.growth, found.last = growth.since(WARM_UP), growth.footprints[-1]
    complaints.restore()
    found.faults += complaints.found
    for each in (answering, closing):
        each.deleteLater()
    if resort is not None:
        resort.end()
    garbage.stop()
    del application
    return found


class Closing(QObject):
    """Closes dialogs that tell something; one that tells of the unexpected is a fault."""

    def __init__(self, found: Findings) -> None:
        super().__init__()
        self._found = found
        self._timer = QTimer(self, interval=100)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        for widget in QApplication.topLevelWidgets():
            kind = type(widget).__name__
            if isinstance(widget, QDialog) and widget.isVisible() and kind in _DIALOGS:
                if kind == "ReportDialog":
                    self._found.faults.append("a report of the unexpected was shown")
                widget.close()


def _crash_handling(window: MainWindow):  # noqa: ANN202 - of a module that may not be there
    if find_spec("digitpad.gui.crash_handling") is None:
        return None
    from digitpad.gui.crash_handling import CrashHandling  # noqa: PLC0415 - as `app.run` does

    return CrashHandling(window)


def _note_lateness(lateness: Lateness, found: Findings) -> None:
    found.drawing, found.training = lateness.spread("drawing"), lateness.spread("training")
    found.everything, found.late = lateness.spread(), sorted(lateness.late, reverse=True)


def _close(window: MainWindow, found: Findings) -> None:
    """Close the window, which may ask first, and be asked to wait."""
    for _ in range(40):
        if window.close():
            return
        app.wait_until(lambda: False, 0.5)
    found.faults.append("the window cannot be closed")


def _some_files(folder: Path) -> tuple[Path, ...]:
    """Write files to open: pictures, ink, a model, and a damaged one of each."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True)
    write_pictures(pictures)
    write_ink_file(folder / "ink.jsonl", [InkSample(ink) for ink in ALL])
    write_ink_file(folder / "ink.jsonl.gz", LABELLED)
    checkpoints.save(some_checkpoint(3), folder / "model.safetensors")
    whole = [*sorted(pictures.iterdir()), *sorted(path for path in folder.iterdir() if path.is_file())]
    for path in whole[::2]:
        (folder / f"damaged {path.name}").write_bytes(path.read_bytes()[:-200])
    return (*whole, *sorted(folder.glob("damaged*")))


def _answer_file_dialogs(files: tuple[Path, ...], folder: Path, source: random.Random) -> None:
    """Let file dialogs, which nobody here can see, be answered at once: with a file, a new one, or none."""

    def opened(*_arguments: object) -> tuple[str, str]:
        return (str(source.choice(files)) if source.random() < 0.8 else "", "")

    def saved(_parent: object, _title: str, proposed: str = "", *_arguments: object) -> tuple[str, str]:
        name = Path(proposed).name or "file"
        return (str(folder / f"{source.randrange(5)} {name}") if source.random() < 0.8 else "", "")

    QFileDialog.getOpenFileName = staticmethod(opened)
    QFileDialog.getSaveFileName = staticmethod(saved)
    QFileDialog.getExistingDirectory = staticmethod(lambda *_arguments: str(folder))


def main() -> None:
    """Print what was found."""
    with tempfile.TemporaryDirectory() as place:
        os.environ["DIGITPAD_HOME"] = f"{place}/home"
        found = run_use(float(sys.argv[1]), int(sys.argv[2]), Path(place) / "home")
        sys.stdout.write(json.dumps(asdict(found)))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
