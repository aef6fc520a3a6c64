"""Loading torch beside a window: without the interpreter's lock for the part that would hold it longest.

Of the seconds that takes, much is one call of the system's loader, for libraries of a gigabyte. Python makes it with
its lock held, and the window stands still meanwhile. They know nothing of Python, and need no lock.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType


class TorchLibraries:
    """A finder of modules that finds none: asked for torch's extension, it loads the libraries which that needs.

    So whichever thread imports torch, they come after what torch itself loads before them.
    """

    def install(self) -> None:
        """Be asked first from now on; on Windows, torch loads its libraries in this way by itself."""
        if sys.platform != "win32":
            sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> None:
        """Load the libraries if it is their turn; Python asks with any module's name and its package's path."""
        if name == "torch._C" and path:
            library = Path(path[0]) / "lib" / ("libtorch.dylib" if sys.platform == "darwin" else "libtorch.so")
            with suppress(AttributeError, OSError):  # the import, which follows, says what is wrong
                open_library = ctypes.CDLL(None).dlopen  # a foreign function is called without the lock
                open_library.restype, open_library.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_int)
                open_library(bytes(library), sys.getdlopenflags())
