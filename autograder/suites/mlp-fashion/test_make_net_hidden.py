"""make_net(num_hiddens, num_layers): hidden checks."""

from __future__ import annotations

import fashion_oracle as oracle
import numpy as np
import pytest
from fashion_probes import LAYOUTS

from autograder.checking import Wrong, as_array, as_items, expect_close
from autograder.checking.networks import draw_case, draw_parameters, expect_gradients
from autograder.checking.questions import draw_images, expect_value, head_for

CLOSE = {"rtol": 1e-4, "atol": 1e-4}  # used: 0.01


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What do the networks of two calls share?",
    "No array: what happens to the parameters of one leaves the scores of the other as they are.",
    "Each call makes new arrays; its net computes with exactly those that are returned beside it.",
)
def test_own_parameters(student, rng):
    """Two networks share nothing

    Changing one network's parameters, or the notebook's, must not change the other's scores.
    """
    X = draw_images(rng, 3)
    before, after, others, _ = as_items(student.drive("made_twice", 7, 1, X), 4, what="make_net")
    shapes = ((784, 7), (7,), (7, 10), (10,))
    arrays = as_items(others, 4, what="params")
    values = [as_array(array, shape, what="params") for array, shape in zip(arrays, shapes, strict=True)]
    expected = oracle.net(values, X)
    for result in (before, after):
        # Used: 0.004.
        expect_value(result, expected, rtol=1e-4, atol=1e-6, what="net(X) of the second network")


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What decides how many layers there are, and how wide they are?",
    "The two arguments. Without a hidden layer, a single one leads from 784 numbers to 10.",
    "List the sizes first, 784 at one end and 10 at the other; then make one layer for each pair of neighbours.",
)
def test_any_size(student, rng):
    """Three and four hidden layers, one unit, no hidden layer

    make_net works for any width and any depth, num_layers = 0 included: then the network is linear.
    """
    X = draw_images(rng, 2, low=-1)
    for num_hiddens, num_layers in (
        (int(rng.integers(5, 10)), 3),
        (int(rng.integers(3, 7)), 4),
        (1, 1),
        (int(rng.integers(257, 400)), 1),
        (5, 0),
    ):
        values = draw_parameters(rng, (784, *[num_hiddens] * num_layers, 10))
        answer = as_items(student.drive("made", num_hiddens, num_layers, values, [X]), 3, what="make_net")
        drawn, _, outputs = answer
        as_items(drawn, len(values), what="params")
        expect_value(as_items(outputs, 1, what="net(X)")[0], oracle.net(values, X), **CLOSE, what="net(X)")


@pytest.mark.hint(
    "What do a row of 784 numbers and an image of 28 by 28 have in common?",
    "They hold the same numbers in the same order. The first layer takes one row for each image.",
    "Make X a matrix of shape (n, 784) first, as in net.",
)
def test_layouts(student, rng):
    """Images in every layout

    The network flattens its images itself.
    """
    values = draw_parameters(rng, (784, 6, 10))
    images = [draw_images(rng, n).reshape(n, *layout) for n, layout in zip((2, 5, 1, 3), LAYOUTS, strict=True)]
    _, _, outputs = as_items(student.drive("made", 6, 1, values, images), 3, what="make_net")
    for X, output in zip(images, as_items(outputs, len(images), what="net(X)"), strict=True):
        expect_value(output, oracle.net(values, X), **CLOSE, what="net(X)")


@pytest.mark.weight(1.5)
@pytest.mark.hint(
    "How does a gradient get from the scores to each of the arrays?",
    "Through the recorded operations that used the array, from the last layer back to the first.",
    "Compute with the arrays in params themselves, and with operations of `mx.nd` only.",
)
def test_gradients(student, rng):
    """The gradients of a network with two hidden layers

    It must be possible to train the network: each parameter needs a gradient.
    """
    values, X = draw_case(rng, 4, (784, 6, 6, 10))
    head = head_for(rng, (4, 10))
    output, gradients = as_items(student.drive("made_gradients", 6, 2, values, X, head), 2, what="make_net")
    expect_close(as_array(output, (4, 10), what="net(X)"), oracle.net(values, X), **CLOSE, what="net(X)")
    names = ("W1", "b1", "W2", "b2", "W3", "b3")
    expect_gradients(gradients, names, oracle.net_gradients(values, X, head)[:-1], "net(X)")


@pytest.mark.weight(0.5)
@pytest.mark.hint(
    "Do two networks start from the same numbers?",
    "They do not: a comparison of networks is worth more if each starts somewhere else.",
    "Draw new weights in every call.",
)
def test_drawn_anew(student):
    """Two networks start from different weights

    With equal weights, comparing networks would compare less than it seems.
    """
    first, second = (as_items(student.drive("made", 5, 1), 3, what="make_net")[0] for _ in range(2))
    drawn = [as_array(as_items(params, 4, what="params")[0], (784, 5), what="W1") for params in (first, second)]
    if np.array_equal(*drawn):
        raise Wrong("Weights of two networks are equal.")
