"""Texts of the walks that have numbers in them."""


def said(template: str, **values: object) -> str:
    """Return a text with its ``{names}`` filled; the template is a whole sentence, so that it can be translated."""
    return template.format(**values)
