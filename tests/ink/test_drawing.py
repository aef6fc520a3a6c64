from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from digitpad.ink.drawing import Drawing, History, Picture
from digitpad.ink.ink import Ink, Point

coordinates = st.floats(0, 500)


class Editing(RuleBasedStateMachine):
    """Undo takes back one step at a time and redo brings it again, whatever was drawn, cleared or opened."""

    def __init__(self) -> None:
        super().__init__()
        self.history = History()
        self.done: list[Drawing] = [Ink()]
        self.undone: list[Drawing] = []

    def _stepped(self) -> None:
        self.done.append(self.history.present)
        self.undone.clear()

    @rule(xs=st.lists(coordinates, min_size=1, max_size=5))
    def draw_a_stroke(self, xs: list[float]) -> None:
        """A stroke is one step, however many points it has; on a picture it starts new ink."""
        before = self.history.present if isinstance(self.history.present, Ink) else Ink()
        self.history = self.history.changed(before.pen_down(Point(xs[0], 0.0)))
        for x in xs[1:]:
            assert isinstance(self.history.present, Ink)
            self.history = self.history.revised(self.history.present.pen_moved(Point(x, 1.0)))
        assert isinstance(self.history.present, Ink)
        self.history = self.history.revised(self.history.present.pen_up())
        self._stepped()

    @rule(grey=st.integers(0, 255))
    def open_a_picture(self, grey: int) -> None:
        """Opening a picture is one step."""
        self.history = self.history.changed(Picture(1, 1, bytes([grey] * 3)))
        self._stepped()

    @precondition(lambda self: self.history.present != Ink())
    @rule()
    def clear(self) -> None:
        """Clearing is one step."""
        self.history = self.history.cleared()
        self._stepped()

    @precondition(lambda self: len(self.done) > 1)
    @rule()
    def undo(self) -> None:
        """Undo takes the last step back."""
        self.history = self.history.undone()
        self.undone.append(self.done.pop())

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        """Redo brings it again."""
        self.history = self.history.redone()
        self.done.append(self.undone.pop())

    @invariant()
    def shows_what_was_done_last(self) -> None:
        """The pad shows the last step that stands."""
        assert self.history.present == self.done[-1]
        assert bool(self.history.past) == (len(self.done) > 1)


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=50, stateful_step_count=20, deadline=None)


def test_nothing_to_undo_redo_or_clear_changes_nothing() -> None:
    history = History()
    assert history.undone() is history
    assert history.redone() is history
    assert history.cleared() is history
