"""Checks of fully connected layers with ReLU between them: what is right, in float64 NumPy, and whether it is done.

Closed forms that share nothing with any notebook's solutions. Parameters are listed as W1, b1, W2, b2, ... Students may read
this; it says what the notebooks' formulas say. Must not know any assignment.
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
    """float64, shape of ``x``."""
    positive: Array = np.where(x > 0, x, 0).astype(np.float64)
    return positive


def relu_gradient(x: Array, head: Array) -> Array:
    """Of ``sum(head * relu(x))``: float64, shape of ``x``. At exactly 0 the value here is 0; any in [0, 1] is right."""
    gradient: Array = np.where(x > 0, head, 0).astype(np.float64)
    return gradient


def log_softmax(z: Array) -> Array:
    """Row by row: float64, shape (n, k) as ``z``."""
    z = np.asarray(z, np.float64)
    logarithms: Array = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    return logarithms


def softmax(z: Array) -> Array:
    """Row by row: float64, shape (n, k) as ``z``."""
    probabilities: Array = np.exp(log_softmax(z))
    return probabilities


def layers(parameters: Sequence[Array], X: Array) -> list[Array]:
    """The values before each activation, and the scores last, for n images of any shape: float64, shapes (n, units)."""
    value: Array = X.reshape(len(X), -1).astype(np.float64)
    found: list[Array] = []
    for W, b in zip(parameters[::2], parameters[1::2], strict=True):
        value = (relu(value) if found else value) @ W.astype(np.float64) + b
        found.append(value)
    return found


def net(parameters: Sequence[Array], X: Array) -> Array:
    """The scores: float64, shape (n, outputs)."""
    return layers(parameters, X)[-1]


def net_gradients(parameters: Sequence[Array], X: Array, head: Array) -> list[Array]:
    """Gradients of ``sum(head * net(X))`` with respect to each parameter, then to X: float64, of their shapes."""
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
    """float32, for layers between ``sizes`` units: nothing zero, symmetric or alike, so that every one of them shows."""
    parameters: list[Array] = []
    for rows, columns in pairwise(sizes):
        parameters.append(rng.standard_normal((rows, columns), np.float32) * np.float32((2 / rows) ** 0.5))
        parameters.append(rng.standard_normal(columns, np.float32) * np.float32(0.5) + np.float32(0.1))
    return parameters


def draw_case(
    rng: np.random.Generator, n: int, sizes: Sequence[int], low: float = 0.0, high: float = 1.0
) -> tuple[list[Array], Array]:
    """Parameters and n images that leave no activation so close to its kink that rounding decides its slope."""
    parameters = draw_parameters(rng, sizes)
    while True:
        X = draw_images(rng, n, low, high)
        if min((np.abs(hidden).min() for hidden in layers(parameters, X)[:-1]), default=1) > 1e-5:
            return parameters, X


@contextlib.contextmanager
def parameters_set(student: Any, names: Sequence[str], parameters: Sequence[Array]) -> Iterator[None]:
    """The notebook's parameters, called ``names``, hold these values meanwhile: for plain calls of net."""
    found = as_items(student.read("variables", *names), len(names), what="the parameters")
    kept = [as_array(array, what=name) for name, array in zip(names, found, strict=True)]
    try:
        student.drive("set_parameters", parameters)
        yield
    finally:
        with contextlib.suppress(StudentRaised):  # a room that died has nothing to put back
            student.drive("set_parameters", kept)


def expect_relu_slopes(student: Any, X: Array, head: Array) -> None:
    """relu's slope is 1 where X is positive, 0 where it is negative, and anything from 0 to 1 where X is exactly 0.

    ``head``: the weights of the outputs, powers of two, by which slopes come out exactly.
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
    """net(X) is right for every X of ``inputs`` under every list of parameters in ``settings``, one after the other.

    ``shown``: messages show X.
    """
    asked = [(values, X) for values in settings for X in inputs]
    results = as_items(student.drive("outputs", settings, *inputs), len(asked), what="net(X)")
    for (values, X), result in zip(asked, results, strict=True):
        given = {"X": X} if shown else None
        expect_value(result, net(values, X), rtol=rtol, atol=atol, what="net(X)", inputs=given)


def expect_gradients(gradients: object, names: Sequence[str], expected: Sequence[Array], what: str) -> None:
    """One gradient of ``sum(head * what)`` for each of ``names``, and the right one."""
    found = as_items(gradients, len(names), what="the gradients")
    for name, gradient, right in zip(names, found, expected, strict=True):
        of = f"the gradient of sum(head * {what}) with respect to {name}"
        values = as_array(gradient, right.shape, what=of)
        absent = f"No gradient arrives at {name}: {what} does not use it, or autograd lost track on the way."
        note = "" if values.any() else absent
        # Right networks use 0.01 of it at most (autograder.authoring.tolerances on both suites, 20 seeds, 2026-11-22).
        expect_close(values, right, rtol=1e-3, atol=1e-4 * float(np.abs(right).max()), what=of, note=note)


def expect_network_gradients(
    student: Any, parameters: Sequence[Array], X: Array, head: Array, names: Sequence[str]
) -> None:
    """net(X) and its gradients with respect to the parameters, called ``names``, and to X are right."""
    value, gradients = as_items(student.drive("output_gradients", parameters, X, head), 2, what="net(X)")
    recorded = {"called": "under autograd.record()"}
    # Right networks use 0.02 of it at most, as above.
    expect_value(value, net(parameters, X), rtol=1e-4, atol=1e-4, what="net(X)", inputs=recorded)
    expect_gradients(gradients, (*names, "X"), net_gradients(parameters, X, head), "net(X)")


@dataclass(frozen=True)
class Network:
    """Fully connected layers with ReLU between them. ``sizes``: of the input, of each hidden layer, of the output.

    Parameters are listed as W1, b1, W2, b2, ...; ``functions`` names those of the student's that the training goes by.
    """

    sizes: tuple[int, ...]
    functions: str

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """Of the parameters."""
        return [shape for rows, columns in pairwise(self.sizes) for shape in ((rows, columns), (columns,))]

    def drawn(self, seed: int) -> list[Array]:
        """Weights from a normal of variance 2 / fan_in (He et al. 2015, https://arxiv.org/abs/1502.01852, eq. 10), biases 0.

        From there half as many images are enough as from a normal of scale 0.01, where the first thousands move next to
        nothing.
        """
        generator = np.random.RandomState(seed)
        scales = ((shape, np.sqrt(2 / shape[0]) if len(shape) == 2 else 0) for shape in self.shapes)
        return [generator.normal(0, scale, shape).astype(np.float32) for shape, scale in scales]

    def layers(self, values: Sequence[Array], X: Array) -> list[Array]:
        """The input of each layer, and the scores last; X float32, shape (n, inputs)."""
        found = [X]
        for place, (W, b) in enumerate(zip(values[::2], values[1::2], strict=True)):
            product = found[-1] @ W + b
            found.append(product if 2 * place + 2 == len(values) else np.maximum(product, 0))
        return found

    def step(self, values: Sequence[Array], X: Array, labels: Array, rate: float) -> list[Array]:
        """One step of gradient descent on the summed loss. float32, for this is most of the host's work in a training."""
        *inputs, scores = self.layers(values, X)
        back = np.exp(scores - scores.max(axis=1, keepdims=True))
        back /= back.sum(axis=1, keepdims=True)
        back[np.arange(len(labels)), labels] -= 1
        stepped: list[Array] = []
        for place in reversed(range(len(inputs))):
            W, b = values[2 * place], values[2 * place + 1]
            stepped = [
                W - np.float32(rate) * (inputs[place].T @ back),
                b - np.float32(rate) * back.sum(axis=0),
                *stepped,
            ]
            if place:
                back = (back @ W.T) * (inputs[place] > 0)
        return stepped
