"""Questions that the checks of many functions ask, in the student's terms.

Each asks the guest (by `autograder.guest.standard`'s functions, where a plain call is not enough), sees that the answer has
the kind and shape of an honest one, and compares it with expected values that the suite has worked out. What a call left as
it was, and what it changed, is read anew after it and compared here: no function in the guest is asked whether it did. Must
not know any assignment.
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
    "expect_kept",
    "expect_later_gradients",
    "expect_only_given_stepped",
    "expect_steps",
    "expect_value",
    "head_for",
    "variables_kept",
]

CUT = (
    "The gradient is zero everywhere: autograd lost track. Stay within mx.nd operations; .asnumpy(), nd.array(...) and "
    ".detach() cut the computation off."
)


def expect_value(
    result: object, expected: Array, *, rtol: float, atol: float, what: str, inputs: Mapping[str, Any] | None = None
) -> None:
    """``result`` is a float32 NDArray with these values."""
    got = as_array(result, expected.shape, what=what)
    expect_close(got, expected, rtol=rtol, atol=atol, what=what, inputs=inputs)


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
    """``function`` leaves its arguments, called ``given``, as they were; and its result is right."""
    result = student.call(function, *given.values())
    expect_arguments_kept(student, given)
    with result_first():
        expect_value(result, expected, rtol=rtol, atol=atol, what=what)


def expect_arguments_kept(student: Any, given: Mapping[str, Array]) -> None:
    """The arrays (NDArrays or NumPy's) that the last call was ``given``, by their names, are as they were."""
    found = as_items(student.read("arguments"), len(given), what="the arguments after the call")
    for (name, before), after in zip(given.items(), found, strict=True):
        if not isinstance(after, Tensor):
            raise Wrong(f"{name} cannot be read after the call.")
        expect_unchanged(after.values, before, what=name)


@contextlib.contextmanager
def variables_kept(student: Any, names: Sequence[str], message: str) -> Iterator[None]:
    """What happens meanwhile leaves these arrays of the notebook as they were: they are read before and after."""
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
    """``result`` is the driver's (value, gradient): a value of ``shape``, and this gradient with respect to ``by``."""
    value, gradient = as_items(result, 2, what=what)
    as_array(value, shape, what=what)
    named = f"the gradient of sum(head * {what}) with respect to {by}"
    got = as_array(gradient, expected.shape, what=named)
    expect_close(got, expected, rtol=rtol, atol=atol, what=named, inputs=inputs, note=_cut_note(got, expected))


def _cut_note(got: Array, expected: Array) -> str:
    """A hint where a gradient vanished that should not."""
    return CUT if expected.any() and not got.any() else ""


def head_for(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Weights of the outputs: random, never all ones, so that every output's gradient is seen for itself."""
    return draw_short(rng, shape, 0.5, 2)


def draw_short(rng: np.random.Generator, shape: tuple[int, ...], least: float, largest: float) -> Array:
    """Multiples of a quarter of both signs, of magnitudes from ``least`` to ``largest``: short to read in a message."""
    size = rng.integers(int(4 * least), int(4 * largest) + 1, shape) / 4
    drawn: Array = (size * rng.choice([-1, 1], shape)).astype(np.float32)
    return drawn


def draw_images(rng: np.random.Generator, n: int, low: float = 0.0, high: float = 1.0) -> Array:
    """float32, shape (n, 28, 28, 1), with pixels from ``low`` to ``high``."""
    return rng.uniform(low, high, (n, 28, 28, 1)).astype(np.float32)


def draw_step(rng: np.random.Generator, shapes: Sequence[tuple[int, ...]], scale: float | None = None) -> list[Array]:
    """One float32 array per shape: short numbers, or of any kind where ``scale`` is given."""
    if scale is None:
        return [draw_short(rng, shape, 0.25, 3) for shape in shapes]
    return [rng.normal(0, scale, shape).astype(np.float32) for shape in shapes]


def _expect_history(
    history: object, values: Sequence[Array], gradients: Sequence[Sequence[Array]], rates: Sequence[float]
) -> None:
    """``history`` holds, for every step of plain gradient descent, the parameters that follow from it."""
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
            # Right ways to update use 0.075 of it at most (authoring.tolerances on both suites, 20 seeds, 2026-11-22).
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
    """``function(params, *arguments)`` takes steps of plain gradient descent from ``values``.

    ``gradients``, ``arguments`` and ``rates`` have one entry for each step: the gradients of all parameters, what the function
    is given beside them, and the rate that follows from it. ``same_arrays``: the list of parameters must hold the same arrays
    after the steps.
    """
    history, same = as_items(student.drive("steps", function, values, gradients, arguments), 2, what=what)
    if (
        same_arrays and same is not True
    ):  # told by the guest, to explain; what decides is that the second step arrives, too
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
    """After a step by the first of ``gradients``, each backward pass with one of the others leaves its own gradient."""
    first, *later = gradients
    student.drive("step_and_passes", function, values, first, arguments, *later)
    arrays = [*values, *(array for step in gradients for array in step)]  # all that it was given
    after = as_items(student.read("arguments"), len(arrays), what="the parameters")[: len(values)]
    found = as_items(student.read("gradients"), len(arrays), what="the gradients")[: len(values)]
    _expect_history([after], values, [first], [rate])
    for got, right in zip(found, later[-1], strict=True):
        what = f"the gradient of backward pass {len(later)} after {function}"
        # Used: nothing.
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
    """A step that is given only the arrays at the ``chosen`` places changes these, and leaves the others as they were."""
    answer = student.drive("partial_step", function, values, gradients, arguments, chosen)
    found = as_items(answer, len(values), what="the parameters")
    for place, (got, value, gradient) in enumerate(zip(found, values, gradients, strict=True)):
        step = gradient if place in chosen else np.zeros_like(gradient)
        after = as_array(got, value.shape, what=what)
        # Used: nothing.
        expect_close(after, value - rate * step.astype(np.float64), rtol=1e-5, atol=1e-6, what=what)


def draw_answers(rng: np.random.Generator, n: int, right: int) -> tuple[Array, Array]:
    """Scores, shape (n, 10), and labels, shape (n,), float32, of which the first ``right`` agree once shuffled."""
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
) -> None:
    """``evaluate_accuracy`` gives the share of right answers for each set of batches, each of (scores, labels).

    A linear network, drawn here, gives these scores for images that are drawn to fit: whoever does not ask it, or asks about
    other images than those handed over, gets other answers. ``unchanged``: images and labels must stay as they were.
    """
    weight, bias = draw_linear(rng, np.concatenate([scores for batches in sets for scores, _ in batches]))
    given = [[[draw_fitting(rng, weight, bias, scores), labels] for scores, labels in batches] for batches in sets]
    results = student.drive("accuracies", weight, bias, *given)
    after = student.read("arguments") if unchanged else None
    for batches, result in zip(sets, as_items(results, len(sets), what="evaluate_accuracy"), strict=True):
        counts = [f"{int((scores.argmax(axis=1) == labels).sum())} of {len(labels)}" for scores, labels in batches]
        shown = ", ".join(counts[:8]) + (", ..." if len(counts) > 8 else "")
        inputs = {"right answers in each batch": shown}
        what = "evaluate_accuracy(data_iterator, net)"
        # Right ways to count use 0.003 of it at most (as above); one wrong answer in ten thousand is 1e-4.
        expect_number(result, _accuracy(batches), atol=1e-5, what=what, inputs=inputs)
    if unchanged:
        before = [weight, bias, *(array for batches in given for pair in batches for array in pair)]
        for old, new in zip(before, as_items(after, len(before), what="the arguments after the call"), strict=True):
            if not np.array_equal(as_array(new, what="an argument"), old):
                raise Wrong("evaluate_accuracy changed the images or the labels.")


def draw_linear(rng: np.random.Generator, scores: Array) -> tuple[Array, Array]:
    """Weights (784, k) and biases (k,) that give images of middling grey scores about as large as these, shape (n, k).

    Each class has a bias and a sum of weights of its own: where all pixels are scaled or shifted, other classes are ahead.
    """
    k, spread = scores.shape[1], float(scores.std())
    weight = rng.normal(0, 0.3 * spread, (28 * 28, k))
    bias = scores.mean() - 0.5 * weight.sum(axis=0) + rng.uniform(-2, 2, k) * spread
    return weight.astype(np.float32), bias.astype(np.float32)


def draw_fitting(rng: np.random.Generator, weight: Array, bias: Array, scores: Array) -> Array:
    """Images, float32 of shape (n, 28, 28, 1), that the linear network gives these scores, shape (n, k)."""
    W = weight.astype(np.float64)
    grey = rng.uniform(0.25, 0.75, (len(scores), len(W)))
    fitting = grey + (scores - (grey @ W + bias)) @ np.linalg.pinv(W)
    images: Array = fitting.reshape(-1, 28, 28, 1).astype(np.float32)
    return images


def _accuracy(batches: Sequence[tuple[Array, Array]]) -> float:
    """The share of right answers in a list of (scores, labels)."""
    right = sum(int((scores.argmax(axis=1) == labels).sum()) for scores, labels in batches)
    return right / sum(len(labels) for _, labels in batches)
