"""Pictures of the real windows, made without a screen: ``digitpad screenshot``.

Imports no Qt by itself, because the platform must be chosen before Qt is imported.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DatasetName
from digitpad.errors import DigitpadError
from digitpad.gui import app, preflight
from digitpad.recognition.thresholds import DEFAULT_RECALL
from digitpad.settings import Settings, ThemeChoice

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QMessageLogContext, QtMsgType
    from PySide6.QtWidgets import QWidget

    from digitpad.gui.main_window import MainWindow
    from digitpad.ink.drawing import Drawing

_LAYOUTS = 20
"""Rounds of events until wrapped text within wrapped text has found its height."""


class WindowKind(StrEnum):
    """The windows a picture can be made of."""

    MAIN = "main"
    TRAINING = "training"
    DATA = "data"
    EVALUATION = "evaluation"
    MODELS = "models"
    INSIDE = "inside"
    STEP = "step"
    COMPARE = "compare"
    NOTES = "notes"
    EXPERIMENTS = "experiments"


def render(  # noqa: PLR0913 - one argument an option of the command
    out: Path,
    *,
    window: WindowKind = WindowKind.MAIN,
    ink_file: Path | None = None,
    model: str = "mlp",
    size: tuple[int, int] = (1280, 720),
    theme: ThemeChoice = ThemeChoice.LIGHT,
    reads_numbers: bool = True,
    kept_share: float = DEFAULT_RECALL,
    dataset: DatasetName | None = None,
    folder: Path | None = None,
) -> None:
    """Write a picture of a window, in the format of its file's suffix.

    The pad shows the first drawing of `ink_file`. The data browser shows `dataset` or `folder`, MNIST for None; the
    evaluation is of them, of the model's own test images for None.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    preflight.check()
    from PySide6.QtCore import Qt, qInstallMessageHandler  # noqa: PLC0415 - Qt's libraries are there after the check

    from digitpad.gui.main_window import MainWindow  # noqa: PLC0415
    from digitpad.gui.pad.file_reader import read  # noqa: PLC0415
    from digitpad.gui.widgets.picture_file import write_picture  # noqa: PLC0415

    drawing = None if ink_file is None else read(ink_file).drawings[0].drawing
    application = app.make_application(theme)
    main = MainWindow(Settings(theme=theme, model=model, reads_numbers=reads_numbers, kept_share=kept_share))
    main.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    before = qInstallMessageHandler(_print_warning)
    main.resize(*size)
    main.show()
    main.grab()  # painted for the first time, it begins to load its model
    try:
        _await_answer(main)
        app.wait_until(lambda: main.is_ready)
        if drawing is not None:
            _read(main, drawing)
        shown = _window(main, window, size, model, dataset, folder)
        app.wait_until(lambda: main.is_ready)
        application.processEvents()
        write_picture(shown.grab().toImage(), out)
    finally:
        # Not closed as by a user, which would remember this scene as the user's settings.
        main.shut_down()
        qInstallMessageHandler(before)


def _await_answer(main: MainWindow) -> None:
    """Wait until the model is loaded and has read what is on the pad."""
    is_over = app.wait_until(lambda: main.presenter.is_ready)
    if main.presenter.problem is not None:
        raise main.presenter.problem
    if not is_over:
        raise DigitpadError("This took too long", "There was no answer after half a minute. Try once more.")


def _read(main: MainWindow, drawing: Drawing) -> None:
    """Have the drawing read, and once more while nothing else happens, for the window shows how long that took."""
    main.canvas.show_drawing(drawing)
    _await_answer(main)
    main.grab()
    first = main.presenter.shown
    main.recognition.read(drawing)
    app.wait_until(lambda: main.presenter.shown is not first)


def _window(  # noqa: PLR0913, PLR0917 - as above
    main: MainWindow,
    kind: WindowKind,
    size: tuple[int, int],
    model: str,
    dataset: DatasetName | None,
    folder: Path | None,
) -> QWidget:
    """Return the window of that kind, in its size and once it is ready."""
    settled: list[bool] = []
    if kind is WindowKind.DATA:
        browser = main.tool_windows.data.get()
        browser.settled.connect(lambda: settled.append(True))
        browser.resize(*size)
        browser.show_dataset(dataset or DatasetName.MNIST, None if folder is None else str(folder))
        app.wait_until(lambda: bool(settled))
        return browser
    if kind is WindowKind.EVALUATION:
        from digitpad.gui.evaluation.thread import PictureFolder, TestImages  # noqa: PLC0415 - Qt is there by now

        dialog = main.tool_windows.evaluation.get()
        dialog.settled.connect(lambda: settled.append(True))
        dialog.resize(*size)
        dialog.refresh_models(model)
        dialog.choice.choose_source(TestImages(dataset) if folder is None else PictureFolder(folder))
        app.wait_until(lambda: bool(settled))
        return dialog
    if kind is WindowKind.MODELS:
        models = main.tool_windows.models.get()
        models.resize(*size)
        models.show_models()
        return models
    if kind is WindowKind.EXPERIMENTS:
        experiments = main.tool_windows.experiments.get()
        experiments.resize(*size)
        experiments.show_experiments()
        app.wait_until(lambda: experiments.has_settled)
        return experiments
    if kind is WindowKind.INSIDE:
        why = main.workspace.inside.open().why
        app.wait_until(lambda: main.presenter.shown is None or why.explanation is not None)
    if kind is WindowKind.STEP:
        _take_step(main)
    if kind is WindowKind.COMPARE:
        compare = main.workspace.compare.open()
        app.wait_until(lambda: compare.is_settled)
    if kind is WindowKind.NOTES:
        _do_step(main)
    if kind is WindowKind.TRAINING:
        main.tool_windows.training.open()
    main.resize(*size)
    return main


def _take_step(main: MainWindow) -> None:
    """Open the view of one step, and run all its lines: on the drawing, or on a training image if there is none."""
    view = main.workspace.step.open()
    if main.presenter.shown is None:
        view.form.choose_image()
    app.wait_until(lambda: view.walker.can_go_on and not view.is_busy)
    view.take_step()
    app.wait_until(lambda: not view.is_busy)


def _do_step(main: MainWindow) -> None:
    """Open the notes, and do the step they open at."""
    from PySide6.QtCore import QCoreApplication  # noqa: PLC0415 - Qt is there by now

    notes = main.workspace.notes.open()
    notes.do()
    app.wait_until(lambda: not notes.is_busy)
    for _ in range(_LAYOUTS):
        QCoreApplication.processEvents()


def _print_warning(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Print what Qt warns of, but not that an invisible window cannot be sized by hand."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)  # noqa: T201 - where Qt itself would print it
