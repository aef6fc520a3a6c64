"""What digitpad is, which version, and whose work it stands on."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from digitpad import __version__
from digitpad.gui.widgets import controls, theme

_TEXT_PIXELS = 420


class AboutDialog(QDialog):
    """Name, version, and credits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About digitpad"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        close = controls.button(self.tr("Close"), self.tr("Close this window"), theme.Role.PRIMARY)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(
            controls.label(self.tr("MIT licence · Qt {version}").format(version=qVersion()), theme.Role.MUTED)
        )
        foot.addStretch(1)
        foot.addWidget(close)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        rows.setSpacing(theme.CONTROL_GAP)
        rows.addWidget(controls.label(f"digitpad {__version__}", theme.Role.FIGURE))
        rows.addWidget(
            _paragraph(
                self.tr(
                    "Draw a digit and watch softmax regression and a multi-layer perceptron read it, live. Train "
                    "them from inside the window and see what they learn."
                )
            )
        )
        rows.addWidget(controls.label(self.tr("Data and typeface"), theme.Role.HEADING))
        rows.addWidget(
            _paragraph(
                self.tr(
                    "MNIST: Yann LeCun, Corinna Cortes, Christopher J.C. Burges, CC BY-SA 3.0.\n"
                    "Pen-Based Recognition of Handwritten Digits: Fevzi Alimoglu, Ethem Alpaydin, CC BY 4.0.\n"
                    "Inter: The Inter Project Authors, SIL Open Font License 1.1."
                ),
                theme.Role.MUTED,
            )
        )
        rows.addSpacing(theme.CONTROL_GAP)
        rows.addLayout(foot)
        rows.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)


def _paragraph(text: str, role: theme.Role | None = None) -> QLabel:
    paragraph = controls.label(text, role)
    paragraph.setWordWrap(True)
    paragraph.setFixedWidth(_TEXT_PIXELS)
    return paragraph
