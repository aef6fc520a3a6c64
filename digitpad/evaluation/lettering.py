"""Names in a picture: in digitpad's own font, or in one of the system's that has letters which that one lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import ImageFont

from digitpad.paths import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Font = ImageFont.FreeTypeFont

_OF_SYSTEMS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansKR-Regular.otf",
    "NanumGothic.ttf",
    "UnDotum.ttf",
    "malgun.ttf",
    "AppleSDGothicNeo.ttc",
    "wqy-microhei.ttc",
    "DroidSansFallbackFull.ttf",
    "DejaVuSans.ttf",
)
"""Files of fonts with many letters, those of Hangul first: pillow finds them by their names on every system."""

_NO_LETTER = "\uffff"
"""What no font has: it is drawn as any letter is that a font lacks."""


def fonts_for(names: Iterable[str], size: int) -> tuple[Font, Font]:
    """Return a font for plain text and one for bold: digitpad's, or another one if it has the letters of more names."""
    wanted = tuple(names)
    own, bold = _own("Regular", size), _own("SemiBold", size)
    if all(_has_letters(own, name) for name in wanted):
        return own, bold
    best = max((own, *_others(size)), key=lambda font: sum(_has_letters(font, name) for name in wanted))
    return (own, bold) if best is own else (best, best)


def shown_names(class_names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of classes as a picture can have them: by number where no font here has their letters."""
    font, _ = fonts_for(class_names, 12)
    return tuple(name if _has_letters(font, name) else f"class {index}" for index, name in enumerate(class_names))


def shortened(text: str, font: Font, width: float) -> str:
    """Return a text, cut to so many pixels if it is longer."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _own(weight: str, size: int) -> Font:
    return ImageFont.truetype(shipped("assets", "fonts", f"Inter-{weight}.ttf"), size)


def _others(size: int) -> Iterator[Font]:
    """Yield the fonts of the system that are here."""
    for file in _OF_SYSTEMS:
        try:
            yield ImageFont.truetype(file, size)
        except OSError:
            continue


def _has_letters(font: Font, text: str) -> bool:
    """Whether a font draws a text as it is, with no box in place of a letter."""
    box = bytes(font.getmask(_NO_LETTER))
    return all(letter.isspace() or bytes(font.getmask(letter)) != box for letter in set(text))
