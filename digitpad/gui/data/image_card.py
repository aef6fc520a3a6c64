"""One image of a data set, large, with its number, class and pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.image_grid import draw_enlarged, image_at
from digitpad.gui.widgets.number_text import count

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from digitpad.data.image_set import ImageSet

_SIDE = 208
_FRAME = 6


class ImageCard(controls.Card):
    """The image, its class, and the way to the pad."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index: int | None = None
        self.view = _Enlarged(_SIDE)
        self.view.setAccessibleName(self.tr("The chosen image"))
        self.name = controls.label("", theme.Role.FIGURE)
        self.facts = controls.label("", theme.Role.MUTED)
        self.facts.setWordWrap(True)
        self.facts.setFixedWidth(_SIDE)
        self.use = controls.button(
            self.tr("Put it on the pad"),
            self.tr("Have the model in use read this image, as if it were a picture you opened"),
            theme.Role.PRIMARY,
        )
        self.random = controls.button(
            self.tr("Random image"), self.tr("Choose any image of this part, or of the class")
        )
        self.body.addWidget(self.view)
        self.body.addWidget(self.name)
        self.body.addWidget(self.facts)
        self.body.addStretch(1)
        self.body.addWidget(self.random)
        self.body.addWidget(self.use)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_sample(self, images: ImageSet, index: int, writer: str | None = None) -> None:
        """Show an image."""
        self.index = index
        self.view.show_image(image_at(images.pixels, index))
        label = int(images.labels[index])
        metrics = self.name.fontMetrics()
        name = images.class_names[label]
        self.name.setText(metrics.elidedText(name, Qt.TextElideMode.ElideRight, _SIDE))
        self.name.setToolTip(name)
        pixels = images.pixels[index]
        shape = " × ".join(map(str, pixels.shape))
        self.facts.setText(
            self.tr("Image {number} of {total}, label {label}\n{shape} {kind}, {low} to {high}").format(
                number=count(index + 1),
                total=count(len(images)),
                label=label,
                shape=shape,
                kind=pixels.dtype,
                low=int(pixels.min()),
                high=int(pixels.max()),
            )
        )
        if writer is not None:
            self.facts.setText(self.tr("{facts}\nwritten by {writer}").format(facts=self.facts.text(), writer=writer))
        self.use.setEnabled(True)
        self.random.setEnabled(True)

    def show_none(self) -> None:
        """Show that no image is chosen."""
        self.index = None
        self.view.show_image(None)
        self.name.setText("")
        self.facts.setText("")
        self.use.setEnabled(False)
        self.random.setEnabled(False)


class _Enlarged(QWidget):
    """One image, enlarged without smoothing."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage | None) -> None:
        """Show another image; None for an empty frame."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        """Return how large the view shall be."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame and the image."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(tokens.line), 1.0))
        painter.setBrush(theme.color(tokens.track))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
        if self._image is not None:
            inner = QRectF(self.rect()).adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME)
            draw_enlarged(painter, inner, self._image)
