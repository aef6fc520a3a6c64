"""Drawings in and out: files, clipboard, drag and drop."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from digitpad.errors import InkError
from digitpad.gui.pad.coordinates import placed
from digitpad.gui.pad.file_reader import FileReader, InkText, Opened, PictureBytes, RandomImage
from digitpad.gui.pad.file_writer import CopyInk, CopyPicture, FileWriter, Save
from digitpad.gui.widgets.error_dialog import show_error
from digitpad.gui.widgets.number_text import count, translated
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from digitpad.config.dataset_info import DatasetName
    from digitpad.errors import DigitpadError
    from digitpad.gui.pad.canvas import Canvas
    from digitpad.ink.labelled_drawing import LabelledDrawing

_PNG = "image/png"
_PROBLEMS_SHOWN = 3


class DrawingFiles(QObject):
    """Everything that brings a drawing to the pad or takes it away, but the pen.

    `message_changed` carries a passing message. `origin_changed` carries where the drawing on the pad comes from, as
    `origin` does, whenever that changed.
    """

    message_changed = Signal(str)
    origin_changed = Signal(object)

    def __init__(self, canvas: Canvas, reader: FileReader, window: QWidget) -> None:
        super().__init__(window)
        self._canvas = canvas
        self._reader = reader
        self._writer = FileWriter(reader.thread_of_worker, self)
        self._has_failed = False  # whether something could not be saved lately
        self._window = window
        self._opened: Opened | None = None
        self._index = 0
        # All of which some may come back by undo and redo. By the drawing itself, for ink may be drawn just like it.
        self._known: dict[int, LabelledDrawing] = {}
        self._origin: LabelledDrawing | None = None
        canvas.history_changed.connect(self._follow_history)
        reader.opened.connect(self._show_opened)
        reader.failed.connect(self._show_failure)
        self._writer.succeeded.connect(self._show_written)
        self._writer.failed.connect(self._show_unwritten)

    @property
    def has_next(self) -> bool:
        """Whether the open file holds a drawing after the one shown last."""
        return self._opened is not None and self._index + 1 < len(self._opened.drawings)

    @property
    def has_previous(self) -> bool:
        """Whether the open file holds a drawing before the one shown last."""
        return self._opened is not None and self._index > 0

    @property
    def origin(self) -> LabelledDrawing | None:
        """The drawing on the pad, with where it comes from and what it shows; None for one's own ink."""
        return self._origin

    def open(self, path: Path) -> None:
        """Open a picture or ink file; the pad shows it a moment later."""
        self._reader.submit(path)

    def show_random(self, dataset: DatasetName, folder: str | None) -> None:
        """Put a random image of a data set's test part on the pad."""
        self._reader.submit(RandomImage(dataset, folder))

    @Slot(object)
    def show_drawing(self, shown: LabelledDrawing) -> None:
        """Put a picture or ink on the pad that comes from another window."""
        drawing = shown.drawing
        on_pad = placed(drawing) if isinstance(drawing, Ink) else drawing
        self._show_opened(Opened((replace(shown, drawing=on_pad),)))

    @Slot()
    def ask_and_open(self) -> None:
        """Let the user choose a file, and open it."""
        kinds = (
            self.tr("Pictures and ink (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.jsonl *.jsonl.gz)"),
            self.tr("All files (*)"),
        )
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open a picture or ink"), "", ";;".join(kinds))
        if name:
            self.open(Path(name))

    @Slot()
    def ask_and_save(self) -> None:
        """Let the user choose a file, and save the drawing there."""
        if self._is_blank():
            return
        picture, ink = self.tr("Picture (*.png)"), self.tr("Ink, to open and train with (*.jsonl)")
        kinds = [picture, ink] if isinstance(self._canvas.drawing, Ink) else [picture]
        name, kind = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the drawing"), "digit.png", ";;".join(kinds)
        )
        if name:
            path = Path(name)
            if not path.suffix:
                path = path.with_suffix(".jsonl" if kind == ink else ".png")
            self.save(path)

    def save(self, path: Path) -> None:
        """Save the drawing, as ink if the file's name says so, else as a picture; a message follows."""
        self._writer.submit(Save(self._canvas.drawing, self._canvas.pen_width, path))

    @Slot()
    def copy_picture(self) -> None:
        """Copy the drawing as a picture."""
        if not self._is_blank():
            self._writer.submit(CopyPicture(self._canvas.drawing, self._canvas.pen_width))

    @Slot()
    def copy_ink(self) -> None:
        """Copy the drawing as one line of an ink file."""
        drawing = self._canvas.drawing
        if not self._is_blank() and isinstance(drawing, Ink):
            self._writer.submit(CopyInk(drawing))

    def may_close(self) -> bool:
        """Wait until all is saved; False if something could not be, for then its error is on show."""
        self._has_failed = False
        while self._writer.is_busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return not self._has_failed

    @Slot(object)
    def _show_written(self, written: Path | QImage | str) -> None:
        if isinstance(written, Path):
            self.message_changed.emit(self.tr("Saved as {name}").format(name=written.name))
        elif isinstance(written, QImage):
            QGuiApplication.clipboard().setImage(written)
            self.message_changed.emit(self.tr("Copied as a picture"))
        else:
            QGuiApplication.clipboard().setText(written)
            self.message_changed.emit(self.tr("Copied as ink"))

    @Slot(object)
    def _show_unwritten(self, error: DigitpadError) -> None:
        self._has_failed = True
        self._show_failure(error)

    @Slot()
    def paste(self) -> None:
        """Put what was copied elsewhere on the pad."""
        mime = QGuiApplication.clipboard().mimeData()  # None, whatever its type says, where nothing was ever copied
        if not mime or not self.take(mime, self.tr("the clipboard")):
            self.message_changed.emit(self.tr("There is no picture and no ink to paste"))

    def can_take(self, mime: QMimeData) -> bool:
        """Whether what is dragged or copied may hold a drawing."""
        return mime.hasImage() or any(url.isLocalFile() for url in mime.urls())

    def take(self, mime: QMimeData, origin: str) -> bool:
        """Open what was dropped or pasted; whether there was anything."""
        for url in mime.urls():
            if url.isLocalFile():
                self.open(Path(url.toLocalFile()))
                return True
        if mime.hasImage():
            # Encoded already, as a rule; one that is not is encoded where it is read, which may take a second.
            is_png = mime.hasFormat(_PNG)
            content = bytes(mime.data(_PNG).data()) if is_png else QImage(mime.imageData())
            self._reader.submit(PictureBytes(content, origin))
            return True
        if mime.hasText() and mime.text().lstrip().startswith("{"):
            self._reader.submit(InkText(mime.text().strip(), origin))
            return True
        return False

    @Slot()
    def show_next(self) -> None:
        """Put the next drawing of the file on the pad."""
        if self.has_next:
            self._show_index(self._index + 1)

    @Slot()
    def show_previous(self) -> None:
        """Put the drawing before on the pad."""
        if self.has_previous:
            self._show_index(self._index - 1)

    def _show_index(self, index: int) -> None:
        if self._opened is not None:
            self._index = index
            shown = self._opened.drawings[index]
            self._known[id(shown.drawing)] = shown
            self._canvas.show_drawing(shown.drawing)

    @Slot()
    def _follow_history(self) -> None:
        """Find the origin of what is on the pad, and forget those of what can no longer come back."""
        if not self._known:
            return
        history = self._canvas.history
        present = {id(drawing) for drawing in (history.present, *history.past, *history.future)}
        self._known = {key: known for key, known in self._known.items() if key in present}
        origin = self._known.get(id(history.present))
        if origin is not self._origin:
            self._origin = origin
            self._find_in_file()
            self.origin_changed.emit(origin)

    def _find_in_file(self) -> None:
        """Go on in the open file from the drawing that undo or redo brought back."""
        if self._opened is not None and self._origin is not None and self._origin.number is not None:
            index = self._origin.number - 1
            if index < len(self._opened.drawings) and self._opened.drawings[index] is self._origin:
                self._index = index

    def _is_blank(self) -> bool:
        return self._canvas.drawing == Ink()

    @Slot(object)
    def _show_opened(self, opened: Opened) -> None:
        self._opened = opened
        self._show_index(0)
        if opened.problems:
            lines = "\n".join(translated(problem)[1] for problem in opened.problems[:_PROBLEMS_SHOWN])
            self._show_failure(
                InkError(
                    "Some drawings were left out",
                    "{bad} of {all} could not be read; the others can be used.\n\n{lines}",
                    bad=count(len(opened.problems)),
                    all=count(len(opened.problems) + len(opened.drawings)),
                    lines=lines,
                )
            )

    @Slot(object)
    def _show_failure(self, error: DigitpadError) -> None:
        show_error(error, self._window)
