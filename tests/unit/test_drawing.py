"""A drawing goes to the student's function, and an answer comes back even if the function fails."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.drawing import SIDE, Answer, Drawing, ask, draw_digit

KIT = Path(__file__).resolve().parents[2]
SEVEN = np.eye(10)[7]


class Predict:
    """A network that returns ``rows`` for any images."""

    def __init__(self, rows: Any = (SEVEN,)) -> None:
        self.rows = rows
        self.seen: Any = None
        self.probabilities: Any = None
        self.calls = 0

    def __call__(self, images: Any) -> Any:
        self.calls += 1
        self.seen = images
        self.probabilities = np.array(self.rows)
        return self.probabilities


@pytest.fixture
def predict() -> Predict:
    return Predict()


@pytest.fixture
def image() -> Any:
    """A black bar on white paper."""
    drawn = np.full((SIDE, SIDE), 255, np.uint8)
    drawn[40:240, 130:150] = 0
    return drawn


def asking(predict: Any, answer: Any = None) -> Callable[[Any], Any]:
    """A right function, or one that asks the network and then returns ``answer``."""

    def classify(image: Any) -> Any:
        ink = 1 - image[::10, ::10].astype(np.float32) / 255
        likeliest = int(predict(ink[None]).argmax())
        return likeliest if answer is None else answer

    return classify


def test_answer_holds_digit_probabilities_and_what_the_network_saw(predict: Predict, image: Any) -> None:
    answer = ask(asking(predict), predict, image)
    assert (answer.digit, answer.probabilities, answer.images, answer.note) == (7, tuple(SEVEN), 1, "")
    assert answer.seen is not None and answer.seen.dtype == np.float32 and answer.seen.shape == (28, 28)
    assert answer.seen[10, 13] == 1 and answer.seen[0, 0] == 0


@pytest.mark.parametrize("empty", [np.array([], np.uint8), np.full((SIDE, SIDE), 255, np.uint8)])
def test_empty_paper_is_not_asked_about(predict: Predict, empty: Any) -> None:
    answer = ask(asking(predict), predict, empty)
    assert predict.calls == 0
    assert (answer.digit, answer.probabilities, answer.seen, answer.note) == (None, (), None, "")


def test_function_may_write_into_its_image(predict: Predict, image: Any) -> None:
    def classify(given: Any) -> int:
        given[:] = 0
        return int(predict(np.zeros((1, 28, 28))).argmax())

    assert ask(classify, predict, image).digit == 7
    assert image.max() == 255


@pytest.mark.parametrize("digit", [0, 9, np.int64(3), np.uint8(4)])
def test_int_of_any_kind_is_a_digit(predict: Predict, image: Any, digit: Any) -> None:
    answer = ask(asking(predict, digit), predict, image)
    assert answer.digit == digit and type(answer.digit) is int and not answer.note


class Secretive:
    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("returned", "named"),
    [
        (10, "10 (int)"),
        (-1, "-1 (int)"),
        (7.0, "7.0 (float)"),
        (np.float32(7), "7.0 (float32)"),
        (True, "True (bool)"),
        ("7", "'7' (str)"),
        (np.array([7]), "array([7]) (ndarray of shape (1,))"),
        (Secretive(), "(Secretive)"),
    ],
)
def test_what_is_no_digit_is_named_with_its_type(predict: Predict, image: Any, returned: Any, named: str) -> None:
    answer = ask(asking(predict, returned), predict, image)
    assert answer.digit is None
    assert answer.note.startswith("classify returned ") and f"{named}, but an int from 0 to 9" in answer.note
    assert answer.probabilities == tuple(SEVEN)  # the network's output helps to find the mistake


def test_nothing_returned_is_named(predict: Predict, image: Any) -> None:
    assert ask(lambda _: None, predict, image).note == "classify returned None, but an int from 0 to 9 is expected."


def test_long_answer_is_shortened(predict: Predict, image: Any) -> None:
    assert len(ask(lambda _: "x" * 10_000, predict, image).note) < 200


class Speechless(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (ValueError("no ink"), "ValueError in line 2 of classify: no ink"),
        (ValueError("first\nsecond \x1b[31mred"), "ValueError in line 2 of classify: first second red"),
        (NotImplementedError(), "NotImplementedError in line 2 of classify: it is not written yet"),
        (NotImplementedError("Your turn"), "NotImplementedError in line 2 of classify: Your turn"),
        (AssertionError(), "AssertionError in line 2 of classify."),
        (Speechless(), "Speechless in line 2 of classify."),
        (SystemExit("bye"), "SystemExit in line 2 of classify: bye"),
        (KeyboardInterrupt(), "KeyboardInterrupt in line 2 of classify."),
    ],
)
def test_what_is_raised_becomes_one_sentence(predict: Predict, image: Any, error: BaseException, ending: str) -> None:
    variables: dict[str, Any] = {"error": error}
    exec("def classify(image):\n    raise error", variables)
    answer = ask(variables["classify"], predict, image)
    assert answer.digit is None
    assert answer.note == f"classify raised {ending}"


def test_place_of_an_error_is_the_last_line_of_the_students_own(predict: Predict, image: Any) -> None:
    variables: dict[str, Any] = {"np": np}
    exec("def crop(image):\n    return np.zeros(2) @ image\ndef classify(image):\n    return crop(image)", variables)
    assert "ValueError in line 2 of crop: matmul" in ask(variables["classify"], predict, image).note


def test_long_message_is_shortened(predict: Predict, image: Any) -> None:
    def classify(image: Any) -> int:
        raise ValueError("x" * 100_000)

    assert len(ask(classify, predict, image).note) < 320


def test_function_that_does_not_ask_the_network_gets_no_credit_for_an_earlier_answer(
    predict: Predict, image: Any
) -> None:
    ask(asking(predict), predict, image)
    answer = ask(lambda _: 3, predict, image)
    assert (answer.digit, answer.probabilities, answer.seen) == (3, (), None)
    assert "did not call predict" in answer.note


def test_network_that_raises_midway_leaves_no_earlier_probabilities(predict: Predict, image: Any) -> None:
    ask(asking(predict), predict, image)

    def classify(image: Any) -> int:
        predict.seen = np.zeros((1, 28, 28))
        raise ValueError("shapes do not match")

    answer = ask(classify, predict, image)
    assert answer.probabilities == () and answer.note.endswith("shapes do not match")


def test_several_images_are_shown_by_the_first_and_the_mean(image: Any) -> None:
    predict = Predict([np.eye(10)[7], np.eye(10)[1]])
    answer = ask(lambda _: predict(np.stack([np.ones((28, 28)), np.zeros((28, 28))])).shape[0], predict, image)
    assert answer.images == 2 and answer.seen is not None and answer.seen.min() == 1
    assert answer.probabilities[7] == answer.probabilities[1] == 0.5


def test_memory_of_another_shape_is_named(image: Any) -> None:
    narrow = Predict([np.zeros(3)])
    assert "predict.probabilities has the shape (1, 3), expected (n, 10)" in ask(asking(narrow), narrow, image).note
    predict = Predict()
    assert "predict.seen has the shape (5,)" in ask(lambda _: len(predict(np.zeros(5))), predict, image).note
    assert "cannot be shown" in ask(lambda _: len(predict(["a"])), predict, image).note


def test_nan_is_named_and_passes_as_json(image: Any) -> None:
    predict = Predict([np.full(10, np.nan)])
    answer = ask(asking(predict), predict, image)
    assert "diverged" in answer.note
    sent = answer.to_dict()
    sent.pop("seen")
    assert json.loads(json.dumps(sent, allow_nan=False))["probabilities"] == [None] * 10


def test_image_is_sent_as_bytes_and_says_how_far_its_values_reach() -> None:
    seen = np.zeros((28, 28), np.float32)
    seen[0, :4] = 1, 255, -3, np.nan
    assert Answer(seen=seen).to_dict()["seen"][:5] == bytes([255, 255, 0, 0, 0])
    seen[0, 3] = 0.5
    assert Answer(seen=seen).to_dict()["reach"] == "-3 to 255"


def test_new_drawing_is_answered_under_its_number(predict: Predict, image: Any) -> None:
    widget = draw_digit(asking(predict), predict)
    assert isinstance(widget, Drawing) and predict.calls == 0
    widget.set_state({"image": memoryview(image.tobytes()), "number": 4})
    assert predict.calls == 1
    assert widget.answer["digit"] == 7 and widget.answer["number"] == 4
    widget.set_state({"image": memoryview(b""), "number": 5})
    assert predict.calls == 1
    assert widget.answer["digit"] is None and widget.answer["number"] == 5


def test_what_is_no_function_is_refused(predict: Predict) -> None:
    with pytest.raises(TypeError, match=r"classify is 7 \(int\)\. Next: "):
        draw_digit(7, predict)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="predict is None"):
        draw_digit(len, None)


def test_missing_anywidget_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "autograder.drawing")
    with pytest.raises(ImportError, match="python -m pip install anywidget"):
        importlib.import_module("autograder.drawing")


def test_grading_does_without_the_widget() -> None:
    modules = "autograder.cli, autograder.grading.grade, autograder.nbgrader_plugin"
    script = f"import sys, {modules}; print('anywidget' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=KIT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "False\n"


def test_page_takes_nothing_from_elsewhere_and_makes_no_html_of_data() -> None:
    for name in ("drawing.js", "drawing.css"):
        text = (KIT / "autograder/static" / name).read_text("utf-8")
        assert "http" not in text and "innerHTML" not in text and "insertAdjacentHTML" not in text
