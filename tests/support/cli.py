"""Running digitpad's command line, inside the tests' process or in one of its own."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
import pytest
import typer.main

from digitpad.__main__ import run
from digitpad.cli.app import app
from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.library.library import Library
from digitpad.models.checkpoint import Checkpoint
from tests.support.models import random_weights

COMMAND = (sys.executable, "-m", "digitpad")
PIPES = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command came to: its exit status and what it printed where."""

    status: int
    stdout: str
    stderr: str

    @property
    def objects(self) -> list[Any]:
        """Every line of stdout, each of which must be JSON."""
        return [json.loads(line) for line in self.stdout.splitlines()]


Command = Callable[..., Outcome]


@pytest.fixture
def digitpad(capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs a command and tells its outcome."""

    def command(*argv: object) -> Outcome:
        capsys.readouterr()
        status = run([str(argument) for argument in argv])
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return command


def start(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen([*COMMAND, *arguments], **{**PIPES, **options})


def run_apart(*arguments: object, **options: Any) -> Outcome:
    """Run digitpad in a process of its own and return its outcome."""
    command = [*COMMAND, *map(str, arguments)]
    done = subprocess.run(command, **{**PIPES, **options}, check=False, timeout=120)
    return Outcome(done.returncode, done.stdout, done.stderr)


def own_names() -> list[str]:
    """Return the names of the models in the user's library that did not come with digitpad."""
    return [entry.name for entry in Library.of_user().entries() if not entry.is_bundled]


def add_model(name: str) -> Checkpoint:
    """Put a softmax regression of random weights into the user's library."""
    checkpoint = Checkpoint(ModelSpec(), Preprocessing(), weights=random_weights(ModelSpec(), 0.1))
    Library.of_user().add(name, checkpoint)
    return checkpoint


def all_commands() -> dict[str, click.Command]:
    """Return every command and group, by the words that follow ``digitpad``."""
    found: dict[str, click.Command] = {}
    waiting = [("", typer.main.get_command(app))]
    while waiting:
        words, command = waiting.pop()
        found[words] = command
        children = getattr(command, "commands", {})
        waiting += [(f"{words} {name}".strip(), child) for name, child in children.items()]
    return found


def options_of(command: click.Command) -> set[str]:
    """Return the options of a command, in every spelling."""
    names = (name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts))
    return {name for name in names if name.startswith("-")}
