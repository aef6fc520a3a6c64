"""Note C, step by step."""

from __future__ import annotations

from digitpad.notes.walk import NoteName, Walk

WALK = Walk(name=NoteName.C, title="", about="", steps=())
