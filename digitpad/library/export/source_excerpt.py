"""Excerpts of digitpad's source: definitions with all of digitpad's that they use. Reads source files and runs none."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

_PACKAGE = Path(__file__).parents[2]
_FOR_LINTERS = re.compile(r"  # (?:noqa|type: ignore).*$", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Name:
    """A top-level definition of a module, such as ``preprocessing.raster`` and ``centre``."""

    module: str
    name: str


@dataclass(frozen=True)
class Excerpt:
    """Cut-out source."""

    imports: dict[str, set[str]] = field(default_factory=dict)  # names by module, none for the module itself
    code: str = ""  # the definitions, each after those it needs at once


class _Module:
    """A module's source and its top-level statements."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._source = _PACKAGE.joinpath(*name.split(".")).with_suffix(".py").read_text(encoding="utf-8")
        self._body = ast.parse(self._source).body

    @cached_property
    def definitions(self) -> dict[str, ast.stmt]:
        """What the module defines, in order; one statement may define several names."""
        return {name: statement for statement in self._body for name in _defined(statement)}

    @cached_property
    def imported(self) -> dict[str, ast.alias | Name]:
        """What the module imports when it runs: names of digitpad's, and where others come from."""
        found: dict[str, ast.alias | Name] = {}
        for statement in self._body:
            if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("digitpad."):
                origin = str(statement.module).removeprefix("digitpad.")
                found |= {alias.name: Name(origin, alias.name) for alias in statement.names}
            elif isinstance(statement, ast.ImportFrom):
                found |= {alias.name: ast.alias(str(statement.module), alias.name) for alias in statement.names}
            elif isinstance(statement, ast.Import):
                found |= {alias.asname or alias.name: ast.alias(alias.name, None) for alias in statement.names}
        return found

    def text(self, statement: ast.stmt) -> str:
        """Return a statement's source, with the string that explains it below if there is one."""
        lines = self._source.splitlines()
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
        last = statement.end_lineno or first
        after = self._body.index(statement) + 1
        if after < len(self._body) and _is_docstring(self._body[after]):
            last = self._body[after].end_lineno or last
        return _FOR_LINTERS.sub("", "\n".join(lines[first - 1 : last]))

    def index(self, statement: ast.stmt) -> int:
        """Return a statement's position in the module."""
        return self._body.index(statement)


def excerpt(wanted: tuple[Name, ...]) -> Excerpt:
    """Cut definitions out of digitpad, with all they use."""
    modules: dict[str, _Module] = {}
    imports: dict[str, set[str]] = {}
    found: dict[tuple[str, int], str] = {}
    waiting = list(wanted)
    seen: set[Name] = set()
    while waiting:
        target = waiting.pop()
        if target in seen:
            continue
        seen.add(target)
        module = modules.setdefault(target.module, _Module(target.module))
        statement = module.definitions.get(target.name)
        if statement is None:  # passed on from another module
            passed_on = module.imported[target.name]
            if isinstance(passed_on, Name):
                waiting.append(passed_on)
            continue
        found[module.name, module.index(statement)] = module.text(statement)
        for used in _used(statement):
            origin = module.imported.get(used)
            if used in module.definitions:
                waiting.append(Name(module.name, used))
            elif isinstance(origin, Name):
                waiting.append(origin)
            elif origin is not None:
                imports.setdefault(origin.name, set()).update([origin.asname] if origin.asname else [])
    order = [name for name in _LOWEST_FIRST if name in modules]
    unordered = modules.keys() - set(order)
    if unordered:
        msg = f"these modules are not in the order: {unordered}"
        raise ValueError(msg)
    pieces = [found[key] for key in sorted(found, key=lambda key: (order.index(key[0]), key[1]))]
    return Excerpt(imports, _joined(pieces))


_LOWEST_FIRST = (
    "shown_text",
    "errors",
    "files.reading",
    "config.preprocessing_spec",
    "config.train_config",
    "ink.drawing",
    "preprocessing.raster",
    "preprocessing.picture_decoding",
    "preprocessing.picture",
    "preprocessing.scaling",
)
"""Modules that may be cut from, so that definitions come before what needs them."""


def _joined(pieces: list[str]) -> str:
    """Put pieces together with the blank lines that functions and constants have between them."""
    text = ""
    for piece in pieces:
        is_block = piece.startswith(("def ", "class ", "@"))
        was_block = text.rpartition("\n\n\n")[2].startswith(("def ", "class ", "@"))
        gap = "" if not text else "\n\n\n" if is_block or was_block else "\n\n" if '"""' in piece else "\n"
        text += gap + piece
    return text


def _defined(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]


def _used(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
