import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.errors import DigitpadError
from digitpad.paths import expanded
from digitpad.shown_text import escaped, shortened, unescaped


@pytest.mark.parametrize("name", ["seven.png", "한글 7.png", "e\u0301.png", "\N{GRINNING FACE}", "a\u200db", "C:\\x"])
def test_ordinary_names_are_shown_as_they_are(name: str) -> None:
    assert escaped(name) == name


@pytest.mark.parametrize("char", ["\n", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\udcff", "\0"])
def test_what_cannot_be_seen_is_escaped_and_can_be_taken_back(char: str) -> None:
    shown = escaped(f"a{char}b")
    assert shown.isprintable()
    assert shown != "ab"
    assert unescaped(shown) == f"a{char}b"


def test_a_text_may_keep_its_lines() -> None:
    assert escaped("a\nb\x1b", keeps_lines=True) == "a\nb\\x1b"


@given(st.binary(max_size=40))
def test_any_name_of_a_file_can_be_kept_as_utf8(name: bytes) -> None:
    decoded = os.fsdecode(name)
    escaped(decoded).encode()
    if "\\" not in decoded:
        assert unescaped(escaped(decoded)) == decoded


def test_of_a_long_text_the_two_ends_are_shown() -> None:
    assert shortened("short") == "short"
    cut = shortened(f"begin{'x' * 10_000}end", 100)
    assert cut.startswith("begin")
    assert cut.endswith("end")
    assert len(cut) < 200


def test_an_error_shows_whatever_a_file_is_called(tmp_path: Path) -> None:
    error = DigitpadError("Odd", "{path} {name} {count:,}", path=tmp_path / "\udcff\n", name="\x1b[1m", count=1000)
    assert error.detail == f"{tmp_path}/\\xff\\x0a \\x1b[1m 1,000"


def test_a_path_written_legibly_leads_to_its_file_unless_another_is_called_so(tmp_path: Path) -> None:
    odd = tmp_path / "\udcff"
    odd.touch()
    written = escaped(odd)
    assert expanded(written) == odd
    plain = tmp_path / "\\xff"
    plain.touch()
    assert expanded(written) == plain
