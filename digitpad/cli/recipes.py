"""``digitpad recipes``: the named recipes, the claims of their notes, and the table of their results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console, interruption
from digitpad.cli.options import JsonOption
from digitpad.config.dataset_info import title_of
from digitpad.config.number_limits import MOST_REPEATS

if TYPE_CHECKING:
    from digitpad.cli.interruption import Interruption
    from digitpad.config.recipes import Recipe
    from digitpad.config.train_config import TrainConfig
    from digitpad.training.recipe_results import RecipeResult


def recipes(
    *,
    table: Annotated[
        bool, typer.Option("--table", help="Run the notes' recipes and print what came of them, as Markdown.")
    ] = False,
    recipe: Annotated[str | None, typer.Option(metavar="NAME", help="Run this one alone.")] = None,
    seeds: Annotated[int, typer.Option(metavar="N", min=1, max=MOST_REPEATS, help="Run each with N seeds.")] = 3,
    cifar_folder: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Pictures, as FOLDER/train/CLASS/*, where CIFAR-10 itself is not here."),
    ] = None,
    pytorch: Annotated[
        bool,
        typer.Option("--pytorch", help="Run the notes' recipes as plain PyTorch scripts and hold them to their bands."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """List the recipes: what each is, what its study note says, what it takes here.

    With --table they are run, each on pixels / 255 and with mean and standard deviation taken out, which takes some
    ten minutes; with --pytorch their PyTorch scripts are, on pixels / 255, in about the same time.
    """
    if pytorch and (table or seeds != 3):
        raise typer.BadParameter("--pytorch goes with neither --table nor --seeds: each script is run once")
    if not (table or pytorch):
        if (recipe, seeds, cifar_folder) != (None, 3, None):
            raise typer.BadParameter("--recipe and --cifar-folder go with --table or --pytorch, --seeds with --table")
        _list(in_json=json)
        return
    from digitpad.config.recipes import RECIPES, find_recipe
    from digitpad.errors import require

    chosen = [each for each in RECIPES if each.targets] if recipe is None else [find_recipe(recipe)]
    require(
        all(each.targets for each in chosen),
        "This recipe is of no note",
        "{name} is how a model of digitpad's own was trained. Run it with digitpad train --recipe {name}.",
        name=recipe,
    )
    with interruption.awaited() as stop:
        if pytorch:
            from digitpad.cli.recipe_scripts import run_scripts

            has_failed = not run_scripts(chosen, cifar_folder, stop, in_json=json)
        else:
            has_failed = _run_table(chosen, seeds, cifar_folder, stop, in_json=json)
    if stop.has_come:
        raise typer.Exit(interruption.EXIT_STATUS)
    if has_failed:
        raise typer.Exit(1)


def _list(*, in_json: bool) -> None:
    from digitpad.config.recipes import RECIPES

    if in_json:
        for recipe in RECIPES:
            console.say_json(_described(recipe))
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("name", "what it is", "data", "the note says", "s here", box=None, header_style="bold")
    for recipe in RECIPES:
        says = "; ".join(f"{figure.note_says} ({figure.label})" for figure in recipe.targets)
        table.add_row(
            recipe.name, recipe.title, Text(_data(recipe)), Text(says or recipe.note), f"{recipe.seconds:,.1f}"
        )
    console.tables().print(table)


def _data(recipe: Recipe) -> str:
    title = title_of(recipe.config.dataset)
    return f"{title} and ink" if recipe.needs_ink else title


def _described(recipe: Recipe) -> dict[str, object]:
    return {
        "name": recipe.name,
        "title": recipe.title,
        "note": recipe.note,
        "dataset": str(recipe.config.dataset),
        "needs_ink": recipe.needs_ink,
        "layers": recipe.config.model.layer_sizes,
        "seconds": recipe.seconds,
        "figures": [
            {
                "label": figure.label,
                "note_says": figure.note_says,
                "plain": None if figure.plain is None else [figure.plain.low, figure.plain.high],
                "mean_std": None if figure.normalised is None else [figure.normalised.low, figure.normalised.high],
                "explanation": figure.explanation(is_normalised=False) or None,
                "explanation_mean_std": figure.explanation(is_normalised=True) or None,
            }
            for figure in recipe.targets
        ],
    }


def _run_table(
    chosen: list[Recipe], seeds: int, cifar_folder: Path | None, stop: Interruption, *, in_json: bool
) -> bool:
    """Run recipes and print a row of each target; return whether data was missing for any."""
    from digitpad.cli.train.result import described_recipe
    from digitpad.config.dataset_info import DatasetName
    from digitpad.data.locations import is_present
    from digitpad.training.recipe_results import small_folder

    if not in_json:
        console.say("| recipe | data | pixels | figure | the note says | obtained here | measured before | s |")
        console.say("|---|---|---|---|---|---|---|---|")
    are_missing, explanations = False, dict[str, None]()
    for recipe in chosen:
        config = recipe.config
        if config.dataset is not DatasetName.MNIST and not is_present(config.dataset):
            if config.dataset is not DatasetName.CIFAR10 or cifar_folder is None:
                console.note(f"{recipe.name} is left out: {_data(recipe)} is not here.")
                are_missing = True
                continue
            config = small_folder(recipe, cifar_folder)
        for variant in (config, _normalised(recipe, config)):
            result = _run(recipe, variant, seeds, stop)
            if result is None:
                return are_missing
            if in_json:
                console.say_json(described_recipe(result))
            else:
                for row in _rows(result):
                    console.say(row)
                explanations |= dict.fromkeys(_explanations(result))
    for line in ("", *explanations) if explanations else ():
        console.say(line)
    return are_missing


def _normalised(recipe: Recipe, config: TrainConfig) -> TrainConfig:
    """Return the variant with mean and standard deviation taken out: CIFAR-10's own for a folder of its pictures."""
    return replace(config, preprocessing=config.preprocessing.with_mean_std(recipe.config.dataset))


def _run(recipe: Recipe, config: TrainConfig, seeds: int, stop: Interruption) -> RecipeResult | None:
    """Run a recipe with one seed after another; None if Ctrl-C came."""
    from digitpad.training.recipe_results import result_of, with_figures
    from digitpad.training.run import train

    finished = []
    for seed in range(config.seed, config.seed + seeds):
        with console.status(f"{recipe.name}, seed {seed}"):
            run = train(replace(config, seed=seed))
            for _ in run:
                if stop.has_come:
                    return None
            finished.append(with_figures(recipe, run.checkpoint()))
            run.close()
    return result_of(recipe, finished)


def _explanations(result: RecipeResult) -> list[str]:
    """Return an item of a list for each of a recipe's figures that there is something to say of."""
    from digitpad.cli.train.result import loss_words

    pixels = "mean/std" if result.is_normalised else "pixel/255"
    said = ((each.figure.label, [loss_words(each), each.explanation]) for each in result.figures)
    return [
        f"- `{result.recipe.name}`, {pixels}, {label}: {'. '.join(filter(None, words))}"
        for label, words in said
        if any(words)
    ]


def _rows(result: RecipeResult) -> list[str]:
    """Return a line of the table for each of a recipe's figures."""
    from digitpad.cli.train.result import band_words, claim_words, range_words

    pixels = "mean/std" if result.is_normalised else "pixel/255"
    seconds = sum(result.seconds) / len(result.seconds)
    return [
        f"| `{result.recipe.name}` | {result.data} | {pixels} | {figure.figure.label} | {claim_words(figure)} "
        f"| {range_words(figure.accuracies)} | {band_words(figure)} | {seconds:.1f} |"
        for figure in result.figures
    ]
