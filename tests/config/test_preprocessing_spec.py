import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.config.preprocessing_spec import Preprocessing, Reading, reading_for
from digitpad.errors import ConfigError


@pytest.mark.parametrize(
    ("preprocessing", "channels", "inputs", "summary"),
    [
        (Preprocessing(), 1, 784, "28 x 28 digits"),
        (Preprocessing(reading=Reading.GREY, image_size=20), 1, 400, "20 x 20 grey pictures"),
        (Preprocessing(reading=Reading.COLOUR, image_size=32), 3, 3072, "32 x 32 colour pictures"),
    ],
)
def test_what_a_model_is_given_follows_from_reading_and_size(
    preprocessing: Preprocessing, channels: int, inputs: int, summary: str
) -> None:
    assert (preprocessing.channels, preprocessing.inputs, preprocessing.summary) == (channels, inputs, summary)


@pytest.mark.parametrize(
    "fields",
    [
        {"image_size": 32},
        {"reading": Reading.GREY, "image_size": 3},
        {"reading": Reading.COLOUR, "image_size": 257},
        {"reading": Reading.GREY, "moments": True},
        {"mean": (0.1, 0.2, 0.3), "std": (1.0, 1.0, 1.0)},
        {"reading": Reading.COLOUR, "mean": (0.1, 0.2), "std": (1.0, 1.0)},
        {"mean": (0.1,), "std": ()},
        {"std": (0.0,)},
        {"mean": (float("nan"),)},
    ],
)
def test_what_cannot_work_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        Preprocessing(**fields)  # type: ignore[arg-type]


def test_each_data_set_is_read_as_it_is() -> None:
    assert reading_for(DatasetName.MNIST) == Preprocessing()
    assert reading_for(DatasetName.FASHION_MNIST) == Preprocessing(reading=Reading.GREY)
    assert reading_for(DatasetName.KMNIST) == Preprocessing(reading=Reading.GREY)
    assert reading_for(DatasetName.CIFAR10) == Preprocessing(reading=Reading.COLOUR, image_size=32)
    assert reading_for(DatasetName.FOLDER).reading is Reading.COLOUR


def test_normalising_takes_the_data_sets_own_statistics() -> None:
    assert Preprocessing().with_mean_std().mean == (0.1307,)
    cifar = reading_for(DatasetName.CIFAR10).with_mean_std(DatasetName.CIFAR10)
    assert (cifar.mean, cifar.std) == ((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616))
    assert cifar.is_normalised
    assert not cifar.without_mean_std().is_normalised


@pytest.mark.parametrize(
    ("reading", "dataset"),
    [
        (Preprocessing(reading=Reading.COLOUR), DatasetName.FOLDER),
        (Preprocessing(reading=Reading.GREY), DatasetName.CIFAR10),
    ],
)
def test_what_nobody_knows_beforehand_is_left_to_be_measured(reading: Preprocessing, dataset: DatasetName) -> None:
    assert not reading.is_to_be_measured
    assert reading.with_mean_std(dataset).is_to_be_measured
