import pytest
from PIL import ImageFont

from digitpad.evaluation import lettering
from digitpad.evaluation.lettering import fonts_for, shown_names
from digitpad.paths import shipped

NAMES = ("고양이", "Ankle boot", "é_ß")


@pytest.fixture
def no_other_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "_OF_SYSTEMS", ("no-such-font.ttf",))


@pytest.mark.usefixtures("no_other_font")
def test_a_name_that_no_font_has_letters_for_becomes_a_number() -> None:
    assert shown_names(NAMES) == ("class 0", "Ankle boot", "é_ß")


def test_own_fonts_are_taken_where_they_have_all_letters() -> None:
    plain, bold = fonts_for(NAMES[1:], 17)
    assert plain.getname() == ("Inter", "Regular")
    assert bold.getname() != plain.getname()


def test_a_font_of_the_system_is_taken_for_letters_that_the_own_one_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = (
        ImageFont.truetype(shipped("assets", "fonts", f"Inter-{kind}.ttf")) for kind in ("Regular", "SemiBold")
    )
    monkeypatch.setattr(lettering, "_others", lambda _size: iter([own, other]))
    monkeypatch.setattr(lettering, "_has_letters", lambda font, _text: font is other)
    assert fonts_for(NAMES, 17) == (other, other)
