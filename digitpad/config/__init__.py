"""Frozen, validated choices: data set, model shape, preprocessing, training config, recipes.

Imports `errors`, `files` and `paths` only, and no numpy: forms, menus and `--help` need them before numpy is there.
"""
