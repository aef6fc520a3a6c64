"""Unix compress (names ending in ``.Z``): codes for texts met before, of 9 bits at first and of up to 16 [1]_.

References
----------
.. [1] Welch, "A Technique for High-Performance Data Compression", IEEE Computer 17 (1984).
"""

from __future__ import annotations

_MAGIC = b"\x1f\x9d"
_FIRST_BITS, _MOST_BITS = 9, 16
_CLEAR = 256
"""The code that empties the table, in files that say so in their third byte, as all since 1985 do."""


def uncompressed(packed: bytes, most: int) -> bytes:
    """Return what packed bytes come to, at most so many.

    Raises
    ------
    ValueError
        If they are no whole file of Unix compress, or come to more.
    """
    widest = packed[2] & 31 if packed[:2] == _MAGIC and len(packed) > 2 else 0
    if not _FIRST_BITS < widest <= _MOST_BITS:
        raise ValueError("it does not begin as such a file")
    clears = bool(packed[2] & 128)
    alphabet = [bytes([byte]) for byte in range(256)] + [b""] * clears
    table, last, bits = alphabet.copy(), b"", _FIRST_BITS
    parts: list[bytes] = []
    size = 0
    start, end = 3, len(packed)
    while start < end:
        # Codes come in groups of eight, which take as many bytes as a code has bits; a group is left where codes widen.
        group = int.from_bytes(packed[start : start + bits], "little")
        codes, rest = divmod(min(end - start, bits) * 8, bits)
        if rest >= 8:
            raise ValueError("it is cut short")
        start += bits
        for _ in range(codes):
            code = group & ((1 << bits) - 1)
            group >>= bits
            if code == _CLEAR and clears:
                table, last, bits = alphabet.copy(), b"", _FIRST_BITS
                break
            text = _text(code, table, last)
            parts.append(text)
            size += len(text)
            if size > most:
                raise ValueError(f"it comes to more than {most:,} bytes")
            if last and len(table) < 1 << widest:
                table.append(last + text[:1])
            last = text
            if len(table) == 1 << bits and bits < widest:
                bits += 1
                break
    return b"".join(parts)


def _text(code: int, table: list[bytes], last: bytes) -> bytes:
    """Return what a code stands for; one that is only now made stands for the last text and its own first byte."""
    if code < len(table):
        return table[code]
    if code > len(table) or not last:
        raise ValueError("one of its codes stands for nothing")
    return last + last[:1]
