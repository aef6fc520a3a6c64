from __future__ import annotations

import subprocess
import sys

import pytest

PROBE = """
import ctypes, sys
from digitpad.gui.torch_libraries import TorchLibraries

loaded = []
libraries = TorchLibraries()
libraries.install()

class Witness:
    def find_spec(self, name, path, target=None):
        if name == "torch._C":
            loaded.append("libtorch_cpu" in open("/proc/self/maps").read())

sys.meta_path.insert(1, Witness())
import torch
print(loaded, float(torch.ones(2).sum()))
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what is loaded")
def test_torch_finds_its_libraries_loaded_when_it_wants_them() -> None:
    """The window's thread stands still while Python loads them, with its lock held."""
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split("\n")[0] == "[True] 2.0"
