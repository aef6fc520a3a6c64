"""The dock "Look inside": its pages, of which one is seen, and what they explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from digitpad.config.model_spec import ModelKind
from digitpad.gui.inside.evidence_overlay import EvidenceOverlay
from digitpad.gui.inside.layers_view import LayersView
from digitpad.gui.inside.lens.lens_view import LensView
from digitpad.gui.inside.page import Page
from digitpad.gui.inside.softmax_view import SoftmaxView
from digitpad.gui.inside.templates_view import TemplatesView
from digitpad.gui.inside.view_picture import ViewPicture
from digitpad.gui.inside.why_view import WhyView
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.dock_holder import DockView
from digitpad.gui.widgets.enclosure import Enclosure

if TYPE_CHECKING:
    from PySide6.QtCore import QThread
    from PySide6.QtGui import QShowEvent

    from digitpad.gui.inside.subject import Subject
    from digitpad.gui.pad.canvas import Canvas


class InsidePanel(DockView):
    """Pages about the digit that is shown; only the page that is seen is told of it."""

    def __init__(self, reading_thread: QThread, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        self.why = WhyView(reading_thread, EvidenceOverlay(canvas))
        self.templates, self.layers = TemplatesView(), LayersView()
        self.templates.class_chosen.connect(self.why.explain_class)
        self.softmax, self.lens = SoftmaxView(), LensView(reading_thread)
        self._pages = QStackedWidget()
        self._buttons = QButtonGroup(self)
        buttons = (
            self._add(self.why, self.tr("Why"), self.tr("What in the drawing speaks for a class, and what against it")),
            self._add(
                self.templates, self.tr("Weights"), self.tr("The ten pictures that softmax regression compares with")
            ),
            self._add(self.layers, self.tr("Layers"), self.tr("What each hidden unit does, and does to the answer")),
            self._add(self.softmax, self.tr("Softmax"), self.tr("How logits become probabilities, step by step")),
            self._add(self.lens, self.tr("Lens"), self.tr("What each step of the preprocessing is for")),
        )
        self._weights_button, self._layers_button = buttons[1:3]
        self._buttons.idClicked.connect(self._turn_to)
        body = controls.column(
            controls.segments(*buttons, stretch=1),
            (Enclosure(self._pages), 1),
            self._footer(canvas),
            spacing=theme.CARD_GAP,
            owner=self,
        )
        body.setContentsMargins(theme.CARD_GAP, theme.CARD_GAP, theme.MARGIN, theme.MARGIN)
        self._layers_button.hide()
        self._buttons.button(0).setChecked(True)

    def show_subject(self, subject: Subject) -> None:
        """Explain another answer."""
        if self._subject is not None and self._subject.model != subject.model:
            self.layers.forget()
        self._subject = subject
        is_mlp = subject.checkpoint.spec.kind is ModelKind.MLP
        self._weights_button.setVisible(not is_mlp)
        self._layers_button.setVisible(is_mlp)
        unsuited, suited = (self.templates, self.layers) if is_mlp else (self.layers, self.templates)
        if self._pages.currentWidget() is unsuited:
            self._turn_to(self._pages.indexOf(suited))
        self._tell()

    def shut_down(self) -> bool:
        """End the thread of its own; False if it is still busy when the wait runs out."""
        return self.layers.shut_down()

    @Slot(int)
    def ask_why(self, class_index: int) -> None:
        """Turn to the evidence, and ask for that of a class: see `WhyView.ask`."""
        self.turn_to_why()
        self.why.ask(class_index)

    def turn_to_why(self) -> None:
        """Turn to the evidence."""
        self._turn_to(self._pages.indexOf(self.why))

    def turn_to_softmax(self) -> None:
        """Turn to the softmax, step by step."""
        self._turn_to(self._pages.indexOf(self.softmax))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nothing was to be seen."""
        super().showEvent(event)
        self._tell()

    def _footer(self, canvas: Canvas) -> QHBoxLayout:
        self.picture = ViewPicture(canvas, self)
        copy = controls.link(self.tr("Copy"), self.tr("Copy the pad and this view as one picture"))
        save = controls.link(self.tr("Save…"), self.tr("Save the pad and this view as one picture"))
        copy.clicked.connect(self.picture.copy)
        save.clicked.connect(self.picture.ask_and_save)
        return controls.row(None, copy, save, spacing=theme.MARGIN)

    def _add(self, page: Page, text: str, tooltip: str) -> QPushButton:
        button = controls.segment(text, tooltip)
        self._buttons.addButton(button, self._pages.addWidget(page))
        return button

    @Slot(int)
    def _turn_to(self, index: int) -> None:
        self._buttons.button(index).setChecked(True)
        self._pages.setCurrentIndex(index)
        self._tell()

    def _tell(self) -> None:
        page = self._pages.currentWidget()
        if self._subject is not None and self.isVisible() and isinstance(page, Page):
            page.show_subject(self._subject)
