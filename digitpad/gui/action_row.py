"""A row of the table of actions, and the menus it may be in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction


class Menu(Enum):
    """The menus, from left to right."""

    FILE = "&File"
    EDIT = "&Edit"
    MODEL = "&Model"
    TRAIN = "&Train"
    VIEW = "&View"
    HELP = "&Help"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; as an attribute of `Actions`, its action."""

    text: str
    tooltip: str
    shortcuts: str  # several separated by "; "
    menu: Menu | None  # None: in a menu that is filled when it opens
    slot: Callable[[Any], Callable[..., object]]  # given the main window, what it triggers
    button_text: str = ""  # on a button; empty for that of the menu
    after_gap: bool = False  # whether a separator comes before it
    is_checkable: bool = False

    def __get__(self, actions: ActionTable, _owner: type[ActionTable]) -> QAction:
        """Return the action made from this row."""
        return actions.made[self]


class ActionTable(QObject):
    """What has rows as attributes, and the actions that were made of them."""

    made: dict[Row, QAction]
