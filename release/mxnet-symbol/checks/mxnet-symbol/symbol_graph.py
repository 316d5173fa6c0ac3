"""What the checks of `mlp_symbol` share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from symbol_oracle import NAMES, SIZES, Array, gradients, probabilities

from autograder.checking import Wrong, as_array, as_items, expect_close, readable, return_hint
from autograder.checking.networks import draw_case
from autograder.checking.wording import phrase
from autograder.guest.wire import Opaque, Scalar, Tensor

LAYERS = {
    "fc1": ("FullyConnected",),
    "relu1": ("Activation", "relu", "LeakyReLU"),
    "fc2": ("FullyConnected",),
    "relu2": ("Activation", "relu", "LeakyReLU"),
    "fc3": ("FullyConnected",),
    "softmax": ("SoftmaxOutput", "Softmax"),
}


@dataclass(frozen=True)
class Graph:
    """What the driver tells of the symbol."""

    arguments: list[str]
    outputs: list[str]
    inner: list[str]
    nodes: list[tuple[str, str]]
    shapes: dict[str, list[int]]
    output_shapes: list[list[int]]


def read_graph(student: Any, shape: tuple[int, ...]) -> Graph:
    """The symbol's graph for data of ``shape``."""
    answer = student.drive("graph", shape)
    if isinstance(answer, Opaque | Tensor | Scalar | str | int | float | dict) or answer is None:
        raise Wrong(f"mlp_symbol() is {phrase(answer)}; expected an mx.sym.Symbol.{return_hint(answer)}")
    with readable("mlp_symbol()"):
        arguments, outputs, inner, nodes, shapes, output_shapes = answer
        return Graph(
            [str(name) for name in arguments],
            [str(name) for name in outputs],
            [str(name) for name in inner],
            [(str(name), str(operator)) for name, operator in nodes],
            {str(name): [int(side) for side in shape] for name, shape in zip(arguments, shapes, strict=True)},
            [[int(side) for side in shape] for shape in output_shapes],
        )


def expect_names(kind: str, got: list[str], expected: list[str]) -> None:
    """One list of names is another."""
    if got != expected:
        raise Wrong(f"{kind} are\n{', '.join(map(str, got))}\nexpected:\n{', '.join(expected)}")


def draw_weights(rng: np.random.Generator, n: int) -> tuple[list[Array], Array, Array]:
    """Parameters as MXNet keeps them, n images, shape (n, 784), and their labels: all float32."""
    parameters, X = draw_case(rng, n, SIZES)
    own = [np.ascontiguousarray(value.T) if value.ndim == 2 else value for value in parameters]
    return own, X.reshape(n, -1), rng.integers(0, SIZES[-1], n).astype(np.float32)


def draw_count(rng: np.random.Generator) -> int:
    """How many images a small batch has."""
    return int(rng.integers(4, 10))


def expect_outputs(student: Any, case: tuple[list[Array], Array, Array], batch: tuple[int, ...] | None = None) -> None:
    """Probabilities, with training and without."""
    parameters, X, _ = case
    predicted, trained, _ = _bound(student, case, batch)
    expected = probabilities(parameters, X)
    for got, how in ((predicted, "is_train=False"), (trained, "is_train=True")):
        what = f"the output of mlp_symbol() after forward({how})"
        # Used: 0.002.
        expect_close(as_array(got, expected.shape, what=what), expected, rtol=1e-3, atol=1e-5, what=what)


def expect_gradients(student: Any, case: tuple[list[Array], Array, Array]) -> None:
    """Those of the summed cross-entropy."""
    _, _, found = _bound(student, case, None)
    found = as_items(found, len(NAMES), what="the gradients of the parameters")
    for name, value, right in zip(NAMES, found, gradients(*case), strict=True):
        what = f"the gradient of {name} after backward()"
        got = as_array(value, right.shape, what=what)
        note = "" if got.any() else f"No gradient arrives at {name}."
        # Used: 0.003.
        expect_close(got, right, rtol=1e-3, atol=1e-4 * float(np.abs(right).max()), what=what, note=note)


def _bound(student: Any, case: tuple[list[Array], Array, Array], batch: tuple[int, ...] | None) -> list[Any]:
    parameters, X, labels = case
    answer = student.drive("symbol_outputs", parameters, X, labels, batch)
    if isinstance(answer, list):
        with readable("The symbol's arguments"):
            shown = ", ".join(f"{name} {tuple(shape)}" for name, shape in answer)
        raise Wrong(f"The symbol's arguments are not those of this network: {shown}.")
    if not isinstance(answer, tuple):
        raise Wrong(f"mlp_symbol() is {phrase(answer)}; expected an mx.sym.Symbol.")
    return as_items(answer, 3, what="what the bound symbol gives")
