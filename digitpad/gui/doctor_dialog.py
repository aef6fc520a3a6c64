"""What the doctor finds, in a window: as `digitpad doctor` prints it, to read and copy."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel

from digitpad.gui import preflight
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.background import BackgroundWork, Job, Overlap
from digitpad.gui.widgets.error_dialog import show_error

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QWidget

    from digitpad.diagnostics.finding import Finding
    from digitpad.errors import DigitpadError

_WIDTH, _HEIGHT = 680, 560


class DoctorDialog(QDialog):
    """Looks at all that digitpad stands on and keeps, when it is opened and when it is asked to again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.findings: tuple[Finding, ...] = ()
        self.setWindowTitle(self.tr("Doctor"))
        self.heading = controls.label("", theme.Role.HEADING)
        about = controls.label(
            self.tr("What digitpad stands on and keeps for you. Nothing is changed by looking."), theme.Role.MUTED
        )
        self.lines = QLabel()
        self.lines.setTextFormat(Qt.TextFormat.RichText)
        self.lines.setWordWrap(True)
        self.lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card = controls.Card()
        card.body.addWidget(self.lines)
        self.copy = controls.button(self.tr("&Copy"), self.tr("Copy all lines, without personal paths"))
        self.again = controls.button(self.tr("Look &again"), self.tr("Look at everything once more"))
        self.message = controls.label("", theme.Role.MUTED)
        close = controls.button(self.tr("Close"), self.tr("Close this window"), theme.Role.PRIMARY)
        close.setDefault(True)
        self.copy.clicked.connect(self._copy)
        self.again.clicked.connect(self.look)
        close.clicked.connect(self.accept)
        below = controls.row(self.copy, self.again, (self.message, 1), close)
        controls.column(
            self.heading, about, (controls.scrolled(card, takes_focus=True), 1), below, owner=self, margin=theme.MARGIN
        )
        self.resize(_WIDTH, _HEIGHT)
        close.setFocus()
        self.work: BackgroundWork[None] = BackgroundWork(
            lambda _request, job: _examine(job),
            "doctor",
            self,
            error_title="The doctor could not go on",
            overlap=Overlap.REFUSE,
        )
        self.work.progressed.connect(self._show)
        self.work.succeeded.connect(self._show)
        self.work.failed.connect(self._on_failed)

    @Slot()
    def look(self) -> None:
        """Look at everything."""
        if not self.work.is_busy:
            self.work.submit(None)
            self._show(())

    def changeEvent(self, event: QEvent) -> None:
        """Colour the lines anew in another theme."""
        super().changeEvent(event)
        if event.type() is event.Type.PaletteChange:
            self._show_lines()

    @Slot(object)
    def _show(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        problems = sum(not found.is_ok for found in findings)
        is_busy = self.work.is_busy
        self.again.setEnabled(not is_busy)
        self.copy.setEnabled(not is_busy)
        self.message.setText(self.tr("Looking…") if is_busy else "")
        if problems:
            many = self.tr("{count} problems").format(count=problems)
            self.heading.setText(self.tr("One problem") if problems == 1 else many)
        else:
            self.heading.setText(self.tr("Looking…") if is_busy else self.tr("All is well"))
        self._show_lines()

    def _show_lines(self) -> None:
        tokens = theme.current()
        lines = []
        for found in sorted(self.findings, key=lambda each: each.is_ok):  # problems come first
            colour, mark = (tokens.good, "✓") if found.is_ok else (tokens.bad, "✗")
            what, text, advice = map(html.escape, (found.what, found.found, found.advice))
            lines.append(
                f"<p style='margin: 0 0 8px 0'><span style='color: {colour}'>{mark}</span>&nbsp; "
                f"<span style='font-weight: 600'>{what}</span>&nbsp; "
                f"<span style='color: {tokens.muted}'>{text}</span>" + (f"<br>{advice}" if advice else "") + "</p>"
            )
        self.lines.setText("".join(lines))

    @Slot()
    def _copy(self) -> None:
        from digitpad.diagnostics.doctor import text_of  # noqa: PLC0415 - by need

        QGuiApplication.clipboard().setText(text_of(self.findings))
        self.message.setText(self.tr("Copied."))

    @Slot(object, object)
    def _on_failed(self, error: DigitpadError, _request: None) -> None:
        self._show(self.findings)
        show_error(error, self)


def _examine(job: Job) -> tuple[Finding, ...]:
    """Look at everything; on the thread."""
    from digitpad.diagnostics.doctor import examine  # noqa: PLC0415 - loads what it looks at

    found: tuple[Finding, ...] = ()
    for each in examine(preflight.check, is_cancelled=lambda: job.is_cancelled):
        found = (*found, each)
        job.report(found)
    job.check()
    return found
