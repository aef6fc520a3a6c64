"""``digitpad train``: the options, and the way from them to a run."""

from __future__ import annotations

from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digitpad.cli.options import FineTuneOption, JsonOption, RecipeOption
from digitpad.config.number_limits import MOST_REPEATS
from digitpad.config.setting import Setting, SettingKind
from digitpad.config.setting_text import AS_TEXT, value_of
from digitpad.config.settings_table import PANELS, SETTINGS
from digitpad.errors import ConfigError
from digitpad.training.request import TrainRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

_TYPES: dict[SettingKind, type] = {
    SettingKind.SWITCH: bool,
    SettingKind.WHOLE: int,
    SettingKind.WHOLE_OR_NONE: int,
    SettingKind.NUMBER: float,
    SettingKind.FILE: Path,
    SettingKind.FOLDER: Path,
}
"""What the command-line library reads a setting's option as; a text if it is not here."""


def with_settings(command: Callable[..., None], leaves_out: Collection[str] = ()) -> Callable[..., None]:
    """Return the command with an option for every setting of the table, each None if it is not given.

    `leaves_out`: names of settings the command has no option for.
    """
    own = signature(command, eval_str=True).parameters.values()
    parameters = [each for each in own if each.kind is not Parameter.VAR_KEYWORD]
    for panel, settings in PANELS:
        for setting in settings:
            if setting.help and setting.name not in leaves_out:
                option = typer.Option(
                    None, "/".join(setting.options), metavar=setting.metavar, help=setting.help, rich_help_panel=panel
                )
                parameters.append(
                    Parameter(setting.name, Parameter.KEYWORD_ONLY, default=option, annotation=_type(setting) | None)
                )
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined] # functions may have one
    return command


def _type(setting: Setting) -> type:
    if setting.option_choices is not None:
        return setting.option_choices
    of_choices = (type(value) for _, value in setting.choices if value is not None)
    return next(of_choices, _TYPES.get(setting.kind, str))


@with_settings
def train(
    *,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep the model in your library under this name.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the checkpoint to this file, replacing what is there."),
    ] = None,
    recipe: RecipeOption = None,
    fine_tune: FineTuneOption = None,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Go on exactly where this model's training was stopped; --epochs or --steps may make it longer.",
        ),
    ] = None,
    seeds: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            max=MOST_REPEATS,
            help="Train with N seeds, keep the first model, not the best, state all figures.",
        ),
    ] = 1,
    log_every: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Print the loss of every Nth step as well.")
    ] = None,
    as_pytorch: Annotated[
        bool,
        typer.Option("--as-pytorch", help="Print a plain PyTorch script that would train the same, and train nothing."),
    ] = False,
    json: JsonOption = False,
    **options: Any,
) -> None:
    """Train a model on a data set, and on ink if there is some.

    The last line printed is the result, with the accuracy on the test images. Ctrl-C stops training, keeps
    what was learnt so far and ends with exit status 130.
    """
    asked = asked_for(options)
    from digitpad.cli.train.progress import ReportStyle
    from digitpad.cli.train.runner import Again, carry_on, carry_out

    again, style = Again(without=asked.pop("measure_without", ()), seeds=seeds), ReportStyle(json, log_every)
    request = TrainRequest(recipe=recipe, fine_tune=fine_tune, asked=asked)
    if as_pytorch:
        if (name, output, resume, again, log_every, json) != (None, None, None, Again(), None, False):
            raise typer.BadParameter(
                "--as-pytorch trains nothing: with it go a recipe, a model to fine-tune and settings, no more"
            )
        from digitpad.cli.train.script import print_script

        print_script(request)
        return
    if resume is not None:
        others = (recipe, fine_tune, name, output, again, asked.keys() - {"epochs", "steps"})
        if others != (None, None, None, None, Again(), set()):
            raise typer.BadParameter(
                "--resume goes on as was asked for then; of the run only --epochs or --steps may change"
            )
        carry_on(resume, asked.get("epochs"), asked.get("steps"), style)
        return
    if name is None and output is None:
        raise typer.BadParameter("say where the model is to be kept: --name NAME, --output FILE, or both")
    if again.without and (seeds > 1 or "hold_out" in asked):
        raise typer.BadParameter("--measure-without goes with neither --hold-out nor --seeds")
    from digitpad.cli.train.destination import Destination

    carry_out(request, Destination(name, output), again, style)


def asked_for(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the options that were given, by the names of their settings, as a config has them."""
    return {name: _value(SETTINGS[name], given) for name, given in options.items() if given is not None}


def _value(setting: Setting, given: Any) -> Any:
    if setting.kind not in AS_TEXT:
        return given
    try:
        return value_of(setting, str(given))
    except ConfigError as error:
        raise typer.BadParameter(error.detail, param_hint=setting.options[0]) from error
