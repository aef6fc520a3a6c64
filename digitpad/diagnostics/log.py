"""The log: what happened and what went wrong, in ``logs/digitpad.log`` in the user folder, without personal paths.

What is logged is held until something is wrong or the window is painted: a command that went well writes nothing, and
no window waits for it. The file is opened for every record, so that several digitpads share it, and any may begin a
new one.
"""

from __future__ import annotations

import errno
import logging
import os
import stat
import sys
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from digitpad import __version__
from digitpad.diagnostics import faults
from digitpad.errors import DigitpadError, StorageError
from digitpad.paths import expanded, user_folder
from digitpad.shown_text import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_FILE = 1_000_000
"""Bytes after which a new file is begun."""

OLDER_FILES = 2
"""Files kept besides: ``digitpad.log.1`` and ``digitpad.log.2``."""

MOST_HELD = 1000
"""Records held until they are written, the newest."""

LONGEST_RECORD = 64_000
"""Most characters written of one record: of a longer one its two ends."""

STDERR = "-"
"""Stands for standard error in place of a log's path."""

_NO_FILE = "it is no file but a pipe or a device"

_FORMAT = "%(asctime)s %(levelname)-7s %(process)d %(threadName)s %(name)s: %(message)s"
_TIME = "%Y-%m-%dT%H:%M:%S%z"

_log = logging.getLogger(__name__)


def log_folder() -> Path:
    """Return the folder of the log; it may not exist yet."""
    return user_folder() / "logs"


class LogFile(logging.Handler):
    """Writes records to a file, the user's own unless another is asked for. A file that cannot be written is no error.

    `is_begun`: whether records are written at once, and not held.
    """

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter(_FORMAT, _TIME))
        self.is_begun = False
        self._asked: Path | None = None
        self._is_on_stderr = False
        self._held: deque[str] = deque(maxlen=MOST_HELD)

    @property
    def path(self) -> Path:
        """The path of the newest file."""
        return self._asked or log_folder() / "digitpad.log"

    @property
    def is_a_file(self) -> bool:
        """Whether there is a file with what was logged."""
        return self.is_begun and not self._is_on_stderr and self.path.is_file()

    def emit(self, record: logging.LogRecord) -> None:
        """Hold a record, or write it if it is a warning or worse, with those held before."""
        with suppress(Exception):  # no log is worth an error
            self._held.append(shortened(self.format(record), LONGEST_RECORD))
            if self.is_begun or record.levelno >= logging.WARNING:
                self.begin()

    def begin(self) -> None:
        """Write what was held, and from now on every record at once."""
        self.acquire()
        try:
            self.is_begun = True
            lines = "".join(line.replace("\n", "\n    ") + "\n" for line in self._held)
            self._held.clear()
            if lines:
                from digitpad.diagnostics.privacy import without_personal  # noqa: PLC0415 - after the first paint

                self._write(without_personal(lines))
        finally:
            self.release()

    def _write(self, lines: str) -> None:
        with suppress(OSError, DigitpadError):
            if self._is_on_stderr:
                print(lines, end="", file=sys.stderr)  # noqa: T201 - where it was asked for
            else:
                _append(self.path, lines.encode(errors="backslashreplace"))

    def use(self, path: Path) -> None:
        """Write to this file instead, from the first record on; raise an OSError if it cannot be written."""
        self._asked = path
        _append(path, b"")
        self.begin()

    def use_stderr(self) -> None:
        """Write to standard error instead, from the first record on."""
        self._is_on_stderr = True
        self.begin()


class _Console(logging.Handler):
    """Prints warnings on standard error as Python does without a log, but not the tracebacks, which are in the log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.addFilter(lambda record: record.name != faults.__name__)  # which are told in other words

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record."""
        with suppress(Exception):  # standard error may be gone
            if sys.stderr is not None:
                print(record.getMessage(), file=sys.stderr)  # noqa: T201 - where Python itself would print it


@contextmanager
def kept(what: str) -> Iterator[None]:
    """Keep a log while the block runs: of this program's records, and of Python's warnings.

    `what`: what is begun, such as the name of a command.
    """
    root = logging.getLogger()
    handlers = (LogFile(), _Console())
    level = root.level
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    _log.info("digitpad %s begins: %s; Python %s on %s", __version__, what, sys.version.split()[0], sys.platform)
    try:
        yield
    finally:
        _log.info("digitpad ends: %s", what)
        logging.captureWarnings(capture=False)
        root.setLevel(level)
        for handler in handlers:
            root.removeHandler(handler)


def begin() -> None:
    """Write what the log has held back, and from now on all at once."""
    for file in _files():
        file.begin()


def write_to(path: str) -> None:
    """Write the log to this file instead of the user folder's, or for ``-`` to standard error.

    Raises
    ------
    StorageError
        If the file cannot be written, or is no ordinary file.
    """
    for file in _files():
        if path == STDERR:
            file.use_stderr()
            continue
        asked = expanded(path)
        try:
            file.use(asked)
        except (OSError, ValueError) as error:
            raise StorageError(
                "The log cannot be written",
                "{path}: {reason}. Name a file in a folder that may be written, or - for standard error.",
                path=asked,
                reason=_reason(error),
            ) from error


def _reason(error: OSError | ValueError) -> str:
    """Return why a log cannot be written; of a pipe that nobody reads, the system says that there is no such device."""
    if isinstance(error, OSError) and error.errno == errno.ENXIO:
        return _NO_FILE
    return str(getattr(error, "strerror", None) or error)


def note_shown(error: DigitpadError) -> None:
    """Log an error as the user sees it."""
    _log.info("shown: %s", error)
    begin_where_used()


def begin_where_used() -> None:
    """Begin the log if there is a user folder: a mistyped command alone makes none."""
    with suppress(DigitpadError, OSError):
        if user_folder().is_dir():
            begin()


def written_log() -> Path | None:
    """Return the path of the newest file of the log; None if there is none, or the log goes to standard error."""
    with suppress(DigitpadError, OSError):
        return next((file.path for file in _files() if file.is_a_file), None)
    return None


def _files() -> tuple[LogFile, ...]:
    """Return the log that is kept; none where nobody keeps one."""
    return tuple(handler for handler in logging.getLogger().handlers if isinstance(handler, LogFile))


def _append(path: Path, content: bytes) -> None:
    """Add to the end of an ordinary file in one write, so that several digitpads' records never mix."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(path, flags, 0o666)
    except FileNotFoundError:
        if path.parent != log_folder():  # a folder that was asked for may be mistyped
            raise
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, flags, 0o666)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(0, _NO_FILE)
        if found.st_size < 2 * LARGEST_FILE:  # else nobody may rename it, and no log is worth a full disk
            os.write(descriptor, content)
    finally:
        os.close(descriptor)
    if found.st_size + len(content) > LARGEST_FILE:
        _begin_new_file(path)


def _begin_new_file(path: Path) -> None:
    """Make the file the first of the older ones, unless another digitpad is doing so or has done it."""
    from filelock import FileLock  # noqa: PLC0415 - takes 50 ms, once in a megabyte

    with suppress(OSError, NotImplementedError), FileLock(path.with_name(f".{path.name}.lock"), timeout=0):
        if path.stat().st_size <= LARGEST_FILE:
            return
        names = [path, *(path.with_name(f"{path.name}.{number}") for number in range(1, OLDER_FILES + 1))]
        for older, newer in zip(names[:0:-1], names[-2::-1], strict=True):
            if newer.exists():
                newer.replace(older)
