"""Threads that work for the window."""

STACK_BYTES = 16 * 1024 * 1024
"""Stack of a thread: numpy's libraries want more than Qt's default on some systems."""


SHUT_DOWN_MILLISECONDS = 10_000
"""Longest wait for the thread at the end: an answer takes a millisecond, importing numpy on a slow disk a second."""
