"""From a sweep to its combinations and jobs, with all that cannot work refused before anything starts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, product
from typing import TYPE_CHECKING

from digitpad.config.recipes import find_recipe
from digitpad.config.setting_text import find_setting, value_of
from digitpad.errors import ConfigError, DigitpadError, require
from digitpad.experiments.fingerprint import fingerprint_of, key_of, train_count
from digitpad.experiments.sweep import Combination, Job, Sweep, Variation
from digitpad.library.library import Library
from digitpad.training.effects import find_ineffective

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import Checkpoint

MOST_JOBS = 2000
"""More are a slip of the keyboard: at 13 s each, these take a working day."""

_NEVER_VARIED = {
    "seed": "Every combination is trained with the same seeds: give --seeds N, and --seed for the first of them.",
    "validation": "Figures on different validation parts cannot be compared. Give --validation N once, for all.",
    "measure_without": "It trains twice for one model. Train the chosen settings with it afterwards.",
}
"""Settings a sweep cannot vary, by their names, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a sweep will run."""

    sweep: Sweep
    combinations: tuple[Combination, ...]
    jobs: tuple[Job, ...]  # of each combination one a seed

    @property
    def validation(self) -> int:
        """How many images are held out to choose by; 0 if the choice is by the test part."""
        return self.combinations[0].config.validation


def variation_of(text: str) -> Variation:
    """Return the variation one types, for example ``hidden=256;256,128;256,128,64``.

    Raises
    ------
    ConfigError
        If it is none, a value is missing, or there is no such setting.
    """
    setting, equals, values = text.partition("=")
    setting = setting.strip()
    require(
        bool(equals) and bool(setting),
        "There is nothing to vary",
        "“{text}” is no variation: write SETTING=V1;V2;..., for example learning-rate=0.03;0.1.",
        text=text,
    )
    return Variation(setting, tuple(value.strip() for value in values.split(";")))


def combinations_of(sweep: Sweep) -> tuple[Combination, ...]:
    """Return every combination of a sweep, in order, each with its config.

    Raises
    ------
    ConfigError
        If a setting is unknown, varied twice or given as an option as well, a value is missing, given twice or not of
        its kind, or a combination contradicts itself; the error names the combination.
    LibraryError, CheckpointError
        If there is no model to fine-tune.
    """
    initial = _initial(sweep)
    if sweep.base.recipe is not None:
        find_recipe(sweep.base.recipe)  # not the fault of a combination
    _check_settings(sweep)
    varied = product(*([(each.setting, value) for value in each.values] for each in sweep.variations))
    choices = [tuple(chain(outright, more)) for more in varied for outright in sweep.combinations or ((),)]
    require(
        len(choices) * sweep.seeds <= MOST_JOBS,
        "This sweep is too large",
        "It would be {count} training runs, and {most} are the most. Vary fewer values, or use fewer seeds.",
        count=f"{len(choices) * sweep.seeds:,}",
        most=f"{MOST_JOBS:,}",
    )
    made: dict[TrainConfig, Combination] = {}
    for settings in choices:
        config = _config(sweep, settings, initial)
        if config in made:
            raise ConfigError(
                "Two combinations are the same",
                "{one} and {other} come to the same settings. Leave one of them out.",
                one=words_of(made[config].settings),
                other=words_of(settings),
            )
        made[config] = Combination(settings, config)
    return tuple(made.values())


def plan_of(sweep: Sweep) -> Plan:
    """Return the combinations and jobs of a sweep; reads the data, for its fingerprint.

    Raises
    ------
    ConfigError, LibraryError, CheckpointError
        As `combinations_of`, and if there are too few images for a combination, or a schedule asked for does nothing in
        it.
    DatasetError, InkError
        If data is missing.
    """
    combinations = combinations_of(sweep)
    fingerprints: dict[tuple[object, ...], str] = {}
    counts: dict[tuple[object, ...], int] = {}
    jobs = []
    for number, combination in enumerate(combinations):
        config = combination.config
        data = (config.dataset, config.folder, config.ink and config.ink.path)
        if data not in fingerprints:
            fingerprints[data], counts[data] = fingerprint_of(config), train_count(config)
        _require_enough(combination, counts[data])
        _require_effective(combination, sweep, counts[data])
        for seed in range(config.seed, config.seed + sweep.seeds):
            seeded = replace(config, seed=seed)
            jobs.append(Job(key_of(seeded, fingerprints[data]), number, seeded))
    return Plan(sweep, combinations, tuple(jobs))


def words_of(settings: Iterable[tuple[str, str]]) -> str:
    """Return a combination in words, for example ``hidden=256,128, learning-rate=0.03``."""
    return ", ".join(f"{option}={value}" for option, value in settings) or "the settings as they are"


def _require_enough(combination: Combination, count: int) -> None:
    """Raise a `ConfigError` unless a combination's data holds what it asks for."""
    config = combination.config
    left = count - config.validation
    require(
        max(config.images, config.batch_size) <= left and config.batch_size <= (config.images or left),
        "There are not so many images",
        "{combination}: of {count} training images {validation} are held out for validation; batches of {batch} of "
        "{images} cannot be made of the rest. Hold out fewer, or ask for fewer images or smaller batches.",
        combination=words_of(combination.settings),
        count=f"{count:,}",
        validation=f"{config.validation:,}",
        batch=f"{config.batch_size:,}",
        images=f"{config.images:,} images" if config.images else "all others",
    )


def _require_effective(combination: Combination, sweep: Sweep, count: int) -> None:
    """Raise a `ConfigError` if a schedule that was asked for or varied could do nothing in a combination."""
    asked = {*sweep.base.asked, *(find_setting(option).name for option, _ in combination.settings)}
    if any(name.startswith("schedule") for name in asked):
        for idle in find_ineffective(combination.config, count):
            raise _cannot_work(combination.settings, idle.error)


def _initial(sweep: Sweep) -> Checkpoint | None:
    name = sweep.base.fine_tune
    return None if name is None else Library.of_user().load(name)


def _check_settings(sweep: Sweep) -> None:
    outright = dict.fromkeys(option for each in sweep.combinations for option, _ in each)
    seen: set[str] = set()
    for option in (*outright, *(each.setting for each in sweep.variations)):
        setting = find_setting(option)
        if setting.name in _NEVER_VARIED:
            raise ConfigError(
                "This setting cannot be varied", "{option}: {reason}", option=option, reason=_NEVER_VARIED[setting.name]
            )
        require(
            setting.name not in seen,
            "A setting is varied twice",
            "{option} is varied already. Name all of its values in one --vary {option}=V1;V2;...",
            option=option,
        )
        require(
            setting.name not in sweep.base.asked,
            "A setting is both varied and given",
            "{option} is varied, and given as an option as well. Leave one of them out.",
            option=option,
        )
        seen.add(setting.name)
    for each in sweep.variations:
        setting = find_setting(each.setting)
        require(
            all(each.values) and bool(each.values),
            "A value is missing",
            "Between the semicolons of {option}={values} there is an empty value. Name it, or take the semicolon out.",
            option=each.setting,
            values=";".join(each.values),
        )
        values = [value_of(setting, value) for value in each.values]
        require(
            len(set(values)) == len(values),
            "A value is named twice",
            "Each value of {option}={values} is trained once for every seed. Name it once, and give --seeds N.",
            option=each.setting,
            values=";".join(each.values),
        )


def _config(sweep: Sweep, settings: tuple[tuple[str, str], ...], initial: Checkpoint | None) -> TrainConfig:
    try:
        values = {}
        for option, text in settings:
            setting = find_setting(option)
            values[setting.name] = value_of(setting, text)
        return replace(sweep.base, asked={**sweep.base.asked, **values}).config(initial)
    except DigitpadError as error:
        raise _cannot_work(settings, error) from error


def _cannot_work(settings: Iterable[tuple[str, str]], error: DigitpadError) -> ConfigError:
    return ConfigError(
        "A combination cannot work",
        "{combination}: {reason}. {advice}",
        combination=words_of(settings),
        reason=error.title,
        advice=error.detail,
    )
