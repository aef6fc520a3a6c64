"""Whether two models say the same of a drawing, in plain words.

Knows no numpy.
"""

from __future__ import annotations

from enum import Enum
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from digitpad.gui.widgets.number_text import percent

if TYPE_CHECKING:
    from digitpad.gui.prediction.shown_answer import ShownAnswer

_NAMES = 3
"""Classes named of a model that answers another question."""


class Accord(Enum):
    """How two answers stand to one another."""

    AGREE = "agree"
    DISAGREE = "disagree"
    APART = "apart"  # the models answer different questions


def ask_the_same(names: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Return whether two models choose among the same classes, or one among some of the other's."""
    return set(names) <= set(others) or set(others) <= set(names)


def accord_of(first: ShownAnswer, second: ShownAnswer) -> Accord:
    """Hold two answers to one drawing against each other."""
    if not ask_the_same(first.digit.prediction.class_names, second.digit.prediction.class_names):
        return Accord.APART
    if is_refused(first) or is_refused(second):
        return Accord.AGREE if is_refused(first) and is_refused(second) else Accord.DISAGREE
    return Accord.AGREE if first.text == second.text else Accord.DISAGREE


def is_refused(shown: ShownAnswer) -> bool:
    """Return whether a model takes none of it for a digit."""
    return all(digit.is_doubtful for digit in shown.digits)


def verdict(names: tuple[str, str], answers: tuple[ShownAnswer, ShownAnswer], shades: tuple[str, str]) -> str:
    """Return the verdict on two answers as rich text, what each model says in its own colour."""
    first, second = answers
    accord = accord_of(first, second)
    if accord is Accord.APART:
        return different_questions(names, (_classes(first), _classes(second)), shades)
    said = [
        _colored(_tr("{model} says {answer}").format(model=name, answer=_said(shown)), shade)
        for name, shown, shade in zip(names, answers, shades, strict=True)
    ]
    if accord is Accord.DISAGREE:
        return _line(_tr("They disagree"), "{}, {}".format(*said))
    if is_refused(first):
        guesses = [
            _colored(f"{name} {shown.digit.prediction.label}", shade)
            for name, shown, shade in zip(names, answers, shades, strict=True)
        ]
        return _line(_tr("They agree"), _tr("not a digit? At a guess: {first}, {second}")).format(
            first=guesses[0], second=guesses[1]
        )
    return _line(_tr("They agree"), f"<b>{escape(first.text)}</b>")


def different_questions(
    names: tuple[str, str], classes: tuple[tuple[str, ...], tuple[str, ...]], shades: tuple[str, str]
) -> str:
    """Return that two models choose among different classes, as rich text."""
    said = [
        _colored(_tr("{model} tells apart {classes}").format(model=name, classes=_listed(its)), shade)
        for name, its, shade in zip(names, classes, shades, strict=True)
    ]
    return _line(_tr("They answer different questions"), "{}; {}".format(*said))


def _said(shown: ShownAnswer) -> str:
    if is_refused(shown):
        return _tr("“Not a digit?”")
    if shown.is_number:
        return shown.text
    prediction = shown.digit.prediction
    share = percent(prediction.probabilities[prediction.ranking[0]])
    return _tr("{name} ({share})").format(name=shown.text, share=share)


def _classes(shown: ShownAnswer) -> tuple[str, ...]:
    return shown.digit.prediction.class_names


def _listed(classes: tuple[str, ...]) -> str:
    if len(classes) > _NAMES and all(name.isdecimal() for name in classes):
        return _tr("the digits {first} to {last}").format(first=classes[0], last=classes[-1])
    return ", ".join(classes[:_NAMES]) + ("…" if len(classes) > _NAMES else "")


def _line(heading: str, text: str) -> str:
    return f"<b>{heading}:</b> {text}"


def _colored(text: str, shade: str) -> str:
    return f'<span style="color: {shade}; font-weight: 600">{escape(text)}</span>'


def _tr(text: str) -> str:
    return QCoreApplication.translate("compare", text)
