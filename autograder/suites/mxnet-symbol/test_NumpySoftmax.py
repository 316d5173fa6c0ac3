"""NumpySoftmax: visible checks. Its methods are called by hand, then by MXNet."""

from __future__ import annotations

import numpy as np
import pytest
from symbol_oracle import error

from autograder.checking import as_array, as_items, expect_close
from autograder.checking.networks import softmax
from autograder.checking.questions import draw_short, expect_value


def draw_scores(rng):
    """Short scores of a few rows, of more classes than rows, and labels: float32."""
    n = int(rng.integers(2, 5))
    k = n + int(rng.integers(1, 4))
    return draw_short(rng, (n, k), 0.25, 3), rng.integers(0, k, n).astype(np.float32)


@pytest.mark.weight(3)
@pytest.mark.hint(
    "What has to hold for the numbers of a row if they are probabilities?",
    "Each row is one example. Its entries are first made positive, then divided by something that they share.",
    "e to the power of each score, divided by the sum of these powers over the same row.",
)
def test_forward(student, rng):
    """forward: the softmax of a few rows of scores"""
    X, labels = draw_scores(rng)
    output = student.drive("applied", X, labels)
    # Used: 0.002.
    expect_value(output, softmax(X), rtol=1e-4, atol=1e-6, what="the output of forward", inputs={"in_data[0]": X})


@pytest.mark.weight(3)
@pytest.mark.hint(
    "How does the loss of an example change when one of its scores grows?",
    (
        "The gradient is the output, with one number changed in each row. out_data[0] is the output, in_data[1] the labels."
    ),
    "The output, less 1 at each row's label.",
)
def test_backward(student, rng):
    """backward: p - 1 at the label and p elsewhere"""
    X, labels = draw_scores(rng)
    p = softmax(X).astype(np.float32)
    found = student.drive("taken_back", X, labels, p)
    what = "in_grad[0] after backward"
    # Used: 0.008.
    expect_value(found, error(p, labels), rtol=1e-4, atol=1e-6, what=what, inputs={"out_data[0]": p, "labels": labels})


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How does a result get from the operator back to MXNet?",
    "Both methods are given the arrays that take their results, and a request for each.",
    (
        "Call self.assign(array, request, values): in forward for out_data[0], in backward for in_grad[0]. Compute the values "
        "anew in each call."
    ),
)
def test_in_a_network(student, rng):
    """A few training steps of a small network that ends with this operator"""
    n, features, k, count = (int(rng.integers(*span)) for span in ((5, 9), (3, 5), (4, 7), (3, 5)))
    X, W = draw_short(rng, (n, features), 0.25, 2), draw_short(rng, (k, features), 0.25, 1)
    labels = rng.integers(0, k, (count, n)).astype(np.float32)  # others in each step
    rate = float(rng.choice([0.125, 0.1875, 0.25]))
    steps = as_items(student.drive("in_a_network", X, W, labels, rate), count, what="the steps")
    expected = W.astype(np.float64)
    for number, each in enumerate(steps, 1):
        got, output = as_items(each, 2, what=f"step {number}")
        p = softmax(X @ expected.T)
        what = f"the weights before step {number}"
        # Used: 0.001 for both.
        expect_close(as_array(got, W.shape, what=what), expected, rtol=1e-3, atol=1e-4, what=what)
        expect_value(output, p, rtol=1e-3, atol=1e-5, what=f"the output of step {number}")
        expected = expected - rate * error(p, labels[number - 1]).T @ X
