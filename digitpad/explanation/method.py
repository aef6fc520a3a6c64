"""How evidence is computed: the choice alone, without numpy."""

from enum import StrEnum


class Method(StrEnum):
    """How evidence is computed."""

    EXACT = "exact"
    """Each input times its weight: all there is, for softmax regression."""
    GRADIENT = "gradient"
    """Each input times the gradient there: what a small change would do, not what made the answer."""
    INTEGRATED = "integrated"
    """Integrated gradients from the blank raster, which add up."""
