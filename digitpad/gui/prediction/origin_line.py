"""Where the drawing on the pad comes from, what it shows, and whether the answer is right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from digitpad.gui.prediction.judgement import Judgement
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count
from digitpad.ink.drawing import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from digitpad.ink.labelled_drawing import LabelledDrawing

_DOT = " · "
_HEIGHT = 17
"""Pixels of a line: as high as the headline's first, beside which it stands."""

_LINE_GAP = 2
_LEAST_PART = 24.0
"""Pixels of a part below which nothing of it can be read."""

_LONGEST_NAME = 150
"""Pixels of a model's name in the link."""


class Tone(Enum):
    """The colour of a part of a line, and its weight."""

    MUTED = "muted"
    TEXT = "text"
    GOOD = "good"
    BAD = "second"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line of text."""

    text: str
    tone: Tone


class PartedLine(QWidget):
    """Parts of text in one line; where they are too long, the first is shortened first."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[Part, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is shown."""
        return self._parts

    def show_parts(self, *parts: Part) -> None:
        """Show other parts; those without text are left out."""
        self._parts = tuple(part for part in parts if part.text)
        text = _DOT.join(part.text for part in self._parts)
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of all parts."""
        return QSize(round(sum(self._widths()) + 0.5), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Let the line be as narrow as need be."""
        return QSize(0, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the parts from the left, as much of each as there is room for."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        tokens, widths = theme.current(), self._widths()
        excess, x = sum(widths) - self.width(), 0.0
        for index, (part, width) in enumerate(zip(self._parts, widths, strict=True)):
            font = self._font(part)
            metrics, text, room = QFontMetricsF(font), part.text, width
            if excess > 0.0:
                room -= min(excess, width)
                excess -= width - room
                if room < _LEAST_PART:
                    excess -= room
                    continue
                text = metrics.elidedText(part.text, Qt.TextElideMode.ElideMiddle, room - self._gap(index))
            baseline = (self.height() + metrics.ascent() - metrics.descent()) / 2
            if x > 0.0:
                painter.setFont(self.font())
                painter.setPen(theme.color(tokens.muted))
                painter.drawText(QPointF(x, baseline), _DOT)
                x += self._gap(1)
            painter.setFont(font)
            painter.setPen(theme.color(getattr(tokens, part.tone.value)))
            painter.drawText(QPointF(x, baseline), text)
            x += metrics.horizontalAdvance(text)

    def _widths(self) -> list[float]:
        """Return the room of each part, with the dot before it."""
        return [
            self._gap(index) + QFontMetricsF(self._font(part)).horizontalAdvance(part.text)
            for index, part in enumerate(self._parts)
        ]

    def _gap(self, index: int) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance(_DOT) if index else 0.0

    def _font(self, part: Part) -> QFont:
        font = QFont(self.font())
        if part.tone in {Tone.GOOD, Tone.BAD}:
            font.setWeight(QFont.Weight.DemiBold)
        return font


class OriginLine(QWidget):
    """The origin and label of the drawing; below, what another model took it for. Hidden for one's own ink.

    `model_wanted` carries the name of that model, which shall read the pad.
    """

    model_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[LabelledDrawing | None, Judgement, str] = (None, Judgement.NONE, "")
        self._models = frozenset[str]()  # those that can be offered
        self.origin, self.answer = PartedLine(), PartedLine()
        self.offer = controls.link(
            self.tr("Read with that model"), self.tr("Let the model read the pad that was evaluated on this drawing")
        )
        self.offer.clicked.connect(self._offer_model)
        self._answer_row = controls.row(self.answer, self.offer)
        self._answer_row.setAlignment(self.offer, Qt.AlignmentFlag.AlignLeft)
        self._answer_row.setAlignment(self.answer, Qt.AlignmentFlag.AlignBottom)  # both on one baseline
        controls.column(self.origin, self._answer_row, spacing=_LINE_GAP, owner=self)
        for widget in (self, self.answer, self.offer):
            widget.hide()

    def show_origin(self, drawing: LabelledDrawing | None, judgement: Judgement, model: str) -> None:
        """Show the origin of the drawing on the pad, which `model` reads; None for one's own ink."""
        if (drawing, judgement, model) == self._shown:
            return
        self._shown = (drawing, judgement, model)
        if drawing is not None:
            label = "" if drawing.label is None else self.tr("labelled {label}").format(label=drawing.label)
            self.origin.show_parts(
                Part(self._place(drawing), Tone.MUTED), Part(label, Tone.TEXT), self._judged(judgement)
            )
            self._show_answer(drawing, model)
        self.setVisible(drawing is not None)

    def know_models(self, names: Iterable[str]) -> None:
        """Offer none but these: a model may be renamed or deleted since it was evaluated."""
        self._models = frozenset(names)
        drawing, _, model = self._shown
        if drawing is not None:
            self._show_answer(drawing, model)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the link below its sentence where there is no room beside it."""
        super().resizeEvent(event)
        self._arrange()

    def _show_answer(self, drawing: LabelledDrawing, model: str) -> None:
        answer = drawing.answer
        is_another = answer is not None and answer.model != model
        if answer is not None and is_another:
            is_right = answer.class_name == drawing.label
            text = self.tr("{model} read this as {name}") if is_right else self.tr("{model} misread this as {name}")
            self.answer.show_parts(Part(text.format(model=answer.model, name=answer.class_name), Tone.MUTED))
            name = self.fontMetrics().elidedText(answer.model, Qt.TextElideMode.ElideMiddle, _LONGEST_NAME)
            self.offer.setText(self.tr("Read with {model}").format(model=name).replace("&", "&&"))
            self.offer.setAccessibleName(self.tr("Read with {model}").format(model=answer.model))
            self._arrange()
        self.answer.setVisible(is_another)
        self.offer.setVisible(answer is not None and is_another and answer.model in self._models)

    def _arrange(self) -> None:
        wanted = self.answer.sizeHint().width() + theme.CONTROL_GAP + self.offer.sizeHint().width()
        is_wide = wanted <= self.width()
        self._answer_row.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        self._answer_row.setSpacing(theme.CONTROL_GAP if is_wide else _LINE_GAP)

    def _place(self, drawing: LabelledDrawing) -> str:
        if drawing.number is None:
            return drawing.source
        is_picture = isinstance(drawing.drawing, Picture)
        text = self.tr("{name}, image {number}") if is_picture else self.tr("{name}, drawing {number}")
        if drawing.total is not None:
            text = self.tr("{name}, drawing {number} of {total}")
        return text.format(name=drawing.source, number=count(drawing.number), total=count(drawing.total or 0))

    def _judged(self, judgement: Judgement) -> Part:
        match judgement:
            case Judgement.RIGHT:
                return Part(self.tr("right"), Tone.GOOD)
            case Judgement.WRONG:
                return Part(self.tr("wrong"), Tone.BAD)
            case Judgement.DOUBTED:
                return Part(self.tr("doubted"), Tone.BAD)
            case Judgement.FOREIGN:
                return Part(self.tr("no class of this model"), Tone.MUTED)
            case Judgement.NONE:
                return Part("", Tone.MUTED)

    @Slot()
    def _offer_model(self) -> None:
        drawing = self._shown[0]
        if drawing is not None and drawing.answer is not None:
            self.model_wanted.emit(drawing.answer.model)
