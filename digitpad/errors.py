"""The errors a user can see."""

from pathlib import PurePath

from digitpad.shown_text import escaped


class DigitpadError(Exception):
    """Something went wrong that the user can understand and act on.

    Parameters
    ----------
    title
        What happened, in a few words, without a full stop.
    detail
        Why, and what to do about it.
    values
        Fill the ``{names}`` of both, which are templates, so that translations can be looked up.

    `trace` is the traceback of what nobody foresaw, if the error stands for that: it belongs into a report.
    """

    trace: str = ""

    def __init__(self, title: str, detail: str, **values: object) -> None:
        super().__init__(title, detail)
        self.title_template = title
        self.detail_template = detail
        self.values = {name: _shown(value) for name, value in values.items()}

    @property
    def title(self) -> str:
        """What happened, in English."""
        return self.title_template.format(**self.values)

    @property
    def detail(self) -> str:
        """Why, and what to do about it, in English."""
        return self.detail_template.format(**self.values)

    def __str__(self) -> str:
        return f"{self.title}: {self.detail}"


def _shown(value: object) -> object:
    """Return a value as it may be shown: with no unseen characters in paths, and none but lines' ends in texts."""
    match value:
        case PurePath():
            return escaped(value)
        case str() | BaseException():
            return escaped(value, keeps_lines=True)
        case _:
            return value


class InkError(DigitpadError):
    """Strokes or an ink file cannot be used as they are."""


class EmptyInkError(InkError):
    """There is no ink to read."""


class PictureError(DigitpadError):
    """A picture cannot be read, or holds nothing to read."""


class CheckpointError(DigitpadError):
    """A checkpoint cannot be loaded or saved."""


class ConfigError(DigitpadError):
    """A setting has a value that cannot work."""


class DatasetError(DigitpadError):
    """A data set is missing or broken."""


class TrainingError(DigitpadError):
    """Training cannot go on."""


class DivergenceError(TrainingError):
    """The loss or the weights of a run grew without end. `losses`: of each batch since its last report."""

    losses: tuple[float, ...] = ()


class LibraryError(DigitpadError):
    """A change to the library of checkpoints was refused."""


class ExportError(DigitpadError):
    """A model cannot be written in the form asked for."""


class StorageError(DigitpadError):
    """A file of the user's could not be written or read."""


class DisplayError(DigitpadError):
    """No window can be opened here."""


class UnexpectedError(DigitpadError):
    """Something happened that nobody foresaw."""


def require(condition: bool, title: str, detail: str, **values: object) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise a `ConfigError` unless the condition holds."""
    if not condition:
        raise ConfigError(title, detail, **values)
