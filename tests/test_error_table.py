"""All errors stand in `docs/errors.md`."""

from pathlib import Path

import pytest

from tests.support.error_table import PAGE, UnresolvedError, page, rows_of


def test_the_table_of_errors_is_made_of_the_source_as_it_is() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.support.error_table"


@pytest.mark.parametrize(
    ("source", "titles"),
    [
        ('raise InkError("One", "why")', {"One"}),
        ('TITLE = "Two"\nraise InkError(TITLE, "why")', {"Two"}),
        ('raise InkError("Three" if x else "Four", "so" if x else "thus")', {"Three", "Four"}),
        ('def fail(title):\n    raise InkError(title, "why")\nfail("Five")\nfail(title="Six")', {"Five", "Six"}),
        ('def fail():\n    title = "Seven"\n    raise InkError(title, "why")', {"Seven"}),
        ('require(x, self.tr("Eight"), "why")', {"Eight"}),
        ('Work(error_title="Nine")', {"Nine"}),
        ('raise InkError(f"Ten {x}", "why")', {"Ten {…}"}),
        ('Form(unreadable="Eleven")\nraise InkError(self.unreadable, "why")', {"Eleven"}),
    ],
)
def test_a_title_is_found_however_it_is_put_together(tmp_path: Path, source: str, titles: set[str]) -> None:
    (tmp_path / "module.py").write_text(source)
    assert {row.title for row in rows_of(tmp_path)} == titles


def test_a_title_that_cannot_be_found_is_no_silence(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text('raise InkError(titles[0], "why")')
    with pytest.raises(UnresolvedError, match="titles"):
        rows_of(tmp_path)
