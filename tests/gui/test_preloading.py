from __future__ import annotations

import importlib.util

from digitpad.gui.preloading import MODULES


def test_what_is_warmed_up_is_there() -> None:
    assert [name for name in MODULES if importlib.util.find_spec(name) is None] == []
