"""``digitpad evaluate``: how good a model is on labelled samples."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console
from digitpad.cli.options import JsonOption, ModelOption, require_png
from digitpad.config.dataset_info import DatasetName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.evaluation.calibration import Reliability
    from digitpad.evaluation.grid_picture import NamedPicture
    from digitpad.evaluation.metrics import Evaluation
    from digitpad.evaluation.samples import LabelledSamples, SampleLoader
    from digitpad.models.checkpoint import Checkpoint


def evaluate(
    *,
    model: ModelOption = "mlp",
    dataset: Annotated[
        DatasetName | None,
        typer.Option(help="Data set whose test part to measure on; the model's own if nothing is named."),
    ] = None,
    data_folder: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder of pictures whose test part to measure on, if that is the data."),
    ] = None,
    ink: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Ink file whose labelled lines to measure on.")
    ] = None,
    images: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Pictures to measure on, as FOLDER/CLASS/*.png.")
    ] = None,
    robustness: Annotated[
        bool,
        typer.Option(
            "--robustness",
            help="Measure what it costs when digits are tiny, turned, shaky, crossed, thick or thin: a table, of --ink "
            "if that is named.",
        ),
    ] = False,
    grid: Annotated[
        tuple[int, Path] | None,
        typer.Option(
            metavar="N OUT.png",
            help="Also write a picture of the first N samples, each with its true name above the predicted one.",
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Fill the grid with random samples: a seed has its own.", min=0)
    ] = None,
    json: JsonOption = False,
) -> None:
    """Measure a model: accuracy with its 95 % interval, loss, calibration, confusion matrix.

    Samples that cannot be read count as wrong; samples without a label are skipped.
    """
    if robustness:
        if [dataset, data_folder, images, grid].count(None) < 4:
            raise typer.BadParameter("--robustness tries MNIST's test images and --ink; it goes with nothing else")
        from digitpad.cli.robustness import print_robustness
        from digitpad.library.library import Library

        print_robustness(model, Library.of_user().load(model), ink, in_json=json)
        return
    dataset = _dataset_among(dataset, data_folder, ink, images)
    if seed is not None and grid is None:
        raise typer.BadParameter("--seed chooses the samples of --grid, and nothing else is random")
    if grid is not None:
        require_png(grid[1])
    from digitpad.evaluation.calibration import reliability_of
    from digitpad.evaluation.metrics import evaluate_model
    from digitpad.library.library import Library

    checkpoint = Library.of_user().load(model)
    samples = _samples(checkpoint, dataset, data_folder, ink, images)
    for problem in samples.problems:
        console.note_problem(problem)
    result = evaluate_model(checkpoint, samples.pixels, samples.labels, samples.writers)
    reliability = reliability_of(result.predictions.confidence, result.predictions.is_right)
    drawn = None
    if grid is not None:
        from digitpad.evaluation.grid_picture import named_pictures

        count, file = grid
        names = _names_in_picture(checkpoint.class_names)
        drawn = _draw_grid(named_pictures(samples, result.predictions, names, count, seed), file)
    if json:
        _print_json(model, result.evaluation, reliability, checkpoint.class_names, drawn)
    else:
        _print_text(f"{model} on {samples.name}", result.evaluation, reliability, checkpoint.class_names)
        if drawn is not None:
            what = "sample" if drawn["count"] == 1 else "samples"
            console.say(f"{drawn['file']}: {drawn['count']} {what}, {drawn['correct']} read right")


def _dataset_among(
    dataset: DatasetName | None, data_folder: Path | None, ink: Path | None, images: Path | None
) -> DatasetName | None:
    """Return the data set that was asked for; refuse two kinds of samples at once."""
    if data_folder is not None and dataset is None:
        dataset = DatasetName.FOLDER
    if data_folder is not None and dataset is not DatasetName.FOLDER:
        raise typer.BadParameter(f"--data-folder goes with --dataset folder, and not with {dataset}")
    if [dataset, ink, images].count(None) < 2:
        raise typer.BadParameter("choose one of --dataset, --ink and --images")
    return dataset


def _samples(
    checkpoint: Checkpoint, dataset: DatasetName | None, data_folder: Path | None, ink: Path | None, images: Path | None
) -> LabelledSamples:
    from digitpad.evaluation.samples import FolderLoader, InkLoader, open_test_part

    if ink is not None:
        return _load(InkLoader(ink, checkpoint), "reading ink")
    if images is not None:
        return _load(FolderLoader(images, checkpoint), "reading pictures")
    return _load(open_test_part(checkpoint, dataset, data_folder), "reading pictures")


def _load(loader: SampleLoader, what: str) -> LabelledSamples:
    with console.progress() as progress:
        for _ in progress.track(loader, total=len(loader), description=what):
            pass
    return loader.result


def _names_in_picture(class_names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a picture calls the classes; say so where that is not their names."""
    from digitpad.evaluation.lettering import shown_names

    shown = shown_names(class_names)
    others = [f"{number} is {name}" for number, name in zip(shown, class_names, strict=True) if number != name]
    if others:
        console.note(f"No font here has the letters of these names, so the picture has numbers: {', '.join(others)}.")
    return shown


def _draw_grid(pictures: Sequence[NamedPicture], file: Path) -> dict[str, object]:
    """Write the picture of a few samples; return what `--json` tells of it."""
    from io import BytesIO

    from digitpad.evaluation.grid_picture import grid_picture
    from digitpad.files.writing import write_atomically

    content = BytesIO()
    grid_picture(pictures).save(content, "PNG")
    write_atomically(file, content.getvalue())
    return {"file": str(file), "count": len(pictures), "correct": sum(each.is_right for each in pictures)}


def _print_json(
    model: str,
    evaluation: Evaluation,
    reliability: Reliability,
    class_names: tuple[str, ...],
    grid: dict[str, object] | None,
) -> None:
    console.say_json(
        {
            "model": model,
            "count": evaluation.count,
            "correct": evaluation.correct,
            "accuracy": evaluation.accuracy,
            "interval": list(evaluation.interval),
            "writers": [asdict(each) for each in evaluation.writers],
            "loss": None if math.isnan(evaluation.loss) else evaluation.loss,
            "confusion": evaluation.confusion.tolist(),
            "skipped": evaluation.skipped,
            "calibration_error": reliability.error if reliability.count else None,
            "reliability": [
                {
                    "low": part.low,
                    "high": part.high,
                    "count": part.count,
                    "correct": part.correct,
                    "confidence": part.mean_confidence,
                    "accuracy": part.accuracy,
                    "interval": None if part.interval is None else list(part.interval),
                }
                for part in reliability.bins
            ],
            "per_class": [
                {"class": name, "count": made.count, "precision": made.precision, "recall": made.recall}
                for name, made in zip(class_names, evaluation.per_class, strict=True)
            ],
        }
        | ({} if grid is None else {"grid": grid})
    )


def _print_text(title: str, evaluation: Evaluation, reliability: Reliability, class_names: tuple[str, ...]) -> None:
    low, high = evaluation.interval
    console.say(title)
    console.say(
        f"accuracy {console.percent(evaluation.accuracy)} ({evaluation.correct:,} of {evaluation.count:,}), "
        f"95 % interval {console.percent(low)} to {console.percent(high)}"
        + (f", resampled by {len(evaluation.writers)} writers" if evaluation.is_resampled else "")
    )
    if not math.isnan(evaluation.loss):
        console.say(f"loss {evaluation.loss:.4f} nats")
        console.say(
            f"expected calibration error {console.percent(reliability.error)} (confidence less accuracy "
            f"{100 * reliability.overconfidence:+.2f} points)"
        )
    if evaluation.unreadable:
        console.say(f"{evaluation.unreadable:,} could not be read and count as wrong")
    if evaluation.skipped:
        console.say(f"{evaluation.skipped:,} skipped, having no label")
    _print_confusion(evaluation, class_names)
    _print_reliability(reliability)


def _print_reliability(reliability: Reliability) -> None:
    from rich.table import Table

    table = Table(title="\nreliability", title_justify="left", box=None, header_style="bold")
    for name in ("confidence", "answers", "mean", "right", "95 % interval"):
        table.add_column(name, justify="right")
    for part in reliability.bins:
        if part.interval is not None:
            table.add_row(
                f"{100 * part.low:.1f} to {100 * part.high:.1f} %",
                f"{part.count:,}",
                _share(part.mean_confidence),
                _share(part.accuracy),
                f"{100 * part.interval.low:.1f} to {_share(part.interval.high)}",
            )
    console.tables().print(table)


def _print_confusion(evaluation: Evaluation, class_names: tuple[str, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title="rows: true, columns: read as", title_justify="left", box=None, header_style="bold")
    table.add_column("")
    for name in (*class_names, "recall"):
        table.add_column(name, justify="right")
    figures = evaluation.per_class
    for row, name in enumerate(class_names):
        cells = [
            Text(f"{count:,}" if count else "·", style="" if row == column else "red" if count else "dim")
            for column, count in enumerate(evaluation.confusion[row].tolist())
        ]
        table.add_row(Text(name, style="bold"), *cells, _share(figures[row].recall))
    table.add_row(Text("precision", style="bold"), *(_share(made.precision) for made in figures))
    console.tables().print(table)


def _share(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"
