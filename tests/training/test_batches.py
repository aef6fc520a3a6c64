from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.config.dataset_info import Split
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.train_config import InkSource, Sampling, TrainConfig
from digitpad.data.ink_set import InkSet
from digitpad.errors import ConfigError
from digitpad.ink.ink_file import InkSample
from digitpad.preprocessing.raster import prepare
from digitpad.training.batches import Batches, prepared_images, prepared_ink
from digitpad.training.shuffling import SampledIndices
from tests.support import inks
from tests.support.training_samples import first_images, line_ink, line_samples

MOMENTS = Preprocessing(moments=True, mean=(0.1,), std=(0.5,))


def batches_of(config: TrainConfig, count: int = 100, ink: InkSet | None = None, seed: int = 0) -> Batches:
    return Batches(
        config,
        first_images(Split.TRAIN, count),
        ink,
        order=np.random.default_rng(seed),
        variation=np.random.default_rng(seed + 1),
    )


def with_ink(share: float, **changes: object) -> TrainConfig:
    return replace(TrainConfig(batch_size=20, ink=InkSource(path="lines.jsonl", share=share)), **changes)


def epoch_of(batches: Batches) -> tuple[np.ndarray, np.ndarray]:
    copies = [(batch.inputs.copy(), batch.labels.copy()) for batch in batches.epoch()]
    return np.concatenate([inputs for inputs, _ in copies]), np.concatenate([labels for _, labels in copies])


@given(st.integers(1, 30), st.lists(st.integers(0, 80), max_size=8))
def test_permuted_indices_have_each_number_once_before_any_comes_again(size: int, counts: list[int]) -> None:
    indices = SampledIndices(size, np.random.default_rng(0), Sampling.PERMUTATION)
    row = np.concatenate([np.empty(0, int), *(indices.take(count) for count in counts)])
    assert len(row) == sum(counts)
    for start in range(0, len(row) - size + 1, size):
        assert sorted(row[start : start + size]) == list(range(size))


def test_with_replacement_each_index_is_drawn_evenly_from_all_whatever_was_drawn_before() -> None:
    drawn = SampledIndices(10, np.random.default_rng(0), Sampling.REPLACEMENT).take(20_000).reshape(-1, 2)
    pairs = np.bincount(drawn[:, 0] * 10 + drawn[:, 1], minlength=100)
    chi_squared = float(((pairs - 100) ** 2 / 100).sum())
    assert chi_squared < 149  # one such in a thousand lies beyond, with 99 degrees of freedom


def test_with_replacement_an_epoch_is_as_long_and_has_its_share_of_ink() -> None:
    order = batches_of(with_ink(0.3, replacement=True), ink=line_ink()).next_order()
    assert len(order) == 100
    assert (order >= 100).sum() == 30
    assert len(set(order)) < 100


def test_an_epoch_shows_every_image_once_with_its_label() -> None:
    images = first_images(Split.TRAIN, 100)
    batches = batches_of(TrainConfig(batch_size=32))
    order = batches_of(TrainConfig(batch_size=32)).next_order()
    inputs, labels = epoch_of(batches)
    assert sorted(order) == list(range(100))
    np.testing.assert_array_equal(labels, images.labels[order])
    np.testing.assert_array_equal(inputs, images.pixels[order].reshape(100, 784) / np.float32(255))


def test_each_epoch_has_an_order_of_its_own_and_a_seed_brings_it_back() -> None:
    first, second = (batches_of(TrainConfig(), seed=4) for _ in range(2))
    orders = [first.next_order() for _ in range(2)]
    assert not np.array_equal(*orders)
    for order in orders:
        np.testing.assert_array_equal(order, second.next_order())


@pytest.mark.parametrize(("drop_last", "sizes"), [(False, [32, 32, 32, 4]), (True, [32, 32, 32])])
def test_the_last_batch_is_smaller_or_left_out(drop_last: bool, sizes: list[int]) -> None:  # noqa: FBT001 - a case
    batches = batches_of(TrainConfig(batch_size=32, drop_last=drop_last))
    assert [len(batch.labels) for batch in batches.epoch()] == sizes
    assert batches.count == len(sizes)


@pytest.mark.parametrize("preprocessing", [Preprocessing(), MOMENTS])
def test_inputs_are_prepared_as_for_recognition(preprocessing: Preprocessing) -> None:
    images = first_images(Split.TRAIN, 2100)  # more than are prepared at once
    expected = prepare(images.pixels / np.float32(255), preprocessing)
    np.testing.assert_allclose(prepared_images(images, preprocessing), expected, atol=1e-6)


@pytest.mark.parametrize("augmentation", [False, True])
@pytest.mark.parametrize("share", [0.25, 0.5])
def test_ink_has_its_share_of_an_epoch_mixed_among_the_images(share: float, augmentation: bool) -> None:  # noqa: FBT001 - a case
    batches = batches_of(with_ink(share, augmentation=augmentation), ink=line_ink())
    for _ in range(3):
        order = batches.next_order()
        is_ink = order >= 100
        assert len(order) == 100
        assert is_ink.sum() == 100 * share
        assert 0 < is_ink[:50].sum() < 100 * share
        assert order.max() < 140


def test_ink_comes_with_its_own_labels_and_rasters() -> None:
    config, ink = with_ink(0.5, preprocessing=MOMENTS), line_ink()
    order = batches_of(config, ink=ink).next_order()
    inputs, labels = epoch_of(batches_of(config, ink=ink))
    is_ink = order >= 100
    np.testing.assert_array_equal(labels[is_ink], ink.labels[order[is_ink] - 100])
    np.testing.assert_array_equal(inputs[is_ink], prepared_ink(ink, MOMENTS)[order[is_ink] - 100])


def nought_ink() -> InkSet:
    """Return ten zeros before eight other digits."""
    return InkSet("zeros.jsonl", (*(InkSample(inks.ZERO, 0) for _ in range(10)), *line_samples(8)), "0" * 64)


def changed_zeros(seed: int, share: float) -> list[int]:
    """Return which ink of an epoch is not learnt as it was written; every sample of it comes once."""
    ink = nought_ink()
    config = replace(with_ink(0.18), ink=InkSource(path=ink.name, share=0.18, slashed=share))
    order = batches_of(config, ink=ink, seed=seed).next_order()
    inputs, labels = epoch_of(batches_of(config, ink=ink, seed=seed))
    rows = order[order >= 100] - 100
    assert sorted(rows) == list(range(18))
    np.testing.assert_array_equal(labels[order >= 100], ink.labels[rows])
    differs = (inputs[order >= 100] != prepared_ink(ink, config.preprocessing)[rows]).any(axis=1)
    return sorted(rows[differs].tolist())


def test_a_share_of_the_zeros_is_learnt_with_a_slash_the_same_for_a_seed() -> None:
    assert changed_zeros(0, 0.0) == []
    assert changed_zeros(0, 1.0) == list(range(10))
    chosen = changed_zeros(0, 0.3)
    assert len(chosen) == 3
    assert set(chosen) <= set(range(10))
    assert changed_zeros(0, 0.3) == chosen
    assert any(changed_zeros(seed, 0.3) != chosen for seed in range(1, 5))


def test_a_slash_leaves_ink_in_the_middle_of_a_nought_and_other_digits_alone() -> None:
    ink = nought_ink()
    plain, slashed = (
        prepared_ink(ink, Preprocessing(), chosen).reshape(-1, 28, 28) for chosen in (np.arange(0), np.arange(18))
    )
    middle = (slice(None), slice(13, 16), slice(13, 16))
    assert plain[:10][middle].max() < 0.1
    assert slashed[:10][middle].max(axis=(1, 2)).min() > 0.4
    np.testing.assert_array_equal(plain[10:], slashed[10:])


def test_augmented_samples_differ_each_time_and_keep_their_labels() -> None:
    """The first epoch of two equal runs is the same; the second epoch varies the same samples anew."""
    config, ink = with_ink(0.25, augmentation=True), line_ink()
    batches, again = (batches_of(config, ink=ink, seed=2) for _ in range(2))
    plain = batches_of(with_ink(0.25), ink=ink, seed=2)
    first = epoch_of(batches)
    np.testing.assert_array_equal(first[0], epoch_of(again)[0])
    unvaried = epoch_of(plain)
    np.testing.assert_array_equal(first[1], unvaried[1])
    changed = np.abs(first[0] - unvaried[0]).max(axis=1) > 0.01
    assert changed.all()
    assert np.isfinite(first[0]).all()
    assert first[0].min() >= 0.0
    assert first[0].max() <= 1.0 + 1e-6


def test_augmented_batches_of_ink_alone_or_images_alone_work() -> None:
    """With a batch of 1 every batch is of one kind."""
    batches = batches_of(with_ink(0.5, augmentation=True, batch_size=1), count=10, ink=line_ink(4))
    assert len(epoch_of(batches)[1]) == 10


def test_unaugmented_images_are_as_they_are_and_ink_varied_little() -> None:
    config = with_ink(0.4, augmentation=True, preprocessing=MOMENTS)

    def strayed(*, is_unaugmented: bool) -> tuple[float, float]:
        """How far the images and the inks of an epoch are from what they are without variation."""
        is_ink = batches_of(config, ink=line_ink()).next_order() >= len(first_images(Split.TRAIN, 100))
        varied = batches_of(config, ink=line_ink())
        plain = batches_of(replace(config, augmentation=False), ink=line_ink())
        pairs = zip(varied.epoch(is_unaugmented=lambda: is_unaugmented), plain.epoch(), strict=True)
        distances = np.concatenate([np.abs(one.inputs - other.inputs).mean(axis=1) for one, other in pairs])
        return distances[~is_ink].mean(), distances[is_ink].mean()

    images, ink = strayed(is_unaugmented=False)
    plain_images, plain_ink = strayed(is_unaugmented=True)
    assert plain_images == 0.0 < images
    assert 0.0 < plain_ink < 0.8 * ink


def test_a_batch_larger_than_the_data_is_refused_with_both_numbers() -> None:
    with pytest.raises(ConfigError, match="A batch of 101 images was asked for, and there are 100"):
        batches_of(TrainConfig(batch_size=101))
