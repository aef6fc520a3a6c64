"""The offer to fine-tune the model at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError
    from digitpad.gui.library_thread import LibraryThread
    from digitpad.gui.training.form.form import SettingsForm
    from digitpad.library.library import Library
    from digitpad.library.listing import FileState
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.session import TrainingSession

    Present: TypeAlias = "tuple[str, FileState | None]"


class FineTuningOffer(QObject):
    """Keeps a form up to date with the model that can be fine-tuned: the one that reads the pad, as its file is now.

    `form`: where the model is offered, unless a run of `session` uses it; `library`: the library's thread; `name`: the
    model that reads the pad.
    """

    def __init__(self, form: SettingsForm, library: LibraryThread, session: TrainingSession, name: str) -> None:
        super().__init__(form)
        self._form, self._library, self._session = form, library, session
        self.name = name
        self._offered: Present | None = None

    def renew(self) -> None:
        """Offer the model, unless it is offered already and its file is the same; one that cannot be loaded is not."""
        if self._session.can_start:
            name, offered = self.name, self._offered
            self._library.read(lambda library: _look(library, name, offered), self._show, self._forget)

    def _show(self, found: tuple[Present, Checkpoint | None]) -> None:
        present, checkpoint = found
        if checkpoint is not None and present[0] == self.name and self._session.can_start:
            self._offered = present
            self._form.set_current_model(self.name, checkpoint)

    def _forget(self, _error: DigitpadError) -> None:
        if self._session.can_start:
            self._offered = None
            self._form.forget_current_model()


def _look(library: Library, name: str, offered: Present | None) -> tuple[Present, Checkpoint | None]:
    """Return what is there under a name, and the checkpoint unless that is what is offered already."""
    from digitpad.library.listing import file_state  # noqa: PLC0415 - loads on the library's thread
    from digitpad.models import checkpoint as checkpoints  # noqa: PLC0415 - as above

    path = library.path_of(name)
    present = name, file_state(path)
    return present, None if present == offered else checkpoints.load(path)
