"""A tile that shows one number large under its caption."""

from __future__ import annotations

from digitpad.gui.widgets import controls, theme

NO_FIGURE = "\N{EN DASH}"

_INSET, _SLIM_INSET = 14, 8


class StatTile(controls.Card):
    """A caption, a number, and with `has_detail` a muted line below."""

    def __init__(self, caption: str, tooltip: str, *, has_detail: bool = False) -> None:
        super().__init__()
        self._caption = controls.label(caption, theme.Role.MUTED)
        self._figure = controls.label("", theme.Role.FIGURE)
        self._detail = controls.label("", theme.Role.MUTED)
        self._insets = _INSET, 10 if has_detail else _INSET
        self.set_slim(False)
        self.body.setSpacing(0)
        self.body.addWidget(self._caption)
        self.body.addWidget(self._figure)
        if has_detail:
            self.body.addWidget(self._detail)
        self.relabel(caption, tooltip)

    @property
    def figure(self) -> str:
        """The number on show."""
        return self._figure.text()

    @property
    def detail(self) -> str:
        """The line below the number."""
        return self._detail.text()

    def set_slim(self, is_slim: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Leave less room around the number where there is little."""
        left, right = (_SLIM_INSET, _SLIM_INSET) if is_slim else self._insets
        self.body.setContentsMargins(left, 8, right, 8)

    def relabel(self, caption: str, tooltip: str) -> None:
        """Have the tile show another quantity, of which there is no figure yet."""
        self._caption.setText(caption)
        self.setToolTip(tooltip)
        self.setAccessibleDescription(tooltip)
        self.show_figure(NO_FIGURE)

    def show_figure(self, figure: str, detail: str = "") -> None:
        """Show another number."""
        self._figure.setText(figure)
        self._detail.setText(detail)
        caption = self._caption.text()
        self.setAccessibleName(f"{caption}: {figure}, {detail}" if detail else f"{caption}: {figure}")
