"""The command line for every test of it."""

from tests.support.cli import digitpad

__all__ = ["digitpad"]
