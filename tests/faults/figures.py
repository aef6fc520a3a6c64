"""The figures of the long form, and the table of them in the docs."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"

BEGIN, END = "<!-- figures: written by python -m tests.faults -->", "<!-- end of figures -->"

HEAD = ("| Figure | Value | Aim | When, and where |", "| --- | --- | --- | --- |")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, what it should be, and whether it is."""

    name: str
    value: str
    aim: str = ""
    is_met: bool = True


def machine() -> str:
    """Return what kind of machine this is, in a few words that name nobody."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{os.cpu_count()} cores, {round(pages / 2**30)} GB"


def write_figures(figures: list[Figure], page: Path = PAGE) -> None:
    """Write figures into the table of the page, in place of older ones of the same names; others stay."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    table, _, after = rest.partition(END)
    rows = {row.split("|")[1].strip(): row for row in table.strip().splitlines()[len(HEAD) :] if row.count("|") > 3}
    today = datetime.now(UTC).date().isoformat()
    for figure in figures:
        value = f"{figure.value}{'' if figure.is_met else ' (missed)'}"
        rows[figure.name] = f"| {figure.name} | {value} | {figure.aim} | {today}, {machine()} |"
    lines = "\n".join((*HEAD, *rows.values()))
    page.write_text(f"{before}{BEGIN}\n{lines}\n{END}{after}", encoding="utf-8")


def plain(text: str) -> str:
    """Return a text for one cell of a table."""
    return re.sub(r"[|\s]+", " ", text).strip()
