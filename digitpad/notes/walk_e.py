"""Note E, step by step."""

from __future__ import annotations

from digitpad.notes.walk import NoteName, Walk

WALK = Walk(name=NoteName.E, title="", about="", steps=())
