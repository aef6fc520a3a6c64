"""Models as files for others: digitpad's own format, one standalone PyTorch script, or ONNX.

Each form but digitpad's own (`checkpoint`) is a module here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from digitpad.errors import ExportError
from digitpad.files import write_atomically
from digitpad.models import checkpoint as checkpoints

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.models.checkpoint import Checkpoint


class ExportFormat(StrEnum):
    """What a model's file can be, by the ending of its name."""

    SAFETENSORS = ".safetensors"
    SCRIPT = ".py"
    ONNX = ".onnx"


def form_of(path: Path) -> ExportFormat:
    """Return what a file's name asks for.

    Raises
    ------
    ExportError
        If it ends in none of the forms' endings.
    """
    try:
        return ExportFormat(path.suffix.lower())
    except ValueError:
        raise ExportError(
            "This kind of file cannot be written",
            "“{name}” ends in none of {endings}. Call it {stem}.safetensors to open it with digitpad, {stem}.py for a "
            "PyTorch script or {stem}.onnx for ONNX.",
            name=path.name,
            endings=", ".join(ExportFormat),
            stem=path.stem or "model",
        ) from None


def export(checkpoint: Checkpoint, name: str, path: Path) -> None:
    """Write a model to a file of the form its name asks for; a file already there is replaced.

    Parameters
    ----------
    checkpoint
        The model.
    name
        What it is called.
    path
        The file.

    Raises
    ------
    ExportError
        If the file's name asks for no form, or for ONNX without the library for it.
    StorageError
        If the file cannot be written.
    """
    match form_of(path):
        case ExportFormat.SAFETENSORS:
            checkpoints.save(checkpoint, path)
        case ExportFormat.SCRIPT:
            from digitpad.library.export.torch_script import script  # noqa: PLC0415 - the window paints before it is needed

            write_atomically(path, script(checkpoint, name).encode())
        case ExportFormat.ONNX:
            from digitpad.library.export.onnx_file import onnx_bytes  # noqa: PLC0415

            write_atomically(path, onnx_bytes(checkpoint, name))
