"""make_net(num_hiddens, num_layers): visible checks."""

from __future__ import annotations

from itertools import pairwise

import fashion_oracle as oracle
import numpy as np
import pytest

from autograder.checking import Wrong, as_array, as_items
from autograder.checking.networks import draw_parameters
from autograder.checking.questions import draw_images, expect_value

CLOSE = {"rtol": 1e-4, "atol": 1e-4}  # used: 0.01


def sizes_of(num_hiddens, num_layers):
    return (784, *[num_hiddens] * num_layers, 10)


def draw_width(rng):
    """Of hidden layers: neither the number of classes nor anything that a network of another size would fit."""
    return int(rng.choice([5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16]))


def expect_shapes(drawn, num_hiddens, num_layers):
    """W1, b1, W2, b2, ... of the right shapes."""
    sizes = sizes_of(num_hiddens, num_layers)
    expected = [shape for pair in pairwise(sizes) for shape in (pair, pair[1:])]
    called = f"make_net({num_hiddens}, {num_layers})"
    if not isinstance(drawn, list) or len(drawn) != len(expected):
        got = f"{len(drawn)} arrays" if isinstance(drawn, list) else "something else"
        raise Wrong(f"The params of {called}: expected {len(expected)} arrays, W1, b1, W2, b2, ..., got {got}.")
    for place, (array, shape) in enumerate(zip(drawn, expected, strict=True)):
        as_array(array, shape, what=f"params[{place}] of {called}")


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How many numbers enter each layer, and how many leave it?",
    "784 enter the first, 10 leave the last; between them stand num_layers hidden layers of num_hiddens units.",
    (
        "A layer from m to n numbers has weights of shape (m, n) and biases of shape (n,). params lists them in "
        "turn: W1, b1, W2, b2, ..."
    ),
)
def test_shapes(student, rng):
    """A weight and a bias for each layer, of the right shapes"""
    for num_layers in (1, 2, 3):
        num_hiddens = draw_width(rng)
        drawn, _, _ = as_items(student.drive("made", num_hiddens, num_layers), 3, what="make_net")
        expect_shapes(drawn, num_hiddens, num_layers)


@pytest.mark.weight(3)
@pytest.mark.hint(
    "What stands between two layers?",
    "relu, after each hidden layer. The scores may have any sign.",
    "Layer by layer: multiply by the weights, add the biases; then relu, except after the last.",
)
def test_outputs(student, rng):
    """The right scores, for one and two hidden layers"""
    X = draw_images(rng, 3)
    for num_layers in (1, 2):
        num_hiddens = draw_width(rng)
        values = draw_parameters(rng, sizes_of(num_hiddens, num_layers))
        drawn, _, outputs = as_items(student.drive("made", num_hiddens, num_layers, values, [X]), 3, what="make_net")
        expect_shapes(drawn, num_hiddens, num_layers)
        what = f"net(X) of make_net({num_hiddens}, {num_layers})"
        (output,) = as_items(outputs, 1, what=what)
        expect_value(output, oracle.net(values, X), **CLOSE, what=what)


@pytest.mark.hint(
    "What does an array need so that a backward pass can store its gradient?",
    "A place for it, which attach_grad() makes.",
    "Call attach_grad() on every array of params, weights and biases alike.",
)
def test_gradients_attached(student, rng):
    """Every parameter can collect a gradient"""
    num_hiddens = draw_width(rng)
    drawn, attached, _ = as_items(student.drive("made", num_hiddens, 2), 3, what="make_net")
    expect_shapes(drawn, num_hiddens, 2)
    if attached != [True] * 6:
        raise Wrong(
            f"Parameters without a gradient, by their place in params: {[i for i, ok in enumerate(attached) if not ok]}."
        )


@pytest.mark.hint(
    "Where does training start: could all units of a layer be equal?",
    "Random weights near 0, of both signs, tell the units apart. Biases need not differ.",
    "As in the notebook: weights from a normal distribution with scale 0.01, biases 0.",
)
def test_initial_values(student, rng):
    """Small random weights, and biases of zero"""
    num_hiddens = int(rng.integers(60, 100))
    drawn, _, _ = as_items(student.drive("made", num_hiddens, 1), 3, what="make_net")
    expect_shapes(drawn, num_hiddens, 1)
    for place, array in enumerate(drawn):
        values = array.values
        if place % 2 == 1 and np.any(values != 0):
            raise Wrong(f"params[{place}] is a bias and starts at zero; it holds {values.ravel()[:3]}...")
        if place % 2 == 0 and not (
            0.008 < float(values.std()) < 0.0125 and abs(float(values.mean())) < 0.3 * float(values.std())
        ):
            text = f"of mean {values.mean():.3g} and standard deviation {values.std():.3g}"
            raise Wrong(f"params[{place}] holds weights: expected random numbers near zero, got numbers {text}.")
