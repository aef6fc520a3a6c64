from dataclasses import replace

import pytest

from digitpad.config.dataset_info import DIGITS, DatasetName
from digitpad.config.train_config import TrainConfig
from digitpad.errors import DatasetError
from digitpad.explanation.agreement import Agreement, AgreementSample
from digitpad.explanation.units import ImageSample
from digitpad.library.library import Library


def test_two_models_agree_as_often_as_their_answers_are_the_same() -> None:
    mlp, softmax = (Library.of_user().load(name) for name in ("mlp", "softmax"))
    found = AgreementSample(300).compare(mlp, softmax)
    samples = [ImageSample(each, 300) for each in (mlp, softmax)]
    answers = [sample.answers(each) for sample, each in zip(samples, (mlp, softmax), strict=True)]
    assert found.agreed == int((answers[0] == answers[1]).sum()) < 300
    assert found.right == (samples[0].count_correct(mlp), samples[1].count_correct(softmax))
    assert found.count == 300


def test_a_model_agrees_with_itself_in_another_order_of_classes() -> None:
    mlp = Library.of_user().load("mlp")
    weights = dict(mlp.weights)
    last = max(name for name in weights if name.endswith("weight")).removesuffix(".weight")
    for name in (f"{last}.weight", f"{last}.bias"):
        weights[name] = weights[name][::-1].copy()
    mirrored = replace(mlp, weights=weights, class_names=DIGITS[::-1])
    found = AgreementSample(200).compare(mlp, mirrored)
    assert found == Agreement(200, 200, (found.right[0], found.right[0]))


def test_both_are_given_the_images_the_first_was_trained_on() -> None:
    mlp, softmax = (Library.of_user().load(name) for name in ("mlp", "softmax"))
    of_pens = replace(softmax, config=TrainConfig(dataset=DatasetName.PENDIGITS))  # which are not there
    assert AgreementSample(100).compare(mlp, of_pens).right[1] > 90
    with pytest.raises(DatasetError):
        AgreementSample(100).compare(of_pens, mlp)
