from __future__ import annotations

from digitpad.gui.widgets.wording import with_article


def test_a_digit_has_the_article_one_says() -> None:
    assert [with_article(digit) for digit in (0, 1, 7, 8, 9)] == ["a 0", "a 1", "a 7", "an 8", "a 9"]
