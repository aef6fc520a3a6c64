"""Which model reads the pad: the switch, its size, how good it is and what it learnt from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.gui.models import score_text
from digitpad.gui.models.choice import MLP, SOFTMAX
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedLabel
from digitpad.gui.widgets.number_text import count, translated
from digitpad.library.scores.values import ScoreState

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from digitpad.errors import DigitpadError
    from digitpad.gui.models.choice import ModelChoice
    from digitpad.gui.prediction.answers import LoadedModel
    from digitpad.library.scores.values import ModelScores, TestSet


_ARROW = "  ▾"
_AROUND_SEGMENTS = 4 * 3
"""Pixels of the margins of three segments and of the gaps between them."""


class ModelCard(controls.Card):
    """The card above the answer; the owner of the library fills `library_menu` when it is about to show.

    `pens_wanted` asks to have models measured on other people's pens.
    """

    pens_wanted = Signal()

    def __init__(self, choice: ModelChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self.softmax = controls.segment(self.tr("Softmax"), choice.softmax.toolTip())
        self.softmax.clicked.connect(choice.softmax.trigger)
        self.mlp = controls.segment(self.tr("MLP"), choice.mlp.toolTip())
        self.mlp.clicked.connect(choice.mlp.trigger)
        self._library_tip = self.tr("Read the drawing with a model you trained or imported, or look after them.")
        self.library = controls.segment(self.tr("Library"), self._library_tip)
        self.library_menu = QMenu(self)
        self.library_menu.setToolTipsVisible(True)
        self.library.clicked.connect(self._open_menu)
        self.size_line = ElidedLabel(theme.Role.MUTED)
        self.size_line.setToolTip(
            self.tr("The size of each layer, from the pixels to the classes, and how many numbers training may change.")
        )
        self.figures_line, self.data_line = ElidedLabel(theme.Role.MUTED), ElidedLabel(theme.Role.MUTED)
        self.get_pens = controls.link(
            self.tr("Measure…"),
            self.tr("Get the pen digits every model is measured on: asks first, and says whose they are."),
        )
        self.get_pens.clicked.connect(self.pens_wanted)
        self.get_pens.hide()
        self._name, self._learnt = "", ""
        self._figures: list[str] = []
        self._is_compact = False
        figures = controls.row(self.figures_line, self.get_pens, None)
        lines = controls.column(self.size_line, figures, self.data_line, spacing=2)
        # Three lines and the switch leave the answer its room in a window 640 pixels high.
        self.body.setContentsMargins(theme.MARGIN, theme.CARD_GAP, theme.MARGIN, theme.CARD_GAP)
        self.body.addWidget(controls.segments(self.softmax, self.mlp, self.library, stretch=1))
        self.body.addLayout(lines)
        choice.changed.connect(self._show_choice)
        self._show_choice()

    def be_compact(self, *, is_compact: bool) -> None:
        """Show the figures below one another, and not what the model learnt from; or everything."""
        self._is_compact = is_compact
        self._fill()

    def show_model(self, model: LoadedModel) -> None:
        """Show the size of the model in use; its figures follow."""
        self._name = model.name
        spec = model.checkpoint.spec
        sizes = " → ".join(str(size) for size in spec.layer_sizes)
        parameters = self.tr("{count} parameters").format(count=count(spec.parameter_count))
        self.size_line.setText(f"{sizes} · {parameters}")
        self._learnt = score_text.learnt_from(model.checkpoint.data)
        self._fill()

    @Slot(object)
    def show_scores(self, scores: ModelScores) -> None:
        """Show the two figures of the model in use; those of others are not for this card."""
        if scores.name != self._name:
            return
        figures = [figure for figure in scores.scores if figure.state is not ScoreState.NOT_APPLICABLE]
        self._figures = score_text.names_and_figures(scores)
        explained = [self.tr("How often the model is right, with the 95 % interval.")]
        explained += map(score_text.explained, figures)
        self.figures_line.setToolTip("\n".join(explained))
        self.get_pens.setVisible(scores.pens.state is ScoreState.NO_DATA)
        self._fill()

    @Slot(str, object, object)
    def show_unmeasured(self, name: str, standard: TestSet, error: DigitpadError) -> None:
        """Show that the model in use could not be measured, and why."""
        if name == self._name:
            self._figures = [self.tr("{title}: could not be measured").format(title=standard.samples)]
            self.figures_line.setToolTip("\n".join(translated(error)))
            self._fill()

    def show_no_model(self) -> None:
        """Show that there is nothing known of a model, or not yet."""
        self._name, self._learnt, self._figures = "", "", []
        self.size_line.setText("")
        self.get_pens.hide()
        self._fill()

    def _fill(self) -> None:
        """Show figures and data in the two lines there are."""
        beside, below = ([*self._figures, "", ""][:2]) if self._is_compact else (score_text.GAP.join(self._figures), "")
        self.figures_line.setText(beside)
        self.data_line.setText(below or ("" if self._is_compact else self._learnt))

    @Slot()
    def _show_choice(self) -> None:
        current = self._choice.current
        is_own = current not in {SOFTMAX, MLP}
        self.softmax.setChecked(current == SOFTMAX)
        self.mlp.setChecked(current == MLP)
        self.library.setChecked(is_own)
        self.library.setToolTip(f"{current}\n{self._library_tip}" if is_own else self._library_tip)
        self.library.setAccessibleName(current if is_own else self.tr("Library"))
        self._fit_name()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the name as there is room for."""
        super().resizeEvent(event)
        self._fit_name()

    def _fit_name(self) -> None:
        """Leave a name what the other two segments leave it; the whole is in the tooltip, status bar and menu."""
        font = QFont(self.library.font())
        font.setWeight(font.Weight.DemiBold)  # as it is drawn while it is chosen
        metrics = QFontMetrics(font)
        others = sum(each.sizeHint().width() for each in (self.softmax, self.mlp))
        margins = self.body.contentsMargins()
        around = margins.left() + margins.right() + _AROUND_SEGMENTS
        inset = self.softmax.sizeHint().width() - self.softmax.fontMetrics().horizontalAdvance(self.softmax.text())
        taken = others + around + inset + metrics.horizontalAdvance(_ARROW)
        # A longer name must not keep the card from becoming narrower.
        self.setMinimumWidth(taken + metrics.horizontalAdvance(self.tr("Library")))
        name = metrics.elidedText(
            self.library.accessibleName(), Qt.TextElideMode.ElideRight, max(self.width(), self.minimumWidth()) - taken
        )
        self.library.setText(name.replace("&", "&&") + _ARROW)

    @Slot()
    def _open_menu(self) -> None:
        self._show_choice()  # clicking has checked the segment, but nothing is chosen yet
        self.library_menu.popup(self.library.mapToGlobal(self.library.rect().bottomLeft()))
