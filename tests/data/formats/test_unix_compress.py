import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.formats.unix_compress import uncompressed
from tests.support.unipen import compress


@given(st.binary(min_size=1, max_size=3000) | st.text("ab", min_size=1, max_size=3000).map(str.encode))
def test_what_was_packed_comes_back(content: bytes) -> None:
    assert uncompressed(compress(content), len(content)) == content
    with pytest.raises(ValueError, match="comes to more"):
        uncompressed(compress(content), len(content) - 1)


def test_a_text_that_fills_the_table_comes_back() -> None:
    content = b"".join(b"%d " % (number * 7919 % 100_003) for number in range(60_000))
    assert len(compress(content)) > 2 * (1 << 16)
    assert uncompressed(compress(content), len(content)) == content


def test_an_emptied_table_begins_anew() -> None:
    codes = (97, 256), (98, 257)  # the reader leaves the rest of a group of eight when the table is emptied
    groups = [(first | second << 9).to_bytes(9, "little") for first, second in codes]
    assert uncompressed(b"\x1f\x9d\x90" + b"".join(groups)[:12], 10) == b"abbb"


def growing(count: int) -> bytes:
    """Return codes each of which stands for one byte more than the one before."""
    codes, out = [0, *range(257, 256 + count)], bytearray(b"\x1f\x9d\x90")
    for bits in range(9, 17):
        group, codes = codes[: 1 << bits - 1], codes[1 << bits - 1 :]
        out += sum(code << bits * place for place, code in enumerate(group)).to_bytes(len(group) * bits // 8, "little")
    return bytes(out)


def test_no_more_is_unpacked_than_is_asked_for() -> None:
    assert len(uncompressed(growing(256), 1 << 20)) == 256 * 257 // 2
    bomb = growing(40_000)
    assert len(bomb) < 80_000
    with pytest.raises(ValueError, match="more than 1,000,000 bytes"):
        uncompressed(bomb, 1_000_000)


@pytest.mark.parametrize("head", [b"\x1f\x8b\x90", b"\x1f\x9d", b"\x1f\x9d\x80", b"\x1f\x9d\x9f"])
def test_what_begins_otherwise_is_refused(head: bytes) -> None:
    with pytest.raises(ValueError, match="does not begin"):
        uncompressed(head + b"\0" * 9, 100)


def test_a_code_that_stands_for_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="stands for nothing"):
        uncompressed(b"\x1f\x9d\x90\xff\xff", 100)
