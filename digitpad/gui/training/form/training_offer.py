"""What can be fine-tuned: the model that reads the pad, as its file is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.errors import DigitpadError

if TYPE_CHECKING:
    from digitpad.gui.training.form.form import SettingsForm
    from digitpad.library.library import Library


class FineTuningOffer:
    """Keeps a form up to date with the model that reads the pad.

    `form`: what is told which model can be fine-tuned; `library`: where models are; `name`: the model that reads the
    pad.
    """

    def __init__(self, form: SettingsForm, library: Library, name: str) -> None:
        self._form, self._library = form, library
        self.name = name
        self._offered: tuple[str, int, int] | None = None

    def renew(self) -> None:
        """Offer the model, unless it is offered already and its file is the same; one that cannot be loaded is not."""
        try:
            file = self._library.path_of(self.name).stat()
            present = (self.name, file.st_ino, file.st_mtime_ns)
            if present == self._offered:
                return
            checkpoint = self._library.load(self.name)
        except (DigitpadError, OSError):
            self._offered = None
            self._form.forget_current_model()
        else:
            self._offered = present
            self._form.set_current_model(self.name, checkpoint)
