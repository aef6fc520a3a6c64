"""A setting of a training run, described once for form, command line, config and printed command."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field, replace
from enum import Enum, StrEnum, auto
from functools import partial
from typing import TYPE_CHECKING, Any

from digitpad.config.preprocessing_spec import reading_for
from digitpad.config.train_config import Sampling, TrainConfig

if TYPE_CHECKING:
    from collections.abc import Mapping


class SettingKind(Enum):
    """What the value of a setting is."""

    SWITCH = auto()
    CHOICE = auto()
    WHOLE = auto()
    WHOLE_OR_NONE = auto()
    NUMBER = auto()
    PAIR = auto()
    SIZES = auto()
    MILESTONES = auto()
    NAMES = auto()
    FILE = auto()
    FOLDER = auto()


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the settings table."""

    kind: SettingKind
    label: str = ""  # above the form's field; empty for a setting the form does not have
    tooltip: str = ""
    help: str = ""  # of the command's option; empty for a setting the command does not have
    _: KW_ONLY
    name: str = ""  # in the table, of the form's field and the command's parameter
    path: str = ""  # attributes that lead to the value in a `TrainConfig`, with dots between; the name if empty
    choices: tuple[tuple[str, Enum | None], ...] = ()  # the values of a choice, each after what the form calls it
    example: str = ""  # shown in the form's field while it is empty; the default if empty
    label_by_steps: str = ""  # above the form's field when a run is counted in steps, if another then
    note: str = ""  # beside the title of its section in the form when it is not as by default; {value} is filled in
    option: str = ""  # the command's option, or the two of a switch with a slash between; after the name if empty
    metavar: str | None = None  # what the option's help calls the value
    option_choices: type[StrEnum] | None = None  # what the option calls off and on, if it is no switch of two names
    # settings that another value of makes this one mean nothing, and the values that give it a meaning
    when: Mapping[str, tuple[object, ...]] = field(default_factory=dict)

    @property
    def options(self) -> tuple[str, ...]:
        """The option on the command line, or the two for on and off."""
        name = self.name.replace("_", "-")
        both = f"--{name}/--no-{name}" if self.kind is SettingKind.SWITCH else f"--{name}"
        return tuple((self.option or both).split("/"))

    @property
    def belongs_to_model(self) -> bool:
        """Whether a model brings the setting along when it is fine-tuned."""
        return self.path.startswith(("model.", "preprocessing."))

    def value_in(self, config: Any) -> Any:
        """Return the value in a config, or in an object with some of its attributes; None if it is not there."""
        value = config
        for attribute in (self.path or self.name).split("."):
            value = getattr(value, attribute, None)
        return value

    def changed_in(self, config: TrainConfig, value: object) -> TrainConfig:
        """Return a config with another value of the setting."""
        first, _, attribute = self.path.partition(".")
        if attribute:
            return replace(config, **{first: replace(getattr(config, first), **{attribute: value})})
        if isinstance(value, Sampling):
            return config.with_sampling(value)
        return replace(config, **{self.name: value})  # type: ignore[arg-type] # the value is of the setting's kind

    def is_changed_in(self, config: TrainConfig) -> bool:
        """Whether a config has another value than one that only names its data set."""
        usual = self.value_in(_DEFAULTS)
        if self.path.startswith("preprocessing."):
            usual = getattr(reading_for(config.dataset), self.path.partition(".")[2])
        return (self.value_in(config) or None) != (usual or None)  # no ink leaves as much out as ink of no writers


_DEFAULTS = TrainConfig()


switch, choice = partial(Setting, SettingKind.SWITCH), partial(Setting, SettingKind.CHOICE)
whole, number = partial(Setting, SettingKind.WHOLE), partial(Setting, SettingKind.NUMBER)


def table(**settings: Setting) -> tuple[Setting, ...]:
    """Return settings with their names."""
    return tuple(replace(setting, name=name) for name, setting in settings.items())


def named(values: type[Enum], **texts: str) -> tuple[tuple[str, Enum], ...]:
    """Return the values of a choice, named by their members, each after what the form calls it."""
    return tuple((text, values[member]) for member, text in texts.items())
