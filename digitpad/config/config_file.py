"""Settings of training in a file: a `TrainConfig` as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from digitpad.config.train_config import TrainConfig  # noqa: TC001 - msgspec reads the field's type
from digitpad.errors import ConfigError
from digitpad.files.reading import read_regular
from digitpad.files.writing import write_atomically
from digitpad.shown_text import shortened

if TYPE_CHECKING:
    from pathlib import Path

FORMAT_VERSION = 1
"""Raised when an older digitpad could not read what a newer one writes."""

LARGEST_FILE = 1 << 20
"""Most bytes such a file may have: a config takes a thousandth of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    """A file's contents; the version's key distinguishes it from other JSON."""

    digitpad_training: int
    config: TrainConfig


def save_config(config: TrainConfig, path: Path) -> None:
    """Write a config so that the path holds the old file or the whole new one, never a part."""
    document = _Document(digitpad_training=FORMAT_VERSION, config=config)
    text = msgspec.json.format(msgspec.json.encode(document), indent=2)
    write_atomically(path, text + b"\n")


def load_config(path: Path) -> TrainConfig:
    """Read a config; what the file leaves out is as by default."""
    try:
        content = read_regular(path, LARGEST_FILE)
        version = msgspec.json.decode(content, type=dict[str, object]).get("digitpad_training")
        if isinstance(version, int) and version > FORMAT_VERSION:
            newer = (
                f"it is of a newer digitpad (format {version}, and this one reads {FORMAT_VERSION}); update digitpad"
            )
            raise _refused(path, newer)
        if version != FORMAT_VERSION:
            raise _refused(path, "it is no file of training settings as digitpad saves them")
        return msgspec.json.decode(content, type=_Document).config
    except OSError as error:
        raise _refused(path, str(error.strerror or error)) from error
    except ConfigError as error:
        if error.title_template == _TITLE:
            raise
        raise _refused(path, f"{error.title}. {error.detail}".rstrip(".")) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(path, str(error)) from error


_TITLE = "These settings cannot be loaded"


def _refused(path: Path, reason: str) -> ConfigError:
    return ConfigError(_TITLE, "{path}: {reason}.", path=path, reason=shortened(reason))
