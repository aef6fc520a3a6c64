"""Training that is told to end, or that nobody reads the output of any more: what was learnt is kept."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.library.keeping import stopped_runs
from digitpad.library.library import Library
from digitpad.library.run_records import find_run, run_names
from tests.support.cli import COMMAND, own_names, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")

ENDLESS = ("train", "--name", "mine", "--train-images", "1000", "--epochs", "100000")


_LEADER = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Runs a command in a terminal of its own, as a terminal's window does."""


def assert_kept() -> None:
    """The model, its stopped run and the record are there, each whole."""
    assert own_names() == ["mine"]
    assert stopped_runs(Library.of_user()) == ("mine",)
    assert Library.of_user().load("mine").history
    assert [find_run(name).is_stopped for name in run_names()] == [True]


def test_a_terminal_that_is_closed_ends_training_and_keeps_what_was_learnt() -> None:
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _LEADER, *COMMAND, *ENDLESS], stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = b""
    while b"epoch 1/" not in seen.replace(b" ", b"").replace(b"epoch1/", b"epoch 1/"):
        seen += os.read(ours, 4096)
    os.close(ours)  # the system sends SIGHUP then, and nothing can be written there any more
    assert process.wait(timeout=60) in {130, 1}, "the signal came first, or a line that could not be written"
    assert_kept()


def test_output_that_nobody_reads_any_more_ends_training_and_keeps_what_was_learnt() -> None:
    with start(*ENDLESS) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=60) == 1
        assert "printed" in process.stderr.read()
    assert_kept()


@pytest.mark.long
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
def test_a_whole_run_is_kept_though_nothing_can_be_printed() -> None:
    with Path("/dev/full").open("w") as full:
        process = start("train", "--name", "mine", "--train-images", "1000", "--steps", "2", stdout=full)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in stderr
    assert own_names() == ["mine"]
