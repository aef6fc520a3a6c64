import math

from digitpad.gui.widgets.number_text import count, duration, percent, scientific, signed, with_article


def test_shares_read_as_per_cent() -> None:
    assert percent(0.9762, 2).replace("\N{NO-BREAK SPACE}", " ") == "97.62 %"


def test_counts_have_their_thousands_apart() -> None:
    assert count(242_762.2) == "242,762"


def test_numbers_of_any_size_show_what_they_are() -> None:
    told = [scientific(number) for number in (0.0, 0.0016, -2.30259, 3.2e-9, -4.7e-13, 2.5e7, math.inf, math.nan)]
    assert told == ["0", "0.0016", "−2.3026", "3.2e−09", "−4.7e−13", "2.5e+07", "inf", "nan"]


def test_times_read_at_a_glance() -> None:
    assert duration(8.14) == "8.1 s"
    assert duration(-0.2) == "0.0 s"
    assert duration(9.99) == "10 s"
    assert duration(59.7) == "1 min 00 s"
    assert duration(125) == "2 min 05 s"
    assert duration(4321) == "1 h 12 min"
    assert duration(math.inf) == "\N{EN DASH}"


def test_a_digit_has_the_article_one_says() -> None:
    assert [with_article(digit) for digit in (0, 1, 7, 8, 9)] == ["a 0", "a 1", "a 7", "an 8", "a 9"]


def test_what_is_rounded_to_0_is_not_below_it() -> None:
    assert [signed(number) for number in (0.004, -0.004, -0.006)] == ["+0.00", "+0.00", "\N{MINUS SIGN}0.01"]
