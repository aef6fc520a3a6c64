"""Weights by their SHA-256, whatever file they lie in."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray


def weights_sha256(weights: Mapping[str, NDArray[np.float32]]) -> str:
    """Return the SHA-256 over names, types, shapes and little-endian bytes, in order of the names."""
    found = hashlib.sha256()
    for name, array in sorted(weights.items()):
        plain = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
        found.update(json.dumps([name, plain.dtype.str, plain.shape]).encode())
        found.update(plain.tobytes())
    return found.hexdigest()
