import csv
import io

import numpy as np

from digitpad.evaluation.calibration import reliability_of
from digitpad.evaluation.metrics import Predictions, evaluate_logits
from digitpad.evaluation.tables import confusion_csv, predictions_csv, reliability_csv

NAMES = ("cat", 'a "dog", barking', "côte")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_the_matrix_has_its_margins() -> None:
    evaluation = evaluate_logits(np.eye(3, dtype=np.float32)[[0, 1, 1, 1]], np.array([0, 0, 0, 1]))
    assert read(confusion_csv(evaluation, NAMES)) == [
        ["true \\ predicted", *NAMES, "count", "recall"],
        ["cat", "1", "2", "0", "3", "0.333333"],
        [NAMES[1], "0", "1", "0", "1", "1.000000"],
        ["côte", "0", "0", "0", "0", ""],
        ["precision", "1.000000", "0.333333", "", "", ""],
    ]


def test_every_answer_has_its_line() -> None:
    answers = Predictions(
        positions=np.array([0, 4]),
        truth=np.array([1, 2]),
        predicted=np.array([1, 0]),
        confidence=np.float32([0.75, 0.5]),
    )
    assert read(predictions_csv(answers, NAMES)) == [
        ["sample", "true", "predicted", "right", "confidence"],
        ["0", NAMES[1], NAMES[1], "1", "0.750000"],
        ["4", "côte", "cat", "0", "0.500000"],
    ]


def test_every_bin_of_confidence_has_its_line_and_empty_ones_no_shares() -> None:
    header, first, *_, last = read(reliability_csv(reliability_of(np.float32([1.0, 1.0]), np.array([True, False]))))
    assert header == ["low", "high", "count", "correct", "confidence", "accuracy", "from", "to"]
    assert first == ["0.000000", "0.066667", "0", "0", "", "", "", ""]
    assert last[:6] == ["0.933333", "1.000000", "2", "1", "1.000000", "0.500000"]
    assert 0.0 < float(last[6]) < 0.5 < float(last[7]) < 1.0
