"""``digitpad recipes --pytorch``: the PyTorch script of each note's recipe, run whole and held to its band."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from digitpad.cli import console
from digitpad.config.dataset_info import DATASETS, DatasetName, Split, title_of
from digitpad.config.recipe_targets import TargetKind
from digitpad.data.locations import IDX_FILES, found_folder
from digitpad.errors import TrainingError

if TYPE_CHECKING:
    from digitpad.cli.interruption import Interruption
    from digitpad.config.recipe_targets import Band
    from digitpad.config.recipes import Recipe
    from digitpad.config.train_config import TrainConfig

_IDX_FOLDERS = {DatasetName.MNIST: "MNIST", DatasetName.FASHION_MNIST: "FashionMNIST", DatasetName.KMNIST: "KMNIST"}
"""What torchvision calls the folders of data sets in MNIST's likeness."""

_RIGHT = re.compile(r"(\d+)/(\d+) right")


@dataclass(frozen=True, slots=True)
class ScriptResult:
    """What the script of a recipe came to."""

    recipe: Recipe
    data: str
    accuracy: float  # on the test part, as the script's last line says
    band: Band | None  # where digitpad's own accuracy comes out; None if that was not measured
    seconds: float

    @property
    def is_outside(self) -> bool:
        """Whether the accuracy is not where digitpad's comes out."""
        return self.band is not None and not self.band.holds(self.accuracy)


def run_scripts(chosen: list[Recipe], cifar_folder: Path | None, stop: Interruption, *, in_json: bool) -> bool:
    """Run the scripts and print a row of each; return whether all came out in their bands, none left out."""
    if not in_json:
        console.say("| recipe | data | accuracy by the script | band | within | s |")
        console.say("|---|---|---|---|---|---|")
    is_well = True
    for recipe in chosen:
        with tempfile.TemporaryDirectory(prefix="digitpad-") as folder, console.status(f"{recipe.name}, as PyTorch"):
            result = _result(recipe, cifar_folder, Path(folder), stop)
        if stop.has_come:
            return is_well
        if result is None:
            console.note(f"{recipe.name} is left out: {title_of(recipe.config.dataset)} is not here.")
            is_well = False
            continue
        is_well = is_well and not result.is_outside
        if in_json:
            console.say_json(_described(result))
        else:
            console.say(_row(result))
    return is_well


def _result(recipe: Recipe, cifar_folder: Path | None, folder: Path, stop: Interruption) -> ScriptResult | None:
    """Run the script of a recipe in a folder of its own; None if its data is not here."""
    from digitpad.training.recipe_results import SMALL_FOLDER, small_folder

    config, is_small = recipe.config, False
    if found_folder(config.dataset) is not None:
        config = _laid_out(recipe, folder)
    elif config.dataset is DatasetName.CIFAR10 and cifar_folder is not None:
        config, is_small = small_folder(recipe, cifar_folder.absolute()), True
    else:
        return None
    started = perf_counter()
    accuracy = _accuracy(config, folder, stop)
    final = next(target for target in recipe.targets if target.kind is TargetKind.FINAL)
    return ScriptResult(
        recipe=recipe,
        data=SMALL_FOLDER if is_small else title_of(recipe.config.dataset),
        accuracy=accuracy,
        band=final.band(is_normalised=False, is_small=is_small),
        seconds=perf_counter() - started,
    )


def _laid_out(recipe: Recipe, folder: Path) -> TrainConfig:
    """Lay the data of a recipe out where its script looks for it; return the config of the script.

    CIFAR-10 is laid out as pictures: torchvision reads another of its archives than digitpad does.
    """
    config = recipe.config
    if config.dataset in _IDX_FOLDERS:
        lay_out_idx(config.dataset, folder)
        return config
    from PIL import Image

    from digitpad.data.reading import read_dataset
    from digitpad.training.recipe_results import small_folder

    pictures, names = folder / "pictures", DATASETS[config.dataset].class_names
    for split in Split:
        for name in names:
            (pictures / split / name).mkdir(parents=True)
        images = read_dataset(config.dataset, split)
        for number, (pixels, label) in enumerate(zip(images.pixels, images.labels, strict=True)):
            Image.fromarray(pixels).save(pictures / split / names[label] / f"{number:05}.png", compress_level=1)
    return small_folder(recipe, pictures)


def lay_out_idx(dataset: DatasetName, folder: Path) -> None:
    """Unpack a data set in MNIST's likeness into the folder ``data``, so that torchvision fetches nothing."""
    source = found_folder(dataset)
    if source is None:
        raise FileNotFoundError(dataset)
    raw = folder / "data" / _IDX_FOLDERS[dataset] / "raw"
    raw.mkdir(parents=True)
    for file in IDX_FILES:
        (raw / file.removesuffix(".gz")).write_bytes(gzip.decompress((source / file).read_bytes()))


def _accuracy(config: TrainConfig, folder: Path, stop: Interruption) -> float:
    """Run the script of a config and return the accuracy it prints last; 0 if it was interrupted."""
    from digitpad.training.pytorch_script import script_of

    path = folder / "train.py"
    path.write_text(script_of(config), encoding="utf-8")
    done = subprocess.run([sys.executable, str(path)], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - written above
    if stop.has_come:
        return 0.0
    found = _RIGHT.findall(done.stdout)
    if done.returncode or not found:
        raise TrainingError(
            "The PyTorch script failed",
            "It ended with status {status}: {reason}",
            status=done.returncode,
            reason=done.stderr.strip().rpartition("\n")[2],
        )
    correct, count = map(int, found[-1])
    return correct / count


def _row(result: ScriptResult) -> str:
    band = within = "not measured"
    if result.band is not None:
        band, within = result.band.words, "no" if result.is_outside else "yes"
    return (
        f"| `{result.recipe.name}` | {result.data} | {100 * result.accuracy:.2f} % | {band} | {within} "
        f"| {result.seconds:.0f} |"
    )


def _described(result: ScriptResult) -> dict[str, object]:
    band = result.band
    return {
        "recipe": result.recipe.name,
        "data": result.data,
        "accuracy": result.accuracy,
        "band": None if band is None else [band.low, band.high],
        "is_within": None if band is None else not result.is_outside,
        "seconds": result.seconds,
    }
