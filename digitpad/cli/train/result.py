"""What ``digitpad train`` prints at its end: the model, its file, and the note's number beside the one obtained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.cli import console
from digitpad.models.checkpoint import validation_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.errors import DigitpadError
    from digitpad.library.keeping import KeptModel
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.recipe_results import RecipeResult, TargetResult


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingResult:
    """All there is to print."""

    # checkpoint, kept: the model and where it went
    checkpoint: Checkpoint
    kept: KeptModel
    is_stopped: bool  # whether its run was stopped before its end
    recipe: RecipeResult | None  # what came of the recipe, over all seeds; None if it was none
    # seeds, accuracies: the seeds the same was trained with, the model's first, and the test accuracy of each
    seeds: tuple[int, ...]
    accuracies: tuple[float, ...]
    # how the run of the model ended, as in `TrainingOutcome`
    ended_by_patience: bool = False
    times_measured: int = 1
    problems: tuple[DigitpadError, ...] = ()  # what went wrong besides; told after the result


def print_result(result: TrainingResult, *, in_json: bool) -> None:
    """Print the result; the model's is the last line."""
    if in_json:
        console.say_json(_described(result))
        return
    if result.recipe is not None:
        for line in recipe_lines(result.recipe):
            console.say(line)
    elif len(result.seeds) > 1:
        console.say(f"seeds {', '.join(map(str, result.seeds))}: test accuracy {range_words(result.accuracies)}")
    main, *others = result.checkpoint.measurements
    for measurement in others:
        console.say(
            f"{measurement.name}: accuracy {console.percent(measurement.accuracy)} "
            f"({measurement.correct:,} of {measurement.count:,})"
        )
    for line in choice_lines(result):
        console.say(line)
    where = "nowhere" if result.kept.path is None else f"in {result.kept.path}"
    console.say(
        f"{result.kept.name or result.kept.path or 'not kept'}: test accuracy {console.percent(main.accuracy)} "
        f"({main.correct:,} of {main.count:,}), loss {main.loss:.4f}, kept {where}"
    )


def choice_lines(result: TrainingResult) -> list[str]:
    """Return whether the run stopped early, and which figure chose its epoch; nothing without a validation part."""
    checkpoint, lines = result.checkpoint, []
    validation, epochs = validation_of(checkpoint.measurements), len(checkpoint.history)
    if validation is None:
        return []
    if result.ended_by_patience:
        lines.append(
            f"stopped early after epoch {epochs}: no better on the validation part for as long as the patience"
        )
    accuracy, samples = console.percent(validation.accuracy), f"{validation.count:,} validation samples"
    kept = f"kept the last weights, after epoch {epochs}: {accuracy} of {samples}"
    if checkpoint.kept_epoch is not None:
        kept = f"kept epoch {checkpoint.kept_epoch} of {epochs}: best on {samples} ({accuracy})"
    times = "once" if result.times_measured == 1 else f"{result.times_measured} times by now"
    test = console.percent(checkpoint.measurements[0].accuracy)
    return [*lines, f"{kept}; measured {times} on the test images: {test}"]


def recipe_lines(result: RecipeResult) -> list[str]:
    """Return a line of what was run, and one for each of its figures."""
    seeds = f"seed {result.seeds[0]}" if len(result.seeds) == 1 else f"seeds {', '.join(map(str, result.seeds))}"
    head = f"{result.recipe.name} on {result.data}, {normalization_words(result)}, {seeds}:"
    return [head, *(f"  {line}" for figure in result.figures for line in _figure_lines(figure))]


def normalization_words(result: RecipeResult) -> str:
    """Return what was done to the pixels."""
    return "mean and standard deviation taken out" if result.is_normalised else "pixel / 255"


def range_words(accuracies: tuple[float, ...]) -> str:
    """Return accuracies obtained, for example ``90.21 to 90.38 % (mean 90.30 %)``."""
    mean = console.percent(sum(accuracies) / len(accuracies))
    if len(accuracies) == 1:
        return mean
    return f"{100 * min(accuracies):.2f} to {console.percent(max(accuracies))} (mean {mean})"


def claim_words(figure: TargetResult) -> str:
    """Return what the note says, and whether it came out so."""
    outcome = {True: ", reached", False: ", not reached", None: ""}[figure.is_claim_reached]
    return f"{figure.figure.note_says}{outcome}"


def band_words(figure: TargetResult) -> str:
    """Return where the accuracy was to be expected, and whether it came out there."""
    if figure.band is None:
        return "not measured"
    band = figure.band.words
    if figure.are_all_in_band:
        return band
    if figure.is_in_band:
        return f"{band}; the mean is in it"
    return f"{band}; the mean is {'below' if figure.mean < figure.band.low else 'above'} it"


def loss_words(result: TargetResult) -> str:
    """Return the loss obtained and the one the note has by mistake; empty where it makes none with it."""
    if result.note_losses is None:
        return ""
    mean, theirs = (sum(losses) / len(losses) for losses in (result.losses, result.note_losses))
    return f"test loss {mean:.4f}, as the note computes it {theirs:.4f}"


def _figure_lines(result: TargetResult) -> Iterator[str]:
    yield (
        f"{result.figure.label}: {range_words(result.accuracies)}; the note: {claim_words(result)}; "
        f"measured before: {band_words(result)}"
    )
    yield from (f"  {words}" for words in (loss_words(result), result.explanation) if words)


def described_recipe(result: RecipeResult) -> dict[str, object]:
    """Return a recipe's result as JSON's values."""
    return {
        "recipe": result.recipe.name,
        "data": result.data,
        "normalization": "mean-std" if result.is_normalised else "none",
        "seeds": list(result.seeds),
        "seconds": list(result.seconds),
        "figures": [
            {
                "label": figure.figure.label,
                "note_says": figure.figure.note_says,
                "is_note_reached": figure.is_claim_reached,
                "accuracies": list(figure.accuracies),
                "low": figure.low,
                "high": figure.high,
                "mean": figure.mean,
                "band": None if figure.band is None else [figure.band.low, figure.band.high],
                "is_in_band": figure.is_in_band,
                "losses": list(figure.losses),
                "note_losses": None if figure.note_losses is None else list(figure.note_losses),
                "explanation": figure.explanation or None,
            }
            for figure in result.figures
        ],
    }


def _described(result: TrainingResult) -> dict[str, object]:
    main, validation = result.checkpoint.measurements[0], validation_of(result.checkpoint.measurements)
    return {
        "name": result.kept.name,
        "path": None if result.kept.path is None else str(result.kept.path),
        "stopped": result.is_stopped,
        "resumption": None if result.kept.resume_file is None else str(result.kept.resume_file),
        "record": result.kept.record,
        "epochs": len(result.checkpoint.history),
        "test_accuracy": main.accuracy,
        "test_loss": main.loss,
        "validation_accuracy": None if validation is None else validation.accuracy,
        "validation_loss": None if validation is None else validation.loss,
        "kept_epoch": result.checkpoint.kept_epoch,
        "chosen_by": None if result.checkpoint.kept_epoch is None else "validation_accuracy",
        "ended_by_patience": result.ended_by_patience,
        "measurements": [
            {
                "name": measurement.name,
                "count": measurement.count,
                "correct": measurement.correct,
                "accuracy": measurement.accuracy,
                "loss": measurement.loss,
                "note": measurement.note,
            }
            for measurement in result.checkpoint.measurements
        ],
        "seeds": list(result.seeds),
        "accuracies": list(result.accuracies),
        "recipe": None if result.recipe is None else described_recipe(result.recipe),
    }
