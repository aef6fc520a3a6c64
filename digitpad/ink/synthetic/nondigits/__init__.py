"""Families of made-up drawings that are no digit: scribbles, shapes, symbols, doodles, spoilt digits, print."""
