import numpy as np
import pytest

from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.errors import EmptyInkError
from digitpad.explanation.lens import LensReading, prepared, read_through, sweep
from digitpad.explanation.lens_steps import LensStep, LensSteps
from digitpad.explanation.transformations import AS_IT_IS, Amounts, Transformation
from digitpad.ink.drawing import Drawing
from digitpad.ink.ink import Ink
from digitpad.models.checkpoint import Checkpoint
from digitpad.preprocessing.scaling import as_picture
from digitpad.recognition.recognizer import Recognizer
from tests.support import inks
from tests.support.models import MODELS, model

PAINTED = as_picture(np.pad(np.full((30, 10), 250, np.uint8), ((15, 25), (40, 20))), "a bar")
DIGITS = model(Preprocessing(moments=True).with_mean_std(), (24, 12))
SIDE = 500 / 28


def _image(reading: LensReading, step: LensStep) -> np.ndarray:
    return next(stage.image for stage in reading.stages if stage.step is step)


def _mass_centre(image: np.ndarray) -> tuple[float, float]:
    rows, columns = np.indices(image.shape)
    return float((rows * image).sum() / image.sum()), float((columns * image).sum() / image.sum())


@pytest.mark.parametrize("drawing", [*inks.ALL, PAINTED], ids=["7", "0", "1", "3", "picture"])
@pytest.mark.parametrize("checkpoint", MODELS.values(), ids=MODELS.keys())
def test_with_every_step_it_is_the_recognizers_answer_to_the_bit(checkpoint: Checkpoint, drawing: Drawing) -> None:
    expected = Recognizer(checkpoint).predict(drawing)
    reading = read_through(checkpoint, drawing)
    assert reading.probabilities == expected.probabilities
    for stage, (_, image) in zip(reading.stages, expected.raster.steps, strict=False):
        assert np.array_equal(stage.image, image)
    assert all(stage.is_on for stage in reading.stages)


def test_what_the_recognizer_made_is_where_the_steps_begin() -> None:
    growing = Ink(inks.SEVEN.strokes, pen_is_down=True)  # read from a field, to within a grey level
    prediction = Recognizer(DIGITS).predict(growing)
    assert read_through(DIGITS, growing, known=prediction.raster).probabilities == prediction.probabilities
    steps = LensSteps.of(DIGITS.preprocessing).without(LensStep.FIT)
    for asked in ({"steps": steps}, {"amounts": Amounts(turn=30.0)}):
        own = read_through(DIGITS, growing, **asked)
        known = read_through(DIGITS, growing, **asked, known=prediction.raster)
        assert known.probabilities == own.probabilities


def test_only_steps_the_model_was_trained_with_are_offered() -> None:
    def steps(name: str) -> list[LensStep]:
        return [stage.step for stage in read_through(MODELS[name], inks.SEVEN).stages]

    assert steps("plain softmax") == [LensStep.FIT, LensStep.CENTRE]
    assert steps("equalised and normalised") == [LensStep.FIT, LensStep.CENTRE, LensStep.EQUALISE, LensStep.NORMALISE]
    assert steps("colour pictures") == [LensStep.SCALE, LensStep.NORMALISE]
    assert steps("colour pictures as they are") == [LensStep.SCALE]


def test_a_step_the_model_was_not_trained_with_cannot_be_taken() -> None:
    every = LensSteps(frozenset(LensStep))
    plain = MODELS["plain softmax"]
    assert read_through(plain, inks.SEVEN, every).probabilities == read_through(plain, inks.SEVEN).probabilities


def test_nothing_can_be_read_unscaled() -> None:
    steps = LensSteps.of(MODELS["grey pictures"].preprocessing).without(*LensStep)
    assert steps.on == {LensStep.SCALE}


def test_without_fitting_ink_is_seen_where_it_lies_on_the_pad() -> None:
    dot = Ink.of([[(20.5 * SIDE, 5.5 * SIDE)]])
    steps = LensSteps.of(DIGITS.preprocessing).without(LensStep.FIT)
    image = _image(read_through(DIGITS, dot, steps), LensStep.FIT)
    assert divmod(int(image.argmax()), 28) == (5, 20)
    assert _mass_centre(image) == pytest.approx((5.0, 20.0), abs=1e-3)


def test_without_fitting_the_whole_picture_is_seen() -> None:
    page = np.zeros((280, 280), np.uint8)
    page[40:60, 200:210] = 255
    steps = LensSteps.of(DIGITS.preprocessing).without(LensStep.FIT)
    image = _image(read_through(DIGITS, as_picture(page, ""), steps), LensStep.FIT)
    assert _mass_centre(image) == pytest.approx((4.5, 20.0), abs=0.3)
    assert image.max() <= 1.0


def test_without_a_step_the_image_is_passed_on_as_it_was() -> None:
    steps = LensSteps.of(DIGITS.preprocessing)
    whole = read_through(DIGITS, inks.SEVEN)
    uncentred = read_through(DIGITS, inks.SEVEN, steps.without(LensStep.CENTRE))
    assert np.array_equal(_image(uncentred, LensStep.CENTRE), _image(whole, LensStep.FIT))
    slanted = read_through(DIGITS, inks.SEVEN, steps.without(LensStep.EQUALISE, LensStep.NORMALISE))
    assert np.array_equal(slanted.inputs, _image(whole, LensStep.CENTRE).ravel())
    assert [stage.is_on for stage in slanted.stages] == [True, True, False, False]


def test_colours_that_are_not_normalised_lie_channel_by_channel_all_the_same() -> None:
    checkpoint = MODELS["colour pictures"]
    steps = LensSteps.of(checkpoint.preprocessing).without(LensStep.NORMALISE)
    reading = read_through(checkpoint, PAINTED, steps)
    assert np.array_equal(reading.inputs, _image(reading, LensStep.SCALE).transpose(2, 0, 1).ravel())
    assert np.array_equal(_image(reading, LensStep.NORMALISE), _image(reading, LensStep.SCALE))


def test_neither_place_nor_size_counts_where_digits_are_fitted() -> None:
    plain = read_through(DIGITS, inks.SEVEN).probabilities
    changed = read_through(DIGITS, inks.SEVEN, amounts=Amounts(move_x=0.3, move_y=-0.2, scale=0.5)).probabilities
    assert changed == pytest.approx(plain, abs=1e-4)


@pytest.mark.parametrize("drawing", [inks.SEVEN, PAINTED], ids=["ink", "picture"])
@pytest.mark.parametrize("transformation", Transformation)
def test_the_curve_holds_what_is_read_at_each_place(drawing: Drawing, transformation: Transformation) -> None:
    places = [-1.0, -0.25, 0.0, 0.5]
    steps = LensSteps.of(DIGITS.preprocessing).without(LensStep.FIT, LensStep.CENTRE)
    turned = Amounts(turn=20.0)
    curve = sweep(DIGITS, prepared(DIGITS, drawing), transformation, places, steps=steps, amounts=turned)
    for place, row in zip(places, curve, strict=True):
        amounts = turned.changed(transformation, transformation.amount(place))
        assert row.tolist() == pytest.approx(read_through(DIGITS, drawing, steps, amounts).probabilities, abs=1e-5)


@pytest.mark.parametrize("checkpoint", MODELS.values(), ids=MODELS.keys())
@pytest.mark.parametrize("drawing", [inks.ZERO, PAINTED], ids=["ink", "picture"])
def test_a_thicker_pen_leaves_more_ink(checkpoint: Checkpoint, drawing: Drawing) -> None:
    thin, plain, thick = (
        float(read_through(checkpoint, drawing, amounts=Amounts(thicken=wider)).stages[0].image.sum())
        for wider in (-1.0, 0.0, 1.0)
    )
    assert thin < plain < thick


@pytest.mark.parametrize("name", ["grey pictures", "colour pictures"])
def test_dark_lines_on_light_paper_become_thicker_too(name: str) -> None:
    page = np.full((60, 60), 240, np.uint8)
    page[20:40, 28:33] = 10
    plain, thick = (
        float(read_through(MODELS[name], as_picture(page, ""), amounts=Amounts(thicken=wider)).stages[0].image.sum())
        for wider in (0.0, 1.0)
    )
    assert thick < plain


def test_a_turned_photo_shows_ink_alone_not_the_corners_of_its_uneven_paper() -> None:
    shade = np.linspace(130.0, 230.0, 300)[np.newaxis, :].repeat(300, axis=0)
    shade[60:240, 140:165] = 30.0
    photo = as_picture(shade.astype(np.uint8), "photo")
    for turn in (0.0, 45.0, 90.0):
        image = read_through(DIGITS, photo, amounts=Amounts(turn=turn, thicken=0.1)).stages[0].image
        assert 40.0 < image.sum() < 90.0  # a bar of 20 by some 3 pixels, and nothing else


def test_where_nothing_is_left_to_read_the_curve_has_a_gap() -> None:
    page = np.zeros((20, 20), np.uint8)
    page[5:15, 16:18] = 255
    curve = sweep(DIGITS, as_picture(page, ""), Transformation.MOVE_X, [0.0, 1.0])
    assert np.isfinite(curve[0]).all()
    assert np.isnan(curve[1]).all()


def test_empty_ink_is_refused() -> None:
    with pytest.raises(EmptyInkError):
        read_through(DIGITS, Ink(), amounts=AS_IT_IS)
