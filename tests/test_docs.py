"""What is written of digitpad is so: commands, options, libraries, files."""

import re
from pathlib import Path

import pytest

import digitpad
from digitpad.config.recipes import RECIPES
from digitpad.gui import preflight
from tests.support.cli import all_commands, options_of

REPOSITORY = Path(digitpad.__file__).parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
REFERENCE = (REPOSITORY / "docs" / "command-line.md").read_text(encoding="utf-8")
PAGES = [path for folder in (REPOSITORY, REPOSITORY / "docs") for path in sorted(folder.glob("*.md"))]

RUN = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/digitpad"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"


COMMANDS = {
    words: {option for option in options_of(command) if option.startswith("--")}
    for words, command in all_commands().items()
    if command.params or not getattr(command, "commands", {})
}


def section_of(command: str) -> str:
    """Return the part of the reference that is about a command."""
    parts = re.split(r"^## ", REFERENCE, flags=re.MULTILINE)
    if not command:
        return parts[0]
    group = command.split(maxsplit=1)[0]
    (section,) = (part for part in parts if re.match(rf"digitpad {group}\b", part))
    return section


def test_all_commands_are_found() -> None:
    assert set(COMMANDS) == {
        "",
        *(
            "predict",
            "explain",
            "step",
            "evaluate",
            "train",
            "teach",
            "recipes",
            "runs",
            "models",
            "screenshot",
            "doctor",
        ),
        *("sweep", "compare", "notes", "replay"),
        *("data", "data get", "data show", "reject train"),
        *(f"models {word}" for word in ("show", "measure", "rename", "duplicate", "delete", "import", "export")),
        *("bench train", "bench draw", "bench start", "bench personal", "bench reject", "bench numbers"),
    }


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_is_documented(command: str) -> None:
    section = section_of(command)
    assert f"digitpad {command}".strip() in section
    assert {option for option in COMMANDS[command] if f"`{option}" not in section} == set()


@pytest.mark.parametrize("command", sorted({command.split()[0] for command in COMMANDS if command}))
def test_no_option_is_documented_that_is_not_there(command: str) -> None:
    known = set().union(*(options for words, options in COMMANDS.items() if words.split()[:1] == [command]))
    told = set(re.findall(r"`(--[a-z-]+)", section_of(command)))
    assert told - known == set()


@pytest.mark.parametrize("command", sorted({command.split()[0] for command in COMMANDS if command}))
def test_the_readme_shows_every_command(command: str) -> None:
    assert re.search(rf"^digitpad {command}\b", README, flags=re.MULTILINE)


def test_every_recipe_is_named() -> None:
    assert {recipe.name for recipe in RECIPES if f"`{recipe.name}`" not in REFERENCE} == set()


def test_the_readme_has_its_two_commands_each_on_a_line_of_its_own() -> None:
    lines = README.splitlines()
    assert lines.count(RUN) == 1
    assert lines.count(TEST) == 1
    assert lines.index(RUN) < lines.index(TEST) < 25
    assert any(line.startswith("![") for line in lines[:10]), "a picture in the first screen"


def test_what_is_run_on_every_change_is_the_readmes_test_command() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    pattern = re.search(r'--fixed-strings "([^"]+)" README\.md', script)
    assert pattern is not None
    assert [line for line in README.splitlines() if pattern[1] in line] == [TEST]


def test_system_libraries_are_named_in_the_readme_and_installed_for_the_tests() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    packages = {*preflight.CORE_LIBRARIES.values(), *preflight.X11_LIBRARIES.values()}
    for text in (README, script):
        assert {package for package in packages if not re.search(rf"(?<!\S){re.escape(package)}(?!\S)", text)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert page.parent.joinpath(target).exists(), target
    headings = {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    }
    for anchor in re.findall(r"\]\(#([^)]+)\)", text):
        assert anchor in headings
