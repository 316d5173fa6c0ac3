"""Checks common to many functions: values, gradients, unchanged arguments, optimiser steps, accuracy.

Each calls the student's function, directly or through a driver function of `autograder.guest`; checks the type and the shape
of the answer; and compares it with expected values from the suite. Whether a call changed an array is decided here: the host
reads the array before and after the call, as no function in the guest can be trusted to say so. Owns these questions and the
random inputs for them. Must not know any assignment.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checking.assertions import (
    Array,
    Wrong,
    as_array,
    as_items,
    expect_close,
    expect_number,
    expect_unchanged,
    result_first,
)
from autograder.guest.wire import Tensor

__all__ = [
    "draw_answers",
    "draw_fitting",
    "draw_images",
    "draw_linear",
    "draw_short",
    "draw_step",
    "expect_accuracies",
    "expect_arguments_kept",
    "expect_gradient",
    "expect_in_turn",
    "expect_kept",
    "expect_later_gradients",
    "expect_only_given_stepped",
    "expect_steps",
    "expect_value",
    "head_for",
    "variables_kept",
]

CUT = (
    "The gradient is zero everywhere: either the result does not change with the input, or autograd lost track on the way, "
    "as it does at .asnumpy(), nd.array(...) and .detach()."
)


def expect_value(
    result: object, expected: Array, *, rtol: float, atol: float, what: str, inputs: Mapping[str, Any] | None = None
) -> None:
    """Check that ``result`` is a float32 NDArray with these values."""
    got = as_array(result, expected.shape, what=what)
    expect_close(got, expected, rtol=rtol, atol=atol, what=what, inputs=inputs)


def expect_in_turn(
    student: Any,
    function: str,
    calls: Sequence[Sequence[Array]],
    expected: Sequence[Array],
    *,
    rtol: float,
    atol: float,
    what: str,
) -> None:
    """Check the results of several calls, each with its arguments, when all have been made.

    Among the calls should be some of one shape: what a function keeps of an earlier call, or overwrites in a later one, is
    wrong then.
    """
    results = as_items(student.drive("in_turn", function, *calls), len(calls), what=what)
    for result, right in zip(results, expected, strict=True):
        expect_value(result, right, rtol=rtol, atol=atol, what=what)


def expect_kept(
    student: Any,
    function: str,
    given: Mapping[str, Array],
    expected: Array,
    *,
    rtol: float,
    atol: float,
    what: str,
) -> None:
    """Check that ``function`` leaves its arguments, ``given`` by name, unchanged, and that its result is right."""
    result = student.call(function, *given.values())
    expect_arguments_kept(student, given)
    with result_first():
        expect_value(result, expected, rtol=rtol, atol=atol, what=what)


def expect_arguments_kept(student: Any, given: Mapping[str, Array]) -> None:
    """Check that the arrays ``given`` by name to the last call (NDArrays or NumPy's) are unchanged."""
    found = as_items(student.read("arguments"), len(given), what="the arguments after the call")
    for (name, before), after in zip(given.items(), found, strict=True):
        if not isinstance(after, Tensor):
            raise Wrong(f"{name} cannot be read after the call.")
        expect_unchanged(after.values, before, what=name)


@contextlib.contextmanager
def variables_kept(student: Any, names: Sequence[str], message: str) -> Iterator[None]:
    """Check that the block leaves these arrays of the notebook unchanged; `Wrong` with ``message`` if not."""
    before = student.read("variables", *names)
    yield
    after = student.read("variables", *names)
    for name, old, new in zip(
        names,
        as_items(before, len(names), what="the variables"),
        as_items(after, len(names), what="the variables"),
        strict=True,
    ):
        if not np.array_equal(as_array(old, what=name), as_array(new, what=name), equal_nan=True):
            raise Wrong(message)


def expect_gradient(
    result: object,
    shape: tuple[int, ...],
    expected: Array,
    *,
    rtol: float,
    atol: float,
    what: str,
    by: str,
    inputs: Mapping[str, Any] | None = None,
) -> None:
    """Check a driver's answer (value, gradient): the value's ``shape``, and the gradient with respect to ``by``."""
    value, gradient = as_items(result, 2, what=what)
    as_array(value, shape, what=what)
    named = f"the gradient of sum(head * {what}) with respect to {by}"
    got = as_array(gradient, expected.shape, what=named)
    expect_close(got, expected, rtol=rtol, atol=atol, what=named, inputs=inputs, note=_cut_note(got, expected))


def _cut_note(got: Array, expected: Array) -> str:
    """A hint if the gradient is zero everywhere and should not be; else empty."""
    return CUT if expected.any() and not got.any() else ""


def head_for(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Random weights of the outputs: with equal weights, errors in different outputs' gradients could cancel."""
    return draw_short(rng, shape, 0.5, 2)


def draw_short(rng: np.random.Generator, shape: tuple[int, ...], least: float, largest: float) -> Array:
    """Random float32 multiples of 1/4, short to print: both signs, magnitudes from ``least`` to ``largest``."""
    size = rng.integers(int(4 * least), int(4 * largest) + 1, shape) / 4
    drawn: Array = (size * rng.choice([-1, 1], shape)).astype(np.float32)
    return drawn


def draw_images(rng: np.random.Generator, n: int, low: float = 0.0, high: float = 1.0) -> Array:
    """Random images: float32, shape (n, 28, 28, 1), pixels from ``low`` to ``high``."""
    return rng.uniform(low, high, (n, 28, 28, 1)).astype(np.float32)


def draw_step(rng: np.random.Generator, shapes: Sequence[tuple[int, ...]], scale: float | None = None) -> list[Array]:
    """One random float32 array per shape: by `draw_short`, or normal with standard deviation ``scale`` if that is given."""
    if scale is None:
        return [draw_short(rng, shape, 0.25, 3) for shape in shapes]
    return [rng.normal(0, scale, shape).astype(np.float32) for shape in shapes]


def _expect_history(
    history: object, values: Sequence[Array], gradients: Sequence[Sequence[Array]], rates: Sequence[float]
) -> None:
    """Check that ``history`` holds the parameters after each of these steps of plain gradient descent."""
    expected = [value.astype(np.float64) for value in values]
    found = as_items(history, len(rates), what="the parameters after each step")
    for number, (after, step, rate) in enumerate(zip(found, gradients, rates, strict=True), 1):
        before = expected
        expected = [value - rate * gradient for value, gradient in zip(expected, step, strict=True)]
        arrays = as_items(after, len(expected), what=f"the parameters after step {number}")
        for place, (got, right) in enumerate(zip(arrays, expected, strict=True)):
            what = f"params[{place}]"
            array = as_array(got, right.shape, what=what)
            still = "It did not change at all: was a new array made, and this one left as it was?"
            note = still if np.allclose(array, before[place]) else ""
            inputs = {"step": number, "lr": rate, f"{what} before": before[place], f"{what}.grad": step[place]}
            scale = max(1.0, float(np.abs(before[place]).max()), rate * float(np.abs(step[place]).max()))
            # Right updates use at most 0.075 of this tolerance (authoring.tolerances, both suites, 20 seeds, 2026-11-22).
            expect_close(array, right, rtol=0, atol=3e-6 * scale, what=what, inputs=inputs, note=note)


def expect_steps(
    student: Any,
    function: str,
    values: Sequence[Array],
    gradients: Sequence[Sequence[Array]],
    arguments: Sequence[Sequence[float]],
    rates: Sequence[float],
    *,
    what: str,
    same_arrays: bool = False,
) -> None:
    """Check that ``function(params, *arguments)`` takes steps of plain gradient descent from ``values``.

    ``gradients``, ``arguments`` and ``rates`` have one entry for each step: the gradients of all parameters, the function's
    further arguments, and the learning rate that these mean. ``same_arrays``: after the steps, the list of parameters must
    still hold the same arrays.
    """
    history, same = as_items(student.drive("steps", function, values, gradients, arguments), 2, what=what)
    if (
        same_arrays and same is not True
    ):  # the guest's word only selects this message: with other arrays, the history below is wrong, too
        raise Wrong(
            f"{function} put other arrays into the list. The network still uses the old ones, which did not change."
        )
    _expect_history(history, values, gradients, rates)


def expect_later_gradients(
    student: Any,
    function: str,
    values: Sequence[Array],
    gradients: Sequence[Sequence[Array]],
    arguments: Sequence[float],
    rate: float,
) -> None:
    """Check that backward passes after a step still write their gradients into the parameters.

    The step uses the first of ``gradients``; each of the others is the gradient of one later backward pass.
    """
    first, *later = gradients
    student.drive("step_and_passes", function, values, first, arguments, *later)
    arrays = [*values, *(array for step in gradients for array in step)]  # the call's arguments, in order
    after = as_items(student.read("arguments"), len(arrays), what="the parameters")[: len(values)]
    found = as_items(student.read("gradients"), len(arrays), what="the gradients")[: len(values)]
    _expect_history([after], values, [first], [rate])
    for got, right in zip(found, later[-1], strict=True):
        what = f"the gradient of backward pass {len(later)} after {function}"
        # Right code uses none of this tolerance.
        expect_close(as_array(got, right.shape, what=what), right, rtol=1e-5, atol=1e-6, what=what)


def expect_only_given_stepped(
    student: Any,
    function: str,
    values: Sequence[Array],
    gradients: Sequence[Array],
    arguments: Sequence[float],
    rate: float,
    chosen: Sequence[int],
    *,
    what: str,
) -> None:
    """Check that a step on the arrays at the ``chosen`` positions changes these, and leaves the others unchanged."""
    answer = student.drive("partial_step", function, values, gradients, arguments, chosen)
    found = as_items(answer, len(values), what="the parameters")
    for place, (got, value, gradient) in enumerate(zip(found, values, gradients, strict=True)):
        step = gradient if place in chosen else np.zeros_like(gradient)
        after = as_array(got, value.shape, what=what)
        # Right code uses none of this tolerance.
        expect_close(after, value - rate * step.astype(np.float64), rtol=1e-5, atol=1e-6, what=what)


def draw_answers(rng: np.random.Generator, n: int, right: int) -> tuple[Array, Array]:
    """Random scores, shape (n, 10), and labels, shape (n,), both float32: the largest score is right in ``right`` rows."""
    labels = rng.integers(0, 10, n)
    answers = np.where(np.arange(n) < right, labels, (labels + rng.integers(1, 10, n)) % 10)
    scores = rng.uniform(-1, 1, (n, 10))
    scores[np.arange(n), answers] = rng.uniform(1.5, 3, n)
    order = rng.permutation(n)
    return scores[order].astype(np.float32), labels[order].astype(np.float32)


def expect_accuracies(
    student: Any,
    rng: np.random.Generator,
    sets: Sequence[Sequence[tuple[Array, Array]]],
    *,
    unchanged: bool = False,
    in_one_pass: bool = False,
) -> None:
    """Check that ``evaluate_accuracy`` returns the share of right answers for each set of batches of (scores, labels).

    Draws a linear network, and images for which it gives these scores. An ``evaluate_accuracy`` that does not call the
    network, or calls it with other images, gets other answers. ``unchanged``: images and labels must stay unchanged.
    ``in_one_pass``: the batches come from generators, which have no length and end after one pass.
    """
    scores, labels = (
        np.concatenate(each) for each in zip(*(batch for batches in sets for batch in batches), strict=True)
    )
    weight, bias = draw_linear(rng, scores)
    images = draw_fitting(rng, weight, bias, scores)
    sizes = [[len(labels) for _, labels in batches] for batches in sets]
    results = student.drive(
        "accuracies_in_one_pass" if in_one_pass else "accuracies", weight, bias, images, labels, sizes
    )
    after = student.read("arguments") if unchanged else None
    for batches, result in zip(sets, as_items(results, len(sets), what="evaluate_accuracy"), strict=True):
        counts = [f"{int((scores.argmax(axis=1) == labels).sum())} of {len(labels)}" for scores, labels in batches]
        shown = ", ".join(counts[:8]) + (", ..." if len(counts) > 8 else "")
        inputs = {"right answers in each batch": shown}
        what = "evaluate_accuracy(data_iterator, net)"
        # Right code uses at most 0.003 of this tolerance (measured as above); one wrong answer in ten thousand is 1e-4.
        expect_number(result, _accuracy(batches), atol=1e-5, what=what, inputs=inputs)
    if unchanged:
        before = [weight, bias, images, labels]
        for old, new in zip(before, as_items(after, len(before), what="the arguments after the call"), strict=True):
            if not np.array_equal(as_array(new, what="an argument"), old):
                raise Wrong("evaluate_accuracy changed the images or the labels.")


def draw_linear(rng: np.random.Generator, scores: Array) -> tuple[Array, Array]:
    """Random weights (784, k) and biases (k,): grey images get scores of about the size of ``scores``, shape (n, k).

    Classes differ in bias and in their sum of weights. So scaling or shifting all pixels changes which class is ahead.
    """
    k, spread = scores.shape[1], float(scores.std())
    weight = rng.normal(0, 0.3 * spread, (28 * 28, k))
    bias = scores.mean() - 0.5 * weight.sum(axis=0) + rng.uniform(-2, 2, k) * spread
    return weight.astype(np.float32), bias.astype(np.float32)


def draw_fitting(rng: np.random.Generator, weight: Array, bias: Array, scores: Array) -> Array:
    """Images, float32, shape (n, 28, 28, 1), for which the linear network returns these scores, shape (n, k)."""
    W = weight.astype(np.float64)
    grey = rng.uniform(0.25, 0.75, (len(scores), len(W)))
    fitting = grey + (scores - (grey @ W + bias)) @ np.linalg.pinv(W)
    images: Array = fitting.reshape(-1, 28, 28, 1).astype(np.float32)
    return images


def _accuracy(batches: Sequence[tuple[Array, Array]]) -> float:
    """The share of right answers in batches of (scores, labels), 0 to 1."""
    right = sum(int((scores.argmax(axis=1) == labels).sum()) for scores, labels in batches)
    return right / sum(len(labels) for _, labels in batches)
