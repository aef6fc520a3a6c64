"""The table of figures in the docs."""

from pathlib import Path

from tests.faults import figures
from tests.faults.figures import Figure, write_figures


def test_a_new_figure_takes_the_place_of_the_old_one_and_others_stay(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{figures.BEGIN}\n{figures.END}\nafter\n")
    write_figures([Figure("Kills", "200", "200"), Figure("Faults", "3", "0", is_met=False)], page)
    write_figures([Figure("Faults", "0", "0")], page)
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert text.count("| Kills | 200 |") == 1
    assert text.count("| Faults | 0 |") == 1
    assert "missed" not in text


def test_the_docs_have_the_table() -> None:
    text = figures.PAGE.read_text(encoding="utf-8")
    assert text.index(figures.BEGIN) < text.index(figures.END)
    assert "\n".join(figures.HEAD) in text
