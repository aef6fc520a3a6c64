"""The page in place of images that are not there: absent, being fetched, being read, or broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from digitpad.config.dataset_info import DATASETS
from digitpad.data.locations import dataset_folder
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import megabytes, translated

if TYPE_CHECKING:
    from digitpad.config.dataset_info import DatasetInfo, DatasetName
    from digitpad.data.downloads import DownloadProgress
    from digitpad.errors import DigitpadError

_WIDTH = 420
_THOUSANDTHS = 1000


class StatusPage(QWidget):
    """A heading, what to do, and the way to do it; `download_wanted` and `stop_wanted` follow its two buttons."""

    download_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = controls.paragraph(theme.Role.HEADING, _WIDTH)
        self.detail = controls.paragraph(theme.Role.MUTED, _WIDTH)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(_WIDTH)
        self.bar.setAccessibleName(self.tr("How far it is"))
        self.download = controls.button(
            self.tr("Download"), self.tr("Fetch this data set over the network"), theme.Role.PRIMARY
        )
        self.stop = controls.button(self.tr("Cancel"), self.tr("End the download; whole files stay"))
        self.download.clicked.connect(self.download_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self._had_focus = False
        buttons = controls.row(None, self.download, self.stop, None, spacing=theme.CARD_GAP)
        rows = QVBoxLayout(self)
        rows.setSpacing(theme.CARD_GAP)
        rows.addStretch(2)
        for line in (self.title, self.detail, self.bar):
            rows.addWidget(line, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addLayout(buttons)
        rows.addStretch(3)

    def show_absent(self, name: DatasetName, *, can_fetch: bool) -> None:
        """Show that a data set is not there, and how to get it."""
        info = DATASETS[name]
        self._show(
            self.tr("{title} is not here yet").format(title=info.title),
            self.tr(
                "{about}\n\nIt is fetched once, {size} MB from {site}, and checked.\n\nWithout a network, put these "
                "files by hand into\n{folder}:\n{files}"
            ).format(
                about="\n\n".join(filter(None, (info.about, credited(info)))),
                size=megabytes(info.download_size),
                site=info.site.split("/")[2],
                files="\n".join(file.name for file in info.files),
                folder=dataset_folder(name),
            ),
        )
        self._offer(self.download, is_usable=can_fetch)

    def show_fetching(self, name: DatasetName, progress: DownloadProgress | None) -> None:
        """Show how far a download is; no progress for one that begins or is being unpacked."""
        title = self.tr("Fetching {title}").format(title=DATASETS[name].title)
        if progress is None:
            self._show(title, self.tr("Asking the server…"))
            self.bar.setRange(0, 0)
        else:
            self._show(
                title,
                self.tr("{done} of {total} MB · {file}").format(
                    done=f"{progress.received / 1e6:.1f}", total=f"{progress.total / 1e6:.1f}", file=progress.file
                ),
            )
            self.bar.setRange(0, _THOUSANDTHS)
            self.bar.setValue(_THOUSANDTHS * progress.received // max(progress.total, 1))
        self.bar.setVisible(True)
        self._offer(self.stop)

    def show_stopping(self) -> None:
        """Show that the download ends as soon as the server lets it."""
        self.detail.setText(self.tr("Ending the download…"))
        self.stop.setEnabled(False)

    def show_reading(self, title: str, done: int = 0, total: int = 0) -> None:
        """Show that images are being read, and how many are."""
        self._show(self.tr("Reading {title}…").format(title=title), "")
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.setVisible(True)

    def show_invitation(self, *, to_ink: bool) -> None:
        """Invite to name a folder, or an ink file."""
        if to_ink:
            self._show(
                self.tr("Pen strokes"),
                self.tr(
                    "Choose an ink file: one drawing a line, each with the digit it shows. Drawings saved as ink from "
                    "the File menu are such files, once their lines have a label."
                ),
            )
            return
        self._show(
            self.tr("Pictures of your own"),
            self.tr(
                "Choose a folder that holds train and test, and in each of them one folder of pictures for every "
                "class, such as train/cat/1.png. Any number of classes, any size, PNG, JPEG, GIF, BMP, TIFF or WebP."
            ),
        )

    def show_error(self, error: DigitpadError) -> None:
        """Show what went wrong."""
        self._show(*translated(error))

    def offer_download(self) -> None:
        """Offer to try again beside what went wrong."""
        self._offer(self.download)

    def _offer(self, button: QPushButton, *, is_usable: bool = True) -> None:
        """Show one of the two buttons, with the focus if the other had it: else it would leap to another control."""
        button.setVisible(True)
        button.setEnabled(is_usable)
        if self._had_focus:
            button.setFocus()

    def _show(self, title: str, detail: str) -> None:
        for line, text in ((self.title, title), (self.detail, detail)):
            line.setText(text)
            line.setMinimumHeight(max(line.heightForWidth(_WIDTH), 0))  # the layout does not ask for it
        self.detail.setVisible(bool(detail))
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self._had_focus = self.download.hasFocus() or self.stop.hasFocus()
        for part in (self.bar, self.download, self.stop):
            part.hide()


def credited(info: DatasetInfo) -> str:
    """Return whose work a data set is and its terms; nothing if they are not stated."""
    return f"{info.credit}. {info.terms}." if info.credit else ""
