"""Pictures of the real windows, made without a screen: ``digitpad screenshot``.

Imports no Qt by itself, because the platform must be chosen before Qt is imported.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DatasetName
from digitpad.errors import DigitpadError, StorageError
from digitpad.gui import preflight
from digitpad.recognition.thresholds import DEFAULT_RECALL
from digitpad.settings import Settings, ThemeChoice

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QMessageLogContext, QtMsgType
    from PySide6.QtWidgets import QWidget

    from digitpad.gui.data.browser import DataBrowser
    from digitpad.gui.evaluation.dialog import EvaluationDialog
    from digitpad.gui.main_window import MainWindow
    from digitpad.ink.drawing import Drawing

_PATIENCE_MILLISECONDS = 30_000
"""Longest wait for the answer: a slow disk may take seconds to load numpy."""


class WindowKind(StrEnum):
    """The windows a picture can be made of."""

    MAIN = "main"
    TRAINING = "training"
    DATA = "data"
    EVALUATION = "evaluation"
    MODELS = "models"


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
    """Write a picture of a window.

    `out`: the picture; its ending says of which kind; `window`: which window; `ink_file`: A picture or ink file, of
    which the first drawing is put on the pad; None for an empty pad; `model`: name of the model that reads it; `size`:
    width and height of the window; `theme`: how it looks; `reads_numbers`: whether ink may be read as several digits;
    `kept_share`: how many true digits shall be kept, when a drawing is called "not a digit?"; 1.0 to never do so;
    `dataset`, `folder`: what the data browser shows, MNIST for None, and what the evaluation is of, the model's own
    test images for None.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    preflight.check()
    from PySide6.QtCore import Qt, qInstallMessageHandler  # noqa: PLC0415 - Qt's libraries are there after the check

    from digitpad.gui.app import make_application  # noqa: PLC0415
    from digitpad.gui.main_window import MainWindow  # noqa: PLC0415
    from digitpad.gui.pad.file_reader import read  # noqa: PLC0415

    drawing = None if ink_file is None else read(ink_file).drawings[0]
    application = make_application(theme)
    main = MainWindow(Settings(theme=theme, model=model, reads_numbers=reads_numbers, kept_share=kept_share))
    main.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    before = qInstallMessageHandler(_pass_on)
    main.resize(*size)
    main.show()
    main.grab()  # painted for the first time, it begins to load its model
    try:
        _complete(main, None)
        _await_figures(main)
        if drawing is not None:
            _complete(main, drawing)
            _read_at_rest(main)
        shown = _window(main, window)
        shown.resize(*size)
        if window is WindowKind.DATA:
            _fill_browser(main.workshop.made_data_browser(), dataset, folder)
        elif window is WindowKind.EVALUATION:
            _evaluate(main.workshop.made_evaluation_dialog(), model, dataset, folder)
        elif window is WindowKind.MODELS:
            main.workshop.made_models_dialog().show_models()
        _await_figures(main)
        application.processEvents()
        _write(shown, out)
    finally:
        # Not closed as by a user, which would remember this scene as the user's settings.
        main.workshop.shut_down()
        main.hand.shut_down()
        main.recognition.shut_down()
        qInstallMessageHandler(before)


def _window(main: MainWindow, kind: WindowKind) -> QWidget:
    if kind is WindowKind.TRAINING:
        return main.workshop.made_training_dialog()
    if kind is WindowKind.EVALUATION:
        return main.workshop.made_evaluation_dialog()
    if kind is WindowKind.MODELS:
        return main.workshop.made_models_dialog()
    return main.workshop.made_data_browser() if kind is WindowKind.DATA else main


def _await_figures(main: MainWindow) -> None:
    """Wait until the figures of the models shown are there, measured now if need be."""
    from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415 - Qt's libraries are there only after the check

    controller = main.workshop.standings.controller
    if controller.is_busy:
        waiting = QEventLoop()
        controller.rested.connect(waiting.quit)
        QTimer.singleShot(_PATIENCE_MILLISECONDS, waiting, waiting.quit)
        waiting.exec()


def _fill_browser(browser: DataBrowser, dataset: DatasetName | None, folder: Path | None) -> None:
    """Wait until the browser shows a data set, or says why it cannot."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: PLC0415 - Qt's libraries are there only after the check

    waiting = QEventLoop()
    browser.settled.connect(waiting.quit, Qt.ConnectionType.QueuedConnection)
    QTimer.singleShot(_PATIENCE_MILLISECONDS, waiting, waiting.quit)
    browser.show_dataset(dataset or DatasetName.MNIST, None if folder is None else str(folder))
    waiting.exec()


def _evaluate(dialog: EvaluationDialog, model: str, dataset: DatasetName | None, folder: Path | None) -> None:
    """Wait until the evaluation is there, or what stands in its way."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: PLC0415 - Qt's libraries are there only after the check

    from digitpad.gui.evaluation.thread import PictureFolder, TestImages  # noqa: PLC0415

    waiting = QEventLoop()
    dialog.settled.connect(waiting.quit, Qt.ConnectionType.QueuedConnection)
    QTimer.singleShot(_PATIENCE_MILLISECONDS, waiting, waiting.quit)
    dialog.refresh_models(model)
    dialog.choice.choose_source(TestImages(dataset) if folder is None else PictureFolder(folder))
    waiting.exec()


def _pass_on(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Print what Qt warns of, but not that an invisible window cannot be sized by hand."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)  # noqa: T201 - where Qt itself would print it


def _complete(main: MainWindow, drawing: Drawing | None) -> None:
    """Wait until the model is there and has read the drawing."""
    from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415 - Qt's libraries are there only after the check

    waiting = QEventLoop()
    if drawing is None:
        main.recognition.model_loaded.connect(waiting.quit)
    else:
        main.recognition.answered.connect(waiting.quit)
        main.canvas.show_drawing(drawing)
    main.recognition.failed.connect(waiting.quit)
    patience = QTimer(singleShot=True, interval=_PATIENCE_MILLISECONDS)
    patience.timeout.connect(waiting.quit)
    patience.start()
    waiting.exec()
    if main.panel.problem is not None:
        raise main.panel.problem
    if not patience.isActive():
        raise DigitpadError("This took too long", "There was no answer after half a minute. Try once more.")


def _read_at_rest(main: MainWindow) -> None:
    """Have the drawing read once more while nothing else happens, for the window says how long that took."""
    from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415 - Qt's libraries are there only after the check

    main.grab()
    waiting = QEventLoop()
    main.recognition.answered.connect(waiting.quit)
    QTimer.singleShot(_PATIENCE_MILLISECONDS, waiting, waiting.quit)
    main.recognition.read(main.canvas.drawing)
    waiting.exec()


def _write(window: QWidget, out: Path) -> None:
    from digitpad.files import write_atomically  # noqa: PLC0415 - only once there is something to write
    from digitpad.gui.pad.ink_painter import encoded  # noqa: PLC0415

    content = encoded(window.grab().toImage(), out.suffix.removeprefix(".") or "png")
    if not content:
        raise StorageError(
            "This kind of picture cannot be written",
            "“{suffix}” is no kind of picture digitpad can write. Call it {name}.",
            suffix=out.suffix,
            name=f"{out.stem}.png",
        )
    write_atomically(out, content)
