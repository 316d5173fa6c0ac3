"""Checks common to many functions, on sessions in this process: changed arrays are found, wrong networks are told apart."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checking import ResultFirst, Wrong
from autograder.checking.networks import expect_outputs, expect_relu_slopes, parameters_set
from autograder.checking.questions import (
    draw_answers,
    draw_fitting,
    draw_linear,
    expect_accuracies,
    expect_arguments_kept,
    expect_kept,
    expect_later_gradients,
    expect_only_given_stepped,
    expect_steps,
    variables_kept,
)
from autograder.guest.session import STANDARD
from autograder.room.student import Folders, Student, StudentRaised

Ask = Callable[..., Student]
X = np.float32([[1, -2], [-3, 4]])
ACCURACY = """
def evaluate_accuracy(data_iterator, net):
    right = seen = 0
    for X, y in data_iterator:
        right += (net({images}).argmax(axis=1) == y).sum().asscalar()
        seen += len(y){more}
    return right / seen
"""


@pytest.fixture
def ask(plain_room: Any) -> Ask:
    """A student whose notebook is one cell, with the graded functions named."""

    def asked(source: str, *functions: str, driver: str = "") -> Student:
        room = plain_room()
        room.request("start", {"seed": 1, "driver": driver, "limits": {}}, 1)
        room.request("run", {"cell": "own", "source": "from mxnet import nd\n" + source}, 1)
        for name in functions:
            room.request("capture", {"name": name}, 1)
        return Student(room, frozenset(functions), 1, Folders(Path(), "", ""))

    return asked


# Arrays that a call must leave unchanged


def test_arguments_are_read_as_the_call_left_them(ask: Ask) -> None:
    student = ask("def double(X, *others):\n    X *= 2\n    return X", "double")
    student.double(X, [X, (X,)], {"more": X})
    found = [each.values.tolist() for each in student.read("arguments")]
    assert found == [(2 * X).tolist(), X.tolist(), X.tolist(), X.tolist()]


def test_arguments_are_those_of_the_last_call(ask: Ask) -> None:
    student = ask("def same(X):\n    return X", "same")
    assert student.read("arguments") == []
    student.same(X)
    student.same(X + 1)
    assert [each.values.tolist() for each in student.read("arguments")] == [(X + 1).tolist()]


def test_an_array_put_into_a_list_of_arguments_is_not_taken_for_the_one_that_was_given(ask: Ask) -> None:
    student = ask("def swap(arrays):\n    arrays[0] = arrays[0] + 1", "swap")
    student.swap([X])
    expect_arguments_kept(student, {"X": X})


def test_gradients_are_read_of_arrays_that_have_one(ask: Ask) -> None:
    student = ask("def attach(X, Y):\n    X.attach_grad()\n    X.grad[:] = 3", "attach")
    student.attach(X, X)
    first, second = student.read("gradients")
    assert first.values.tolist() == [[3, 3], [3, 3]] and second is None


def test_a_variable_that_is_not_there_is_named(ask: Ask) -> None:
    with pytest.raises(StudentRaised, match="name 'W1' is not defined"):
        ask("").read("variables", "W1")


def test_what_the_notebook_holds_is_no_evidence_of_a_misconception(ask: Ask) -> None:
    student = ask("W = nd.ones(3)\ndef same(X):\n    return X", "same")
    student.same(X)
    student.read("variables", "W")
    student.read("arguments")
    assert [(call.kind, call.function) for call in student.calls] == [("call", "same"), ("read", "arguments")]


def test_a_changed_argument_is_told_though_the_result_is_right(ask: Ask) -> None:
    student = ask("def relu(X):\n    X[:] = nd.relu(X)\n    return X", "relu")
    with pytest.raises(Wrong, match=r"changed its argument: X\[0, 1\] was -2 and became 0"):
        expect_kept(student, "relu", {"X": X}, np.maximum(X, 0), rtol=0, atol=0, what="relu(X)")


def test_changed_variables_are_told_whatever_helpers_in_the_room_say(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(STANDARD, "distance", lambda *arrays: 0.0)
    student = ask("W = nd.ones(3)\ndef train():\n    W[:] = W + 1", "train")
    with pytest.raises(Wrong, match="it trained"), variables_kept(student, ["W"], "it trained"):
        student.train()


def test_variables_that_are_not_a_number_may_stay_so(ask: Ask) -> None:
    student = ask("W = nd.ones(3) / 0 * 0\ndef nothing():\n    pass", "nothing")
    with variables_kept(student, ["W"], "it changed"):
        student.nothing()


def test_parameters_are_set_for_plain_calls_and_put_back(ask: Ask) -> None:
    cell = "W = nd.ones(3)\nparams = [W]\ndef net(X):\n    return X * W"
    student = ask(cell, "net", driver="PARAMETERS = ('W',)")
    with parameters_set(student, ["W"], [np.float32([1, 2, 3])]):
        assert student.net(np.float32([1, 1, 1])).values.tolist() == [1, 2, 3]
    assert student.net(np.float32([1, 1, 1])).values.tolist() == [1, 1, 1]


# Networks and their functions


def test_outputs_are_compared_for_every_image_under_every_setting(ask: Ask) -> None:
    cell = "W, b = nd.zeros((2, 1)), nd.zeros(1)\nparams = [W, b]\ndef net(X):\n    return nd.dot(X, W){more}"
    settings = [[np.float32([[1], [2]]), np.float32([k])] for k in (0, 5)]
    right, wrong = (ask(cell.format(more=more), "net", driver="PARAMETERS = ('W', 'b')") for more in (" + b", ""))
    expect_outputs(right, settings, X, -X, rtol=1e-5, atol=0)
    with pytest.raises(Wrong, match=r"net\(X\)\[0, 0\] is -3; expected 2\.(.|\n)*X = "):
        expect_outputs(wrong, settings, X, rtol=1e-5, atol=0, shown=True)


def test_any_slope_of_relu_between_0_and_1_is_right_at_0_and_nowhere_else(ask: Ask) -> None:
    at_zero, head = np.float32([-2, 0, 2]), np.float32([1, -2, 2])
    for right in ("nd.relu(X)", "X * (X > 0)", "X * (X >= 0)", "(X + nd.abs(X)) / 2"):
        expect_relu_slopes(ask(f"def relu(X):\n    return {right}", "relu"), at_zero, head)
    with pytest.raises(Wrong, match=r"The slopes of relu at 0 are \[nan\]"):
        expect_relu_slopes(ask("def relu(X):\n    return (X + nd.sqrt(X * X)) / 2", "relu"), at_zero, head)
    with pytest.raises(ResultFirst):
        expect_relu_slopes(ask("def relu(X):\n    return nd.abs(X)", "relu"), at_zero, head)


# Steps of an optimiser

STEP = "param[:] = param - lr * param.grad"
VALUES = [np.float32([1, 2]), np.float32([[3]])]
PASSES = [[np.float32([k, -1]), np.float32([[2 * k]])] for k in (1, 2, 3)]


@pytest.fixture
def sgd(ask: Ask) -> Callable[..., Student]:
    """A student whose SGD does something with each parameter, and something before that."""

    def asked(each: str = STEP, first: str = "pass") -> Student:
        return ask(f"def SGD(params, lr):\n    {first}\n    for param in params:\n        {each}", "SGD")

    return asked


def test_steps_follow_their_gradients_and_rates(sgd: Callable[..., Student]) -> None:
    rates = [0.5, 0.25, 2]
    arguments = [[rate] for rate in rates]
    expect_steps(sgd(), "SGD", VALUES, PASSES, arguments, rates, what="it", same_arrays=True)
    for wrong, message in (
        (sgd(STEP.replace("-", "+")), r"params\[0\]\[0\] is 1.5; expected 0.5"),
        (sgd("param = param - lr * param.grad"), "It did not change at all"),
        (sgd(first="lr = 0.5"), "(.|\n)*step = 2"),
    ):
        with pytest.raises(Wrong, match=message):
            expect_steps(wrong, "SGD", VALUES, PASSES, arguments, rates, what="it")


def test_other_arrays_in_the_list_are_told_where_it_is_asked(sgd: Callable[..., Student]) -> None:
    student = sgd("pass", "params[:] = [param - lr * param.grad for param in params]")
    with pytest.raises(Wrong, match="SGD put other arrays into the list"):
        expect_steps(student, "SGD", VALUES, PASSES[:1], [[1]], [1], what="it", same_arrays=True)
    with pytest.raises(Wrong, match="It did not change at all"):
        expect_steps(student, "SGD", VALUES, PASSES[:1], [[1]], [1], what="it")


def test_gradients_after_a_step_are_each_pass_s_own(sgd: Callable[..., Student]) -> None:
    expect_later_gradients(sgd(STEP + "; param.attach_grad()"), "SGD", VALUES, PASSES, [0.5], 0.5)
    with pytest.raises(Wrong, match=r"the gradient of backward pass 2 after SGD\[1\] is -2; expected -1"):
        expect_later_gradients(sgd(STEP + "; param.attach_grad('add')"), "SGD", VALUES, PASSES, [0.5], 0.5)


def test_arrays_that_were_not_given_stay_as_they_were(sgd: Callable[..., Student]) -> None:
    for chosen in ([0], [1], [0, 1]):
        expect_only_given_stepped(sgd(), "SGD", VALUES, PASSES[0], [0.5], 0.5, chosen, what="it")
    with pytest.raises(Wrong, match="it"):
        expect_only_given_stepped(
            sgd(first="params = params[:1]"), "SGD", VALUES, PASSES[0], [0.5], 0.5, [0, 1], what="it"
        )


# Accuracies


def batches(rng: np.random.Generator) -> list[tuple[Any, Any]]:
    return [draw_answers(rng, n, right) for n, right in ((12, 9), (5, 1))]


@pytest.mark.parametrize("images", ["X", "X.reshape((-1, 784))", "X.flatten()", "X.reshape((0, -1))"])
def test_whoever_flattens_the_images_the_accuracy_is_right(ask: Ask, images: str) -> None:
    rng = np.random.default_rng(1)
    student = ask(ACCURACY.format(images=images, more=""), "evaluate_accuracy")
    expect_accuracies(student, rng, [batches(rng), batches(rng)], unchanged=True)


@pytest.mark.parametrize(
    "images",
    ["X / 255", "X * 0.8", "X * 2", "X - 0.13", "X - 0.5", "1 - X", "(X - 0.5) * 2", "X.swapaxes(1, 2)", "nd.round(X)"],
)
def test_an_accuracy_of_other_images_is_wrong(ask: Ask, images: str) -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        student = ask(ACCURACY.format(images=images, more=""), "evaluate_accuracy")
        with pytest.raises(Wrong, match=r"evaluate_accuracy\(data_iterator, net\) is"):
            expect_accuracies(student, rng, [batches(rng) for _ in range(3)])


def test_an_accuracy_that_does_not_ask_the_network_is_wrong(ask: Ask) -> None:
    rng = np.random.default_rng(1)
    first_ten = ACCURACY.replace("net({images})", "X.reshape((len(X), -1))[:, :10]").format(more="")
    with pytest.raises(Wrong, match="evaluate_accuracy"):
        expect_accuracies(ask(first_ten, "evaluate_accuracy"), rng, [batches(rng) for _ in range(3)])


@pytest.mark.parametrize("other", ["len(data_iterator)", "next(iter(data_iterator))", "[None for _ in data_iterator]"])
def test_batches_in_one_pass_have_no_length_and_come_once(ask: Ask, other: str) -> None:
    for source, right in ((ACCURACY, True), (ACCURACY.replace("right = seen", f"{other}\n    right = seen"), False)):
        student = ask(source.format(images="X", more=""), "evaluate_accuracy")
        for in_one_pass in (False, True):
            with contextlib.nullcontext() if right or not in_one_pass else pytest.raises((Wrong, StudentRaised)):
                expect_accuracies(
                    student, np.random.default_rng(1), [batches(np.random.default_rng(1))], in_one_pass=in_one_pass
                )


@pytest.mark.parametrize("more", ["\n        X += 1", "\n        y[:] = 0"])
def test_an_accuracy_that_changes_images_or_labels_is_told_whatever_the_guests_helper_says(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    honest = STANDARD.accuracies
    monkeypatch.setattr(STANDARD, "accuracies", lambda *arguments: list(honest(*arguments)))
    rng = np.random.default_rng(1)
    student = ask(ACCURACY.format(images="X", more=more), "evaluate_accuracy")
    with pytest.raises(Wrong, match="changed the images or the labels"):
        expect_accuracies(student, rng, [batches(rng)], unchanged=True)


@pytest.mark.parametrize(("shift", "scale"), [(0, 1), (-50, 1), (0, 1000)])
def test_a_stand_in_network_gives_the_scores_asked_for_of_images_between_black_and_white(
    shift: float, scale: float
) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        scores = draw_answers(rng, 40, 20)[0] * np.float32(scale) + np.float32(shift)
        weight, bias = draw_linear(rng, scores)
        images = draw_fitting(rng, weight, bias, scores)
        assert images.dtype == np.float32 and images.shape == (40, 28, 28, 1)
        assert images.min() >= 0 and images.max() <= 1
        given = images.reshape(40, -1) @ weight + bias
        assert np.abs(given - scores).max() < 1e-3 * scale  # the largest is ahead by 0.5 * scale
