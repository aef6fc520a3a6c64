"""What the window says of what is in view: the lines of the verdict, and the words of the title."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from digitpad.gui.prediction.headline import Lines
from digitpad.gui.widgets.number_text import percent

if TYPE_CHECKING:
    from digitpad.gui.prediction.shown_answer import DigitAnswer, ShownAnswer

_ODDEST = 0.999
"""Beyond this share of digits, "odder than" is said of this share: finer is not measured."""


def lines_of(sight: ShownAnswer) -> Lines:
    """Return the verdict on what is in view."""
    part = sight.part
    first, second = part.prediction.ranking[:2]
    names, shares = part.prediction.class_names, part.prediction.probabilities
    following = _tr("next: {name} at {share}").format(name=names[second], share=percent(shares[second]))
    if sight.is_number:
        sure = _tr("{name} at {share}").format(name=names[first], share=percent(shares[first]))
        return Lines(
            _number_caption(sight),
            sight.text,
            _tr("not a digit?") if part.is_doubted else sure,
            _guess(part) if part.is_doubted else following,
            chosen=sight.chosen,
            faint=frozenset(place for place, it in enumerate(sight.parts) if it.is_doubted),
            tip=_tr("Click a digit to see what the model says of it alone (Alt+Left, Alt+Right)."),
        )
    if part.is_doubted:
        return Lines(
            _tr("Doubtful"), _tr("Not a\ndigit?"), _guess(part), _oddness(part), is_doubt=True, tip=_score(sight)
        )
    return Lines(_tr("This looks like"), names[first], percent(shares[first]), following)


def title_of(sight: ShownAnswer) -> str:
    """Return what the title says of it: task bars and screen readers show it."""
    part = sight.part
    if sight.is_number:
        doubts = sum(it.is_doubted for it in sight.parts)
        return _tr("{number} (doubtful: {count})").format(number=sight.text, count=doubts) if doubts else sight.text
    share = percent(part.prediction.probabilities[part.prediction.ranking[0]], 0)
    words = _tr("not a digit? ({name}, {share})") if part.is_doubted else _tr("{name} ({share})")
    return words.format(name=part.prediction.label, share=share)


def _number_caption(sight: ShownAnswer) -> str:
    doubts = {part.is_doubted for part in sight.parts}
    if doubts == {False}:
        return _tr("This reads")
    return _tr("Doubtful") if doubts == {True} else _tr("Doubtful in part")


def _guess(part: DigitAnswer) -> str:
    share = percent(part.prediction.probabilities[part.prediction.ranking[0]])
    return _tr("It would be {name}, {share}").format(name=part.prediction.label, share=share)


def _oddness(part: DigitAnswer) -> str:
    if part.oddness is None:
        return ""
    digits = 0 if part.oddness < 0.99 else 1
    return _tr("odder than {share} of digits").format(share=percent(min(part.oddness, _ODDEST), digits))


def _score(sight: ShownAnswer) -> str:
    """Return how the doubt came about."""
    score = sight.part.prediction.digit_score
    if score is None or sight.least is None:
        return ""
    if not isfinite(score):
        return _tr("A dot this small has no form by which it could be a digit.")
    words = _tr("It scores {score} as a digit. With the strictness you chose, {least} is the least that counts as one.")
    return words.format(score=f"{score:.1f}", least=f"{sight.least:.1f}").replace("-", "\N{MINUS SIGN}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("verdict", text)
