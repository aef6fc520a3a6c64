"""Where data sets lie, fetching and reading them, one module a format in `formats`; the user's own digits.

`locations` loads without numpy.
"""
