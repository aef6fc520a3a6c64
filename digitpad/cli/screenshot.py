"""``digitpad screenshot``: a picture of the real window, made without a display."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from digitpad.cli.options import ModelOption, RecallOption
from digitpad.config.dataset_info import DatasetName
from digitpad.gui.screenshot import WindowKind, render
from digitpad.recognition.thresholds import DEFAULT_RECALL


class ThemeName(StrEnum):
    """How they can look."""

    LIGHT = "light"
    DARK = "dark"


def screenshot(
    out: Annotated[Path, typer.Argument(metavar="OUT.png", help="Where the picture goes.")],
    *,
    window: Annotated[WindowKind, typer.Option(help="Which window.")] = WindowKind.MAIN,
    ink: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Ink file whose first drawing is on the pad.")
    ] = None,
    model: ModelOption = "mlp",
    size: Annotated[str, typer.Option(metavar="WxH", help="Size in pixels.")] = "1280x720",
    theme: Annotated[ThemeName, typer.Option(help="Light or dark.")] = ThemeName.LIGHT,
    numbers: Annotated[bool, typer.Option(help="Read ink as several digits where it is, or always as one.")] = True,
    kept_share: RecallOption = DEFAULT_RECALL,
    dataset: Annotated[
        DatasetName | None, typer.Option(help="What the window of data sets shows, or the evaluation is of.")
    ] = None,
    data_folder: Annotated[Path | None, typer.Option(metavar="FOLDER", help="The folder of pictures it shows.")] = None,
) -> None:
    """Render the window into a picture, without a display."""
    width, height = _size(size)
    from digitpad.settings import ThemeChoice

    if data_folder is not None:
        dataset = DatasetName.FOLDER
    render(
        out,
        window=window,
        ink_file=ink,
        model=model,
        size=(width, height),
        theme=ThemeChoice(theme.value),
        reads_numbers=numbers,
        kept_share=kept_share,
        dataset=dataset,
        folder=data_folder,
    )


def _size(text: str) -> tuple[int, int]:
    numbers = re.fullmatch(r"(\d{1,5})[xX](\d{1,5})", text)
    if numbers is None:
        raise typer.BadParameter(f"{text!r} is no size such as 1280x720", param_hint="--size")
    width, height = int(numbers[1]), int(numbers[2])
    if not (200 <= width <= 8192 and 200 <= height <= 8192):
        raise typer.BadParameter("width and height lie from 200 to 8192 pixels", param_hint="--size")
    return width, height
