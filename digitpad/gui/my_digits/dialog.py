"""The My digits window: all kept digits, to browse and correct."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from digitpad.config.dataset_info import DIGITS
from digitpad.gui.my_digits.pages import OwnDigitPages
from digitpad.gui.my_digits.storage_thread import Delete, Export, Import, Relabel, TakeBack
from digitpad.gui.my_digits.unreadable_notice import UnreadableNotice
from digitpad.gui.pad.label_buttons import LabelButtons
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedLabel
from digitpad.gui.widgets.number_text import count, with_article
from digitpad.ink.labelled_drawing import LabelledDrawing

if TYPE_CHECKING:
    from digitpad.data.my_digits import ImportResult
    from digitpad.errors import DigitpadError
    from digitpad.gui.my_digits.storage_thread import Answer, DigitsController, Request

_KINDS = "(*.jsonl *.jsonl.gz)"


class MyDigitsDialog(QDialog):
    """Browses, relabels, deletes, undoes, imports and exports.

    `drawing_wanted` carries a `LabelledDrawing` for the pad. `collection_wanted`: more digits are to be written.
    """

    drawing_wanted = Signal(object)
    collection_wanted = Signal()

    def __init__(self, digits: DigitsController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = digits
        self.setWindowTitle(self.tr("My digits"))
        self.setWindowFlag(Qt.WindowType.Window)
        self.pages = OwnDigitPages()
        tips = [self.tr("The chosen digit is really {digit}").format(digit=with_article(digit)) for digit in range(10)]
        self.row = LabelButtons(self.tr("It is"), tips)
        self.note = ElidedLabel(theme.Role.MUTED)
        self.notice = UnreadableNotice()
        self.show_button = controls.button(self.tr("Put on the pad"), self.tr("Lay the chosen digit on the pad"))
        self.delete = controls.button(self.tr("Delete"), self.tr("Let go of the chosen digit (Del)"), theme.Role.DANGER)
        self.undo = controls.button(self.tr("Undo"), self.tr("Take the last change of my digits back (Ctrl+Z)"))
        self.collect = controls.button(
            self.tr("Write each digit twice…"), self.tr("Twenty drawings, asked for one after another")
        )
        self.import_button = controls.button(self.tr("Import…"), self.tr("Keep the labelled drawings of an ink file"))
        self.export = controls.button(self.tr("Export…"), self.tr("Write all my digits as an ink file, to train with"))
        self.close_button = controls.button(self.tr("Close"), self.tr("Close this window"))
        for button in (self.undo, self.export):
            button.setEnabled(False)  # until it is known what there is
        self._build()
        self._connect()
        self._show_selection()

    def open_digits(self) -> None:
        """Show what there is now."""
        self.note.setText("")
        self.pages.refresh()

    def _build(self) -> None:
        chosen = QHBoxLayout()
        chosen.setSpacing(theme.CONTROL_GAP)
        chosen.addWidget(self.row, 1)
        for button in (self.show_button, self.delete, self.undo):
            chosen.addWidget(button)
        foot = QHBoxLayout()
        foot.setSpacing(theme.CONTROL_GAP)
        for button in (self.collect, self.import_button, self.export):
            foot.addWidget(button)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.close_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        rows.setSpacing(theme.CARD_GAP)
        rows.addWidget(self.notice)
        rows.addWidget(self.pages, 1)
        rows.addLayout(chosen)
        rows.addLayout(foot)
        self.resize(900, 560)

    def _connect(self) -> None:
        self._digits.answered.connect(self._show_answer)
        self._digits.failed.connect(self._show_refusal)
        self.pages.page_wanted.connect(self._digits.submit)
        self.pages.chosen.connect(self._show_selection)
        self.row.labelled.connect(self._relabel)
        self.show_button.clicked.connect(self._put_on_pad)
        self.delete.clicked.connect(self._delete)
        self.undo.clicked.connect(self._undo)
        self.collect.clicked.connect(self.collection_wanted)
        self.import_button.clicked.connect(self._ask_and_import)
        self.export.clicked.connect(self._ask_and_export)
        self.close_button.clicked.connect(self.close)
        for keys, button in (
            (QKeySequence.StandardKey.Undo, self.undo),
            (QKeySequence.StandardKey.Delete, self.delete),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)

    @Slot(object)
    def _show_answer(self, answer: Answer) -> None:
        self.undo.setEnabled(answer.can_undo)
        self.export.setEnabled(answer.total > 0)
        self.pages.show_answer(answer)
        self.notice.show_unreadable(answer.unreadable)
        match answer.request:
            case Export(path):
                text = self.tr("{count} written to {name}").format(count=count(answer.total), name=path.name)
                if answer.unreadable.count:
                    left = count(answer.unreadable.count)
                    text += self.tr(", {count} unreadable").format(count=left)
                self._show_note(text)
            case Import():
                if answer.imported is not None:
                    self._show_note(self._import_text(answer.imported))
            case Relabel(_, label):
                self._show_note(self.tr("Relabelled: {label}").format(label=label))
            case Delete():
                self._show_note(self.tr("Deleted"))
            case TakeBack():
                taken, late = self.tr("Taken back"), self.tr("There is nothing to take back any more")
                self._show_note(taken if answer.is_taken_back else late)
        if answer.change is not None or isinstance(answer.request, TakeBack):
            self.pages.refresh()

    @Slot(object, object)
    def _show_refusal(self, _error: DigitpadError, request: Request) -> None:
        """Offer nothing that needs digits which cannot be read; the error is shown where all refusals are."""
        if self.pages.show_refusal(request):
            self.undo.setEnabled(False)
            self.export.setEnabled(False)

    def _import_text(self, imported: ImportResult) -> str:
        counts = [self.tr("{count} added").format(count=count(imported.added))]
        if imported.known:
            counts.append(self.tr("{count} known").format(count=count(imported.known)))
        if imported.unlabelled:
            counts.append(self.tr("{count} without a label").format(count=count(imported.unlabelled)))
        if imported.problems:
            counts.append(self.tr("{count} unreadable").format(count=count(len(imported.problems))))
        return ", ".join(counts)

    def _show_note(self, text: str) -> None:
        self.note.setText(text)

    @Slot()
    def _show_selection(self) -> None:
        digit = self.pages.selected
        self.row.offer(digit is not None)
        self.show_button.setEnabled(digit is not None)
        self.delete.setEnabled(digit is not None)

    @Slot(int)
    def _relabel(self, label: int) -> None:
        digit = self.pages.selected
        if digit is not None and digit.label != label:
            self._digits.submit(Relabel(digit.number, label))

    @Slot()
    def _delete(self) -> None:
        digit = self.pages.selected
        if digit is not None:
            self._digits.submit(Delete(digit.number))

    @Slot()
    def _undo(self) -> None:
        self._digits.submit(TakeBack())

    @Slot()
    def _put_on_pad(self) -> None:
        digit = self.pages.selected
        if digit is not None:
            label = str(digit.label)
            self.drawing_wanted.emit(LabelledDrawing(digit.ink, self.tr("My digits"), label=label, class_names=DIGITS))

    @Slot()
    def _ask_and_import(self) -> None:
        kinds = self.tr("Ink {kinds}").format(kinds=_KINDS)
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import ink"), "", kinds)
        if name:
            self._digits.submit(Import(Path(name)))

    @Slot()
    def _ask_and_export(self) -> None:
        kinds = self.tr("Ink {kinds}").format(kinds=_KINDS)
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export my digits"), "my-digits.jsonl", kinds)
        if name:
            path = Path(name)
            self._digits.submit(Export(path if path.suffix else path.with_suffix(".jsonl")))
