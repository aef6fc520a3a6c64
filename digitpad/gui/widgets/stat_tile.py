"""A tile that shows one number large under its caption."""

from __future__ import annotations

from digitpad.gui.widgets import controls, theme

NO_FIGURE = "\N{EN DASH}"


class StatTile(controls.Card):
    """A caption, a number, and with `has_detail` a muted line below."""

    def __init__(self, caption: str, tooltip: str, *, has_detail: bool = False) -> None:
        super().__init__()
        self._caption = caption
        self._figure = controls.label("", theme.Role.FIGURE)
        self._detail = controls.label("", theme.Role.MUTED)
        self.body.setContentsMargins(14, 8, 10 if has_detail else 14, 8)
        self.body.setSpacing(0)
        self.body.addWidget(controls.label(caption, theme.Role.MUTED))
        self.body.addWidget(self._figure)
        if has_detail:
            self.body.addWidget(self._detail)
        self.setToolTip(tooltip)
        self.setAccessibleDescription(tooltip)
        self.show_figure(NO_FIGURE)

    @property
    def figure(self) -> str:
        """The number on show."""
        return self._figure.text()

    @property
    def detail(self) -> str:
        """The line below the number."""
        return self._detail.text()

    def show_figure(self, figure: str, detail: str = "") -> None:
        """Show another number."""
        self._figure.setText(figure)
        self._detail.setText(detail)
        self.setAccessibleName(f"{self._caption}: {figure}, {detail}" if detail else f"{self._caption}: {figure}")
