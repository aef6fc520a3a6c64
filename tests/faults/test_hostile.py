"""The short form of the hostile files: a few hundred, for every reader; `python -m tests.faults` makes 100,000."""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

import digitpad
from tests.faults.apart import run_apart
from tests.faults.hostile import inputs_of
from tests.faults.readers import TRUSTED, all_readers

PACKAGE = Path(digitpad.__file__).parent

READING = frozenset({"open_regular", "read_regular", "read_unzipped", "open_unzipped", "read_bytes", "read_text"})
"""Functions that read a file."""

OPENING = frozenset({("sqlite3", "connect"), ("Image", "open"), ("tarfile", "open"), ("zipfile", "ZipFile")})


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither forks nor limits of memory")
def test_a_hostile_file_is_read_or_refused_in_bounds_and_nothing_in_it_is_run(tmp_path: Path) -> None:
    found = run_apart("hostile", 150, 0, 1, tmp_path, patience=250)
    assert found["faults"] == []
    assert found["inputs"] >= 150
    assert found["slowest"] < 2
    assert found["most_memory"] < 1e9


def test_every_module_that_opens_files_is_given_hostile_ones_or_known_to_read_digitpads_own() -> None:
    named = {module for reader in all_readers() for module in reader.modules} | set(TRUSTED)
    assert _opening_modules() - named == set()


def test_a_seed_is_changed_in_many_ways_and_always_in_the_same() -> None:
    for reader in all_readers():
        changed = [inputs_of(reader, number, 1) for number in range(1, 9)]
        assert changed == [inputs_of(reader, number, 1) for number in range(1, 9)]
        assert len({*changed}) > 4


@cache
def _opening_modules() -> frozenset[str]:
    """Return the modules of the package that read files, or open them by a library."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if name.startswith("files."):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(_opens(node) for node in ast.walk(tree) if isinstance(node, ast.Call)):
            found.add(name)
    return frozenset(found)


def _opens(call: ast.Call) -> bool:
    called = call.func
    if isinstance(called, ast.Name):
        return called.id in READING
    if not isinstance(called, ast.Attribute):
        return False
    owner = called.value.id if isinstance(called.value, ast.Name) else ""
    modes = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    opens_path = called.attr == "open" and any(re.fullmatch(r"[rwax]b?\+?", mode) for mode in modes)
    return called.attr in READING or (owner, called.attr) in OPENING or opens_path
