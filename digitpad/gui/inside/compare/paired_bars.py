"""Two bars a class, one to either side of its name, so that two models can be compared class by class."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.inside.compare.verdict import ask_the_same
from digitpad.gui.widgets import controls, theme

_BAR_PIXELS = 10.0
_LEAST_FILL = 2.0
_PADDING, _RADIUS = 6.0, 6.0
_GAP = 8.0
_ARROW = 6.0
"""Pixels across and half of those down of what points to the model that says this class."""

_LEAST_WIDTH = 240
_NAMES_SHARE = 0.4
"""Most of the width that class names may take."""


@dataclass(frozen=True, slots=True)
class ModelShares:
    """What one model says: its classes, the probability of each, and whether that is an answer."""

    class_names: tuple[str, ...]
    shares: tuple[float, ...] = ()  # none while nothing is read
    is_doubtful: bool = False

    @property
    def answer(self) -> int | None:
        """The index of the most probable class."""
        return max(range(len(self.shares)), key=self.shares.__getitem__) if self.shares else None


@dataclass(frozen=True, slots=True)
class Half:
    """One side of a row."""

    name: str
    share: float | None = None  # None if the model knows no such class, or nothing is read
    is_answer: bool = False  # whether it is what the model says
    is_strong: bool = False  # the same, unless it is doubtful


@dataclass(frozen=True, slots=True)
class PairedRow:
    """One class of both models, or one class of each where they know different ones."""

    left: Half
    right: Half
    differs: bool = False  # whether one of the two says this class, and the other another one

    @property
    def halves(self) -> tuple[Half, Half]:
        """Both sides."""
        return self.left, self.right

    @property
    def names(self) -> tuple[str, str]:
        """The names of both sides."""
        return self.left.name, self.right.name


def paired_rows(left: ModelShares, right: ModelShares) -> tuple[PairedRow, ...]:
    """Pair classes of one name; where the models answer different questions, each has a list of its own."""
    if not ask_the_same(left.class_names, right.class_names):
        blank = Half("")
        return tuple(
            PairedRow(first, second) for first, second in zip_longest(_halves(left), _halves(right), fillvalue=blank)
        )
    lefts, rights = ({half.name: half for half in _halves(side)} for side in (left, right))
    names = max(left.class_names, right.class_names, key=len)
    rows = [PairedRow(lefts.get(name, Half(name)), rights.get(name, Half(name))) for name in names]
    if not (left.shares and right.shares):
        return tuple(rows)
    return tuple(PairedRow(row.left, row.right, row.left.is_answer != row.right.is_answer) for row in rows)


def _halves(side: ModelShares) -> list[Half]:
    answer = side.answer
    return [
        # Finer than a pixel, no bar changes to the eye.
        Half(
            name,
            round(share, 3) if share is not None else None,
            index == answer,
            index == answer and not side.is_doubtful,
        )
        for index, (name, share) in enumerate(zip_longest(side.class_names, side.shares))
    ]


class PairedBars(QWidget):
    """A row a class: the left model's bar grows to the left, the right one's to the right.

    `answers_changed` follows other classes, and another answer of either model.
    """

    answers_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PairedRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        controls.use_tabular_figures(self)
        self.setAccessibleName(self.tr("Probability of each class, by both models"))
        self.setToolTip(
            self.tr(
                "How sure either model is of each class, in per cent. Where they disagree, an arrow points to the "
                "model that says this class."
            )
        )

    @property
    def rows(self) -> tuple[PairedRow, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: tuple[PairedRow, ...]) -> None:
        """Show other numbers."""
        before, self._rows = self._rows, rows
        if rows == before:
            return
        if [row.names for row in rows] == [row.names for row in before]:
            for index, (old, new) in enumerate(zip(before, rows, strict=True)):
                if old != new:
                    self.update(self._row_box(index).toAlignedRect())
        else:
            self.updateGeometry()
            self.update()
        if _said(rows) != _said(before):
            self.answers_changed.emit()
        self.setAccessibleDescription(
            "; ".join(", ".join(f"{half.name}: {_figure(half)}" for half in row.halves if half.name) for row in rows)
        )

    def answer_boxes(self) -> list[QRect]:
        """Return where the rows are that the models say: the left one's, then the right one's."""
        sides = [[row.halves[side].is_answer for row in self._rows] for side in (0, 1)]
        return [self._row_box(side.index(True)).toAlignedRect() for side in sides if True in side]

    def sizeHint(self) -> QSize:
        """Return how large the bars would like to be."""
        return QSize(400, 24 * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        """Return how small the bars may become."""
        return QSize(_LEAST_WIDTH, 16 * len(self._rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that Qt asks for."""
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme.current()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        names = [row.names for row in self._rows]
        are_digits = all(name.isdecimal() for pair in names for name in pair if name)
        name_font = bold if are_digits else controls.without_tabular_figures(bold)
        metrics = QFontMetricsF(name_font)
        first, second = (max(metrics.horizontalAdvance(pair[side]) for pair in names) for side in (0, 1))
        are_shared = all(left == right for left, right in names)
        room = self.width() * _NAMES_SHARE
        middle = min(max(first, second), room) if are_shared else min(first + second + 2 * _GAP, room)
        split = None if are_shared else (first + _GAP) / (first + second + 2 * _GAP)
        middle += 2 * (_ARROW + _GAP)
        figure = QFontMetricsF(bold).horizontalAdvance("100.0")
        for index, row in enumerate(self._rows):
            box = self._row_box(index)
            if not event.rect().intersects(box.toAlignedRect()):
                continue
            height = box.height()
            if row.differs:
                shade = tokens.accent if row.left.is_answer else tokens.second
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(shade, 0.14))
                painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), _RADIUS, _RADIUS)
            center = QRectF(box.center().x() - middle / 2, box.top(), middle, height)
            _paint_names(painter, center, row, name_font, split)
            left = QRectF(box.left() + _PADDING, box.top(), center.left() - box.left() - _PADDING, height)
            right = QRectF(center.right(), box.top(), box.right() - _PADDING - center.right(), height)
            for half, side, shade, is_left in (
                (row.left, left, tokens.accent, True),
                (row.right, right, tokens.second, False),
            ):
                if half.name:
                    painter.setFont(bold if half.is_strong else self.font())
                    _paint_half(painter, side, half, shade, figure, is_left=is_left)

    def _row_box(self, index: int) -> QRectF:
        height = self.height() / len(self._rows)
        return QRectF(0, index * height, self.width(), height)


def _said(rows: tuple[PairedRow, ...]) -> list[tuple[tuple[str, str], bool, bool]]:
    return [(row.names, row.left.is_answer, row.right.is_answer) for row in rows]


def _paint_names(painter: QPainter, box: QRectF, row: PairedRow, font: QFont, split: float | None) -> None:
    """Paint the name both sides share, or one to either side of `split`, a share of the width."""
    tokens = theme.current()
    painter.setFont(font)
    inner = box.adjusted(_ARROW + _GAP, 0, -_ARROW - _GAP, 0)
    middle = Qt.AlignmentFlag.AlignVCenter
    if split is None:
        parts = [(row.left.name, inner, Qt.AlignmentFlag.AlignHCenter, row.left.is_answer or row.right.is_answer)]
    else:
        left, right = QRectF(inner), QRectF(inner)
        left.setWidth(inner.width() * split - _GAP)
        right.setLeft(left.right() + 2 * _GAP)
        parts = [
            (row.left.name, left, Qt.AlignmentFlag.AlignRight, row.left.is_answer),
            (row.right.name, right, Qt.AlignmentFlag.AlignLeft, row.right.is_answer),
        ]
    for name, place, side, is_answer in parts:
        painter.setPen(theme.color(tokens.text if is_answer else tokens.muted))
        text = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideRight, place.width() + 1)
        painter.drawText(place, middle | side, text)
    if not row.differs:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    y = box.center().y()
    if row.left.is_answer:
        _paint_arrow(painter, QPointF(box.left() + _GAP / 2, y), _ARROW, tokens.accent)
    if row.right.is_answer:
        _paint_arrow(painter, QPointF(box.right() - _GAP / 2, y), -_ARROW, tokens.second)


def _paint_arrow(painter: QPainter, tip: QPointF, length: float, shade: str) -> None:
    """Paint a triangle whose base is `length` to the right of its tip."""
    half = abs(length) * 0.75
    painter.setBrush(theme.color(shade))
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(length, -half), tip + QPointF(length, half)]))


def _paint_half(  # noqa: PLR0913 - a bar is so many things
    painter: QPainter, box: QRectF, half: Half, shade: str, figure: float, *, is_left: bool
) -> None:
    tokens = theme.current()
    place = QRectF(box.left() if is_left else box.right() - figure, box.top(), figure, box.height())
    painter.setPen(theme.color(tokens.text if half.is_strong else tokens.muted))
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, _figure(half))
    width = box.width() - figure - _GAP
    track = QRectF(place.right() + _GAP if is_left else box.left(), 0, width, _BAR_PIXELS)
    track.moveTop(box.center().y() - _BAR_PIXELS / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(tokens.line))
    painter.drawRoundedRect(track, _BAR_PIXELS / 2, _BAR_PIXELS / 2)
    if half.share is None:
        return  # at rest nothing is believed, not even a little
    filled = QRectF(track)
    filled.setWidth(max(track.width() * half.share, _LEAST_FILL))
    if is_left:
        filled.moveRight(track.right())
    radius = min(_BAR_PIXELS / 2, filled.width() / 2)
    painter.setBrush(theme.color(shade if half.is_strong else tokens.rest))
    painter.drawRoundedRect(filled, radius, radius)


def _figure(half: Half) -> str:
    return "" if half.share is None else f"{100 * half.share:.1f}"
