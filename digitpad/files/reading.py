"""Reading files of any origin: regular ones only, and never more of them than is asked for.

Whatever is wrong is an `OSError` whose `strerror` says it in a few words, for the caller's own error.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

from digitpad.files.gzip_stream import unzipped

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 1 << 20


class FileTooLargeError(OSError):
    """A file holds more bytes than the reader takes."""

    def __init__(self, most: int) -> None:
        super().__init__(errno.EFBIG, f"it holds more than {most:,} bytes")


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises
    ------
    OSError
        If it cannot be opened, or is a folder, a pipe or a device, none of which is ever waited for.
    """
    try:
        mode = path.stat().st_mode
    except ValueError as error:  # a nought in the name, or what no file system's letters can write
        raise OSError(errno.EINVAL, "no file can have this name") from error
    _require_regular(mode)  # before it is opened, which some devices answer by doing something
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags)
    try:
        _require_regular(os.fstat(descriptor).st_mode)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def is_regular(path: Path) -> bool:
    """Whether there is a file that can be looked at; also no for a name that is too long, or in a closed folder."""
    try:
        return path.is_file()
    except OSError:
        return False


def read_regular(path: Path, most: int) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    FileTooLargeError
        If it holds more than `most` bytes; they are not read then.
    OSError
        As `open_regular`.
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise FileTooLargeError(most)
        return file.read(size)


def read_unzipped(path: Path, most: int) -> bytes:
    """Return what a gzipped file unpacks to.

    Raises
    ------
    FileTooLargeError
        If that is more than `most` bytes; no more than these are unpacked then.
    OSError
        As `open_regular`, or if it is no gzip file, cut short or damaged.
    """
    content = bytearray()
    with open_regular(path) as packed, unzipped(packed) as file:
        while chunk := file.read(_CHUNK):
            content += chunk
            if len(content) > most:
                raise FileTooLargeError(most)
    return bytes(content)


def _require_regular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no file but a pipe or a device")
