"""``digitpad data``: which data sets are there, fetching one, looking into one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitpad.cli import console, interruption
from digitpad.cli.options import JsonOption
from digitpad.config.dataset_info import DATASETS, DatasetName, Split, title_of

if TYPE_CHECKING:
    from digitpad.config.dataset_info import DatasetInfo
    from digitpad.data.downloads import DownloadProgress
    from digitpad.data.image_set import ImageSet
    from digitpad.data.tensor_batch import TensorBatch

_NAMED = 10
"""Images of a batch whose classes are named."""

app = typer.Typer(
    name="data",
    help="The data sets: which are there, fetching one, looking into one.",
    invoke_without_command=True,
)


@app.callback()
def data(context: typer.Context, *, json: JsonOption = False) -> None:
    """List the data sets: what is there, where, how many images, how large; fetch one, look into one."""
    if context.invoked_subcommand is not None:
        return
    if json:
        for facts in DATASETS.values():
            console.say_json(_listed(facts))
        return
    _print_table()


@app.command()
def get(name: Annotated[DatasetName, typer.Argument(help="Which data set.")], *, json: JsonOption = False) -> None:
    """Fetch a data set over the network, unless it is there already.

    Ctrl-C ends the download; files that were whole by then need not be fetched again.
    """
    from digitpad.data.downloads import DownloadStopped, fetch_dataset
    from digitpad.data.locations import is_present

    if name is DatasetName.MNIST or is_present(name):
        console.note(f"{title_of(name)} is here already.")
        if name is DatasetName.MNIST:
            _print_got(name, in_json=json)
            return
    with interruption.awaited() as interrupted, console.progress() as progress:
        task = progress.add_task(f"fetching {title_of(name)}", total=None)

        def watch(now: DownloadProgress) -> None:
            if interrupted.has_come:
                raise DownloadStopped
            progress.update(task, completed=now.received, total=now.total)

        try:
            fetch_dataset(name, watch)
        except DownloadStopped:
            raise typer.Exit(interruption.EXIT_STATUS) from None
    _print_got(name, in_json=json)


@app.command()
def show(
    name: Annotated[DatasetName, typer.Argument(help="Which data set.")],
    *,
    part: Annotated[Split, typer.Option(help="Which part of it.")] = Split.TRAIN,
    data_folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The folder of pictures, if that is the data set.")
    ] = None,
    image_size: Annotated[
        int | None, typer.Option(metavar="N", help="Scale the images to N x N pixels.", min=4, max=256)
    ] = None,
    batch_size: Annotated[
        int | None,
        typer.Option(metavar="N", help="Images of the batch; as the note on this data set has it if left out.", min=1),
    ] = None,
    resize: Annotated[
        int | None, typer.Option(metavar="N", help="Resize the images of the batch to N x N pixels.", min=1, max=1024)
    ] = None,
    json: JsonOption = False,
) -> None:
    """Look into a data set: its classes and how many images each has, shapes and types, one batch."""
    from digitpad.data.reading import read_dataset
    from digitpad.data.tensor_batch import batch_of, note_batch_sizes

    images = read_dataset(name, part, data_folder, image_size)
    for problem in images.problems:
        console.note_problem(problem)
    batch = batch_of(images, batch_size or note_batch_sizes(name)[0], resize=resize)
    if json:
        console.say_json(_shown(images, batch))
    else:
        _print_images(images, batch)


def _listed(facts: DatasetInfo) -> dict[str, object]:
    from digitpad.data.locations import dataset_folder, found_folder, size_on_disk

    folder = found_folder(facts.name)
    return {
        "name": facts.name.value,
        "title": facts.title,
        "is_present": folder is not None,
        "folder": str(folder or dataset_folder(facts.name)),
        "train_count": facts.train_count,
        "test_count": facts.test_count,
        "image_size": facts.image_size,
        "channels": facts.channels,
        "class_names": list(facts.class_names),
        "writers": None if facts.writers is None else list(facts.writers),
        "credit": facts.credit,
        "terms": facts.terms,
        "bytes": size_on_disk(facts.name),
        "download_bytes": facts.download_size,
    }


def _print_table() -> None:
    from rich.table import Table
    from rich.text import Text

    from digitpad.data.locations import dataset_folder, found_folder, size_on_disk

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading, justify in (("name", "left"), ("train", "right"), ("test", "right"), ("image", "left")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type] # the literals rich takes
    table.add_column("size", justify="right")
    table.add_column("where")
    for facts in DATASETS.values():
        folder = found_folder(facts.name)
        image = f"{facts.image_size} x {facts.image_size} {'grey' if facts.channels == 1 else 'colour'}"
        if facts.is_ink:
            image = "strokes"
        size = size_on_disk(facts.name) if folder is not None else facts.download_size
        where = str(folder) if folder is not None else f"not here yet: digitpad data get {facts.name}"
        table.add_row(
            facts.name.value,
            f"{facts.train_count:,}",
            f"{facts.test_count:,}",
            image,
            megabytes(size),
            Text(where, style="" if folder is not None else "dim"),
        )
    console.tables().print(table)
    console.note(
        "A folder of your own pictures, as FOLDER/train/CLASS/* and FOLDER/test/CLASS/*, is named where it is used: "
        "--dataset folder --data-folder FOLDER. Fetched files go to "
        f"{dataset_folder(DatasetName.FASHION_MNIST).parent}."
    )


def _print_got(name: DatasetName, *, in_json: bool) -> None:
    facts = DATASETS[name]
    if in_json:
        console.say_json(_listed(facts))
        return
    from digitpad.data.locations import found_folder

    what = "digits" if facts.is_ink else "images"
    console.say(f"{facts.title}: {facts.train_count:,} + {facts.test_count:,} {what} in {found_folder(name)}")
    if facts.credit:
        console.say(f"{facts.credit}. {facts.terms}.")


def _shown(images: ImageSet, batch: TensorBatch) -> dict[str, object]:
    labels = batch.labels.tolist()
    return {
        "name": images.name,
        "count": len(images),
        "classes": [
            {"name": name, "count": count} for name, count in zip(images.class_names, images.class_counts, strict=True)
        ],
        "shape": list(images.pixels.shape),
        "dtype": str(images.pixels.dtype),
        "mean": list(images.mean_and_std()[0]),
        "std": list(images.mean_and_std()[1]),
        "sha256": images.sha256,
        "batch": {
            "shape": list(batch.pixels.shape),
            "labels": labels,
            "class_names": [images.class_names[label] for label in labels],
            "images": {"shape": list(batch.shape), "dtype": "float32", "low": batch.low, "high": batch.high},
            "labels_shape": list(batch.labels.shape),
            "labels_dtype": str(batch.labels.dtype),
            "batches": batch.epoch,
            "batches_drop_last": batch.whole,
        },
        "problems": len(images.problems),
    }


def _print_images(images: ImageSet, batch: TensorBatch) -> None:
    mean, std = (", ".join(f"{number:.4f}" for number in numbers) for numbers in images.mean_and_std())
    console.say(f"{images.name}: {len(images):,} images")
    console.say(f"pixels {_described(images.pixels)}, 0 to 255; labels {_described(images.labels)}")
    console.say(f"mean {mean}, standard deviation {std} of pixel / 255")
    widest = max(map(len, images.class_names))
    most, block = max(images.class_counts), "█" if console.can_show("█") else "#"
    for name, count in zip(images.class_names, images.class_counts, strict=True):
        console.say(f"  {name:<{widest}}  {count:>7,}  {block * round(30 * count / most)}")
    console.say(
        f"one shuffled batch: images {batch.shape} float32, {batch.low:.4g} to {batch.high:.4g}; "
        f"labels {_described(batch.labels)}"
    )
    names = [images.class_names[label] for label in batch.labels.tolist()]
    console.say("  " + ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else ""))
    console.say(f"batches of an epoch: {batch.epoch:,}; with drop_last {batch.whole:,}")


def _described(array: object) -> str:
    """Return an array's shape and type, for example ``(8, 28, 28) uint8``."""
    return f"{getattr(array, 'shape', ())} {getattr(array, 'dtype', '')}"


def megabytes(size: int) -> str:
    """Return a number of bytes in megabytes."""
    return f"{size / 1e6:.1f} MB"
