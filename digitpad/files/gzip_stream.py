"""Gzipped files as streams, so that no more is unpacked than is asked for."""

from __future__ import annotations

import errno
import io
import zlib
from typing import BinaryIO

MOST_MEMBERS = 1 << 16
"""Gzip files that may follow one another in one: bgzip makes one of each 64 kB, and empty ones would never end."""

_CHUNK = 1 << 16
_GZIP = 16 + zlib.MAX_WBITS
"""What tells zlib to expect gzip's header and checksum."""


def unzipped(packed: BinaryIO) -> io.BufferedReader:
    """Return what a gzipped file unpacks to, as it is read; closing it leaves `packed` open.

    Reading raises an `OSError` whose `strerror` says it in a few words if it is no gzip file, cut short or damaged.
    """
    return io.BufferedReader(_Unzipped(packed), _CHUNK)


class _Unzipped(io.RawIOBase):
    """The bytes of all gzip files that follow one another in one."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._waiting = packed.read(_CHUNK)
        self._members = 0
        self._next_member()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # BufferedReader gives no other
        while self._member is not None:
            try:
                content = self._member.decompress(self._waiting, len(buffer))
            except zlib.error as error:
                raise _refusal(f"it is not a gzipped file, or is damaged ({error})") from error
            if self._member.eof:
                self._waiting = self._member.unused_data
                self._next_member()
            else:
                self._waiting = self._member.unconsumed_tail or self._packed.read(_CHUNK)
                if not self._waiting and not content:
                    raise _refusal("it is cut short")
            if content:
                buffer[: len(content)] = content
                return len(content)
        return 0

    def _next_member(self) -> None:
        # Tapes and some programs fill the last block up with noughts.
        while not (rest := self._waiting.lstrip(b"\0") if self._members else self._waiting):
            self._waiting = self._packed.read(_CHUNK)
            if not self._waiting:
                break
        self._waiting = rest
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise _refusal(f"it is put together from more than {MOST_MEMBERS:,} parts")
        self._member = zlib.decompressobj(_GZIP) if rest or self._members == 1 else None


def _refusal(reason: str) -> OSError:
    return OSError(errno.EINVAL, reason)
