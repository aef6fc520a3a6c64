"""The look: colours, sizes, typeface and the style sheet, light and dark.

A widget that paints itself asks `current()` while it paints, so that a change of theme needs no signal: Qt
repaints every widget when the palette changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QMenuBar

from digitpad.gui.widgets.focus_ring import FocusRing
from digitpad.paths import shipped
from digitpad.settings import ThemeChoice

MARGIN = 16
"""Pixels around a window's content and inside a card."""

CARD_GAP = 12
"""Pixels between cards."""

CONTROL_GAP = 8
"""Pixels between controls."""

CARD_RADIUS = 12
CONTROL_RADIUS = 8
ITEM_RADIUS = 6

BODY_PIXELS = 13
"""Height of body text."""

FIGURE_PIXELS = 20
"""Height of a number that is looked for."""

SMALL_PIXELS = 12
"""Height of text at the window's rim."""

_THEME_PROPERTY = "digitpad_theme"
_ICONS = Path(__file__).parent / "icons"
_ICON_THEME = "digitpad"
_FONTS = shipped("assets", "fonts")


class Theme(Enum):
    """The two ways the window can look."""

    LIGHT = "light"
    DARK = "dark"


class Role(Enum):
    """What a plain Qt widget is for, which decides how the style sheet dresses it."""

    CARD = "card"
    POPUP = "popup"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"
    MUTED = "muted"
    BRAND = "brand"
    HEADING = "heading"
    FIGURE = "figure"
    SEGMENT_GROUP = "segment-group"
    SEGMENT = "segment"
    FORM = "form"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as ``#rrggbb``."""

    # ground, card, line: behind everything, behind a group of controls, and around both
    ground: str
    card: str
    line: str
    # text, muted: body and secondary text
    text: str
    muted: str
    # accent, on_accent: the one thing that matters in a view, and text upon it
    accent: str
    on_accent: str
    # second, good, bad: A second series, success, failure
    second: str
    good: str
    bad: str
    track: str  # the empty part of a bar, and the ground of an input
    rest: str  # the filled part of a bar that did not win
    # paper, ink: the pad and what is written on it
    paper: str
    ink: str


_TOKENS = {
    Theme.LIGHT: Tokens(
        ground="#f4f5f7",
        card="#ffffff",
        line="#e1e4ea",
        text="#1b1f27",
        muted="#657083",
        accent="#2563eb",
        on_accent="#ffffff",
        second="#b45309",
        good="#15803d",
        bad="#b91c1c",
        track="#f4f5f7",
        rest="#c3c9d4",
        paper="#ffffff",
        ink="#16181f",
    ),
    Theme.DARK: Tokens(
        ground="#15171c",
        card="#1d2027",
        line="#2c303a",
        text="#e9ebf0",
        muted="#98a0b0",
        accent="#6ea8fe",
        on_accent="#0d1420",
        second="#f2b35e",
        good="#58c98b",
        bad="#f87171",
        track="#15171c",
        rest="#4a5160",
        paper="#101115",
        ink="#f5f6fa",
    ),
}


def tokens(theme: Theme) -> Tokens:
    """Return the colours of a theme."""
    return _TOKENS[theme]


def current_theme() -> Theme:
    """Return the theme the application wears; light before any was applied."""
    application = QApplication.instance()
    worn = application.property(_THEME_PROPERTY) if application is not None else None
    return Theme(worn) if worn is not None else Theme.LIGHT


def current() -> Tokens:
    """Return the colours the application wears."""
    return tokens(current_theme())


def application() -> QApplication:
    """Return the one application."""
    made = QApplication.instance()
    if not isinstance(made, QApplication):
        msg = "there is no application yet"
        raise RuntimeError(msg)  # noqa: TRY004 - not a wrong argument
    return made


def system_theme() -> Theme:
    """Return what the desktop asks for; light where it has no preference."""
    scheme = QApplication.styleHints().colorScheme()
    return Theme.DARK if scheme == Qt.ColorScheme.Dark else Theme.LIGHT


def chosen(choice: ThemeChoice) -> Theme:
    """Return the theme a choice comes to on this desktop, now."""
    return system_theme() if choice is ThemeChoice.SYSTEM else Theme(choice.value)


def apply_theme(wearer: QApplication, theme: Theme) -> None:
    """Dress an application; every window follows at once.

    Qt's own colour scheme does nothing on bare screens, hence Fusion with a palette of ours.
    """
    if wearer.property(_THEME_PROPERTY) is None:
        wearer.setStyle("Fusion")
        wearer.setFont(_body_font(wearer))
        FocusRing(wearer)
        # The icons of the dialogs that Qt makes, instead of its own or a desktop's.
        QIcon.setThemeSearchPaths([str(_ICONS)])
        QIcon.setThemeName(_ICON_THEME)
    wearer.setProperty(_THEME_PROPERTY, theme.value)
    # The old sheet is taken off first: replaced, Qt would dress each widget anew for every other one it lies in, which
    # takes seconds with all windows open.
    wearer.setStyleSheet("")
    wearer.setPalette(_palette(tokens(theme)))
    wearer.setStyleSheet(_style_sheet(tokens(theme)))
    for widget in wearer.allWidgets():
        if isinstance(widget, QMenuBar):  # it was dressed before what lies in its corner, and has to ask it once more
            wearer.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def color(value: str, alpha: float = 1.0) -> QColor:
    """Return a token as a colour, with an opacity from 0 to 1."""
    shade = QColor(value)
    shade.setAlphaF(alpha)
    return shade


def mixed(start: str, end: str, share: float) -> QColor:
    """Return a colour between two tokens: the first at 0, the second at 1."""
    first, last = QColor(start), QColor(end)
    parts = zip((first.red(), first.green(), first.blue()), (last.red(), last.green(), last.blue()), strict=True)
    return QColor(*(round(low + (high - low) * share) for low, high in parts))


def icon(name: str) -> str:
    """Return the path of an icon."""
    return str(_ICONS / f"{name}.svg")


def _body_font(application: QApplication) -> QFont:
    for file in sorted(_FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    font = application.font()
    font.setFamilies(["Inter", *font.families(), "DejaVu Sans"])
    font.setPixelSize(BODY_PIXELS)
    return font


def _palette(t: Tokens) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, value in {
        roles.Window: t.ground,
        roles.WindowText: t.text,
        roles.Base: t.card,
        roles.AlternateBase: t.track,
        roles.Text: t.text,
        roles.PlaceholderText: t.muted,
        roles.Button: t.card,
        roles.ButtonText: t.text,
        roles.BrightText: t.bad,
        roles.ToolTipBase: t.card,
        roles.ToolTipText: t.text,
        roles.Highlight: t.accent,
        roles.HighlightedText: t.on_accent,
        roles.Link: t.accent,
        roles.Light: t.card,
        roles.Midlight: t.card,
        roles.Mid: t.line,
        roles.Dark: t.line,
        roles.Shadow: t.line,
        roles.Accent: t.accent,
    }.items():
        palette.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, color(t.muted, 0.55))
    return palette


def _style_sheet(t: Tokens) -> str:
    faded = color(t.muted, 0.55).name(QColor.NameFormat.HexArgb)
    template = (Path(__file__).parent / "style.qss").read_text(encoding="utf-8")
    values = {name: getattr(t, name) for name in Tokens.__slots__}
    values |= {"faded": faded, "icons": _ICONS.as_posix()}
    values["check"] = "check-light" if t.on_accent == "#ffffff" else "check-dark"
    # Longest names first: $accent must not eat the front of $accent_something.
    for name in sorted(values, key=len, reverse=True):
        template = template.replace(f"${name}", values[name])
    return template
