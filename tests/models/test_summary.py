import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.config.model_spec import DEFAULT_MLP, Activation, DropoutAfter, ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.models.summary import SummaryRow, summarise


def names(rows: tuple[SummaryRow, ...]) -> list[str]:
    return [row.layer for row in rows]


def test_softmax_regression_is_one_linear_layer() -> None:
    rows = summarise(ModelSpec(), Preprocessing())
    assert names(rows) == ["Input", "Flatten", "Linear", "Softmax"]
    assert [row.shape for row in rows] == [(28, 28), (784,), (10,), (10,)]
    assert [row.parameters for row in rows] == [0, 0, 7850, 0]
    assert rows[2].purpose == "A logit for each of 10 classes: a weighted sum of 784 numbers, and a bias"
    assert rows[0].shape_words == "28 x 28"


def test_the_notes_perceptron_reads_as_it_is_printed_there() -> None:
    rows = summarise(DEFAULT_MLP)
    assert names(rows) == ["Input", *["Linear", "ReLU"] * 3, "Linear", "Softmax"]
    linear = [row for row in rows if row.layer == "Linear"]
    assert [row.parameters for row in linear] == [200_960, 32_896, 8_256, 650]
    assert linear[0].purpose == "256 weighted sums of 784 numbers, each with a bias"


def test_what_pixels_go_through_is_told() -> None:
    rows = summarise(ModelSpec(), Preprocessing().with_mean_std())
    assert names(rows)[:3] == ["Input", "Normalise", "Flatten"]


@pytest.mark.parametrize(
    ("activation", "name"), [("relu", "ReLU"), ("gelu", "GELU"), ("sigmoid", "Sigmoid"), ("tanh", "Tanh")]
)
def test_each_activation_has_its_name(activation: str, name: str) -> None:
    rows = summarise(ModelSpec(hidden_sizes=(8,), activation=Activation(activation)))
    assert names(rows) == ["Input", "Linear", name, "Linear", "Softmax"]


def test_dropout_stands_where_it_silences() -> None:
    rows = summarise(ModelSpec(hidden_sizes=(8, 4), dropout=0.25))
    assert names(rows)[1:] == ["Linear", "ReLU", "Dropout", "Linear", "ReLU", "Dropout", "Linear", "Softmax"]
    assert "25 % of the units" in rows[3].purpose
    last = ModelSpec(hidden_sizes=(8, 4), dropout=0.5, dropout_after=DropoutAfter.LAST)
    assert names(summarise(last))[1:] == ["Linear", "ReLU", "Linear", "ReLU", "Dropout", "Linear", "Softmax"]


@given(
    st.integers(1, 3000),
    st.lists(st.integers(1, 3000), max_size=5),
    st.integers(2, 200),
    st.sampled_from([0.0, 0.5]),
)
def test_the_rows_parameters_are_all_there_are(inputs: int, hidden: list[int], classes: int, dropout: float) -> None:
    spec = ModelSpec(inputs=inputs, hidden_sizes=tuple(hidden), classes=classes, dropout=dropout)
    assert sum(row.parameters for row in summarise(spec)) == spec.parameter_count
