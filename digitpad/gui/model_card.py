"""Which model reads the pad: the switch, its size and how good it is.

Owns the card. Does not own the choice (`model_choice`) or the figures (`checkpoint`, `evaluation`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from digitpad.gui import theme
from digitpad.gui.figures import count
from digitpad.gui.model_choice import MLP, SOFTMAX

if TYPE_CHECKING:
    from digitpad.checkpoint import Measurement
    from digitpad.evaluation import Interval
    from digitpad.gui.model_choice import ModelChoice
    from digitpad.gui.recognition import LoadedModel


_NAME_PIXELS = 140
"""Width of a model's name on its segment; the whole is in the status bar and the menu."""


class ModelCard(theme.Card):
    """The card above the answer; whoever knows the library fills `library_menu` when it is about to show."""

    def __init__(self, choice: ModelChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self.softmax = self._segment(self.tr("Softmax"), choice.softmax.toolTip())
        self.softmax.clicked.connect(choice.softmax.trigger)
        self.mlp = self._segment(self.tr("MLP"), choice.mlp.toolTip())
        self.mlp.clicked.connect(choice.mlp.trigger)
        self.library = self._segment(
            self.tr("Library"), self.tr("Read the drawing with a model you trained or imported, or look after them.")
        )
        self.library_menu = QMenu(self)
        self.library_menu.setToolTipsVisible(True)
        self.library.clicked.connect(self._open_menu)
        group = QFrame()
        theme.mark(group, theme.Role.SEGMENT_GROUP)
        segments = QHBoxLayout(group)
        segments.setContentsMargins(3, 3, 3, 3)
        segments.setSpacing(3)
        for segment in (self.softmax, self.mlp, self.library):
            segments.addWidget(segment, 1)
        self.size_line = _Line()
        self.size_line.setToolTip(
            self.tr("The size of each layer, from the pixels to the classes, and how many numbers training may change.")
        )
        self.figures_line = _Line()
        lines = QVBoxLayout()
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(self.size_line)
        lines.addWidget(self.figures_line)
        self.body.addWidget(group)
        self.body.addLayout(lines)
        choice.changed.connect(self._show_choice)
        self._show_choice()

    def show_model(self, model: LoadedModel) -> None:
        """Show the size and the figures of the model in use."""
        spec = model.checkpoint.spec
        sizes = " → ".join(str(size) for size in spec.layer_sizes)
        parameters = self.tr("{count} parameters").format(count=count(spec.parameter_count))
        self.size_line.setText(f"{sizes} · {parameters}")
        self.figures_line.setText("   ".join(_figure(*figure) for figure in model.figures))
        explained = [self.tr("How often the model is right, with the 95 % interval that so many samples allow.")]
        explained += [_explained(measurement) for measurement, _ in model.figures]
        self.figures_line.setToolTip("\n".join(explained))

    def show_no_model(self) -> None:
        """Show that there is nothing known of a model, or not yet."""
        self.size_line.setText("")
        self.figures_line.setText("")

    def _segment(self, text: str, tooltip: str) -> QPushButton:
        segment = theme.button(text, tooltip, theme.Role.SEGMENT)
        segment.setCheckable(True)
        return segment

    @Slot()
    def _show_choice(self) -> None:
        current = self._choice.current
        is_own = current not in {SOFTMAX, MLP}
        self.softmax.setChecked(current == SOFTMAX)
        self.mlp.setChecked(current == MLP)
        self.library.setChecked(is_own)
        metrics = self.library.fontMetrics()
        name = metrics.elidedText(current, Qt.TextElideMode.ElideRight, _NAME_PIXELS) if is_own else self.tr("Library")
        self.library.setText(f"{name.replace('&', '&&')}  ▾")
        self.library.setAccessibleName(current if is_own else self.tr("Library"))

    @Slot()
    def _open_menu(self) -> None:
        self._show_choice()  # clicking has checked the segment, but nothing is chosen yet
        self.library_menu.popup(self.library.mapToGlobal(self.library.rect().bottomLeft()))


class _Line(QLabel):
    """A muted line that may be narrower than its text."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, theme.Role.MUTED)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the line may become."""
        return QSize(40, super().minimumSizeHint().height())


def _figure(measurement: Measurement, interval: Interval) -> str:
    reach = 50 * (interval.high - interval.low)
    name = measurement.name.rpartition(", ")[2]  # the whole is in the tooltip
    return f"{name} {100 * measurement.accuracy:.1f} ± {reach:.1f}\N{NO-BREAK SPACE}%"


def _explained(measurement: Measurement) -> str:
    shown = f"{measurement.name}: {count(measurement.correct)} / {count(measurement.count)}"
    return f"{shown}. {measurement.note}" if measurement.note else shown
