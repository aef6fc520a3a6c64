"""Text without what tells who the user is: the home and user folders, the user's name, the computer's."""

from __future__ import annotations

import getpass
import os
import platform
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.errors import DigitpadError
from digitpad.paths import user_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TELLS_NOTHING = frozenset({"", "root", "user", "admin", "digitpad", "python", "localhost"})
"""Names that many have, or that stand in every report."""

_SHORTEST_NAME = 3
"""Characters of a name that is also looked for outside a path: a shorter one is a part of ordinary text."""

_IGNORED_CASE = re.IGNORECASE if sys.platform in {"win32", "darwin"} else re.NOFLAG

_SOMEONES_HOME = re.compile(
    r"\b[A-Za-z]:[\\/]+Users[\\/]+(?!Shared\b|Public\b)(?:[^/\\:*?'\"<>|\r\n]+(?=[/\\])|[^/\\\s:'\"<>|]+)"
    r"|(?:/home/|/Users/)(?!Shared\b)[^/\\\s:'\"<>|]+",
    re.IGNORECASE,
)
"""A name on Windows may have spaces, which are known as its own where a path goes on behind them."""


def without_personal(text: str) -> str:
    """Return a text with ``~``, ``<user folder>``, ``<user>`` and ``<host>`` in place of what they stand for."""
    for pattern, stand_in in _patterns(os.environ.get("DIGITPAD_HOME"), os.environ.get("HOME")):
        text = pattern.sub(stand_in, text)
    return _SOMEONES_HOME.sub("~", text)


@cache
def _patterns(*_environment: str | None) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what to look for, the longest paths first; anew if the environment has changed."""
    places = dict.fromkeys(_spellings(_homes()), "~") | dict.fromkeys(_spellings(_user_folders()), "<user folder>")
    found = [(_place(path), places[path]) for path in sorted(places, key=len, reverse=True)]
    for names, stand_in in ((_user_names(), "<user>"), (_host_names(), "<host>")):
        found += [(_name(name), stand_in) for name in names if name.casefold() not in _TELLS_NOTHING]
    return tuple(found)


def _user_folders() -> Iterator[Path]:
    with suppress(DigitpadError, OSError, ValueError):
        yield user_folder()


def _homes() -> Iterator[Path]:
    with suppress(RuntimeError, OSError, ValueError):  # there may be no user of this number
        yield Path.home()


def _user_names() -> set[str]:
    names = {home.name for home in _homes()}
    with suppress(Exception):  # KeyError, OSError or ImportError, as the system and Python's version have it
        names.add(getpass.getuser())
    return names


def _host_names() -> tuple[str, ...]:
    name = platform.node()
    return name, name.partition(".")[0]


def _spellings(paths: Iterable[Path]) -> Iterator[str]:
    """Yield every way a path is written: as given, without links, with slashes, doubled backslashes, as an address."""
    for path in paths:
        spelt = {str(path), os.path.abspath(path), os.path.realpath(path)}  # noqa: PTH100 - these never fail
        for text in spelt:
            if len(text.strip("/\\.:")) > 1:  # not "/", which is the home folder of some services
                yield from {text, text.replace("\\", "/"), text.replace("\\", "\\\\"), _address(text)}


def _address(path: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 - needed once something went wrong

    return quote(path.replace("\\", "/"))


def _place(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path) + r"(?![\w-])", _IGNORED_CASE)


def _name(name: str) -> re.Pattern[str]:
    """Return the pattern of a name: as a word, or if it is very short, as a part of a path alone."""
    before = r"(?<![\w-])" if len(name) >= _SHORTEST_NAME else r"(?<=[/\\])"
    after = r"(?![\w-])" if len(name) >= _SHORTEST_NAME else r"(?=[/\\])"
    return re.compile(before + re.escape(name) + after, re.IGNORECASE)
