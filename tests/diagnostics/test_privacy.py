import getpass
import platform
import urllib.parse
from pathlib import Path

import pytest

from digitpad.diagnostics.privacy import without_personal


@pytest.fixture(autouse=True)
def anna(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the home folder of a user called anna, on a computer called annas-pc."""
    home = tmp_path / "people" / "anna"
    (home / "pads").mkdir(parents=True)
    (tmp_path / "link").symlink_to(home)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("DIGITPAD_HOME", str(home / "pads"))
    monkeypatch.setattr(getpass, "getuser", lambda: "anna")
    monkeypatch.setattr(platform, "node", lambda: "annas-pc.example.org")
    return home


def test_the_home_folder_is_a_tilde_and_the_user_folder_is_called_that(anna: Path) -> None:
    text = f'File "{anna}/code/x.py", and {anna}/pads/models/a.safetensors, and {anna}'
    assert without_personal(text) == 'File "~/code/x.py", and <user folder>/models/a.safetensors, and ~'


def test_a_longer_name_that_begins_alike_is_not_cut(anna: Path) -> None:
    assert without_personal(f"{anna}-marie/x annabel") == f"{anna}-marie/x annabel"


def test_a_path_is_known_as_an_address_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "of Anna B"
    monkeypatch.setenv("HOME", str(home))
    assert "Anna" not in without_personal(f"at {urllib.parse.quote(str(home))}/x")


def test_a_home_folder_that_is_a_link_is_known_by_both_names(
    anna: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "link"))
    assert without_personal(f"{anna}/x {tmp_path / 'link'}/x") == "~/x ~/x"


def test_the_users_and_the_computers_name_are_taken_out() -> None:
    text = without_personal("by anna (ANNA) on annas-pc and annas-pc.example.org, not of annas")
    assert text == "by <user> (<user>) on <host> and <host>, not of annas"


@pytest.mark.parametrize(
    "text", ["/home/bert/x", "/Users/bert/x", r"C:\Users\bert\x", r"C:\\Users\\bert\\x", "C:/Users/bert/x"]
)
def test_anyone_elses_home_folder_is_taken_out_too(text: str) -> None:
    assert "bert" not in without_personal(text)
    assert without_personal(text).startswith("~")


@pytest.mark.parametrize("path", [r"C:\Users\Bert Smith\x", r"c:\\users\\Bert Smith\\x", "D:/Users/Bert van Smith/x"])
def test_the_whole_of_a_name_with_spaces_is_taken_out(path: str) -> None:
    text = without_personal(f'File "{path}", line 3')
    assert text.startswith('File "~')
    assert "Smith" not in text
    assert text.endswith('x", line 3')


def test_a_name_of_one_letter_leaves_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "a")
    assert without_personal("a line of /srv/a/x") == "a line of /srv/<user>/x"


def test_a_home_folder_at_the_root_leaves_paths_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/")
    assert without_personal("/usr/lib/x.py") == "/usr/lib/x.py"


def test_nothing_known_of_the_user_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise KeyError("uid")

    monkeypatch.setattr(getpass, "getuser", fail)
    monkeypatch.setenv("DIGITPAD_HOME", "~nobody-of-this-name/x")
    assert without_personal("a line") == "a line"
