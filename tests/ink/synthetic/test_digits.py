import numpy as np
import pytest

from digitpad.ink.synthetic.digits import TEMPLATES, DigitTemplate
from digitpad.ink.synthetic.strokes import ink_of
from digitpad.models import checkpoint as checkpoints
from digitpad.paths import shipped
from digitpad.recognition.recognizer import Recognizer

WEIGHTS = shipped("weights")


@pytest.mark.parametrize("form", TEMPLATES, ids=lambda form: f"{form.digit} {form.name}".strip())
def test_a_form_is_read_as_its_digit_in_every_hand(form: DigitTemplate) -> None:
    recognizer = Recognizer(checkpoints.load(WEIGHTS / "mlp.safetensors"))
    hands = [form.drawn(np.random.default_rng(seed)) for seed in range(10)]
    assert [recognizer.predict(ink_of(strokes)).label for strokes in hands] == [str(form.digit)] * 10
    assert len({strokes[0].tobytes() for strokes in hands}) == 10


def test_every_digit_has_a_form_and_curves_pass_through_their_points() -> None:
    assert {form.digit for form in TEMPLATES} == set(range(10))
    ring = next(form for form in TEMPLATES if form.digit == 0)
    assert len(ring.drawn(np.random.default_rng(0))[0]) == 8 * (len(ring.strokes[0]) - 1) + 1
