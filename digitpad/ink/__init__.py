"""Ink as strokes of points, the drawing with its undo, and ink files.

Imports `errors` and `files` only. Everything but `ink_file` and `synthetic` loads without numpy: the window paints
before numpy is there.
"""
