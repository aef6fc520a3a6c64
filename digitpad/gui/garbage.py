"""Collecting Python's cyclic garbage on the window's thread alone.

Left to itself, Python collects on whichever thread allocates next; if that is a worker's, a widget that became garbage
is destroyed there, which Qt answers with a crash.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MILLISECONDS = 2000
"""Between two looks; a look alone takes microseconds."""


class GarbageCollector(QObject):
    """Takes over from Python's own collector until `stop`; made on the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._has_frozen = _is_loaded("torch")
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect_if_due)
        self._timer.start(_INTERVAL_MILLISECONDS)

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def collect_if_due(self) -> None:
        """Collect the oldest generation whose threshold is passed, as Python itself would."""
        if not self._has_frozen and _is_loaded("torch"):
            self._has_frozen = True
            gc.freeze()  # what it is made of stays for ever: each look through it would hold the window for long
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return


def _is_loaded(name: str) -> bool:
    """Return whether a module is there whole."""
    spec = getattr(sys.modules.get(name), "__spec__", None)
    return spec is not None and not getattr(spec, "_initializing", False)
