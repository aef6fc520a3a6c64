import numpy as np
import pytest

from digitpad.explanation.layers import first_weights, on_raster, read_layers, read_unit, usual_largest
from digitpad.explanation.units import Unit, switch_off
from digitpad.preprocessing import raster
from digitpad.recognition.recognizer import Recognizer
from tests.support.inks import SEVEN
from tests.support.models import MODELS


@pytest.mark.parametrize("name", list(MODELS))
def test_the_last_layer_is_the_recognizers_own_answer(name: str) -> None:
    prediction = Recognizer(MODELS[name]).predict(SEVEN)
    reading = read_layers(MODELS[name], prediction.raster)
    assert reading.probabilities == pytest.approx(prediction.probabilities, abs=1e-6)
    assert len(reading.layers) == len(MODELS[name].spec.hidden_sizes) + 1
    assert reading.count_active(0) == sum(value > 0 for value in reading.layers[0].sums.tolist())


def test_a_units_paths_add_up_to_its_sum_and_lead_from_the_strongest_on() -> None:
    checkpoint = MODELS["gelu"]
    reading = read_layers(checkpoint, Recognizer(checkpoint).predict(SEVEN).raster)
    unit = read_unit(checkpoint, Unit(1, 3), reading, most=16)
    assert unit.weighted_sum is not None
    assert sum(path.value for path in unit.paths) == pytest.approx(unit.weighted_sum, abs=1e-5)
    assert unit.weighted_sum + unit.bias == pytest.approx(float(reading.layers[1].sums[3]))
    assert unit.output == pytest.approx(float(reading.layers[1].outputs[3]))
    amounts = [abs(path.value) for path in unit.paths]
    assert amounts == sorted(amounts, reverse=True)
    class_index, weight = unit.onward[0]
    assert weight == checkpoint.weights["layers.2.weight"][class_index, 3]


def test_a_unit_switched_off_leads_nowhere() -> None:
    silenced = switch_off(MODELS["gelu"], [Unit(0, 2)])
    reading = read_layers(silenced, Recognizer(MODELS["gelu"]).predict(SEVEN).raster)
    assert all(each.value == 0.0 for each in read_unit(silenced, Unit(0, 2), reading).onward)
    paths = read_unit(silenced, Unit(1, 0), reading, most=16).paths
    assert next(path.value for path in paths if path.number == 2) == 0.0


def test_a_unit_has_weights_before_anything_is_read() -> None:
    unit = read_unit(MODELS["gelu"], Unit(1, 0), None)
    assert unit.weighted_sum is unit.output is None
    assert unit.paths[0].value == MODELS["gelu"].weights["layers.1.weight"][0, unit.paths[0].number]
    assert read_unit(MODELS["gelu"], Unit(0, 0), None).paths == ()


@pytest.mark.parametrize("name", list(MODELS))
def test_the_first_weights_lie_where_their_pixels_do(name: str) -> None:
    checkpoint = MODELS[name]
    size = checkpoint.preprocessing.image_size
    assert first_weights(checkpoint).shape == (checkpoint.spec.layer_sizes[1], size, size)
    shape = (1, size, size, 3) if checkpoint.preprocessing.channels == 3 else (1, size, size)
    pixels = np.zeros(shape, np.float32)
    pixels[0, 2, 5] = 1.0
    one = raster.standardise(pixels, checkpoint.preprocessing) - raster.standardise(
        pixels * 0, checkpoint.preprocessing
    )
    rows, columns = np.nonzero(on_raster(checkpoint, one[0]))
    assert (rows.tolist(), columns.tolist()) == ([2], [5])


def test_a_few_huge_weights_do_not_make_the_others_pale() -> None:
    values = np.linspace(-1, 1, 1000, dtype=np.float32)
    values[500] = 50.0
    assert usual_largest(values) == pytest.approx(1.0, abs=0.01)
