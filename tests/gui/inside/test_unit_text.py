from digitpad.config.model_spec import Activation
from digitpad.gui.inside.unit_text import changes, counts_explained, fitted


def test_the_answer_comes_first_then_what_changed_most() -> None:
    parts = changes("abcd", (0.7, 0.2, 0.1, 0.0), (0.5, 0.2, 0.05, 0.25))
    assert [part[0] for part in parts] == ["a", "d", "c"]
    assert changes("ab", (0.9, 0.1), (0.90001, 0.09999)) == (parts[0].partition(" ")[0] + " 90.0\N{NO-BREAK SPACE}%",)


def test_what_does_not_fit_is_counted() -> None:
    parts = ("one", "two", "three")
    assert fitted(parts, lambda line: len(line) < 40) == "one, two, three"
    assert fitted(parts, lambda line: len(line) < 20).startswith("one, two")
    assert fitted(parts, lambda _line: False).startswith("one")


def test_only_units_of_relu_are_called_dead_for_never_being_active() -> None:
    alike = {counts_explained(activation) for activation in Activation if activation is not Activation.RELU}
    assert len(alike) == 1
    assert counts_explained(Activation.RELU) not in alike
