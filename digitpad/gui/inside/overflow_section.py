"""What adding 1e-8 to softmax's denominator can do, and what it cannot, computed as one looks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from digitpad.explanation.softmax_steps import naive_softmax, softmax_steps
from digitpad.gui.inside.class_table import ClassTable
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDED = 1e-8
LARGE = (1000.0,) + (0.0,) * 9
SMALL = (-1000.0,) * 10


class OverflowSection(QWidget):
    """A table of three ways to write softmax, for a logit of 1,000 and for all at -1,000; and what it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        titles = (self.tr("softmax as"), self.tr("z = 1000, 0…"), self.tr("all z = −1000"))
        self.table = ClassTable(titles, row_height=26, name_share=0.43)
        self.table.show_rows(
            [
                ("exp z ÷ Σ", *(_words(naive_softmax(logits)) for logits in (LARGE, SMALL))),
                ("exp z ÷ (Σ + 1e-8)", *(_words(naive_softmax(logits, ADDED)) for logits in (LARGE, SMALL))),
                ("exp(z − max z) ÷ Σ", *(_words(softmax_steps(logits).probabilities) for logits in (LARGE, SMALL))),
            ],
            bold=2,
        )
        rows = (": ".join((name, ", ".join(numbers))) for name, *numbers in self.table.rows)
        self.table.setAccessibleName(self.tr("Softmax with 1e-8 added, and without"))
        self.table.setAccessibleDescription("; ".join(rows))
        text = controls.label(
            self.tr(
                "What 1e-8 can do: a sum of 0 is no longer divided by. What comes out are still no probabilities, for "
                "they add up to 0, and the loss −log 0 is infinite. What it cannot do: help where exp has overflowed. "
                "∞ ÷ (∞ + 1e-8) is no number, whatever is added. In the 64 bits of this table exp overflows from "
                "z = 710 on, in a model's 32 bits from 89. Subtracting the largest logit first mends both, and "
                "needs no 1e-8: the largest exponential is then always 1."
            ),
            theme.Role.MUTED,
        )
        text.setWordWrap(True)
        controls.column(self.table, text, owner=self)


def _words(probabilities: Sequence[float]) -> str:
    """Return some probabilities in short: the first, and the others if they differ."""
    first, *others = map(_number, probabilities)
    if set(others) == {first}:
        return QCoreApplication.translate("OverflowSection", "all {number}").format(number=first)
    return QCoreApplication.translate("OverflowSection", "{first}, others {other}").format(first=first, other=others[0])


def _number(value: float) -> str:
    return "nan" if math.isnan(value) else f"{value:g}"
