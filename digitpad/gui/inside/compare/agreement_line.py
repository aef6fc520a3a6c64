"""How often two models agree, and how often each is right, found out in the background.

Importing this module imports no numpy: the operation does, on its thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.background import BackgroundWork, Overlap
from digitpad.gui.widgets.number_text import count, percent, translated

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from digitpad.errors import DigitpadError
    from digitpad.explanation.agreement import Agreement, AgreementSample
    from digitpad.gui.widgets.background import Job
    from digitpad.models.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two models, by their names and as they are by now."""

    names: tuple[str, str]
    first: Checkpoint
    second: Checkpoint

    def is_same(self, other: Pair) -> bool:
        """Return whether these are the same two, with the same weights."""
        return self.names == other.names and self.first is other.first and self.second is other.second


class AgreementController(BackgroundWork[Pair]):
    """Compares the newest pair; `succeeded` carries a pair and its `Agreement`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            self._compare,
            "digitpad agreement",
            parent,
            error_title="These models could not be measured",
            overlap=Overlap.REPLACE_WAITING,
        )
        self._sample: AgreementSample | None = None  # for the worker's thread alone

    def _compare(self, pair: Pair, _job: Job) -> tuple[Pair, Agreement]:
        from digitpad.explanation.agreement import AgreementSample  # noqa: PLC0415 - numpy loads on this thread

        self._sample = self._sample or AgreementSample()
        return pair, self._sample.compare(pair.first, pair.second)


class AgreementLine(QLabel):
    """Two lines of text: the figures, or why there are none; empty while nothing is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair: Pair | None = None
        self.work = AgreementController(self)
        self.work.succeeded.connect(self._show)
        self.work.failed.connect(self._show_problem)
        controls.mark(self, theme.Role.MUTED)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 2)

    def show_pair(self, pair: Pair | None) -> None:
        """Show the figures of two models once they are known; of the same two before they learnt on, until then."""
        before, self._pair = self._pair, pair
        if pair is None or before is None or before.names != pair.names:
            self.clear()
        if pair is not None and (before is None or not pair.is_same(before)):
            self.work.submit(pair)

    @Slot(object)
    def _show(self, measured: tuple[Pair, Agreement]) -> None:
        pair, found = measured
        if self._pair is None or pair.names != self._pair.names:
            return
        text = self.tr(
            "On {count} test images they say the same {agreed} of the time; {first} is right on {right}, {second} on "
            "{other_right}."
        )
        shares = [percent(number / found.count) for number in (found.agreed, *found.right)]
        self.setText(
            text.format(
                count=count(found.count),
                agreed=shares[0],
                first=pair.names[0],
                right=shares[1],
                second=pair.names[1],
                other_right=shares[2],
            )
        )

    @Slot(object, object)
    def _show_problem(self, error: DigitpadError, pair: Pair) -> None:
        if self._pair is not None and pair.names == self._pair.names:
            self.setText(": ".join(translated(error)))
