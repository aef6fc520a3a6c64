"""Paths of what ships with digitpad, of the user folder, and of what the user names. Creates and reads nothing."""

import os
from pathlib import Path

from digitpad.errors import StorageError
from digitpad.shown_text import unescaped

_PACKAGE = Path(__file__).resolve().parent


def shipped(*parts: str) -> Path:
    """Return the path of a file that travels with digitpad, under ``assets`` or ``weights``.

    A wheel carries both folders inside the package; an editable install leaves them at the repository's top.
    """
    inside = _PACKAGE.joinpath(*parts)
    return inside if inside.exists() else _PACKAGE.parent.joinpath(*parts)


def user_folder() -> Path:
    """Return the folder of the user's models and settings; ``DIGITPAD_HOME`` moves it. It may not exist yet."""
    home = os.environ.get("DIGITPAD_HOME")
    if home:
        return expanded(home)
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed where DIGITPAD_HOME is set

    return user_data_path("digitpad", appauthor=False)


def is_file(path: Path) -> bool:
    """Whether a path is that of a file; False for a name no file can have, such as one of 300 characters."""
    return os.path.isfile(path)  # noqa: PTH113 - pathlib raises an OSError for such a name


def is_folder(path: Path) -> bool:
    """Whether a path is that of a folder; False for a name no folder can have."""
    return os.path.isdir(path)  # noqa: PTH112 - as above


def expanded(path: str) -> Path:
    """Return a path with the home folder it may begin with, ``~`` or ``~user``, spelt out.

    If nothing lies there, but something where `escaped` names it so, that is meant.

    Raises
    ------
    StorageError
        If there is no such home folder.
    """
    try:
        named = Path(path).expanduser()
    except RuntimeError as error:
        raise StorageError(
            "There is no such home folder",
            "{path} lies in the home folder of someone who is not known here. Name the folder in full.",
            path=path,
        ) from error
    meant = named if os.path.lexists(named) else Path(unescaped(str(named)))
    return meant if os.path.lexists(meant) else named
