"""The five walks by name. Each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from digitpad.errors import ConfigError
from digitpad.notes.walk import NoteName

if TYPE_CHECKING:
    from digitpad.notes.walk import Step, Walk


class _Walks(Sequence["Walk"]):
    """All walks in order, imported one by one."""

    def __len__(self) -> int:
        return len(NoteName)

    @overload
    def __getitem__(self, index: int) -> Walk: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Walk]: ...
    def __getitem__(self, index: int | slice) -> Walk | Sequence[Walk]:
        names = tuple(NoteName)
        return tuple(map(_walk, names[index])) if isinstance(index, slice) else _walk(names[index])


WALKS = _Walks()
"""The five walks, A to E."""


def find_walk(name: str) -> Walk:
    """Return the walk through a note, by its letter.

    Raises
    ------
    ConfigError
        If there is no such note.
    """
    if name.lower() not in list(NoteName):
        raise ConfigError(
            "There is no such note",
            "“{name}” is none of the notes, which are {names}.",
            name=name,
            names=", ".join(NoteName),
        )
    return _walk(NoteName(name.lower()))


def find_step(walk: Walk, key: str) -> Step:
    """Return the step of a walk that has this key; raise a `ConfigError` if there is none."""
    for step in walk.steps:
        if step.key == key:
            return step
    raise ConfigError(
        "There is no such step",
        "“{key}” is none of the steps of note {note}, which are {keys}.",
        key=key,
        note=walk.name.value.upper(),
        keys=", ".join(step.key for step in walk.steps),
    )


def _walk(name: NoteName) -> Walk:
    match name:
        case NoteName.A:
            from digitpad.notes.walk_a import WALK  # noqa: PLC0415 - a walk is imported when it is asked for
        case NoteName.B:
            from digitpad.notes.walk_b import WALK  # noqa: PLC0415 - the same
        case NoteName.C:
            from digitpad.notes.walk_c import WALK  # noqa: PLC0415 - the same
        case NoteName.D:
            from digitpad.notes.walk_d import WALK  # noqa: PLC0415 - the same
        case NoteName.E:
            from digitpad.notes.walk_e import WALK  # noqa: PLC0415 - the same
    return WALK
