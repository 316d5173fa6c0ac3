"""Fully connected layers with ReLU: expected values in float64 NumPy, and checks against them.

Owns the closed forms, which share no code with any notebook's solutions. Parameters are listed as W1, b1, W2, b2, ... Students
may read this file: it contains no more than the notebooks' formulas. Must not know any assignment.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.checking.assertions import Array, Wrong, as_array, as_items, expect_close, result_first
from autograder.checking.questions import draw_images, expect_value
from autograder.room.student import StudentRaised

__all__ = [
    "draw_case",
    "draw_parameters",
    "expect_gradients",
    "expect_network_gradients",
    "expect_outputs",
    "expect_relu_slopes",
    "layers",
    "log_softmax",
    "net",
    "net_gradients",
    "parameters_set",
    "relu",
    "relu_gradient",
    "softmax",
]


def relu(x: Array) -> Array:
    """max(x, 0): float64, shape of ``x``."""
    positive: Array = np.where(x > 0, x, 0).astype(np.float64)
    return positive


def relu_gradient(x: Array, head: Array) -> Array:
    """The gradient of ``sum(head * relu(x))``: float64, shape of ``x``. At 0 it is 0 here; any slope in [0, 1] is right."""
    gradient: Array = np.where(x > 0, head, 0).astype(np.float64)
    return gradient


def log_softmax(z: Array) -> Array:
    """The logarithm of the softmax of each row: float64, shape (n, k) as ``z``."""
    z = np.asarray(z, np.float64)
    logarithms: Array = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    return logarithms


def softmax(z: Array) -> Array:
    """The softmax of each row: float64, shape (n, k) as ``z``."""
    probabilities: Array = np.exp(log_softmax(z))
    return probabilities


def layers(parameters: Sequence[Array], X: Array) -> list[Array]:
    """The output of each linear layer before its ReLU; the last are the scores. float64, shapes (n, units).

    X holds n images of any shape.
    """
    value: Array = X.reshape(len(X), -1).astype(np.float64)
    found: list[Array] = []
    for W, b in zip(parameters[::2], parameters[1::2], strict=True):
        value = (relu(value) if found else value) @ W.astype(np.float64) + b
        found.append(value)
    return found


def net(parameters: Sequence[Array], X: Array) -> Array:
    """The network's scores: float64, shape (n, outputs)."""
    return layers(parameters, X)[-1]


def net_gradients(parameters: Sequence[Array], X: Array, head: Array) -> list[Array]:
    """Gradients of ``sum(head * net(X))`` with respect to each parameter, then X: float64, shapes as these have."""
    found = layers(parameters, X)
    back: Array = head.astype(np.float64)
    gradients: list[Array] = []
    for place in reversed(range(len(found))):
        below = relu(found[place - 1]) if place else X.reshape(len(X), -1).astype(np.float64)
        gradients = [below.T @ back, back.sum(axis=0), *gradients]
        back = back @ parameters[2 * place].T.astype(np.float64)
        if place:
            back = back * (found[place - 1] > 0)
    return [*gradients, back.reshape(X.shape)]


def draw_parameters(rng: np.random.Generator, sizes: Sequence[int]) -> list[Array]:
    """Random float32 parameters for layers of ``sizes`` units.

    None is zero, symmetric or equal to another, so that a missing or swapped parameter changes the output.
    """
    parameters: list[Array] = []
    for rows, columns in pairwise(sizes):
        parameters.append(rng.standard_normal((rows, columns), np.float32) * np.float32((2 / rows) ** 0.5))
        parameters.append(rng.standard_normal(columns, np.float32) * np.float32(0.5) + np.float32(0.1))
    return parameters


def draw_case(
    rng: np.random.Generator, n: int, sizes: Sequence[int], low: float = 0.0, high: float = 1.0, factor: float = 1.0
) -> tuple[list[Array], Array]:
    """Random parameters, times ``factor``, and n images; no hidden unit is so close to 0 that rounding could decide its
    ReLU's slope.
    """
    parameters = [value * np.float32(factor) for value in draw_parameters(rng, sizes)]
    while True:
        X = draw_images(rng, n, low, high)
        if min((np.abs(hidden).min() for hidden in layers(parameters, X)[:-1]), default=1) > 1e-5:
            return parameters, X


@contextlib.contextmanager
def parameters_set(student: Any, names: Sequence[str], parameters: Sequence[Array]) -> Iterator[None]:
    """Set the notebook's parameters, called ``names``, to these values inside the block: for plain calls of net."""
    found = as_items(student.read("variables", *names), len(names), what="the parameters")
    kept = [as_array(array, what=name) for name, array in zip(names, found, strict=True)]
    try:
        student.drive("set_parameters", parameters)
        yield
    finally:
        with contextlib.suppress(StudentRaised):  # a dead guest has no parameters to restore
            student.drive("set_parameters", kept)


def expect_relu_slopes(student: Any, X: Array, head: Array) -> None:
    """Check relu's slope: 1 where X is positive, 0 where X is negative, anything from 0 to 1 where X is exactly 0.

    ``head``: the weights of the outputs. They must be powers of two, so that dividing by them gives exact slopes.
    """
    result = student.drive("gradient", "relu", X, head)
    gradient = as_array(as_items(result, 2, what="relu(X)")[1], X.shape, what="the gradient of relu(X)")
    slope = gradient / head
    with result_first():
        if not (slope == (X > 0))[X != 0].all():
            raise Wrong(f"The slopes of relu at X = {X.tolist()} are {slope.tolist()}.")
    at_zero = slope[X == 0]
    if not ((at_zero >= 0) & (at_zero <= 1)).all():
        raise Wrong(f"The slopes of relu at 0 are {at_zero.tolist()}.")


def expect_outputs(
    student: Any,
    settings: Sequence[Sequence[Array]],
    *inputs: Array,
    rtol: float,
    atol: float,
    shown: bool = False,
) -> None:
    """Check net(X) for every list of parameters in ``settings`` and every X of ``inputs``.

    ``shown``: messages show X.
    """
    asked = [(values, X) for values in settings for X in inputs]
    results = as_items(student.drive("outputs", settings, *inputs), len(asked), what="net(X)")
    for (values, X), result in zip(asked, results, strict=True):
        given = {"X": X} if shown else None
        expect_value(result, net(values, X), rtol=rtol, atol=atol, what="net(X)", inputs=given)


def expect_gradients(gradients: object, names: Sequence[str], expected: Sequence[Array], what: str) -> None:
    """Check that ``gradients`` are those of ``sum(head * what)`` with respect to ``names``, one for each."""
    found = as_items(gradients, len(names), what="the gradients")
    for name, gradient, right in zip(names, found, expected, strict=True):
        of = f"the gradient of sum(head * {what}) with respect to {name}"
        values = as_array(gradient, right.shape, what=of)
        absent = f"No gradient arrives at {name}: {what} does not use it, or autograd lost track on the way."
        note = "" if values.any() else absent
        # Right networks use at most 0.01 of this tolerance (authoring.tolerances, both suites, 20 seeds, 2026-11-22).
        expect_close(values, right, rtol=1e-3, atol=1e-4 * float(np.abs(right).max()), what=of, note=note)


def expect_network_gradients(
    student: Any, parameters: Sequence[Array], X: Array, head: Array, names: Sequence[str], atol: float = 1e-4
) -> None:
    """Check net(X), with this ``atol``, and its gradients with respect to the parameters, called ``names``, and to X."""
    value, gradients = as_items(student.drive("output_gradients", parameters, X, head), 2, what="net(X)")
    recorded = {"called": "under autograd.record()"}
    # Right networks use at most 0.02 of this tolerance, measured as above.
    expect_value(value, net(parameters, X), rtol=1e-4, atol=atol, what="net(X)", inputs=recorded)
    expect_gradients(gradients, (*names, "X"), net_gradients(parameters, X, head), "net(X)")


@dataclass(frozen=True)
class Network:
    """Fully connected layers with ReLU between them. ``sizes``: units of the input, of each hidden layer, of the output.

    Parameters are listed as W1, b1, W2, b2, ... ``functions`` names, for messages, the student's functions that a training
    uses.
    """

    sizes: tuple[int, ...]
    functions: str

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """The shapes of the parameters."""
        return [shape for rows, columns in pairwise(self.sizes) for shape in ((rows, columns), (columns,))]

    def drawn(self, seed: int) -> list[Array]:
        """First parameters: weights from a normal distribution of variance 2 / fan_in, biases 0; float32.

        Source: He et al. 2015, https://arxiv.org/abs/1502.01852, eq. 10. Training from them needs half as many images as from
        a normal distribution of standard deviation 0.01, from which the first thousands of images change almost nothing.
        """
        generator = np.random.RandomState(seed)
        scales = ((shape, np.sqrt(2 / shape[0]) if len(shape) == 2 else 0) for shape in self.shapes)
        return [generator.normal(0, scale, shape).astype(np.float32) for shape, scale in scales]

    def layers(self, values: Sequence[Array], X: Array) -> list[Array]:
        """The input of each layer, then the scores. X: float32, shape (n, inputs)."""
        found = [X]
        for place, (W, b) in enumerate(zip(values[::2], values[1::2], strict=True)):
            product = found[-1] @ W
            product += b
            found.append(product if 2 * place + 2 == len(values) else np.maximum(product, 0, out=product))
        return found

    def step(self, values: Sequence[Array], X: Array, labels: Array, rate: float) -> list[Array]:
        """The parameters after one step of gradient descent on the summed softmax cross-entropy.

        float32 for speed: these steps are most of the host's work in a training.
        """
        *inputs, scores = self.layers(values, X)
        back = np.exp(scores - scores.max(axis=1, keepdims=True))
        back /= back.sum(axis=1, keepdims=True)
        back[np.arange(len(labels)), labels] -= 1
        stepped: list[Array] = []
        for place in reversed(range(len(inputs))):
            W, b = values[2 * place], values[2 * place + 1]
            gradient = inputs[place].T @ back
            gradient *= np.float32(-rate)  # in place: new arrays of this size cost time
            gradient += W
            stepped = [gradient, b - np.float32(rate) * back.sum(axis=0), *stepped]
            if place:
                back = (back @ W.T) * (inputs[place] > 0)
        return stepped
