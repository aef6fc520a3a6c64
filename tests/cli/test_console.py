import io
import sys

import pytest

from digitpad.cli import console


def test_blocks_are_shown_where_the_terminal_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding, can_show in (("utf-8", True), ("ascii", False)):
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
        assert console.can_show("█") is can_show


def test_a_file_name_no_terminal_can_show_is_written_as_an_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(sys, "stderr", io.StringIO())  # as a notebook's, which shows everything
    console.make_safe()
    console.say("é")
    terminal.seek(0)
    assert terminal.read() == "\\xe9\n"
