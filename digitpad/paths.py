"""Where files are: what ships with digitpad, and the user folder.

Owns the two questions. Does not create or read anything.
"""

import os
from pathlib import Path

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
        return Path(home).expanduser()
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed where DIGITPAD_HOME is set

    return user_data_path("digitpad", appauthor=False)
