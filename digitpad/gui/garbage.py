"""Collecting Python's cyclic garbage on the window's thread alone.

Left to itself, Python collects on whichever thread allocates next; if that is a worker's, a widget that became garbage
is destroyed there, which Qt answers with a crash.

With torch loaded there are 200,000 objects to look through, which takes 100 ms and more. So what modules brought with
them is set aside, and so is what a long collection has left: it is no garbage, and will hardly ever be.
"""

from __future__ import annotations

import gc
import sys
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MILLISECONDS = 2000
"""Between two looks; a look alone takes microseconds."""


_MANY_MODULES = 50
"""New modules after which all objects are set aside: numpy brings a hundred, torch a thousand."""

_LONG_SECONDS = 0.02
"""How long a collection may take before what it leaves is set aside."""


class GarbageCollector(QObject):
    """Takes over from Python's own collector until `stop`; made on the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._modules = 0  # how many were loaded when objects were last set aside
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
        if len(sys.modules) >= self._modules + _MANY_MODULES:
            self._set_aside()
            return
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                began = perf_counter()
                gc.collect(generation)
                if perf_counter() - began > _LONG_SECONDS:
                    self._set_aside()
                return

    def _set_aside(self) -> None:
        """Never look through what there is now again; it is freed all the same if no reference to it is left."""
        self._modules = len(sys.modules)
        gc.freeze()
