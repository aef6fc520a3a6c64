import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.errors import DigitpadError
from digitpad.legible import legible, meant
from digitpad.paths import expanded


@pytest.mark.parametrize("name", ["seven.png", "한글 7.png", "e\u0301.png", "\N{GRINNING FACE}", "a\u200db", "C:\\x"])
def test_ordinary_names_are_shown_as_they_are(name: str) -> None:
    assert legible(name) == name


@pytest.mark.parametrize("char", ["\n", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\udcff", "\0"])
def test_what_cannot_be_seen_is_escaped_and_can_be_taken_back(char: str) -> None:
    shown = legible(f"a{char}b")
    assert shown.isprintable()
    assert shown != "ab"
    assert meant(shown) == f"a{char}b"


def test_a_text_may_keep_its_lines() -> None:
    assert legible("a\nb\x1b", keeps_lines=True) == "a\nb\\x1b"


@given(st.binary(max_size=40))
def test_any_name_of_a_file_can_be_kept_as_utf8(name: bytes) -> None:
    decoded = os.fsdecode(name)
    legible(decoded).encode()
    if "\\" not in decoded:
        assert meant(legible(decoded)) == decoded


def test_an_error_shows_whatever_a_file_is_called(tmp_path: Path) -> None:
    error = DigitpadError("Odd", "{path} {name} {count:,}", path=tmp_path / "\udcff\n", name="\x1b[1m", count=1000)
    assert error.detail == f"{tmp_path}/\\xff\\x0a \\x1b[1m 1,000"


def test_a_path_written_legibly_leads_to_its_file_unless_another_is_called_so(tmp_path: Path) -> None:
    odd = tmp_path / "\udcff"
    odd.touch()
    written = legible(odd)
    assert expanded(written) == odd
    plain = tmp_path / "\\xff"
    plain.touch()
    assert expanded(written) == plain
