from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from digitpad.config.model_spec import ModelSpec
from digitpad.errors import DigitpadError, LibraryError, PictureError
from digitpad.gui.prediction.answers import Answer, LoadedModel, Request, input_image, stage_images
from digitpad.gui.prediction.reader import Reader
from digitpad.gui.prediction.recognition_thread import RecognitionController
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from digitpad.recognition.recognizer import Recognizer
from tests.gui.conftest import WAIT, ended, heard
from tests.support.inks import ONE, SEVEN, ZERO
from tests.support.training import fresh_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[RecognitionController]:
    """Return a controller whose thread is ended with the test; it is not started."""
    yield from ended(RecognitionController("mlp"))


@pytest.fixture
def started(controller: RecognitionController) -> RecognitionController:
    controller.start()
    return controller


def wait_for_answer(qtbot: QtBot, controller: RecognitionController, drawing: Ink) -> Answer:
    """Have a drawing read, and return the answer to just that one."""
    with qtbot.waitSignal(
        controller.answered, timeout=WAIT, check_params_cb=lambda given: given.request.drawing is drawing
    ) as caught:
        controller.read(drawing)
    assert caught.args is not None
    given = caught.args[0]
    assert isinstance(given, Answer)
    return given


def test_a_drawing_is_read(qtbot: QtBot, started: RecognitionController) -> None:
    given = wait_for_answer(qtbot, started, SEVEN)
    assert given.prediction.label == "7"
    assert given.request == Request("mlp", SEVEN, 0)


def test_the_answer_is_what_the_recognizer_says() -> None:
    given = Reader("mlp", None).answer(Request("mlp", ZERO, 0))
    assert given.prediction.probabilities == Recognizer(Library.of_user().load("mlp")).predict(ZERO).probabilities


def test_stages_are_bytes_of_the_raster() -> None:
    given = Reader("mlp", None).answer(Request("mlp", SEVEN, 0)).prediction.raster
    last = input_image(given)
    pixels = given.pixels
    assert (last.rows, last.columns) == (28, 28)
    assert list(last.levels) == [int(value * 255 + 0.5) for value in pixels.ravel().tolist()]
    stages = stage_images(given)
    assert stages[-1] == last
    assert [stage.step for stage in stages] == [step for step, _ in given.steps]


def test_what_was_asked_before_the_start_is_answered_then(qtbot: QtBot, controller: RecognitionController) -> None:
    controller.read(ONE)
    (given,) = heard(qtbot, controller.answered, controller.start)
    assert given.prediction.label == "1"


def test_another_model_reads_the_same_drawing_at_once(qtbot: QtBot, started: RecognitionController) -> None:
    by_mlp = wait_for_answer(qtbot, started, SEVEN)
    with qtbot.waitSignals([started.model_loaded, started.answered], timeout=WAIT):
        started.use_model("softmax")
    by_softmax = wait_for_answer(qtbot, started, Ink(SEVEN.strokes))
    assert by_softmax.request.model == "softmax"
    assert by_softmax.prediction.probabilities != by_mlp.prediction.probabilities


def test_a_loaded_model_comes_with_its_figures(qtbot: QtBot, controller: RecognitionController) -> None:
    (model,) = heard(qtbot, controller.model_loaded, controller.start)
    assert isinstance(model, LoadedModel)
    assert model.name == "mlp"
    for measurement, interval in model.figures:
        assert interval.low < measurement.accuracy < interval.high


def test_only_the_newest_of_many_drawings_must_be_read(qtbot: QtBot, controller: RecognitionController) -> None:
    answers: list[Answer] = []
    controller.answered.connect(answers.append)
    controller.start()
    for _ in range(500):
        controller.read(Ink(ONE.strokes))
    wait_for_answer(qtbot, controller, SEVEN)
    assert len(answers) < 250
    assert answers[-1].request.drawing is SEVEN


def test_an_emptied_pad_has_no_late_answer(qtbot: QtBot, started: RecognitionController) -> None:
    wait_for_answer(qtbot, started, ONE)
    late: list[Answer] = []
    started.answered.connect(late.append)
    started.read(SEVEN)
    heard(qtbot, started.emptied, started.read, Ink())
    heard(qtbot, started.model_loaded, started.use_model, "softmax")  # all before has been seen to
    assert late == []


def test_a_missing_model_is_told(qtbot: QtBot, controller: RecognitionController) -> None:
    controller.use_model("no such model")
    error = heard(qtbot, controller.failed, controller.start)[0]
    assert isinstance(error, LibraryError)


def test_after_a_failure_the_next_drawing_is_read(qtbot: QtBot, started: RecognitionController) -> None:
    blank = Picture(40, 40, bytes([200]) * 4800, "blank.png")
    error = heard(qtbot, started.failed, started.read, blank)[0]
    assert isinstance(error, PictureError)
    assert wait_for_answer(qtbot, started, ONE).prediction.label == "1"


def test_a_broken_checkpoint_is_told(qtbot: QtBot, controller: RecognitionController) -> None:
    Library.of_user().add("mine", fresh_checkpoint(ModelSpec())).path.write_bytes(b"not a checkpoint")
    controller.use_model("mine")
    error = heard(qtbot, controller.failed, controller.start)[0]
    assert isinstance(error, DigitpadError)


def test_reloading_finds_what_the_library_holds_now(qtbot: QtBot, controller: RecognitionController) -> None:
    library = Library.of_user()
    library.add("mine", fresh_checkpoint(ModelSpec()))
    controller.use_model("mine")
    heard(qtbot, controller.model_loaded, controller.start)
    library.delete("mine")
    library.add("mine", fresh_checkpoint(ModelSpec(hidden_sizes=(16,))))
    (model,) = heard(qtbot, controller.model_loaded, controller.reload)
    assert model.checkpoint.spec.hidden_sizes == (16,)


def test_a_model_chosen_once_more_is_told_once_more(qtbot: QtBot, controller: RecognitionController) -> None:
    heard(qtbot, controller.model_loaded, controller.start)
    (model,) = heard(qtbot, controller.model_loaded, controller.use_model, "mlp")
    assert model.name == "mlp"


def test_answers_arrive_on_the_thread_of_the_window(qtbot: QtBot, controller: RecognitionController) -> None:
    threads: list[int] = []
    controller.answered.connect(lambda _: threads.append(threading.get_ident()))
    controller.start()
    wait_for_answer(qtbot, controller, ONE)
    assert set(threads) == {threading.get_ident()}


def test_drawings_are_read_after_the_thread_was_too_slow_to_end(
    qtbot: QtBot, started: RecognitionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_answer(qtbot, started, ONE)
    gate = threading.Event()
    read = Reader.answer

    def read_slowly(reader: Reader, request: Request) -> Answer:
        gate.wait(WAIT / 1000)
        return read(reader, request)

    with monkeypatch.context() as slow:
        slow.setattr(Reader, "answer", read_slowly)
        slow.setattr(started, "shut_down_milliseconds", 1)
        started.read(ZERO)
        qtbot.waitUntil(lambda: not started._waiting)
        assert not started.shut_down()
        gate.set()
        assert started.thread_of_worker.wait(WAIT)
    assert wait_for_answer(qtbot, started, SEVEN).prediction.label == "7"


def test_the_thread_ends_in_the_middle_of_work(qtbot: QtBot, started: RecognitionController) -> None:
    for _ in range(100):
        started.read(Ink(ONE.strokes))
    assert started.shut_down()
    assert not started.thread_of_worker.isRunning()
