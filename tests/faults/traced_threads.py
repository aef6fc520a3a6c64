"""A plugin of pytest: counts what workers run on Qt's threads, too, which Python does not trace by itself.

Used while coverage is measured: `pytest -p tests.faults.traced_threads --cov`.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.gui.widgets.background import BackgroundWork

_WORKERS = "digitpad.gui.widgets.background"


def pytest_runtest_setup() -> None:
    """Have the workers traced, once their module is loaded."""
    module = sys.modules.get(_WORKERS)
    if module is None or threading.gettrace() is None or hasattr(module.BackgroundWork, "is_traced"):
        return
    work = module.BackgroundWork._work

    def traced(self: BackgroundWork[object]) -> None:
        if sys.gettrace() is None:
            sys.settrace(threading.gettrace())
        work(self)

    module.BackgroundWork._work = traced
    module.BackgroundWork.is_traced = True
