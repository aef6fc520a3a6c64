"""The text of the shown answer: the lines of the headline, and the title."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from digitpad.gui.prediction.headline import Lines
from digitpad.gui.widgets.number_text import percent

if TYPE_CHECKING:
    from digitpad.gui.prediction.guessing import GuessScore
    from digitpad.gui.prediction.shown_answer import DigitAnswer, ShownAnswer

_ODDEST = 0.999
"""Beyond this share of digits, "odder than" is said of this share: finer is not measured."""


def lines_of(shown: ShownAnswer) -> Lines:
    """Return the headline of the shown answer."""
    digit = shown.digit
    first, second = digit.prediction.ranking[:2]
    names, shares = digit.prediction.class_names, digit.prediction.probabilities
    following = _tr("next: {name} at {share}").format(name=names[second], share=percent(shares[second]))
    if shown.is_number:
        sure = _tr("{name} at {share}").format(name=names[first], share=percent(shares[first]))
        return Lines(
            _number_caption(shown),
            shown.text,
            _tr("not a digit?") if digit.is_doubtful else sure,
            _guess(digit) if digit.is_doubtful else following,
            chosen=shown.chosen,
            faint=frozenset(index for index, it in enumerate(shown.digits) if it.is_doubtful),
            tip=_tr("Click a digit to see what the model says of it alone (Alt+Left, Alt+Right)."),
        )
    if digit.is_doubtful:
        return Lines(
            _tr("Doubtful"), _tr("Not a\ndigit?"), _guess(digit), _oddness(digit), is_doubtful=True, tip=_score(shown)
        )
    return Lines(_tr("This looks like"), names[first], percent(shares[first]), following)


def hidden_lines(shown: ShownAnswer, score: GuessScore) -> Lines:
    """Return the headline that asks for a guess."""
    question = _tr("What is its newest digit?") if shown.is_number else _tr("What is it?")
    return Lines(question, "?", _tr("Click a class"), score_text(score), tip=_tr("Or press the key of a digit."))


def guess_text(guess: str) -> str:
    """Return what was guessed."""
    return _tr("You said {name}; it says").format(name=guess)


def score_text(score: GuessScore) -> str:
    """Return the score of learner and model, of the kind of drawing guessed last; empty before the first guess."""
    if score.is_last_labelled:
        text = _tr("you {right}, model {model} of {count}")
        return text.format(right=score.right, model=score.model_right, count=score.labelled)
    return _tr("agreed {agreed} of {count}").format(agreed=score.agreed, count=score.others) if score.others else ""


def title_of(shown: ShownAnswer) -> str:
    """Return the title of the shown answer: task bars and screen readers show it."""
    digit = shown.digit
    if shown.is_number:
        doubts = sum(it.is_doubtful for it in shown.digits)
        return _tr("{number} (doubtful: {count})").format(number=shown.text, count=doubts) if doubts else shown.text
    share = percent(digit.prediction.probabilities[digit.prediction.ranking[0]])
    text = _tr("not a digit? ({name}, {share})") if digit.is_doubtful else _tr("{name} ({share})")
    return text.format(name=digit.prediction.label, share=share)


def _number_caption(shown: ShownAnswer) -> str:
    doubts = {digit.is_doubtful for digit in shown.digits}
    if doubts == {False}:
        return _tr("This reads")
    return _tr("Doubtful") if doubts == {True} else _tr("Doubtful in part")


def _guess(digit: DigitAnswer) -> str:
    share = percent(digit.prediction.probabilities[digit.prediction.ranking[0]])
    return _tr("It would be {name}, {share}").format(name=digit.prediction.label, share=share)


def _oddness(digit: DigitAnswer) -> str:
    if digit.oddness is None:
        return ""
    digits = 0 if digit.oddness < 0.99 else 1
    return _tr("odder than {share} of digits").format(share=percent(min(digit.oddness, _ODDEST), digits))


def _score(shown: ShownAnswer) -> str:
    """Return the score by which the drawing is doubtful."""
    score = shown.digit.prediction.digit_score
    if score is None or shown.least is None:
        return ""
    if not isfinite(score):
        return _tr("A dot this small has no form by which it could be a digit.")
    text = _tr("It scores {score} as a digit. With the strictness you chose, {least} is the least that counts as one.")
    return text.format(score=f"{score:.1f}", least=f"{shown.least:.1f}").replace("-", "\N{MINUS SIGN}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("headline", text)
