"""Export of models: digitpad's own format, a standalone PyTorch script, or ONNX."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from digitpad.errors import ExportError
from digitpad.files.writing import write_atomically
from digitpad.models import checkpoint as checkpoints

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.models.checkpoint import Checkpoint


class ExportFormat(StrEnum):
    """Formats of exported models, by the ending of the file's name."""

    SAFETENSORS = ".safetensors"
    SCRIPT = ".py"
    ONNX = ".onnx"


def form_of(path: Path) -> ExportFormat:
    """Return the format that a file's name asks for."""
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
    """Write a model to a file in the format its name asks for; a file already there is replaced.

    Raises
    ------
    ExportError
        If the file's name asks for no format, or for ONNX without the library for it.
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
