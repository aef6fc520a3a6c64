"""Python in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def python(
    *arguments: object, succeeds: bool = True, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python, which has to succeed unless the caller looks at the status."""
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=env, cwd=cwd)
    assert not succeeds or done.returncode == 0, done.stdout + done.stderr
    return done


@contextmanager
def python_started(*arguments: object, env: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Start Python, for the block to talk to and to kill; it is killed at the block's end in any case."""
    command = [sys.executable, *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as started:
        try:
            yield started
        finally:
            started.kill()
