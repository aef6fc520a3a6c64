"""The table of all errors in `docs/errors.md`, made of the source: ``python -m tests.support.error_table``."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import digitpad
from digitpad import errors

PACKAGE = Path(digitpad.__file__).parent
PAGE = PACKAGE.parent / "docs" / "errors.md"

ERRORS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.DigitpadError)
}
WRAPPERS = {"tr", "_tr", "translate"}
TITLE, DETAIL = "error_title", "error_detail"
ANOTHERS = "(as the error that is told more of)"

HEAD = """# All errors

Everything digitpad may say went wrong, by the folder of the package that says it. On a command line an error is its
title and its detail on standard error and ends the command with status 1 (3 if no window can be opened, 70 if nobody
foresaw it); in the window it is a dialog. What stands in braces is filled in. `digitpad doctor` looks for what is wrong
before it is met.

This page is made of the source by `python -m tests.support.error_table`.
"""

Bound = dict[str, ast.expr]
"""What the arguments of a call give a function's parameters."""


@dataclass(frozen=True, order=True)
class Row:
    """One error that can be raised."""

    folder: str
    title: str
    detail: str
    kind: str


@dataclass
class Module:
    """A module's tree, its constants and calls, and what encloses each node."""

    path: Path
    tree: ast.Module
    constants: dict[str, ast.expr] = field(default_factory=dict)
    calls: list[ast.Call] = field(default_factory=list)
    owners: dict[ast.AST, ast.FunctionDef] = field(default_factory=dict)
    classes: dict[ast.FunctionDef, str] = field(default_factory=dict)


class UnresolvedError(Exception):
    """A title or detail that cannot be read off the source."""


class Source:
    """All modules of the package."""

    def __init__(self, package: Path) -> None:
        self.package = package
        self._texts = {path: path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py"))}
        self._modules: dict[Path, Module] = {}  # those that were looked into, for parsing all takes seconds

    def rows(self) -> Iterator[Row]:
        """Yield every error that is made somewhere."""
        for kind in sorted(ERRORS):
            for module, call in self._calls(kind):
                if module.path.name != "errors.py":
                    yield from self._made(module, call, kind, call.args)
        for module, call in self._calls("require"):
            own = any(isinstance(node, ast.FunctionDef) and node.name == "require" for node in module.tree.body)
            if not own:
                yield from self._made(module, call, "ConfigError", call.args[1:])
        for module, call, title in self._keywords(TITLE):
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            detail = given.get(DETAIL, ast.Constant("Something unexpected happened: {reason}."))
            yield from self._made(module, call, "UnexpectedError", [title, detail])

    def _with(self, text: str) -> Iterator[Module]:
        """Yield the modules in whose source a text stands."""
        for path, source in self._texts.items():
            if text in source:
                if path not in self._modules:
                    self._modules[path] = _module(path, source)
                yield self._modules[path]

    def _calls(self, name: str) -> Iterator[tuple[Module, ast.Call]]:
        """Yield all calls of a function or class."""
        for module in self._with(f"{name}("):
            yield from ((module, call) for call in module.calls if _name(call.func) == name)

    def _keywords(self, name: str) -> Iterator[tuple[Module, ast.Call, ast.expr]]:
        """Yield all calls with a keyword argument of a name, and what it is given."""
        for module in self._with(f"{name}="):
            for call in module.calls:
                yield from ((module, call, keyword.value) for keyword in call.keywords if keyword.arg == name)

    def _made(self, module: Module, call: ast.Call, kind: str, parts: list[ast.expr]) -> Iterator[Row]:
        owner = module.owners.get(call)
        if owner is not None and _name(call.func) == "UnexpectedError" and owner.name == "unexpected_error":
            return  # what it says is given to it, mostly as `error_title`
        if len(parts) == 1 and isinstance(parts[0], ast.Starred):
            parts = self._starred(module, parts[0])
        for bound in self._bindings(owner, parts[:2], module):
            title, detail = (list(self.texts(module, part, bound)) for part in parts[:2])
            pairs = zip(title, detail, strict=True) if len(title) == len(detail) else product(title, detail)
            for pair in pairs:
                yield Row(_folder(module, self.package), *pair, kind)

    def _starred(self, module: Module, part: ast.Starred) -> list[ast.expr]:
        value = module.constants.get(_name(part.value))
        if isinstance(value, ast.Tuple):
            return value.elts
        raise UnresolvedError(f"{module.path}, line {part.lineno}: {ast.unparse(part)}")

    def _bindings(
        self, owner: ast.FunctionDef | None, parts: list[ast.expr], module: Module
    ) -> Iterator[tuple[Module, Bound] | None]:
        """Yield what each caller gives the function that makes an error, if its parts are parameters."""
        if owner is None or not _parameters(owner) & {_name(part) for each in parts for part in ast.walk(each)}:
            yield None
            return
        called = module.classes[owner] if owner.name == "__init__" else owner.name
        for caller, call in self._calls(called):
            if caller is module or not called.startswith("_"):
                yield caller, _bound(owner, call)

    def texts(self, module: Module, part: ast.expr, bound: tuple[Module, Bound] | None) -> Iterator[str]:
        """Yield every text that an expression may come to."""
        match part:
            case ast.Constant(value=str(text)):
                yield text
            case ast.IfExp(body=one, orelse=other):
                yield from self.texts(module, one, bound)
                yield from self.texts(module, other, bound)
            case ast.JoinedStr(values=values):
                yield "".join(_piece(value) for value in values)
            case ast.Call(func=func, args=args) if _name(func) in WRAPPERS:
                yield from self.texts(module, args[-1], bound)
            case ast.Name():
                yield from self._named(module, part, bound)
            case ast.Attribute(attr="title_template" | "detail_template"):
                yield ANOTHERS
            case ast.Attribute(attr=name):  # a field of a value that is made somewhere
                for caller, _, given in self._keywords(name):
                    yield from self.texts(caller, given, None)
            case _:
                raise UnresolvedError(f"{module.path}, line {part.lineno}: {ast.unparse(part)}")

    def _named(self, module: Module, part: ast.Name, bound: tuple[Module, Bound] | None) -> Iterator[str]:
        """Yield the texts of a parameter, a constant or a local name."""
        if bound is not None and part.id in bound[1]:
            caller, given = bound[0], bound[1][part.id]
            for outer in self._bindings(caller.owners.get(given), [given], caller):
                yield from self.texts(caller, given, outer)
            return
        value = module.constants.get(part.id) or _assigned(module, part, part.id)
        if value is None:
            raise UnresolvedError(f"{module.path}, line {part.lineno}: {part.id}")
        yield from self.texts(module, value, bound)


def rows_of(package: Path) -> list[Row]:
    """Return every error of a package, sorted."""
    return sorted(set(Source(package).rows()))


def page() -> str:
    """Return the whole page."""
    rows = rows_of(PACKAGE)
    lines = [HEAD]
    for folder in sorted({row.folder for row in rows}):
        lines += [f"## {folder}", "", "| title | why, and what to do | class |", "|---|---|---|"]
        lines += [
            f"| {_cell(row.title)} | {_cell(row.detail)} | `{row.kind}` |" for row in rows if row.folder == folder
        ]
        lines.append("")
    return "\n".join(lines)


def _module(path: Path, source: str) -> Module:
    module = Module(path, ast.parse(source))
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            module.constants[node.targets[0].id] = node.value
    _visit(module, module.tree, None)
    return module


def _visit(module: Module, node: ast.AST, owner: ast.FunctionDef | None) -> None:
    """Note the calls in a node, and the function around each expression; `ast.walk` takes five times as long."""
    if owner is not None:
        module.owners[node] = owner
    if isinstance(node, ast.Call):
        module.calls.append(node)
    elif isinstance(node, ast.ClassDef):
        module.classes |= {each: node.name for each in node.body if isinstance(each, ast.FunctionDef)}
    elif isinstance(node, ast.FunctionDef):
        owner = node
    for value in vars(node).values():
        if isinstance(value, ast.expr | ast.stmt | ast.keyword | ast.ExceptHandler | ast.match_case):
            _visit(module, value, owner)
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, ast.AST):
                    _visit(module, each, owner)


def _bound(owner: ast.FunctionDef, call: ast.Call) -> Bound:
    given = owner.args
    names = [each.arg for each in given.args if each.arg not in {"self", "cls"}]
    bound = dict(zip(names[::-1], given.defaults[::-1], strict=False))
    bound |= {each.arg: value for each, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value}
    bound |= dict(zip(names, call.args, strict=False))
    return bound | {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def _parameters(owner: ast.FunctionDef) -> set[str]:
    return {each.arg for each in (*owner.args.args, *owner.args.kwonlyargs)} - {"self", "cls", "error"}


def _assigned(module: Module, part: ast.expr, name: str) -> ast.expr | None:
    """Return what a function's local name was given last before; None if nothing."""
    owner = module.owners.get(part)
    found = None
    for node in ast.walk(owner) if owner is not None else ():
        if isinstance(node, ast.Assign) and node.lineno < part.lineno:
            given = module.constants.get(_name(node.value), node.value)
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    found = given
                elif isinstance(target, ast.Tuple) and isinstance(given, ast.Tuple):
                    pairs = zip(target.elts, given.elts, strict=True)
                    found = next((value for each, value in pairs if _name(each) == name), found)
    return found


def _piece(value: ast.expr) -> str:
    return str(value.value) if isinstance(value, ast.Constant) else "{…}"


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _folder(module: Module, package: Path) -> str:
    parts = module.path.relative_to(package).parts
    return "/".join(parts[:-1]) or "digitpad"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
